"""Read the sheets of an untrusted XLSX file: the text that each cell displays for its value.

Faulty styles do not make a workbook unreadable: they are ignored, with a note.
"""

from __future__ import annotations

import math
import re
from datetime import datetime
from typing import TYPE_CHECKING, Final

from renkei_search.corpus.intake.table.grid import Budget, Merged, SheetCell, SheetGrid, SheetRefusedError
from renkei_search.corpus.intake.table.spreadsheet.number_format import (
    DAY_ZERO,
    GENERAL,
    show_general,
    show_number,
)
from renkei_search.corpus.intake.table.spreadsheet.package import DAMAGE, open_package, parse_part
from renkei_search.corpus.intake.table.spreadsheet.xlsx_part import (
    PLAIN,
    RichText,
    SharedText,
    Style,
    is_true,
    read_shared,
    read_styles,
    read_workbook,
    unescape,
)
from renkei_search.errors import TableError

if TYPE_CHECKING:
    import zipfile
    from collections.abc import Sequence

    from renkei_search.corpus.intake.table.sheet import Sheet

MAX_SHEETS: Final = 50
"""The maximum number of sheets of a workbook."""

NOT_AS_SHOWN: Final = "表示のとおりには読めない書式なので、「{}」と読みました。"

_FORMULA_UNSAVED: Final = (
    "数式の計算結果が保存されていません。Excel で開いて保存し直すか、値として貼り付けてください。"
)
_STYLES_FAULTY: Final = "書式の情報が壊れているため、数値は表示形式を付けずに読みました。"
_REFERENCE: Final = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_AREA: Final = re.compile(r"([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})")
_WIDEST: Final = 16_384
_DATE: Final = "yyyy/m/d"


def read_xlsx(data: bytes, name: str) -> tuple[tuple[Sheet, ...], tuple[str, ...]]:
    """Read all sheets of a workbook, visible ones first, with notes on the file.

    Args:
        data: the file's content.
        name: the file's name, for messages.

    Raises:
        TableError: the file is not a workbook, or is damaged or malicious.
    """
    try:
        with open_package(data, name) as archive:
            return _read_archive(archive, name)
    except DAMAGE as error:
        raise TableError(
            f"{name} は Excel ブック（.xlsx）として読めません（{type(error).__name__}）。"
            "Excel で開いて「Excel ブック（.xlsx）」で保存し直してください。"
        ) from error


def _read_archive(archive: zipfile.ZipFile, name: str) -> tuple[tuple[Sheet, ...], tuple[str, ...]]:
    workbook = read_workbook(archive, name)
    if len(workbook.sheets) > MAX_SHEETS:
        raise TableError(f"{name} のシートが多すぎます（{MAX_SHEETS}以内）。")
    shared, styles, budget = read_shared(archive), read_styles(archive), Budget(name)
    sheets = []
    for title, part, hidden in workbook.sheets:
        grid = SheetGrid(title, budget)
        grid.hidden = hidden
        refusal = ""
        try:
            with archive.open(part) as file:
                parse_part(file, _SheetPart(grid, shared, styles or [], from_1904=workbook.from_1904))
        except SheetRefusedError as error:
            refusal = str(error)
        sheets.append(grid.finish(refusal))
    notes = (_STYLES_FAULTY,) if styles is None else ()
    return tuple(sorted(sheets, key=lambda sheet: sheet.hidden)), notes


class _SheetPart:
    """Listener for a worksheet: ``cols``, ``sheetData`` with rows of cells, ``mergeCells``."""

    def __init__(
        self, grid: SheetGrid, shared: Sequence[SharedText], styles: Sequence[Style], *, from_1904: bool
    ) -> None:
        self._grid = grid
        self._shared = shared
        self._styles = styles
        self._from_1904 = from_1904
        self._row = 0
        self._row_hidden = False
        self._cells: dict[int, SheetCell] = {}
        self._column = -1
        self._type = ""
        self._style = PLAIN
        self._has_formula = False
        self._in_value = False
        self._value: list[str] = []
        self._inline: RichText | None = None

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if self._inline is not None:
            self._inline.start(name, attributes)
        elif name == "c":
            self._start_cell(attributes)
        elif name == "v":
            self._in_value = True
        elif name == "f":
            self._has_formula = True
        elif name == "is":
            self._inline = RichText()
        elif name == "row":
            self._row = int(attributes.get("r", self._row + 1))
            self._row_hidden = is_true(attributes.get("hidden"))
            self._cells = {}
            self._column = -1
        elif name == "col" and is_true(attributes.get("hidden")):
            first, last = int(attributes.get("min", "1")), int(attributes.get("max", "0"))
            self._grid.hidden_columns.update(range(first - 1, min(last, _WIDEST)))
        elif name == "mergeCell" and (area := _AREA.fullmatch(attributes.get("ref", ""))):
            top, bottom = int(area[2]), int(area[4])
            self._grid.merge(Merged(top, _column_number(area[1]), bottom, _column_number(area[3])))

    def end(self, name: str) -> None:
        if name == "c":
            self._end_cell()
        elif self._inline is not None:
            self._inline.end(name)
        elif name == "v":
            self._in_value = False
        elif name == "row":
            self._grid.add(self._row, self._cells, hidden=self._row_hidden)
            self._cells = {}

    def text(self, data: str) -> None:
        if self._inline is not None:
            self._inline.text(data)
        elif self._in_value:
            self._value.append(data)

    def _start_cell(self, attributes: dict[str, str]) -> None:
        place = _REFERENCE.fullmatch(attributes.get("r", ""))
        self._column = _column_number(place[1]) if place else self._column + 1
        self._type = attributes.get("t", "n")
        number = attributes.get("s", "0")
        position = int(number) if number.isdecimal() else 0
        self._style = self._styles[position] if position < len(self._styles) else PLAIN
        self._has_formula = False
        self._value = []

    def _end_cell(self) -> None:
        raw = "".join(self._value)
        inline, self._inline = self._inline, None
        self._value = []
        if inline is not None:
            text, struck = inline.shared()
            cell = SheetCell(text, struck=struck)
        elif not raw:
            unsaved = self._has_formula and self._type != "str"
            cell = SheetCell("", broken=_FORMULA_UNSAVED if unsaved else "")
        else:
            cell = self._show(raw)
        if cell.text or cell.broken:
            struck = cell.struck or self._style.struck
            self._cells[self._column] = cell._replace(struck=struck)

    def _show(self, raw: str) -> SheetCell:
        match self._type:
            case "s":
                text, struck = self._shared[int(raw)]
                return SheetCell(text, struck=struck)
            case "b":
                return SheetCell("FALSE" if raw.strip() == "0" else "TRUE")
            case "n":
                return self._show_number(raw)
            case "d":
                days = (datetime.fromisoformat(raw).replace(tzinfo=None) - DAY_ZERO).total_seconds() / 86_400
                return show_cell(days, _DATE if self._style.code == GENERAL else self._style.code)
        return SheetCell(unescape(raw))

    def _show_number(self, raw: str) -> SheetCell:
        try:
            value = float(raw)
        except ValueError:
            return SheetCell(raw)
        return show_cell(value, self._style.code, from_1904=self._from_1904)


def show_cell(value: float, code: str, *, from_1904: bool = False) -> SheetCell:
    """The text that a cell displays for a number, and the doubt if the text is uncertain or not displayed."""
    if not math.isfinite(value):
        return SheetCell(str(value))
    if code == GENERAL:
        return SheetCell(show_general(value))
    text, exact = show_number(value, code, from_1904=from_1904)
    text = text.strip()
    if not text:
        text, exact = show_general(value), False
    return SheetCell(text, doubt="" if exact else NOT_AS_SHOWN.format(text))


def _column_number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1
