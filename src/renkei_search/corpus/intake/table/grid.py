"""Collect the cells of a sheet while its file is read, in bounded memory: only rows with values count."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from renkei_search.corpus.intake.table.cell import column_letter
from renkei_search.corpus.intake.table.sheet import (
    MAX_CELLS,
    MAX_COLUMNS,
    MAX_ROWS,
    MAX_TEXT,
    SEARCHED_ROWS,
    Sheet,
    SheetRow,
)
from renkei_search.corpus.table import unguard_cell
from renkei_search.errors import TableError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

MAX_MERGED: Final = 100_000
"""The maximum number of merged cells of a sheet that are used."""

_FAILED: Final = re.compile(r"#(N/A|REF!|VALUE!|DIV/0!|NAME\?|NUM!|NULL!|SPILL!|CALC!)|Err:[0-9]{3}")
_FORMULA_FAILED: Final = "数式がエラー（{}）になっています。値に直してください。"


class SheetCell(NamedTuple):
    """A cell as read. ``broken`` says why its text is unknown, ``doubt`` how the displayed text may differ."""

    text: str
    broken: str = ""
    doubt: str = ""
    struck: bool = False


class Merged(NamedTuple):
    """A merged range of cells. Rows count from 1, columns from 0; the last ones are included."""

    top: int
    left: int
    bottom: int
    right: int


class SheetRefusedError(Exception):
    """A sheet is too large to be imported. Reading ends for that sheet, not for the file."""


@dataclass
class Budget:
    """How many cells and characters may still be read, over all sheets of a file."""

    name: str
    cells: int = MAX_CELLS
    text: int = MAX_TEXT

    def spend(self, cells: int, text: int) -> None:
        """Subtract the content of a row.

        Raises:
            TableError: the file exceeds the limits.
        """
        self.cells -= cells
        self.text -= text
        if self.cells < 0:
            raise TableError(f"{self.name} は値のあるセルが {MAX_CELLS:,}を超えています。分けてください。")
        if self.text < 0:
            raise TableError(f"{self.name} は文字が {MAX_TEXT:,}字を超えています。分けてください。")


class SheetGrid:
    """A sheet that grows row by row.

    Args:
        name: the sheet's name.
        budget: the budget of the file.
    """

    def __init__(self, name: str, budget: Budget) -> None:
        self.hidden = False
        self.hidden_columns: set[int] = set()
        self._name = name
        self._budget = budget
        self._rows: list[SheetRow] = []
        self._merged: list[Merged] = []

    def merge(self, merged: Merged) -> None:
        """Note merged cells."""
        if len(self._merged) < MAX_MERGED:
            self._merged.append(merged)

    def add(self, number: int, cells: Mapping[int, SheetCell], *, hidden: bool = False) -> None:
        """Add a row, unless it is empty.

        Args:
            number: the row's number, from 1.
            cells: its cells by column, from 0; empty ones may be missing.
            hidden: whether the spreadsheet does not show it.

        Raises:
            SheetRefusedError: the sheet has too many rows, or a value too far right.
            TableError: the file exceeds the limits.
        """
        filled = {column: cell for column, cell in cells.items() if cell.text.strip() or cell.broken}
        if not filled:
            return
        width = max(filled) + 1
        if width > MAX_COLUMNS:
            raise SheetRefusedError(
                f"{self._place()}の {column_letter(width - 1)}{number} に値があります。"
                f"{MAX_COLUMNS}列（{column_letter(MAX_COLUMNS - 1)}列）までにしてください。"
            )
        if len(self._rows) == MAX_ROWS:
            raise SheetRefusedError(f"{self._place()}は {MAX_ROWS:,}行を超えています。分けてください。")
        self._budget.spend(len(filled), sum(len(cell.text) for cell in filled.values()))
        texts = [""] * width
        broken = {}
        for column, cell in filled.items():
            texts[column] = unguard_cell(cell.text)
            if cell.broken or _FAILED.fullmatch(cell.text):
                broken[column] = cell.broken or _FORMULA_FAILED.format(cell.text)
        self._rows.append(
            SheetRow(
                number=number,
                cells=tuple(texts),
                broken=tuple(sorted(broken.items())),
                doubts=tuple((column, cell.doubt) for column, cell in sorted(filled.items()) if cell.doubt),
                struck=frozenset(column for column, cell in filled.items() if cell.struck),
                hidden=hidden,
            )
        )

    def finish(self, refusal: str = "") -> Sheet:
        """The sheet. Cells merged over several rows count for each of these rows."""
        rows = self._rows[:SEARCHED_ROWS] if refusal else self._rows
        down = {(one.top, one.left): one.bottom for one in self._merged if one.bottom > one.top}
        return Sheet(
            name=self._name,
            rows=tuple(_carry_down(rows, down)),
            hidden=self.hidden,
            hidden_columns=frozenset(self.hidden_columns),
            across=tuple((one.top, one.left, one.right) for one in self._merged if one.right > one.left),
            refusal=refusal,
        )

    def _place(self) -> str:
        return f"{self._budget.name} のシート「{self._name}」" if self._name else self._budget.name


def _carry_down(rows: Iterable[SheetRow], down: Mapping[tuple[int, int], int]) -> Iterable[SheetRow]:
    carried: dict[int, tuple[int, str]] = {}
    for row in rows:
        cells = list(row.cells)
        for column, (end, text) in carried.items():
            if row.number <= end and text:
                cells += [""] * (column + 1 - len(cells))
                cells[column] = cells[column] or text
        for column, cell in enumerate(cells):
            if (row.number, column) in down:
                carried[column] = (down[row.number, column], cell)
        yield (
            row
            if tuple(cells) == row.cells
            else SheetRow(
                row.number, tuple(cells), row.broken, row.absent, row.doubts, row.struck, row.hidden
            )
        )
