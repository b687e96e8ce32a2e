"""Read dates as documents and tables print them: 令和7年12月1日, 平成29年度, R7.4.1, 20260401, 2023年4月.

This module also gives the current date in Japan.

A date is as precise as it was printed: a year, a year and a month, or a day (:class:`PartialDate`).
"""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Final, NamedTuple

# The year before the first of each era. Years without an era are of the common era.
_ERAS: Final = {"明治": 1867, "大正": 1911, "昭和": 1925, "平成": 1988, "令和": 2018, "西暦": 0, "": 0}
_LETTERS: Final = {"M": "明治", "T": "大正", "S": "昭和", "H": "平成", "R": "令和"}
_ERA: Final = r"(?P<era>明治|大正|昭和|平成|令和|西暦|(?<![A-Za-z])[MTSHRmtshr](?=[ .]?(?:[0-9]|元))|)"
_NUMBER: Final = "[0-9]{1,2}|[〇一二三四五六七八九十]{1,3}"
_DATE: Final = re.compile(
    rf"{_ERA}[ .]{{0,3}}(?P<year>(?<![0-9])[0-9]{{1,4}}(?![0-9])|元|[〇一二三四五六七八九十]{{1,4}}(?=年))"
    r" {0,3}(?P<fiscal>年度)?"
    rf"(?:[年./-] {{0,3}}(?P<month>{_NUMBER})(?![0-9]) {{0,3}}"
    rf"(?:[月./-] {{0,3}}(?P<day>{_NUMBER})(?![0-9]))?)?"
)
_COMPACT: Final = re.compile(
    r"(?<![0-9A-Za-z])(?P<era>[MTSHRmtshr](?=[0-9]{6}(?![0-9]))|)"
    r"(?P<year>[0-9]{4}|(?<=[A-Za-z])[0-9]{2})(?P<month>[0-9]{2})(?P<day>[0-9]{2})(?![0-9])"
)
_SERIAL: Final = re.compile(r"[0-9]{5}")
FISCAL_YEAR_BEGINS: Final = 4
"""The month."""
_JAPAN: Final = timezone(timedelta(hours=9), "JST")

_LONGEST: Final = 200
_KANJI_DIGITS: Final = {digit: number for number, digit in enumerate("〇一二三四五六七八九")}
# The epoch of spreadsheet dates, and the range of years in which a number is read as a date.
_DAY_ZERO: Final = date(1899, 12, 30)
_PLAUSIBLE: Final = range(1868, 2101)


class PartialDate(NamedTuple):
    """A date as precise as it was printed; ``era`` is the Japanese era it was printed in, or empty."""

    year: int
    month: int | None = None
    day: int | None = None
    fiscal: bool = False
    era: str = ""

    def first_day(self) -> date:
        """The first possible day; a fiscal year (年度) begins in April."""
        first = FISCAL_YEAR_BEGINS if self.fiscal else 1
        return date(self.year, self.month or first, self.day or 1)

    def wording(self) -> str:
        """The date in full, such as 令和7年4月1日 or 2026年度."""
        year = self.year - _ERAS[self.era]
        text = f"{self.era}{'元' if self.era and year == 1 else year}年{'度' if self.fiscal else ''}"
        text += f"{self.month}月" if self.month is not None else ""
        return text + (f"{self.day}日" if self.day is not None else "")


def year_of(era: str, counted: str) -> int:
    """The year of the common era for an era (name, letter or empty) and the year in it: 令和 and 元, R and 6."""
    return _ERAS[_LETTERS.get(era, era)] + (1 if counted == "元" else int(counted))


def fiscal_year_text(year: int) -> str:
    """A fiscal year in the Japanese era: 令和6年度; 令和元年度 for the one in which the era changed."""
    era = next(name for name in ("令和", "平成", "昭和", "大正", "明治") if year > _ERAS[name])
    return PartialDate(year, fiscal=True, era=era).wording()


def today() -> date:
    """The date in Japan."""
    return japanese_date(datetime.now(UTC))


def japan_time(moment: datetime) -> datetime:
    """Convert a time to Japan's time zone; a time without a zone is taken as Japanese."""
    return moment.astimezone(_JAPAN) if moment.tzinfo is not None else moment.replace(tzinfo=_JAPAN)


def japanese_date(moment: datetime) -> date:
    """The date in Japan at a moment, which must have a time zone."""
    return moment.astimezone(_JAPAN).date()


def day_text(day: date) -> str:
    """A date such as 2026年4月1日."""
    return f"{day.year}年{day.month}月{day.day}日"


def parse_date(text: str) -> date | None:
    """The first day of the first date in a text, or none if it contains none."""
    found = read_date(text)
    return found.first_day() if found is not None else None


def read_date(text: str) -> PartialDate | None:
    """The first date in a text, or none if it contains none or one that does not exist.

    Besides written dates, eight digits (20260401) and an era's letter with six (R070401) are read, and a
    spreadsheet's day number if it is the whole text.
    """
    plain = unicodedata.normalize("NFKC", text[:_LONGEST]).strip()
    if _SERIAL.fullmatch(plain):
        day = _DAY_ZERO + timedelta(days=int(plain))
        return PartialDate(day.year, day.month, day.day) if day.year in _PLAUSIBLE else None
    compact = _COMPACT.search(plain)
    if compact is not None:
        return _make(_LETTERS.get(compact["era"].upper(), ""), compact)
    for found in _DATE.finditer(plain):
        era = _LETTERS.get(found["era"].upper(), found["era"])
        if era or len(found["year"]) == 4:
            return _make(era, found)
    return None


def _make(era: str, found: re.Match[str]) -> PartialDate | None:
    groups = found.groupdict()
    counted = 1 if groups["year"] == "元" else _number(groups["year"])
    year = _ERAS[era] + counted
    month, day = (_number(groups[part]) if groups[part] else None for part in ("month", "day"))
    meant = PartialDate(year, month, day, bool(groups.get("fiscal")), "" if era == "西暦" else era)
    try:
        meant.first_day()
    except ValueError:
        return None
    return meant if counted and year in _PLAUSIBLE else None


def _number(text: str) -> int:
    """A number in digits or in kanji: 12, 十二, 二〇二六."""
    if text.isdecimal():
        return int(text)
    if "十" not in text:
        return int("".join(str(_KANJI_DIGITS[digit]) for digit in text))
    tens, _, ones = text.partition("十")
    return 10 * _KANJI_DIGITS.get(tens, 1) + _KANJI_DIGITS.get(ones, 0)
