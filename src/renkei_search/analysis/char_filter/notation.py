"""Signs and abbreviations written out as words, and invisible characters removed.

Unlike the rules of ``folding``, these change the length of a text, so they return it with an alignment.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Final

from renkei_search.analysis.char_filter.alignment import Aligned, Edit

if TYPE_CHECKING:
    from collections.abc import Iterator

# Combining characters: variation selectors, joiners, accents, the dakuten of が.
_CLINGING: Final = (
    "\u0300-\u034e\u0350-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20f0\ufe20-\ufe2f\u3099\u309a"
    "\u180b-\u180f\u200c\u200d\ufe00-\ufe0f\U000e0100-\U000e01ef"
)
_INVISIBLE: Final = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0"
    "\ufff9-\ufffc\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e007f"
)
INVISIBLE: Final = re.compile(f"[{_INVISIBLE}]")
"""Invisible characters. Variation selectors are not included, because they belong to a character."""

_IGNORED: Final = re.compile(f"[{_CLINGING}{_INVISIBLE}]+")
_CLINGS: Final = re.compile(f"[{_CLINGING}]")

_NOT_AFTER_A_NAME: Final = "(?<![\u3400-\u9fffァ-ヺーA-Za-zＡ-Ｚａ-ｚ0-9０-９])"
_WORD_FOLLOWS: Final = "(?=[\u3400-\u9fffぁ-ゖァ-ヺA-Za-zＡ-Ｚａ-ｚ])"
_SIGNS: Final = {
    "㈱": "株式会社", "㈲": "有限会社", "㈳": "社団法人", "㈴": "合名会社", "㈶": "財団法人", "㈹": "代表",
    "㍿": "株式会社", "㈻": "学校法人", "㈾": "合資会社", "㈿": "協同組合",
}  # fmt: skip
# In parentheses, next to any word.
_ANYWHERE: Final = {
    "株": "株式会社", "一社": "一般社団法人", "一財": "一般財団法人", "公社": "公益社団法人", "公財": "公益財団法人",
    "特非": "特定非営利活動法人", "社福": "社会福祉法人", "地独": "地方独立行政法人", "独法": "独立行政法人",
}  # fmt: skip
# Only before a name: 駐車場（有） has one.
_BEFORE_A_NAME: Final = {
    "有": "有限会社", "社": "社団法人", "財": "財団法人", "名": "合名会社", "資": "合資会社", "同": "合同会社",
    "学": "学校法人", "福": "社会福祉法人", "医": "医療法人", "独": "独立行政法人", "宗": "宗教法人",
    "農": "農事組合法人", "協": "協同組合",
}  # fmt: skip
_COMPANY_NAMES: Final = _ANYWHERE | _BEFORE_A_NAME
COMPANY: Final = re.compile(f"[(（](?:{'|'.join(_COMPANY_NAMES)})[)）]")
"""An abbreviated legal form of a company, whose parentheses are no grouping."""

_FRACTION_SIGNS: Final = "¼½¾⅐⅑⅒⅓⅔⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞"
_LETTER: Final = "A-Za-zＡ-Ｚａ-ｚ"
_DIGIT: Final = "0-9０-９"
_LARGEST_DENOMINATOR: Final = 10  # for fractions that are not more likely a date
_UNIT_SIGNS: Final = {
    "㎞": "キロメートル", "㎝": "センチメートル", "㎜": "ミリメートル", "㎏": "キログラム", "㎡": "平方メートル",
    "㎢": "平方キロメートル", "㎥": "立方メートル", "㎾": "キロワット", "㌔㍍": "キロメートル", "㌢㍍": "センチメートル",
    "㌔㌘": "キログラム", "㌔㍗": "キロワット", "平米": "平方メートル", "立米": "立方メートル",
}  # fmt: skip
# As typed after a number, in half-width lower case.
_UNITS: Final = {
    "km": "キロメートル", "cm": "センチメートル", "mm": "ミリメートル", "m": "メートル", "kg": "キログラム",
    "m2": "平方メートル", "km2": "平方キロメートル", "m3": "立方メートル", "ha": "ヘクタール", "t": "トン",
    "kw": "キロワット", "kwh": "キロワット時", "%": "パーセント", "l": "リットル", "ml": "ミリリットル",
}  # fmt: skip
_ALONE: Final = frozenset({"km", "cm", "kg", "km2"})  # have no other meaning if no number precedes them
_ROMAN: Final = {
    numeral: str(number)
    for number, numeral in enumerate("I II III IV V VI VII VIII IX X XI XII".split(), 1)  # noqa: SIM905 # reads better
}
_ROMAN_LETTERS: Final = "[IVXＩＶＸivxｉｖｘ]"

_SIGN: Final = re.compile(f"[{''.join(_SIGNS)}]")
_COMPANY: Final = re.compile(
    f"[(（](?:(?P<any>{'|'.join(_ANYWHERE)})[)）]|(?<={_NOT_AFTER_A_NAME}[(（])"
    f"(?P<name>{'|'.join(_BEFORE_A_NAME)})[)）]{_WORD_FOLLOWS})"
)
_FRACTION: Final = re.compile(f"[{_FRACTION_SIGNS}]")
_SLASHED: Final = re.compile(
    rf"(?<![{_DIGIT}/／⁄∕.．])([{_DIGIT}]{{1,2}})[/／⁄∕]([{_DIGIT}]{{1,2}})"
    rf"(?![{_DIGIT}/／⁄∕.．月日~～〜\-－―]|\s?[(（][月火水木金土日祝])"
)
_UNIT: Final = re.compile(
    rf"(?=[{''.join(dict.fromkeys(''.join(_UNIT_SIGNS)))}{_LETTER}ℓ%％])"  # quick: most characters start no sign
    rf"(?:(?P<sign>{'|'.join(_UNIT_SIGNS)})"
    rf"|(?:(?<=[{_DIGIT}])|(?<=[{_DIGIT}][ 　])|(?P<alone>(?<![{_LETTER}{_DIGIT}])))"
    rf"(?P<unit>[KkＫｋ]?[WwＷｗ][HhＨｈ]?|[KkＫｋ]?[MmＭｍ][23２３²³]?|[CcMmＣｃＭｍ][MmＭｍ]|[KkＫｋ][GgＧｇ]|[Hｈh][aａ]"
    rf"|[tｔ]|[mｍ]?[lℓLｌＬ]|[%％])(?![{_LETTER}{_DIGIT}])"
    r"|(?P<square>平方キロ(?!メートル)))"
)
_NUMERAL: Final = re.compile(
    rf"(?<=第)(?:{_ROMAN_LETTERS}{{1,4}}|[\u2160-\u216b\u2170-\u217b])(?=[期次章部編回号巻条節類種版])"
    rf"|(?<![{_LETTER}{_DIGIT}]){_ROMAN_LETTERS}{{2,4}}(?=[期次章部編類種型版])"
)

PATTERNS: Final = (_IGNORED, _SIGN, _COMPANY, _FRACTION, _SLASHED, _UNIT, _NUMERAL)
WORDS: Final = tuple(
    f"{sign}{word}" for table in (_SIGNS, _COMPANY_NAMES, _UNIT_SIGNS, _UNITS) for sign, word in table.items()
)
"""What the rules depend on, for the fingerprint of the analyzer."""


def is_clinging(char: str) -> bool:
    """Whether a character combines with the one before: a variation selector, a joiner, an accent."""
    return _CLINGS.match(char) is not None


def strip_ignored(text: str) -> str:
    """The text without invisible characters and without combining marks, except that が stays が."""
    return take_out_ignored(Aligned(text)).text


def take_out_ignored(aligned: Aligned) -> Aligned:
    """Remove invisible characters; compose か and its dakuten to が; drop other combining marks."""
    return aligned.apply(_ignored(aligned.text)) if _IGNORED.search(aligned.text) else aligned


def _ignored(text: str) -> Iterator[Edit]:
    for found in _IGNORED.finditer(text):
        start, end = found.span()
        marks = "".join(char for char in found[0] if unicodedata.combining(char))
        base = text[start - 1 : start]
        composed = unicodedata.normalize("NFC", base + marks) if base and marks else ""
        if len(composed) == 1:
            yield Edit(start - 1, end, composed)
        else:
            yield Edit(start, end, "", clings=bool(_CLINGS.match(found[0])))


def spell_out(aligned: Aligned) -> Aligned:
    """Write signs as words: ㈱ as 株式会社, ½ and 1/2 as 2分の1, 5㎞ and 5km as 5キロメートル, 第III期 as 第3期."""
    aligned = aligned.sub(_SIGN, lambda found: _SIGNS[found[0]])
    aligned = aligned.sub(_COMPANY, lambda found: _COMPANY_NAMES[found["any"] or found["name"]])
    aligned = aligned.sub(_FRACTION, _write_fraction)
    aligned = aligned.sub(_SLASHED, _write_slashed)
    aligned = aligned.sub(_UNIT, _write_unit)
    return aligned.sub(_NUMERAL, _write_numeral)


def _write_fraction(found: re.Match[str]) -> str:
    numerator, denominator = unicodedata.normalize("NFKC", found[0]).split("\u2044")
    before = found.string[found.start() - 1 : found.start()]
    return f"{'と' if before.isdigit() else ''}{denominator}分の{numerator}"


def _write_slashed(found: re.Match[str]) -> str | None:
    numerator, denominator = int(found[1]), int(found[2])
    return f"{denominator}分の{numerator}" if 0 < numerator < denominator <= _LARGEST_DENOMINATOR else None


def _write_unit(found: re.Match[str]) -> str | None:
    if found["sign"]:
        return _UNIT_SIGNS[found["sign"]]
    if found["square"]:
        return "平方キロメートル"
    unit = unicodedata.normalize("NFKC", found["unit"]).lower()
    return _UNITS.get(unit) if found["alone"] is None or unit in _ALONE else None


def _write_numeral(found: re.Match[str]) -> str | None:
    return _ROMAN.get(unicodedata.normalize("NFKC", found[0]).upper())
