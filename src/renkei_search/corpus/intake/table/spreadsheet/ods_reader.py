"""Read the sheets of an OpenDocument spreadsheet (ODS), whose cells contain the displayed text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from renkei_search.corpus.intake.table.cell import MAX_CELL
from renkei_search.corpus.intake.table.grid import Budget, Merged, SheetCell, SheetGrid, SheetRefusedError
from renkei_search.corpus.intake.table.sheet import MAX_COLUMNS
from renkei_search.corpus.intake.table.spreadsheet.package import DAMAGE, open_package, parse_part
from renkei_search.errors import TableError

if TYPE_CHECKING:
    import zipfile

    from renkei_search.corpus.intake.table.sheet import Sheet

_HIDDEN: Final = frozenset({"collapse", "filter"})
_CELLS: Final = frozenset({"table-cell", "covered-table-cell"})
# Elements inside a cell that are not part of its text: notes and pictures.
_BESIDE: Final = frozenset({"annotation", "frame", "shapes", "ruby-text"})
_FURTHEST: Final = 1_048_576
_MAX_SHEETS: Final = 50


def read_ods(data: bytes, name: str) -> tuple[Sheet, ...]:
    """All sheets of a spreadsheet, visible ones first.

    Raises:
        TableError: the file is not a spreadsheet, or is damaged, protected or malicious.
    """
    try:
        with open_package(data, name) as archive:
            return _read_archive(archive, name)
    except DAMAGE as error:
        raise TableError(
            f"{name} は OpenDocument 表計算（.ods）として読めません（{type(error).__name__}）。"
            "「Excel ブック（.xlsx）」で保存し直してください。"
        ) from error


def _read_archive(archive: zipfile.ZipFile, name: str) -> tuple[Sheet, ...]:
    if b"encryption-data" in archive.read("META-INF/manifest.xml"):
        raise TableError(f"{name} にはパスワードがついています。外して保存し直してください。")
    content = _Content(Budget(name))
    with archive.open("content.xml") as file:
        parse_part(file, content)
    return tuple(sorted(content.sheets, key=lambda sheet: sheet.hidden))


def _attribute(attributes: dict[str, str], name: str) -> str:
    """The value of an attribute, given by its local name."""
    return next((value for key, value in attributes.items() if key.rpartition(":")[2] == name), "")


def _count(attributes: dict[str, str], name: str) -> int:
    text = _attribute(attributes, name)
    return int(text) if text.isdecimal() else 1


class _Content:
    """Listener for ``content.xml``: automatic styles, then tables with columns and rows."""

    def __init__(self, budget: Budget) -> None:
        self.sheets: list[Sheet] = []
        self._budget = budget
        self._struck: set[str] = set()
        self._hidden_tables: set[str] = set()
        self._style = ""
        self._grid: SheetGrid | None = None
        self._refusal = ""
        self._column = 0
        self._row = 1
        self._row_repeated = 1
        self._row_hidden = False
        self._cells: dict[int, SheetCell] = {}
        self._cell: dict[str, str] | None = None
        self._paragraphs: list[list[str]] = []
        self._spans: list[bool] = []
        self._cell_struck = False
        self._beside = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name in _BESIDE:
            self._beside += 1
        elif self._beside:
            return
        elif self._cell is not None:
            self._start_text(name, attributes)
        elif name == "style":
            self._style = _attribute(attributes, "name")
        elif name == "text-properties" and _attribute(attributes, "text-line-through-style") not in {
            "",
            "none",
        }:
            self._struck.add(self._style)
        elif name == "table-properties" and _attribute(attributes, "display") == "false":
            self._hidden_tables.add(self._style)
        elif name == "table":
            self._start_table(attributes)
        elif self._grid is not None and not self._refusal:
            self._start_part(name, attributes, self._grid)

    def _start_table(self, attributes: dict[str, str]) -> None:
        if len(self.sheets) == _MAX_SHEETS:
            raise TableError(f"{self._budget.name} のシートが多すぎます（{_MAX_SHEETS}以内）。")
        self._grid = SheetGrid(_attribute(attributes, "name"), self._budget)
        self._grid.hidden = _attribute(attributes, "style-name") in self._hidden_tables
        self._refusal, self._row, self._column = "", 1, 0

    def _start_part(self, name: str, attributes: dict[str, str], grid: SheetGrid) -> None:
        if name == "table-column":
            repeated = min(_count(attributes, "number-columns-repeated"), MAX_COLUMNS)
            if _attribute(attributes, "visibility") in _HIDDEN:
                grid.hidden_columns.update(range(self._column, self._column + repeated))
            self._column = min(self._column + repeated, MAX_COLUMNS)
        elif name == "table-row":
            self._row_repeated = _count(attributes, "number-rows-repeated")
            self._row_hidden = _attribute(attributes, "visibility") in _HIDDEN
            self._column, self._cells = 0, {}
        elif name in _CELLS:
            self._cell, self._paragraphs = attributes, []
            self._cell_struck = _attribute(attributes, "style-name") in self._struck

    def _start_text(self, name: str, attributes: dict[str, str]) -> None:
        if (
            name == "p" and len(self._paragraphs) <= MAX_CELL
        ):  # longer texts are refused later, when they are read
            self._paragraphs.append([])
            self._spans = []
        elif not self._paragraphs:
            return
        elif name == "span":
            self._spans.append(_attribute(attributes, "style-name") in self._struck)
        elif name == "s":
            self._paragraphs[-1].append(" " * min(_count(attributes, "c"), 1_000))
        elif name == "tab":
            self._paragraphs[-1].append("\t")
        elif name == "line-break":
            self._paragraphs[-1].append("\n")

    def end(self, name: str) -> None:
        if name in _BESIDE:
            self._beside -= 1
        elif self._beside or self._grid is None:
            return
        elif name == "span" and self._spans:
            self._spans.pop()
        elif name in _CELLS and self._cell is not None:
            self._end_cell(self._cell, self._grid)
            self._cell = None
        elif name == "table-row" and not self._refusal:
            self._end_row(self._grid)
        elif name == "table":
            self.sheets.append(self._grid.finish(self._refusal))
            self._grid = None

    def text(self, data: str) -> None:
        if self._cell is not None and self._paragraphs and not self._beside:
            self._paragraphs[-1].append(data)
            self._cell_struck = self._cell_struck or (any(self._spans) and bool(data.strip()))

    def _end_cell(self, attributes: dict[str, str], grid: SheetGrid) -> None:
        text = "\n".join("".join(pieces) for pieces in self._paragraphs)
        repeated = _count(attributes, "number-columns-repeated")
        if text.strip():
            for column in range(self._column, self._column + min(repeated, MAX_COLUMNS + 1)):
                self._cells[column] = SheetCell(text, struck=self._cell_struck)
            down, across = (_count(attributes, f"number-{axis}-spanned") for axis in ("rows", "columns"))
            if down > 1 or across > 1:
                grid.merge(Merged(self._row, self._column, self._row + down - 1, self._column + across - 1))
        self._column = min(self._column + repeated, _FURTHEST)

    def _end_row(self, grid: SheetGrid) -> None:
        try:
            for number in range(self._row, self._row + self._row_repeated):
                if not self._cells:
                    break
                grid.add(number, self._cells, hidden=self._row_hidden)
        except SheetRefusedError as error:
            self._refusal = str(error)
        self._row = min(self._row + self._row_repeated, _FURTHEST)
