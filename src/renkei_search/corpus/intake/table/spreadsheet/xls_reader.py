"""Read the sheets of an Excel 97-2003 workbook (XLS). Home of xlrd."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any, Final

import xlrd
from xlrd import compdoc
from xlrd.compdoc import CompDocError

from renkei_search.corpus.intake.table.grid import Budget, Merged, SheetCell, SheetGrid, SheetRefusedError
from renkei_search.corpus.intake.table.spreadsheet.number_format import GENERAL
from renkei_search.corpus.intake.table.spreadsheet.package import DAMAGE
from renkei_search.corpus.intake.table.spreadsheet.xlsx_reader import MAX_SHEETS, show_cell
from renkei_search.errors import TableError

if TYPE_CHECKING:
    from renkei_search.corpus.intake.table.sheet import Sheet

# Exceptions that xlrd raises on damaged files, in addition to its own.
_DAMAGE: Final = (
    *DAMAGE,
    xlrd.XLRDError,
    CompDocError,
    AssertionError,
    AttributeError,
    TypeError,
    ZeroDivisionError,
    MemoryError,
)
_PROTECTED: Final = "encrypted"
_OTHER: Final = "Can't find workbook"


class _FiniteCompDoc(compdoc.CompDoc):  # type: ignore[misc] # xlrd ships no types
    """A compound document that refuses circular streams, which would make xlrd loop forever."""

    def _get_stream(
        self, mem: Any, base: Any, sat: Any, sec_size: Any, start_sid: int, *rest: Any, **named: Any
    ) -> Any:
        visited: set[int] = set()
        sector = start_sid
        while 0 <= sector < len(sat):
            if sector in visited:
                raise CompDocError(f"sector {sector} follows itself")
            visited.add(sector)
            sector = sat[sector]
        return super()._get_stream(mem, base, sat, sec_size, start_sid, *rest, **named)


compdoc.CompDoc = _FiniteCompDoc


def read_xls(data: bytes, name: str) -> tuple[Sheet, ...]:
    """All sheets of a workbook, visible ones first.

    Raises:
        TableError: the file is not a workbook, or is damaged or protected.
    """
    try:
        with xlrd.open_workbook(
            file_contents=data, formatting_info=True, on_demand=True, ragged_rows=True, logfile=io.StringIO()
        ) as book:
            sheets = _read_book(book, name)
    except TableError:
        raise
    except _DAMAGE as error:
        raise TableError(_explain(str(error), name)) from error
    return tuple(sorted(sheets, key=lambda sheet: sheet.hidden))


def _read_book(book: Any, name: str) -> list[Sheet]:
    if book.nsheets > MAX_SHEETS:
        raise TableError(f"{name} のシートが多すぎます（{MAX_SHEETS}以内）。")
    budget = Budget(name)
    sheets = []
    for number in range(book.nsheets):
        sheets.append(_read_sheet(book, number, budget))
        book.unload_sheet(number)
    return sheets


def _explain(fault: str, name: str) -> str:
    if _PROTECTED in fault:
        return f"{name} にはパスワードがついています。外して保存し直してください。"
    if _OTHER in fault:
        return (
            f"{name} は、パスワードのついたブックか、Excel 以外の文書（Word など）です。"
            "パスワードを外すか、表を「Excel ブック（.xlsx）」で保存してください。"
        )
    return (
        f"{name} は Excel 97-2003 ブック（.xls）として読めません。壊れているか、パスワードがついています。"
        "Excel で開いて「Excel ブック（.xlsx）」で保存し直してください。"
    )


def _read_sheet(book: Any, number: int, budget: Budget) -> Sheet:
    sheet = book.sheet_by_index(number)
    grid = SheetGrid(sheet.name, budget)
    grid.hidden = sheet.visibility != 0
    grid.hidden_columns.update(column for column, info in sheet.colinfo_map.items() if info.hidden)
    for top, bottom, left, right in sheet.merged_cells:
        grid.merge(Merged(top + 1, left, bottom, right - 1))
    refusal = ""
    try:
        for row in range(sheet.nrows):
            cells = {column: _read_cell(book, sheet, row, column) for column in range(sheet.row_len(row))}
            info = sheet.rowinfo_map.get(row)
            grid.add(row + 1, cells, hidden=bool(info and info.hidden))
    except SheetRefusedError as error:
        refusal = str(error)
    return grid.finish(refusal)


def _read_cell(book: Any, sheet: Any, row: int, column: int) -> SheetCell:
    kind, value = sheet.cell_type(row, column), sheet.cell_value(row, column)
    style = book.xf_list[sheet.cell_xf_index(row, column)]
    struck = bool(book.font_list[style.font_index].struck_out)
    match kind:
        case xlrd.XL_CELL_TEXT:
            return SheetCell(value, struck=struck)
        case xlrd.XL_CELL_NUMBER | xlrd.XL_CELL_DATE:
            found = book.format_map.get(style.format_key)
            cell = show_cell(
                value, found.format_str if found is not None else GENERAL, from_1904=bool(book.datemode)
            )
            return cell._replace(struck=struck)
        case xlrd.XL_CELL_BOOLEAN:
            return SheetCell("TRUE" if value else "FALSE", struck=struck)
        case xlrd.XL_CELL_ERROR:
            return SheetCell(xlrd.error_text_from_code.get(value, "#N/A"))
    return SheetCell("")
