"""Read Excel and OpenDocument sheets (XLSX, XLSM, XLS, ODS) as documents. Home of python-calamine."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, Final

import python_calamine as calamine

from renkei_search.corpus.document.format.text_lines import make_paragraph
from renkei_search.corpus.document.page.assembly import Assembly, make_page
from renkei_search.corpus.document.page.glyph import CharacterLog
from renkei_search.corpus.document.page.model import Block, Document, Paragraph, Table, TableCell
from renkei_search.errors import DocumentError

if TYPE_CHECKING:
    from pathlib import Path

_MOST_ROWS: Final = 20_000
_MOST_COLUMNS: Final = 200


def read_spreadsheet(path: Path) -> Document:
    """Read a workbook. Each sheet is a page with one table. Hidden sheets are read too, with a note.

    Raises:
        DocumentError: it is protected or damaged.
    """
    log = CharacterLog()
    assembly = Assembly()
    notes = []
    try:
        book = calamine.CalamineWorkbook.from_path(path)
        for number, meta in enumerate(book.sheets_metadata, start=1):
            if meta.typ != calamine.SheetTypeEnum.WorkSheet:
                continue
            if meta.visible != calamine.SheetVisibleEnum.Visible:
                notes.append(f"非表示のシート「{meta.name}」も読みました。")
            table = _make_table(book.get_sheet_by_name(meta.name), path.name, log)
            blocks = [Block(table=table)] if table is not None else []
            assembly.add_page(make_page(number, blocks, label=meta.name))
    except calamine.PasswordError as error:
        raise DocumentError(
            f"{path.name} は、パスワードで保護されています。保護を外して保存し直してください。"
        ) from error
    except (calamine.CalamineError, OSError, ValueError) as error:
        raise DocumentError(
            f"{path.name} は表計算の文書として読めません（ファイルが壊れています）。開いて保存し直してください。"
        ) from error
    return Document(
        format=path.suffix.lstrip(".").lower() or "xlsx",
        text=assembly.text(),
        pages=tuple(assembly.pages),
        notes=(*notes, *log.notes()),
    )


def _make_table(sheet: calamine.CalamineSheet, name: str, log: CharacterLog) -> Table | None:
    if sheet.total_height > _MOST_ROWS or sheet.total_width > _MOST_COLUMNS:
        raise DocumentError(
            f"{name} のシート「{sheet.name}」は大きすぎます（{_MOST_ROWS:,}行、{_MOST_COLUMNS}列まで）。分けてください。"
        )
    rows: list[list[Any]] = sheet.to_python(skip_empty_area=False)
    covered: dict[tuple[int, int], tuple[int, int]] = {}
    hidden: set[tuple[int, int]] = set()
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or ():
        covered[top, left] = (bottom - top + 1, right - left + 1)
        hidden |= {
            (row, column)
            for row in range(top, min(bottom, len(rows)) + 1)
            for column in range(left, min(right, _MOST_COLUMNS) + 1)
        } - {(top, left)}
    cells = []
    for row, values in enumerate(rows):
        for column, value in enumerate(values):
            if (row, column) in hidden:
                continue
            down, across = covered.get((row, column), (1, 1))
            cells.append(
                TableCell(
                    row=row,
                    column=column,
                    row_span=down,
                    column_span=across,
                    paragraphs=_paragraphs(say(value), log),
                )
            )
    if not any(cell.paragraphs for cell in cells):
        return None
    width = max(cell.column + cell.column_span for cell in cells)
    height = max(cell.row + cell.row_span for cell in cells)
    return Table(rows=height, columns=width, cells=tuple(cells))


def _paragraphs(text: str, log: CharacterLog) -> tuple[Paragraph, ...]:
    found = (make_paragraph(line, log) for line in text.split("\n"))
    return tuple(paragraph for paragraph in found if paragraph is not None)


def say(value: object) -> str:  # noqa: PLR0911 # a return for each type
    """A cell's value as text, as a person would write it."""
    match value:
        case bool():
            return "○" if value else ""
        case float() if value.is_integer():
            return str(int(value))
        case float():
            return f"{value:.10g}"
        case datetime():
            return say(value.date()) if value.time() == time() else value.isoformat(" ")
        case date():
            return f"{value.year}年{value.month}月{value.day}日"
        case time() | timedelta():
            return str(value)
        case _:
            return str(value)
