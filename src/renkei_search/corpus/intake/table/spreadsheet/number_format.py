"""Format numbers as spreadsheets display them: 0.25 as 25%, 1200 as 1,200千円, 123 as 00123, 1.5 days as 36:00.

A format code has sections for positive numbers, negative numbers and zero. Each section is a sequence of digit
placeholders, letters for dates, and literal text.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal, localcontext
from functools import lru_cache
from typing import Final, NamedTuple

GENERAL: Final = "General"

BUILT_IN: Final[dict[int, str]] = {
    0: GENERAL, 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 5: "¥#,##0;¥-#,##0", 6: "¥#,##0;¥-#,##0",
    7: "¥#,##0.00;¥-#,##0.00", 8: "¥#,##0.00;¥-#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?",
    13: "# ??/??", 14: "yyyy/m/d", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM",
    20: "h:mm", 21: "h:mm:ss", 22: "yyyy/m/d h:mm", 27: "[$-411]ge.m.d", 28: '[$-411]ggge"年"m"月"d"日"',
    29: '[$-411]ggge"年"m"月"d"日"', 30: "m/d/yy", 31: 'yyyy"年"m"月"d"日"', 32: 'h"時"mm"分"', 33: 'h"時"mm"分"ss"秒"',
    34: 'yyyy"年"m"月"', 35: 'm"月"d"日"', 36: "[$-411]ge.m.d", 37: "#,##0;-#,##0", 38: "#,##0;-#,##0",
    39: "#,##0.00;-#,##0.00", 40: "#,##0.00;-#,##0.00", 41: "#,##0;-#,##0", 42: "¥#,##0;¥-#,##0",
    43: "#,##0.00;-#,##0.00", 44: "¥#,##0.00;¥-#,##0.00", 45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0", 48: "##0.0E+0",
    49: "@", 50: "[$-411]ge.m.d", 51: '[$-411]ggge"年"m"月"d"日"', 52: 'yyyy"年"m"月"', 53: 'm"月"d"日"',
    54: '[$-411]ggge"年"m"月"d"日"', 55: 'yyyy"年"m"月"', 56: 'm"月"d"日"', 57: "[$-411]ge.m.d",
    58: '[$-411]ggge"年"m"月"d"日"',
}  # fmt: skip
"""Built-in format codes, which files refer to by number, in a Japanese Excel."""

_TOKEN: Final = re.compile(
    r"""
      "(?P<quoted>[^"]*)"? | \\(?P<escaped>.) | (?P<blank>_.) | (?P<fill>\*.) | \[(?P<bracket>[^\]]*)\]
    | (?P<general>General|G/標準|標準) | (?P<half>AM/PM|A/P) | (?P<exponent>E[+-])
    | (?P<date>y+|m+|d+|h+|s+|g+|e+|aaaa?) | (?P<digit>[0#?]) | (?P<dot>\.) | (?P<comma>,) | (?P<percent>%)
    | (?P<text>@) | (?P<slash>/) | (?P<literal>.)
    """,
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)
_ELAPSED: Final = re.compile(r"h+|m+|s+", re.IGNORECASE)
_CONDITION: Final = re.compile(r"(<=|>=|<>|<|>|=)\s*(-?[0-9]+(?:\.[0-9]+)?)")
_NOT_ZERO: Final = re.compile("[1-9]")
_CURRENCY: Final = re.compile(r"\$([^-]*)")
_LONGEST: Final = 255  # characters of a format code in Excel
DAY_ZERO: Final = datetime(1899, 12, 30)  # noqa: DTZ001 # spreadsheets know no time zones
_LAST_DAY: Final = 2_958_465  # 9999-12-31
# Excel counts the nonexistent day 1900-02-29.
_LEAP_FAULT: Final = 60
_ERAS: Final = (
    (datetime(2019, 5, 1), "令和", "R"),  # noqa: DTZ001
    (datetime(1989, 1, 8), "平成", "H"),  # noqa: DTZ001
    (datetime(1926, 12, 25), "昭和", "S"),  # noqa: DTZ001
    (datetime(1912, 7, 30), "大正", "T"),  # noqa: DTZ001
    (datetime(1868, 1, 25), "明治", "M"),  # noqa: DTZ001
)
_WEEKDAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS: Final = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_DIGITS_SHOWN: Final = 11
_LARGE: Final = 1e15
_PRECISION: Final = 1_100  # digits; a format code of 255 characters cannot require more


class ShownText(NamedTuple):
    """A cell's text. ``exact`` is false if the cell may display something else."""

    text: str
    exact: bool = True


class _Token(NamedTuple):
    kind: str
    text: str


class _Section(NamedTuple):
    tokens: tuple[_Token, ...]
    condition: tuple[str, float] | None
    kind: str  # "number", "date", "general", "fraction" or "text"


def show_number(value: float, code: str, *, from_1904: bool = False) -> ShownText:
    """The text that a cell with this number and format displays.

    Args:
        value: the number; dates and times are days.
        code: the format code.
        from_1904: whether the file counts days from 1904 and not from 1900.
    """
    if len(code) > _LONGEST or abs(value) >= _LARGE:
        return ShownText(show_general(value), exact=False)
    sections = _sections(code)
    section, signed = _choose(value, sections)
    if section.kind == "date":
        shown = _show_date(value + (1462 if from_1904 else 0), section)
        return shown if shown is not None else ShownText(show_general(value), exact=False)
    minus = "-" if value < 0 and not signed else ""
    if section.kind == "fraction":
        return ShownText(show_general(value), exact=False)
    if section.kind in {"general", "text"}:
        plain = show_general(abs(value) if signed else value)
        return ShownText(
            "".join(plain if token.kind in {"general", "text"} else token.text for token in section.tokens)
        )
    text = _show_digits(abs(value), section.tokens)
    return ShownText(minus + text if _NOT_ZERO.search(text) else text)


def show_general(value: float) -> str:
    """Format a number without a format code: an integer in full, others with the decimals that fit into a cell."""
    if float(value).is_integer() and abs(value) < _LARGE:
        return str(int(value))
    magnitude = abs(value)
    if not 1e-4 <= magnitude < 1e11:
        return f"{value:.5E}"
    decimals = max(_DIGITS_SHOWN - 1 - len(str(int(magnitude))), 0)
    return f"{value:.{decimals}f}".rstrip("0").rstrip(".")


@lru_cache(maxsize=1_024)
def _sections(code: str) -> tuple[_Section, ...]:
    parts: list[list[_Token]] = [[]]
    for found in _TOKEN.finditer(code):
        kind, text = found.lastgroup or "literal", found[found.lastgroup or 0]
        if kind == "literal" and text == ";":
            parts.append([])
        elif kind in {"quoted", "escaped"}:
            parts[-1].append(_Token("literal", text))
        elif kind == "blank":
            parts[-1].append(_Token("literal", " "))
        elif kind != "fill":
            parts[-1].append(_Token(kind, text))
    return tuple(map(_make_section, parts))


def _make_section(tokens: list[_Token]) -> _Section:
    condition = None
    kept = []
    for token in tokens:
        if token.kind != "bracket":
            kept.append(token)
        elif compared := _CONDITION.fullmatch(token.text):
            condition = (compared[1], float(compared[2]))
        elif _ELAPSED.fullmatch(token.text):
            kept.append(_Token("elapsed", token.text))
        elif currency := _CURRENCY.match(token.text):
            kept.append(_Token("literal", currency[1]))
    kinds = {token.kind for token in kept}
    if kinds & {"date", "elapsed", "half"}:
        kind = "date"
    elif "slash" in kinds and "digit" in kinds:
        kind = "fraction"
    elif "digit" in kinds:
        kind = "number"
    elif "general" in kinds:
        kind = "general"
    else:
        kind = "text" if "text" in kinds else "number"
    return _Section(tuple(kept), condition, kind)


def _choose(value: float, sections: tuple[_Section, ...]) -> tuple[_Section, bool]:
    """Choose the section for a number; returns it, and whether it contains the sign."""
    numbers = [section for section in sections[:3] if section.kind != "text"] or list(sections[:1])
    if any(section.condition for section in numbers):
        for section in numbers:
            if section.condition is None or _compares(value, *section.condition):
                return section, False
        return numbers[-1], False
    if value < 0 and len(numbers) > 1:
        return numbers[1], True
    if value == 0 and len(numbers) > 2:
        return numbers[2], False
    return numbers[0], False


def _compares(value: float, operator: str, limit: float) -> bool:
    return {
        "<": value < limit,
        ">": value > limit,
        "<=": value <= limit,
        ">=": value >= limit,
        "=": value == limit,
        "<>": value != limit,
    }[operator]


def _show_digits(value: float, tokens: tuple[_Token, ...]) -> str:
    kinds = [token.kind for token in tokens]
    if "exponent" in kinds:
        return _show_exponent(value, tokens)
    dot = kinds.index("dot") if "dot" in kinds else len(tokens)
    whole_places = [n for n, kind in enumerate(kinds[:dot]) if kind == "digit"]
    decimals = kinds[dot:].count("digit")
    last = whole_places[-1] if whole_places else -1
    between = any(kind == "comma" and n < last for n, kind in enumerate(kinds[:dot]))
    scaling = sum(kind == "comma" and n > last for n, kind in enumerate(kinds[:dot])) if whole_places else 0
    with localcontext(Context(prec=_PRECISION)):
        number = Decimal(f"{value:.15g}").scaleb(2 * kinds.count("percent") - 3 * scaling)
        rounded = f"{number.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP):f}"
    whole, _, fraction = rounded.partition(".")
    before = _fill_whole(whole.lstrip("0"), tokens[:dot], whole_places, between=between)
    return before + _fill_fraction(fraction, tokens[dot:])


def _fill_whole(digits: str, tokens: tuple[_Token, ...], places: list[int], *, between: bool) -> str:
    """Fill in the integer part from the right; the first placeholder takes all remaining digits."""
    shown: list[str] = []
    left, count = len(digits), 0
    for position in range(len(tokens) - 1, -1, -1):
        token = tokens[position]
        if token.kind == "comma":
            continue
        if token.kind != "digit":
            shown.append(token.text)
            continue
        taken = digits[:left] if position == places[0] else digits[max(left - 1, 0) : left]
        left -= len(taken)
        if not taken and token.text == "0":
            taken = "0"
        for digit in reversed(taken):
            if between and count and count % 3 == 0:
                shown.append(",")
            shown.append(digit)
            count += 1
    return "".join(reversed(shown))


def _fill_fraction(digits: str, tokens: tuple[_Token, ...]) -> str:
    kept = digits.rstrip("0")
    shown = []
    position = 0
    for token in tokens:
        if token.kind == "digit":
            if position < len(kept) or token.text == "0":
                shown.append(digits[position])
            position += 1
        elif token.kind != "comma":
            shown.append(token.text)
    return "".join(shown)


def _show_exponent(value: float, tokens: tuple[_Token, ...]) -> str:
    decimals = 0
    after = False
    for token in tokens:
        if token.kind == "exponent":
            break
        after = after or token.kind == "dot"
        decimals += after and token.kind == "digit"
    return f"{value:.{decimals}E}"


def _show_date(value: float, section: _Section) -> ShownText | None:
    if not 0 <= value <= _LAST_DAY:
        return None
    precise = any(token.kind == "dot" for token in section.tokens)
    seconds = round(value * 86_400, 3 if precise else None)
    moment = DAY_ZERO + timedelta(seconds=seconds)
    if value < _LEAP_FAULT:
        moment += timedelta(days=1)
    half = any(token.kind == "half" for token in section.tokens)
    japanese = any(token.kind == "date" and token.text[0] in "gG" for token in section.tokens)
    units = [token.text[0].lower() if token.kind in {"date", "elapsed"} else "" for token in section.tokens]
    named = [n for n, unit in enumerate(units) if unit]
    shown = []
    fraction = ""
    for position, token in enumerate(section.tokens):
        before = [units[n] for n in named if n < position]
        behind = [units[n] for n in named if n > position]
        minute = bool((before and before[-1] == "h") or (behind and behind[0] == "s"))
        match token.kind:
            case "elapsed":
                shown.append(_show_elapsed(seconds, token.text))
            case "date":
                shown.append(_show_part(moment, token.text.lower(), minute, half=half, era=japanese))
            case "half":
                shown.append("AM" if moment.hour < 12 else "PM")
            case "dot":
                fraction = f"{moment.microsecond:06d}"
                shown.append(".")
            case "digit":
                shown.append(fraction[:1])
                fraction = fraction[1:]
            case _:
                shown.append(token.text)
    return ShownText("".join(shown).strip())


def _show_elapsed(seconds: float, text: str) -> str:
    size = {"h": 3_600, "m": 60, "s": 1}[text[0].lower()]
    return f"{int(seconds // size):0{len(text)}d}"


def _show_part(moment: datetime, text: str, minute: bool, *, half: bool, era: bool) -> str:
    unit, width = text[0], len(text)
    hour = (moment.hour % 12 or 12) if half else moment.hour
    year = f"{moment.year:04d}" if width > 2 else f"{moment.year % 100:02d}"
    numbers = {"h": hour, "s": moment.second, "m": moment.minute}
    if unit in "hs" or (unit == "m" and minute and width <= 2):
        return f"{numbers[unit]:0{min(width, 2)}d}"
    if unit in "ge":
        return _show_era(moment, unit, width, counted=era)
    return {
        "y": year,
        "m": _name(_MONTHS[moment.month - 1], moment.month, width),
        "d": _name(_WEEKDAYS[moment.weekday()], moment.day, width),
        "a": "月火水木金土日"[moment.weekday()] + ("曜日" if width > 3 else ""),
    }[unit]


def _show_era(moment: datetime, unit: str, width: int, *, counted: bool) -> str:
    start, name, letter = next((found for found in _ERAS if moment >= found[0]), (DAY_ZERO, "", ""))
    if unit == "g":
        return {1: letter, 2: name[:1]}.get(width, name)
    year = moment.year - start.year + 1 if counted and name else moment.year
    return f"{year:0{min(width, 2)}d}"


def _name(name: str, number: int, width: int) -> str:
    if width <= 2:
        return f"{number:0{width}d}"
    return {3: name[:3], 5: name[:1]}.get(width, name)
