"""In which fiscal years (年度) is an initiative carried out, by the costs and the period that its source prints?

A fiscal year begins in April: 令和9年3月 is in 令和8年度. A year without a month is read as the fiscal year of that number.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Final

from renkei_search.corpus.era import FISCAL_YEAR_BEGINS, read_date, year_of

if TYPE_CHECKING:
    from renkei_search.model.record import Initiative, Source

_LONGEST_TEXT: Final = 500
_LONGEST_SPAN: Final = 100
"""The longest period in years; a longer one is a typing error."""

_MONTH: Final = "(1[0-2]|0?[1-9])"
_TOKEN: Final = re.compile(
    r"(?:(?P<era>明治|大正|昭和|平成|令和|(?<![A-Z])[MTSHR](?=\.?(?:\d|元)))\.?(?P<counted>\d{1,2}(?!\d)|元)"
    r"|(?<!\d)(?P<common>(?:19|20)\d\d)(?!\d))"
    rf"(?:年度|年(?P<month>{_MONTH})月(?:\d{{1,2}}日)?|[./](?P<dotted>{_MONTH})(?!\d)(?:[./]\d{{1,2}}(?!\d))?"
    rf"|(?<=\d{{4}})-(?P<dashed>{_MONTH})(?![\d年])(?:-\d{{1,2}}(?!\d))?|年)?"
    r"|(?P<lasting>\d{1,2})(?:年間|[かヶケカヵ箇]年)"
    rf"|(?<!\d)(?P<same>{_MONTH})月(?:\d{{1,2}}日)?"
    r"|(?<!\d)(?P<bare>\d{1,2})(?!\d)(?:年度?(?!\d|間))?"
    r"|(?P<until>まで)"
    r"|(?P<since>[~〜\-‐‑–—―−ー→]|から|より|以降|以来)"
    r"|(?P<also>[・、,/]|及び|と)"
)


def fiscal_year(text: str) -> int | None:
    """The fiscal year in a text such as 令和6年度, R6 or 2024年度; None unless the text names exactly one.

    R6～R10 is a period, so it gives None.
    """
    reader = _PeriodReader(text)
    return next(iter(reader.years)) if len(reader.years) == 1 and not reader.is_span else None


def fiscal_years(text: str, as_of: int | None = None) -> tuple[int, ...]:
    """The fiscal years that a text names: 令和6～8年度, 2024年度から5年間, R6・R7, 令和4年4月～令和9年3月.

    Args:
        text: a period as printed.
        as_of: the fiscal year of the document that prints it. A period without an end lasts until then, one without
            a beginning from then; without it, only the year that is named counts.
    """
    return tuple(sorted(_PeriodReader(text, as_of).years))


def years_of(initiative: Initiative, source: Source) -> tuple[int, ...]:
    """The fiscal years that an initiative's costs and period name; none where the source states none."""
    stated = read_date(source.as_of)
    as_of = _fiscal(stated.year, stated.month) if stated is not None else None
    found = set(fiscal_years(initiative.period or "", as_of))
    for cost in initiative.costs:
        found.update((cost.year,) if cost.year is not None else fiscal_years(cost.period))
    return tuple(sorted(found))


class _PeriodReader:
    """Reads a period from left to right.

    Attributes:
        years: the fiscal years named so far.
        is_span: whether the text names a beginning or an end, and not just years.
    """

    def __init__(self, text: str, as_of: int | None = None) -> None:
        self.years: set[int] = set()
        self.is_span = False
        self._as_of = as_of
        self._era = ""
        self._calendar: tuple[int, int | None] | None = None
        self._last: int | None = None
        self._is_open = False
        self._joined = False
        self._read(text)

    def _read(self, text: str) -> None:
        end = 0
        plain = "".join(unicodedata.normalize("NFKC", text[:_LONGEST_TEXT]).upper().split())
        for token in _TOKEN.finditer(plain):
            self._take(token, follows=token.start() == end)
            end = token.end()
        if self._is_open and self._last is not None and self._as_of is not None:
            self._span(self._last, self._as_of)

    def _take(self, token: re.Match[str], *, follows: bool) -> None:
        joined, self._joined = self._joined and follows, False
        if token["since"]:
            self._is_open = self.is_span = self._joined = True
        elif token["also"]:
            self._joined = True
        elif token["until"]:
            if not self.is_span and self._last is not None and self._as_of is not None:
                self._span(self._as_of, self._last)
            self.is_span = True
        elif token["lasting"]:
            if self._is_open and self._last is not None:
                self._span(self._last, self._last + int(token["lasting"]) - 1)
                self._is_open = False
        elif token["same"]:
            if joined and self._is_open and self._calendar is not None:
                year, before = self._calendar
                self._name(year + ((before or 1) > int(token["same"])), int(token["same"]))
        elif token["bare"]:
            if joined and self._calendar is not None:
                self._name(year_of(self._era, token["bare"]), None)
        else:
            self._era = "" if token["common"] else token["era"]
            month = token["month"] or token["dotted"] or token["dashed"]
            self._name(year_of(self._era, token["common"] or token["counted"]), int(month) if month else None)

    def _name(self, year: int, month: int | None) -> None:
        named = _fiscal(year, month)
        if self._is_open:
            first = self._last if self._last is not None else self._as_of
            self._span(first if first is not None else named, named)
        self.years.add(named)
        self._calendar, self._last, self._is_open = (year, month), named, False

    def _span(self, first: int, last: int) -> None:
        if last - first < _LONGEST_SPAN:
            self.years.update(range(first, last + 1))


def _fiscal(year: int, month: int | None) -> int:
    return year - (month is not None and month < FISCAL_YEAR_BEGINS)
