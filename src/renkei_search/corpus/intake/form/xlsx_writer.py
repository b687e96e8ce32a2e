"""Write XLSX files that a person fills in. The only module that writes with openpyxl."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from renkei_search.corpus.intake.table.cell import clean_text

if TYPE_CHECKING:
    from collections.abc import Sequence

_LONGEST: Final = 32_767  # characters that a cell of Excel can hold
_ESCAPE: Final = re.compile(r"_x(?=[0-9A-Fa-f]{4}_)")
_WRAPPED: Final = Alignment(vertical="top", wrap_text=True)
_HEADING: Final = Font(bold=True)
_REQUIRED_FILL: Final = PatternFill("solid", fgColor="FFF2CC")
_HEADING_FILL: Final = PatternFill("solid", fgColor="E8F1FE")


@dataclass(frozen=True)
class Choice:
    """A drop-down list for a column (from 0): a formula for its values, and whether other values are refused."""

    column: int
    values: str
    strict: bool = True


@dataclass(frozen=True)
class SheetPage:
    """A sheet: its rows as texts, the number of its heading row (from 1; 0 if none), widths in characters.

    Headings in ``required`` are coloured.
    """

    name: str
    rows: Sequence[Sequence[str]]
    heading: int = 0
    widths: Sequence[int] = ()
    required: frozenset[str] = frozenset()
    choices: Sequence[Choice] = field(default=())
    filled_rows: int = 0


def render_pages(pages: Sequence[SheetPage]) -> bytes:
    """Write the XLSX file. Every cell is a text and never a formula."""
    book = Workbook(write_only=True)
    for page in pages:
        _write_page(book, page)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _write_page(book: Workbook, page: SheetPage) -> None:
    sheet = book.create_sheet(page.name)
    for column, width in enumerate(page.widths, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    if page.heading:
        sheet.freeze_panes = f"A{page.heading + 1}"
    for choice in page.choices:
        letter = get_column_letter(choice.column + 1)
        rule = DataValidation(
            type="list", formula1=choice.values, allow_blank=True, showErrorMessage=choice.strict
        )
        rule.errorTitle, rule.error = "選択肢にありません", "一覧から選んでください。"
        rule.add(f"{letter}{page.heading + 1}:{letter}{page.heading + page.filled_rows}")
        sheet.data_validations.append(rule)
    for number, row in enumerate(page.rows, start=1):
        sheet.append([_make_cell(sheet, text, page, number == page.heading) for text in row])


def _make_cell(sheet: Any, text: str, page: SheetPage, is_heading: bool) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, value=_ESCAPE.sub("_x005F_x", clean_text(text).text)[:_LONGEST])
    cell.data_type = "s"  # a text that starts with = stays a text
    cell.alignment = _WRAPPED
    if is_heading:
        cell.font = _HEADING
        cell.fill = _REQUIRED_FILL if text in page.required else _HEADING_FILL
    return cell
