"""A sheet of cells as read from a file, before interpretation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from pathlib import Path

MAX_BYTES: Final = 50 * 1024 * 1024
"""The maximum size of a file in bytes."""

MAX_ROWS: Final = 200_000
"""The maximum number of rows with values of a sheet, including titles and headings."""

MAX_COLUMNS: Final = 100
"""The maximum number of columns of a sheet."""

MAX_CELLS: Final = 1_000_000
"""The maximum number of cells with values in a file, over all sheets."""

MAX_TEXT: Final = MAX_BYTES
"""The maximum number of characters in a file, over all sheets; a text that cells share counts for each cell."""

SEARCHED_ROWS: Final = 50
"""The number of rows in which headings are searched for."""

Format = Literal["xlsx", "xls", "ods", "csv", "jsonl"]


@dataclass(frozen=True)
class SheetRow:
    """A row that is not empty, with its number in the file, counted from 1. Cells are texts; blank ones are empty.

    By column (from 0), ``broken`` says why a cell could not be read, and ``doubts`` how the displayed text may differ.
    ``struck`` are columns with struck-out text. ``absent`` are columns that the row does not have, because a JSON object
    without a key is not the same as one with an empty value.
    """

    number: int
    cells: tuple[str, ...]
    broken: tuple[tuple[int, str], ...] = ()
    absent: frozenset[int] = frozenset()
    doubts: tuple[tuple[int, str], ...] = ()
    struck: frozenset[int] = frozenset()
    hidden: bool = False

    def cell(self, column: int) -> str:
        """The text in a column; empty beyond the end of the row."""
        return self.cells[column] if column < len(self.cells) else ""


@dataclass(frozen=True)
class Sheet:
    """The rows of one sheet. ``name`` is empty for files without sheets.

    ``across`` are cells merged over several columns: row, first and last column. ``refusal`` says why the sheet could
    not be read completely; ``rows`` are then the first ones.
    """

    name: str
    rows: tuple[SheetRow, ...]
    hidden: bool = False
    hidden_columns: frozenset[int] = frozenset()
    across: tuple[tuple[int, int, int], ...] = ()
    refusal: str = ""


@dataclass(frozen=True)
class Workbook:
    """A file's sheets, visible ones before hidden ones.

    ``encoding`` and ``delimiter`` are those of a text file, ``notes`` are the reader's remarks.
    """

    path: Path
    format: Format
    sheets: tuple[Sheet, ...]
    encoding: str = ""
    delimiter: str = ""
    notes: tuple[str, ...] = ()
