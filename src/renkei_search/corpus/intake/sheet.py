"""A sheet of cells as read from a file, before anyone asks what the cells mean."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from pathlib import Path

MAX_BYTES: Final = 50 * 1024 * 1024
"""Size of a file to import."""

MAX_ROWS: Final = 200_000
"""Rows of a sheet, with titles and headings."""

MAX_COLUMNS: Final = 100
"""Columns of a sheet that are read."""

Format = Literal["xlsx", "csv", "jsonl"]


@dataclass(frozen=True)
class SheetRow:
    """A row that is not empty, with its number in the file counted from 1. Cells are texts, blank ones empty.

    ``broken`` says of columns (counted from 0) why their cell could not be read. ``absent`` are columns that the
    row does not have at all: a JSON object without the key says nothing, one with an empty value says empty.
    """

    number: int
    cells: tuple[str, ...]
    broken: tuple[tuple[int, str], ...] = ()
    absent: frozenset[int] = frozenset()

    def cell(self, column: int) -> str:
        """The text in a column; rows may be shorter than others."""
        return self.cells[column] if column < len(self.cells) else ""


@dataclass(frozen=True)
class Sheet:
    """The rows of one sheet. ``name`` is empty for files that have no sheets."""

    name: str
    rows: tuple[SheetRow, ...]


@dataclass(frozen=True)
class Workbook:
    """A file's sheets. ``encoding`` and ``delimiter`` say how a text file was read."""

    path: Path
    format: Format
    sheets: tuple[Sheet, ...]
    encoding: str = ""
    delimiter: str = ""
