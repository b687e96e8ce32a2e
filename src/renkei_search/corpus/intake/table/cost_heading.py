"""Recognise headings of costs by year: 令和6年度事業費（千円）, R7当初予算額, or years in the row below 事業費."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Final

from renkei_search.corpus.fiscal_year import fiscal_years

if TYPE_CHECKING:
    from collections.abc import Mapping

    from renkei_search.corpus.intake.table.sheet import Sheet, SheetRow

_UNIT: Final = re.compile(r"[(\[〔](?:単位[:・]?)?(?:百万|千|万|億)?円[)\]〕]|単位[:・]?(?:百万|千|万|億)?円")
_COST: Final = re.compile(r"(?:年度別|概算|総)?(?:事業費|経費)(?:見込)?額?|見込額?$|額$")
_MONEY: Final = re.compile(r"事業費|経費|予算|決算")
_YEAR: Final = re.compile(r"(?:令和|平成|[RH]\.?)(?:\d{1,2}|元)|20\d\d")
_REST: Final = re.compile(r"年度?|当初|補正後?|最終|見込|予算|決算|実績|計画|[~〜\-・()\[\]〔〕]|\d{1,2}")
_TOTALS: Final = frozenset({"計", "合計", "総計", "総額"})
_LONGEST: Final = 60


def cost_period(heading: str) -> str:
    """The period in a heading of costs, such as 令和6年度 or R7当初予算; empty if there is none."""
    plain = "".join(unicodedata.normalize("NFKC", heading[:_LONGEST]).split())
    bare = _COST.sub("", _UNIT.sub("", plain)).strip("()[]〔〕")
    return bare if fiscal_years(bare) or bare in _TOTALS else ""


def is_cost_of_year(heading: str) -> bool:
    """Whether a heading is about the costs of one year only."""
    if len(heading) > _LONGEST:
        return False
    plain = _UNIT.sub("", "".join(unicodedata.normalize("NFKC", heading).split()).upper())
    if not _MONEY.search(plain) or not _YEAR.search(plain):
        return False
    return not _REST.sub("", _YEAR.sub("", _COST.sub("", plain)))


def years_below(
    sheet: Sheet, header: SheetRow, headings: Mapping[int, str], costs: set[int]
) -> dict[int, str]:
    """Add the years in the row below the headings to the headings of costs; empty if that row has no years.

    Args:
        sheet: the table.
        header: the row of the headings.
        headings: the headings by column; a merged one is given for each of its columns.
        costs: the columns below a heading of costs.
    """
    row = row_below(sheet, header)
    if row is None or not costs:
        return {}
    found: dict[int, str] = {}
    for column in range(min(costs), len(row.cells)):
        said = row.cell(column).strip()
        over = headings.get(column, "")
        if said and (column in costs or (not over and column - 1 in found)):
            found[column] = f"{said}{headings[max(cost for cost in costs if cost <= column)]}"
    others = (row.cell(column).strip() for column in range(len(row.cells)) if column not in found)
    repeated = {heading.strip() for heading in headings.values()}
    if not all(map(cost_period, found.values())) or any(text and text not in repeated for text in others):
        return {}
    return found if any(fiscal_years(row.cell(column)) for column in found) else {}


def row_below(sheet: Sheet, header: SheetRow) -> SheetRow | None:
    """The row below the headings, if there is one."""
    rows = iter(sheet.rows)
    return next((next(rows, None) for row in rows if row is header), None)
