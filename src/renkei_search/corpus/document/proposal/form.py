"""Read form sheets (個票): tables of labels, each with its value next to it or below it."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING, Final

from renkei_search.corpus.document.page.piece import (
    NOTHING,
    Reading,
    join_readings,
    read_lines,
    read_paragraphs,
)
from renkei_search.corpus.document.proposal.figure import unit_in
from renkei_search.corpus.document.proposal.gathering import Gathering
from renkei_search.corpus.document.proposal.label import LabelName, is_year
from renkei_search.corpus.document.proposal.model import LayoutKind
from renkei_search.corpus.document.proposal.outline import settle_label, split_label

if TYPE_CHECKING:
    from collections.abc import Iterator

    from renkei_search.corpus.document.page.model import Table, TableCell
    from renkei_search.corpus.document.proposal.label import Labels

_SUBSTANTIAL: Final = {
    LabelName.TITLE, LabelName.DESCRIPTION, LabelName.ROLE_CORE, LabelName.ROLE_MEMBER, LabelName.ROLES,
    LabelName.MUNICIPALITIES, LabelName.INDICATOR, LabelName.COST,
}  # fmt: skip
_FIGURES: Final = {
    LabelName.INDICATOR,
    LabelName.INDICATOR_VALUE,
    LabelName.COST,
    LabelName.YEAR,
    LabelName.UNIT,
}

_ROLE_OF_CITY: Final = re.compile(r"[^\s（）()、・]{1,8}市の(?:役割|取組)")


def is_form(table: Table, labels: Labels) -> bool:
    """Whether a table is a form sheet or part of one."""
    names = [labels.find(cell.text) for cell in table.cells if cell.text.strip()]
    known = [name for name in names if name is not None]
    known += (name for cell in table.cells for name, _, _ in inline_parts(cell, labels))
    return (
        {LabelName.INDICATOR, LabelName.INDICATOR_VALUE} <= set(known)
        or {LabelName.COST, LabelName.YEAR} <= set(known)
        or len(set(known) & _SUBSTANTIAL) >= 2
        or (len(known) >= 2 and LabelName.DESCRIPTION in known)
        or (LabelName.TITLE in known and len(names) <= 4)
        or (len(known) == 1 and len(names) <= 2 and known[0] in _SUBSTANTIAL)
    )


def inline_parts(cell: TableCell, labels: Labels) -> list[tuple[LabelName, str, Reading]]:
    """Divide a cell into labelled paragraphs: 事業名：…, or 【事業内容】 with the text below it."""
    found: list[tuple[LabelName, str, Reading]] = []
    for paragraph in cell.paragraphs:
        reading = read_lines(paragraph.lines)
        labelled = split_label(reading, labels)
        if labelled is not None:
            name, wording, reading = labelled
            found.append((settle_label(name, found[-1][0] if found else None, reading), wording, reading))
        elif not found:
            return []
        else:
            name, wording, before = found[-1]
            found[-1] = (name, wording, join_readings([before, reading]))
    return [(name, wording, reading) for name, wording, reading in found if reading]


class FormReader:
    """Reads forms. A form may consist of several tables and continue over several pages."""

    def __init__(self, labels: Labels) -> None:
        self._labels = labels
        self._last: LabelName | None = None

    def read(self, table: Table, page: int, last: Gathering | None, title: Reading) -> list[Gathering]:
        """Read the initiatives of a table, which may continue the form before.

        Args:
            table: the table.
            page: its page.
            last: the form before; a table without a title belongs to it.
            title: the heading right above the table, if it may be a title.
        """
        sheet = _Sheet(table, self._labels)
        found: list[Gathering] = []
        current = last
        if current is None or title:
            current = Gathering(page=page, layout=LayoutKind.FORM)
            if title:
                current.add(LabelName.TITLE, title)
            found.append(current)
        elif self._last is not None:
            self._go_on(current, sheet, table)
        labelled = [*sheet.labelled()]
        opener = labelled[0][1] if any(name is LabelName.TITLE for _, name in labelled) else LabelName.TITLE
        for cell, name in labelled:
            values = sheet.values(cell, name)
            # Each form starts with the label that comes before the title in the first form.
            if name in {opener, LabelName.TITLE} and values:
                started = current.title and name is LabelName.TITLE
                if started or (current.title and current.descriptions):
                    current = Gathering(page=page, layout=LayoutKind.FORM)
                    found.append(current)
                if name is LabelName.TITLE:
                    current.title = NOTHING
            sheet.put(current, cell, name, values)
            self._last = name if values else self._last
        for cell in sheet.unused():
            for name, wording, reading in inline_parts(cell, self._labels):
                if name is LabelName.TITLE and (current.title or current.descriptions):
                    current = Gathering(page=page, layout=LayoutKind.FORM)
                    found.append(current)
                current.add(name, reading, heading=wording)
        return [gathering for gathering in found if gathering.title or gathering.descriptions]

    def _go_on(self, gathering: Gathering, sheet: _Sheet, table: Table) -> None:
        """Continue a value from the page before, where an empty label is next to the rest of it."""
        first = [cell for cell in table.cells if cell.row == 0 and cell.text.strip()]
        if len(first) == 1 and first[0].column > 0 and sheet.is_free(first[0]) and self._last is not None:
            gathering.go_on(self._last, read_paragraphs(first[0].paragraphs))
            sheet.use(first[0])


class _Sheet:
    """A form sheet: its labels, and the cells with their values."""

    def __init__(self, table: Table, labels: Labels) -> None:
        self._table = table
        self._grid: dict[tuple[int, int], TableCell] = {}
        for cell in sorted(table.cells, key=lambda cell: -cell.row_span * cell.column_span):
            for row in range(cell.row, cell.row + cell.row_span):
                for column in range(cell.column, cell.column + cell.column_span):
                    self._grid[row, column] = cell
        self._across: dict[int, list[TableCell]] = defaultdict(list)
        for cell in table.cells:
            for row in range(cell.row, cell.row + cell.row_span):
                self._across[row].append(cell)
        self._names = {id(cell): labels.find(cell.text) for cell in table.cells}
        self._name_parties()
        self._used: set[int] = set()
        self._figure_names: dict[int, Reading] = {}
        self._unit = ""

    def _name_parties(self) -> None:
        """Resolve whose role a label announces.

        Below 役割分担, a label such as 関係町村 names the party. Next to the role of the members, the role of a city that is
        called by its name is the core city's.
        """
        for cell in self._table.cells:
            if self._names[id(cell)] is LabelName.MUNICIPALITIES and any(
                self._names[id(other)] is LabelName.ROLES and other.column < cell.column
                for other in self._across[cell.row]
            ):
                self._names[id(cell)] = LabelName.ROLE_MEMBER
        known = self._names.values()
        named = [cell for cell in self._table.cells if _ROLE_OF_CITY.fullmatch("".join(cell.text.split()))]
        if len(named) == 1 and LabelName.ROLE_MEMBER in known and LabelName.ROLE_CORE not in known:
            self._names[id(named[0])] = LabelName.ROLE_CORE

    def labelled(self) -> Iterator[tuple[TableCell, LabelName]]:
        """The labels that have not been used as a value, from top to bottom and left to right."""
        for cell in sorted(self._table.cells, key=lambda cell: (cell.row, cell.column)):
            name = self._names[id(cell)]
            if name is not None and id(cell) not in self._used:
                yield cell, name

    def is_free(self, cell: TableCell) -> bool:
        """Whether a cell is not a label and has not been used as a value."""
        return self._names[id(cell)] is None and id(cell) not in self._used

    def use(self, cell: TableCell) -> None:
        """Mark a cell as used."""
        self._used.add(id(cell))

    def unused(self) -> Iterator[TableCell]:
        """The cells that are neither labels nor used values, in order."""
        for cell in sorted(self._table.cells, key=lambda cell: (cell.row, cell.column)):
            if self._names[id(cell)] is None and id(cell) not in self._used and cell.text.strip():
                yield cell

    def values(self, label: TableCell, name: LabelName) -> list[TableCell]:
        """The cells with the value of a label: next to it, or else below it."""
        beside = self._beside(label)
        if beside is not None and self._names[id(beside)] is None:
            return [beside]
        if name is LabelName.TITLE and beside is not None and self._is_title(label, beside):
            return [beside]
        return self._below(label, name)

    def put(self, gathering: Gathering, label: TableCell, name: LabelName, values: list[TableCell]) -> None:
        """Add the value of a label to the initiative."""
        heading = read_paragraphs(label.paragraphs)
        if name is LabelName.COST:
            self._unit = unit_in(label.text) or self._unit
        for cell in values:
            if id(cell) in self._used:
                continue
            reading = read_paragraphs(cell.paragraphs)
            if name is LabelName.INDICATOR:
                self._put_indicator(gathering, cell, reading)
            elif name is LabelName.INDICATOR_VALUE or (
                name is LabelName.YEAR and self._is_indicator_row(cell)
            ):
                gathering.add_indicator(
                    self._name_for(cell), reading, period="".join(heading.text.split()), context=heading
                )
            elif name is LabelName.YEAR:
                gathering.add_cost(heading, reading, unit=self._unit)
            else:
                gathering.add(name, reading, heading=heading.text)
            self._used.add(id(cell))

    def _put_indicator(self, gathering: Gathering, cell: TableCell, reading: Reading) -> None:
        """Add a figure: its name with values next to it, or a whole sentence."""
        beside = [self._names[id(other)] for other in self._across[cell.row] if other.column > cell.column]
        above = [
            self._names[id(other)]
            for row in range(cell.row - 3, cell.row)
            for other in self._across.get(row, ())
            if other.column > cell.column and other.row == row
        ]
        if (
            LabelName.INDICATOR_VALUE in beside
            or LabelName.INDICATOR_VALUE in above
            or LabelName.YEAR in beside
        ):
            for row in range(cell.row, cell.row + cell.row_span):
                self._figure_names[row] = reading
        else:
            gathering.add(LabelName.INDICATOR, reading)

    def _name_for(self, cell: TableCell) -> Reading:
        found = self._figure_names.get(cell.row)
        if found is None:
            rows = [row for row in self._figure_names if row <= cell.row]
            found = self._figure_names[max(rows)] if rows else NOTHING
        return found

    def _is_indicator_row(self, cell: TableCell) -> bool:
        return cell.row in self._figure_names

    def _is_title(self, label: TableCell, beside: TableCell) -> bool:
        """Whether the cell beside a label for titles is a title although it reads like a label.

        In a row of labels it is not, because the title is then below its label.
        """
        below = self._grid.get((label.row + label.row_span, label.column))
        return (
            below is None or self._names[id(below)] is not None
        ) and beside.column_span >= label.column_span

    def _beside(self, label: TableCell) -> TableCell | None:
        """The first cell to the right that is not empty."""
        column = label.column + label.column_span
        while column < self._table.columns:
            cell = self._grid.get((label.row, column))
            if cell is None:
                return None
            if cell.text.strip():
                return cell if cell.row <= label.row else None
            column = cell.column + cell.column_span
        return None

    def _is_announced(self, row: int, column: int, name: LabelName) -> bool:
        """Whether the row starts with a label of its own. In a table with years in its columns, 総額 is not such a label."""
        passed = {None, LabelName.COST, LabelName.INDICATOR} if name is LabelName.YEAR else {None}
        return any(
            (cell := self._grid.get((row, left))) is not None
            and cell.row == row
            and self._names[id(cell)] not in passed
            for left in range(column)
        )

    def _below(self, label: TableCell, name: LabelName) -> list[TableCell]:
        """The cells below a label down to the next label, or only the first of them if the label is not for figures."""
        many = name in _FIGURES
        found: list[TableCell] = []
        row = label.row + label.row_span
        while row < self._table.rows:
            cell = self._grid.get((row, label.column))
            if cell is None or self._names[id(cell)] is not None or cell.column < label.column:
                break
            if is_year(cell.text) or (many and self._is_announced(row, label.column, name)):
                break
            if cell.text.strip():
                found.append(cell)
                if not many:
                    break
            row = cell.row + cell.row_span
        return found
