"""Read headings in two rows: a heading merged over several columns qualifies the headings below it."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Final, NamedTuple

from renkei_search.corpus.fiscal_year import fiscal_years
from renkei_search.corpus.intake.table.cost_heading import cost_period, row_below
from renkei_search.corpus.intake.table.sheet import MAX_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from renkei_search.corpus.intake.table.sheet import Sheet, SheetRow

_LONGEST: Final = 30
_NAME: Final = re.compile(r"(?:指標|項目|名称|件名|内容|項目名|指標名)?名?")
_TITLE: Final = re.compile(r"名称|件名|(?:事業|取組|施策|項目)?名")
_CORE: Final = re.compile(r"甲|中心市|連携中枢都市|中枢都市|本市|中心都市")
_MEMBERS: Final = re.compile(r"乙|(?:近隣|連携|構成|関係|周辺|参加)?(?:市町村|市町|町村|自治体)")
_STAGE: Final = re.compile(r"(?:最終|中間)?(?:実績|目標|現状|現況|基準|当初|見込|計画|策定時)値?")
_YEAR: Final = re.compile(r"(?:令和|平成|R|H)?\.?(?:\d{1,4}|元)(?:年度?|末)*")
_AROUND: Final = re.compile(r"[()\[\]〔〕［］・\s]")


class ColumnHeading(NamedTuple):
    """A heading of a column, and the column that it names (or None)."""

    text: str
    name: str | None


def is_stage(heading: str) -> bool:
    """Whether a heading gives the time of the figures below it: R5実績, 目標値（令和10年度）, 基準値."""
    plain = _AROUND.sub("", unicodedata.normalize("NFKC", heading[:_LONGEST]))
    return _STAGE.fullmatch(_YEAR.sub("", plain, count=1)) is not None


def read_second_row(
    sheet: Sheet,
    header: SheetRow,
    headings: Mapping[int, str],
    merged: set[int],
    meaning: Callable[[str], str | None],
) -> dict[int, ColumnHeading]:
    """Read a second row of headings below the first; empty if that row contains data.

    Args:
        sheet: the table.
        header: the first row of headings.
        headings: its headings by column; a merged one is given for each of its columns.
        merged: the columns below a merged heading.
        meaning: gives the column that a heading names.
    """
    row = row_below(sheet, header)
    if row is None or not merged or row.number != header.number + 1:
        return {}
    known = {heading.strip() for heading in headings.values()}
    found: dict[int, ColumnHeading] = {}
    for column, cell in enumerate(row.cells):
        text = cell.strip()
        if not text:
            continue
        if column in merged and len(text) <= _LONGEST:
            found[column] = _join(headings[column].strip(), text, meaning)
        elif text not in known:
            return {}
    return found if any(heading.name is not None for heading in found.values()) else {}


def read_row_above(
    sheet: Sheet, header: SheetRow, headings: Mapping[int, str], meaning: Callable[[str], str | None]
) -> dict[int, ColumnHeading]:
    """Read headings that have a meaning only together with a merged heading in the row above.

    In this case, a heading in the row above also counts for a column below it that has no heading of its own.
    """
    above = next((row for row in sheet.rows if row.number == header.number - 1), None)
    if above is None:
        return {}
    found: dict[int, ColumnHeading] = {}
    for top, left, right in sheet.across:
        upper = above.cell(left).strip()
        if top != above.number or not upper or len(upper) > _LONGEST:
            continue
        for column in range(left, min(right, MAX_COLUMNS - 1) + 1):
            lower = headings.get(column, "").strip()
            joined = _join(upper, lower, meaning)
            if lower and joined.name not in {None, meaning(lower)}:
                found[column] = joined
    if found:
        for column, cell in enumerate(above.cells):
            name = meaning(cell) if cell.strip() and not headings.get(column, "").strip() else None
            if name is not None:
                found[column] = ColumnHeading(cell.strip(), name)
    return found


def _join(upper: str, lower: str, meaning: Callable[[str], str | None]) -> ColumnHeading:
    name = _name_below(meaning(upper), lower)
    if name is not None:
        return ColumnHeading(f"{lower}{upper}" if name == "costs" else lower, name)
    for text in (lower, f"{upper}の{lower}", f"{upper}{lower}", f"{lower}{upper}"):
        name = meaning(text)
        if name is not None:
            return ColumnHeading(text, name)
    return ColumnHeading(f"{upper} {lower}", None)


def _name_below(about: str | None, lower: str) -> str | None:
    """The meaning of a heading below one about costs, figures, roles or initiatives, which may be more specific."""
    match about:
        case "costs" if cost_period(lower):
            return "costs"
        case "indicators" if is_stage(lower) or fiscal_years(lower):
            return "indicator_value"
        case "indicators" if _NAME.fullmatch(lower):
            return "indicator_name"
        case "roles" if _CORE.match(lower) or _MEMBERS.match(lower):
            return "role_a" if _CORE.match(lower) else "role_b"
        case "title" if _TITLE.fullmatch(lower):
            return "title"
    return None
