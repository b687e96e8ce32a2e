"""Read a corrected draft, and fill the values given once for all rows into each row."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from renkei_search.corpus.citation import INFERRED
from renkei_search.corpus.intake.draft.sheet import COMMON, FIELDS, FORM, OF_REGION, WORDING

if TYPE_CHECKING:
    from renkei_search.corpus.intake.table.sheet import Sheet, SheetRow, Workbook

_REGION: Final = "圏域"


def complete_draft(book: Workbook) -> Workbook:
    """The workbook with the decisions of the sheet 対応表 applied, and with the common values filled into new rows."""
    book = _apply_decisions(book)
    return replace(
        book, sheets=tuple(_fill_common(sheet) if sheet.name == FORM else sheet for sheet in book.sheets)
    )


def _fill_common(sheet: Sheet) -> Sheet:
    header = [cell.strip() for cell in sheet.rows[0].cells] if sheet.rows else []
    common: dict[int, str] = {}
    for heading in COMMON:
        if heading in header:
            column = header.index(heading)
            said = {row.cell(column).strip() for row in sheet.rows[1:]} - {""}
            if len(said) == 1:
                common[column] = said.pop()
    if not common:
        return sheet
    of_region = {header.index(heading) for heading in OF_REGION if heading in header}
    region = header.index(_REGION) if _REGION in header else None

    def fill(row: SheetRow) -> SheetRow:
        cells = list(row.cells) + [""] * (len(header) - len(row.cells))
        # The description of the common region does not apply to a row that names another region.
        named = region is not None and bool(cells[region].strip())
        for column, text in common.items():
            if not cells[column].strip() and not (named and column in of_region):
                cells[column] = text
        return replace(row, cells=tuple(cells))

    return replace(sheet, rows=(sheet.rows[0], *map(fill, sheet.rows[1:])))


def _apply_decisions(book: Workbook) -> Workbook:
    """Apply the chosen policy fields to rows that do not name another one."""
    decided = {
        row.cell(0).strip(): row.cell(3).strip()
        for sheet in book.sheets
        if sheet.name == FIELDS
        for row in sheet.rows[1:]
        if row.cell(0).strip() and row.cell(3).strip()
    }
    if not decided:
        return book
    return replace(
        book, sheets=tuple(_apply(sheet, decided) if sheet.name == FORM else sheet for sheet in book.sheets)
    )


def _apply(sheet: Sheet, decided: dict[str, str]) -> Sheet:
    if not sheet.rows:
        return sheet
    header = [cell.strip() for cell in sheet.rows[0].cells]
    if WORDING not in header or "政策分野" not in header:
        return sheet
    wording, field = header.index(WORDING), header.index("政策分野")

    def put(row: SheetRow) -> SheetRow:
        decision = decided.get(row.cell(wording).strip())
        cell = row.cell(field).strip()
        if decision is None or (cell and not cell.endswith(INFERRED)):
            return row
        cells = list(row.cells) + [""] * (field + 1 - len(row.cells))
        cells[field] = decision
        return replace(row, cells=tuple(cells))

    return replace(sheet, rows=(sheet.rows[0], *map(put, sheet.rows[1:])))
