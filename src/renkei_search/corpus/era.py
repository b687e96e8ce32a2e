"""Dates as municipal documents print them: 令和7年12月1日, 平成29年度, 2023年4月."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from typing import Final

_ERAS: Final = {"明治": 1867, "大正": 1911, "昭和": 1925, "平成": 1988, "令和": 2018, "": 0}
_DATE: Final = re.compile(
    r"(?P<era>明治|大正|昭和|平成|令和|)\s*(?P<year>\d{1,4}|元)\s*(?P<fiscal>年度)?"
    r"(?:[年./-]\s*(?P<month>\d{1,2})\s*(?:[月./-]\s*(?P<day>\d{1,2}))?)?"
)
_FISCAL_YEAR_BEGINS: Final = 4


def parse_date(text: str) -> date | None:
    """The first date in a text, or none if it holds none.

    Of a year or month the first day, of a fiscal year (年度) the first of April: never later than what is meant.
    """
    found = _DATE.search(unicodedata.normalize("NFKC", text))
    if found is None or (not found["era"] and len(found["year"]) != 4):
        return None
    year = _ERAS[found["era"]] + (1 if found["year"] == "元" else int(found["year"]))
    first = _FISCAL_YEAR_BEGINS if found["fiscal"] else 1
    try:
        return date(year, int(found["month"] or first), int(found["day"] or 1))
    except ValueError:
        return None
