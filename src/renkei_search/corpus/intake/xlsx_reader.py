"""Read the sheets of an XLSX file that may come from anyone. The reading home of openpyxl."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from datetime import date, datetime, time
from itertools import zip_longest
from typing import TYPE_CHECKING, Any, Final
from xml.etree import ElementTree as ET

import openpyxl
from openpyxl.utils.cell import range_boundaries
from openpyxl.utils.escape import unescape

from renkei_search.corpus.intake.sheet import MAX_COLUMNS, MAX_ROWS, Sheet, SheetRow
from renkei_search.corpus.table import unguard_cell
from renkei_search.errors import TableError

if TYPE_CHECKING:
    from collections.abc import Iterator

_MAX_UNPACKED: Final = 256 * 1024 * 1024
_MAX_MEMBERS: Final = 2_000
_MAX_SHEETS: Final = 50
_CHUNK: Final = 1024 * 1024
# No spreadsheet declares entities; who does so wants to blow the parser up.
_DECLARATIONS: Final = tuple(
    mark.encode(encoding)
    for mark in ("<!DOCTYPE", "<!ENTITY")
    for encoding in ("utf-8", "utf-16-le", "utf-16-be")
)
_MERGED: Final = re.compile(
    rb'<(?:\w+:)?mergeCell\s[^>]*?\bref="([A-Z]{1,3}[0-9]{1,7}:[A-Z]{1,3}[0-9]{1,7})"'
)
_FORMULA: Final = re.compile(rb"<(?:\w+:)?f[\s/>]")
_ERROR_VALUE: Final = re.compile(r"#(N/A|REF!|VALUE!|DIV/0!|NAME\?|NUM!|NULL!|SPILL!|CALC!)")
_RELATION: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"

_FORMULA_UNSAVED: Final = (
    "数式の計算結果が保存されていません。Excel で開いて保存し直すか、値として貼り付けてください。"
)
_FORMULA_FAILED: Final = "数式がエラー（{}）になっています。値に直してください。"


def read_xlsx(data: bytes, name: str) -> tuple[Sheet, ...]:
    """All sheets of a workbook. Cells merged over several rows count for each of these rows.

    Args:
        data: the file's content.
        name: the file's name, for messages.

    Raises:
        TableError: it is no workbook, a damaged or a hostile one.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive, warnings.catch_warnings():
            # openpyxl warns of extensions and styles that it leaves aside.
            warnings.simplefilter("ignore")
            _refuse_bomb(archive, name)
            parts = _worksheet_parts(archive, name)
            book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
            return tuple(
                _read_sheet(data, book, title, archive.read(part), name) for title, part in parts.items()
            )
    except TableError:
        raise
    except Exception as error:
        # On damaged files zipfile, zlib, ElementTree and openpyxl raise whatever comes up first.
        raise TableError(
            f"{name} は Excel ブック（.xlsx）として読めません（{type(error).__name__}）。"
            "Excel で開いて「Excel ブック（.xlsx）」で保存し直してください。"
        ) from error


def _refuse_bomb(archive: zipfile.ZipFile, name: str) -> None:
    """Unpack everything once, keeping nothing: sizes in the directory may lie."""
    members = archive.infolist()
    if len(members) > _MAX_MEMBERS:
        raise TableError(f"{name} の中のファイルが多すぎます（{_MAX_MEMBERS:,}以内）。")
    unpacked = 0
    for member in members:
        tail = b""
        with archive.open(member) as file:
            while chunk := file.read(_CHUNK):
                unpacked += len(chunk)
                if unpacked > _MAX_UNPACKED:
                    raise TableError(
                        f"{name} は展開すると {_MAX_UNPACKED >> 20}MB を超えます。分けてください。"
                    )
                if any(mark in tail + chunk for mark in _DECLARATIONS):
                    raise TableError(f"{name} の {member.filename[:80]!r} に、ブックにはない宣言があります。")
                tail = chunk[-40:]


def _worksheet_parts(archive: zipfile.ZipFile, name: str) -> dict[str, str]:
    """The file of each worksheet by its title, in the order of the tabs."""
    if "xl/workbook.xml" not in archive.namelist():
        raise TableError(
            f"{name} は Excel ブックではありません。「Excel ブック（.xlsx）」で保存してください。"
        )
    # Declarations are refused above, so there is nothing to expand.
    relations = ET.fromstring(archive.read("xl/_rels/workbook.xml.rels"))  # noqa: S314
    targets = {
        relation.get("Id"): relation.get("Target", "")
        for relation in relations
        if relation.get("Type", "").endswith("/worksheet")
    }
    workbook = ET.fromstring(archive.read("xl/workbook.xml"))  # noqa: S314
    parts = {}
    for element in workbook.iter():
        if element.tag.rpartition("}")[2] == "sheet" and (target := targets.get(element.get(_RELATION))):
            part = target.removeprefix("/") if target.startswith("/") else f"xl/{target}"
            parts[element.get("name", "")] = part
    if len(parts) > _MAX_SHEETS:
        raise TableError(f"{name} のシートが多すぎます（{_MAX_SHEETS}以内）。")
    return parts


def _read_sheet(data: bytes, book: Any, title: str, xml: bytes, name: str) -> Sheet:
    unsaved = _unsaved_formulas(data, title) if _FORMULA.search(xml) else {}
    carried: dict[int, tuple[int, str]] = {}
    ends = dict(_merged_down(xml))
    rows = []
    for number, values in enumerate(_values(book[title]), start=1):
        if number > MAX_ROWS:
            raise TableError(f"{name} のシート「{title}」は {MAX_ROWS:,}行を超えています。分けてください。")
        cells = [_cell_text(value) for value in values]
        broken = dict.fromkeys(unsaved.get(number, ()), _FORMULA_UNSAVED)
        broken |= {
            column: _FORMULA_FAILED.format(cell)
            for column, cell in enumerate(cells)
            if _ERROR_VALUE.fullmatch(cell)
        }
        if not any(cell.strip() for cell in cells) and not broken:
            continue
        for column, (end, text) in carried.items():
            if number <= end:
                cells += [""] * (column + 1 - len(cells))
                cells[column] = cells[column] or text
        for column, cell in enumerate(cells):
            if (number, column) in ends:
                carried[column] = (ends[number, column], cell)
        while cells and not cells[-1]:
            cells.pop()
        rows.append(SheetRow(number, tuple(cells), tuple(sorted(broken.items()))))
    return Sheet(title, tuple(rows))


def _values(worksheet: Any) -> Iterator[tuple[Any, ...]]:
    # The size that a sheet claims to have is often wrong.
    worksheet.reset_dimensions()
    yield from worksheet.iter_rows(values_only=True, max_row=MAX_ROWS + 1, max_col=MAX_COLUMNS)


def _merged_down(xml: bytes) -> Iterator[tuple[tuple[int, int], int]]:
    """The first row and column (from 0) of cells merged over several rows, and their last row."""
    for found in _MERGED.finditer(xml):
        left, top, _right, bottom = range_boundaries(found[1].decode("ascii"))
        if bottom > top:
            yield (top, left - 1), bottom


def _unsaved_formulas(data: bytes, title: str) -> dict[int, list[int]]:
    """Columns, by row, of formulas that were saved without their result."""
    books = [
        openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=results, keep_links=False)
        for results in (False, True)
    ]
    sheets = [book[title] for book in books]
    for sheet in sheets:
        sheet.reset_dimensions()
    found: dict[int, list[int]] = {}
    rows = (sheet.iter_rows(max_row=MAX_ROWS + 1, max_col=MAX_COLUMNS) for sheet in sheets)
    for number, (formulas, results) in enumerate(zip_longest(*rows, fillvalue=()), start=1):
        for column, (formula, result) in enumerate(zip(formulas, results, strict=False)):
            if formula.data_type == "f" and result.value is None:
                found.setdefault(number, []).append(column)
    return found


def _cell_text(value: object) -> str:
    """What a cell shows, near enough: whole numbers without decimals, dates as people write them."""
    if isinstance(value, str):
        return unguard_cell(unescape(value))
    if isinstance(value, date):
        day = f"{value.year}年{value.month}月{value.day}日"
        return f"{day} {value:%H:%M}" if isinstance(value, datetime) and value.time() != time() else day
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)
