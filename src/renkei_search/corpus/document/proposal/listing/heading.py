"""Read the headings of a table that lists initiatives: the content of each column, and the first row below."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from renkei_search.corpus.document.page.piece import NOTHING, Reading, read_paragraphs
from renkei_search.corpus.document.proposal.front import may_be_municipality
from renkei_search.corpus.document.proposal.gathering import party_of
from renkei_search.corpus.document.proposal.label import LabelName

if TYPE_CHECKING:
    from collections.abc import Sequence

    from renkei_search.corpus.document.page.model import Table, TableCell
    from renkei_search.corpus.document.proposal.label import Labels

LONGEST: Final = 30
"""The maximum length of a heading in characters."""

_SEARCHED: Final = 12  # rows that a heading may take


@dataclass(frozen=True)
class ListColumn:
    """The meaning of a column. ``heading`` is its own heading, ``above`` one that spans several columns."""

    name: LabelName | None
    heading: Reading
    above: Reading = NOTHING


@dataclass(frozen=True)
class ListHeading:
    """The columns of a table, and the first row below the headings. ``edges`` are the columns' x positions on the page."""

    columns: tuple[ListColumn, ...]
    first: int
    edges: tuple[float, ...] = ()


def find_heading(table: Table, labels: Labels) -> ListHeading | None:
    """Read the headings of a table that lists initiatives; None for other tables."""
    grid = make_grid(table)
    for row in range(min(_SEARCHED, table.rows - 1)):
        cells = grid.row(row)
        texts = [cell.text for cell in cells if cell.text.strip()]
        names = [labels.find(text) for text in texts]
        known = {name for name in names if name is not None}
        if len(texts) < 2 or len([name for name in names if name is not None]) < max(2, 0.5 * len(texts)):
            continue
        if not known & {LabelName.TITLE, LabelName.DESCRIPTION} or any(len(text) > LONGEST for text in texts):
            continue
        last = _last_headingrow_of(grid, row, labels)
        columns = _columns(grid, row, last, labels)
        found = {column.name for column in columns}
        if LabelName.DESCRIPTION in found or (LabelName.TITLE in found and len(found - {None}) >= 2):
            return ListHeading(_single_title(columns, grid, last + 1), last + 1, table.edges)
    return None


def fits(heading: ListHeading, table: Table) -> bool:
    """Whether a table without headings may continue a table with these headings."""
    if heading.edges and table.edges:
        width = heading.edges[-1] - heading.edges[0]
        return (
            abs(heading.edges[0] - table.edges[0]) < 0.05 * width
            and abs(heading.edges[-1] - table.edges[-1]) < 0.05 * width
            and table.columns > 1
        )
    return len(heading.columns) == table.columns


@dataclass(frozen=True)
class ListGrid:
    """A table as a grid of fields, each with the cell that covers it; ``rows`` and ``columns`` are those with cells."""

    fields: dict[tuple[int, int], TableCell]
    rows: int
    columns: int

    def get(self, field: tuple[int, int]) -> TableCell | None:
        """The cell that covers the field at a row and a column; None if the field is empty."""
        return self.fields.get(field)

    def row(self, row: int) -> list[TableCell]:
        """The cells that start in a row."""
        cells = (self.fields.get((row, column)) for column in range(self.columns))
        unique = {id(cell): cell for cell in cells if cell is not None}.values()
        return [cell for cell in unique if cell.row == row]


def make_grid(table: Table) -> ListGrid:
    """Make the grid of a table. Where cells overlap, the smallest one counts."""
    found: dict[tuple[int, int], TableCell] = {}
    for cell in sorted(table.cells, key=lambda cell: -cell.row_span * cell.column_span):
        for row in range(cell.row, cell.row + cell.row_span):
            for column in range(cell.column, cell.column + cell.column_span):
                found[row, column] = cell
    rows = max((row for row, _ in found), default=-1) + 1
    return ListGrid(found, rows, max((column for _, column in found), default=-1) + 1)


def _last_headingrow_of(grid: ListGrid, row: int, labels: Labels) -> int:
    cells = grid.row(row)
    last = row + max(cell.row_span for cell in cells) - 1
    while last + 1 < grid.rows:
        below = [cell for cell in grid.row(last + 1) if cell.text.strip()]
        known = [labels.find(cell.text) for cell in below]
        wide = any(cell.column_span > 1 and cell.text.strip() for cell in cells)
        beside = any(not cell.text.strip() for cell in grid.row(last + 1))
        if not below or not all(name is not None for name in known) or not (wide or beside):
            break
        last += 1
    return last


def _columns(grid: ListGrid, first: int, last: int, labels: Labels) -> list[ListColumn]:
    above_before: Reading = NOTHING
    above_name: LabelName | None = None
    columns = []
    for index in range(grid.columns):
        path: list[Reading] = []
        for row in range(first, last + 1):
            cell = grid.get((row, index))
            if cell is not None and cell.text.strip():
                reading = read_paragraphs(cell.paragraphs)
                if not path or path[-1].text != reading.text:
                    path.append(reading)
        if not path:
            columns.append(ListColumn(None, NOTHING))
            continue
        top = grid.get((first, index))
        if len(path) == 1 and last > first and top is not None and not top.text.strip():
            # A heading in the first of two rows may span several columns unmerged. The cells after it are then empty.
            path.insert(0, above_before)
        elif top is not None and top.text.strip():
            above_before = path[0]
            above_name = labels.find(path[0].text)
        heading, above = path[-1], path[0] if len(path) > 1 else NOTHING
        columns.append(ListColumn(_name(heading, above, above_name, labels), heading, above))
    towns = [
        column for column in columns if column.name is None and may_be_municipality(_squeeze(column.heading))
    ]
    if len(towns) < 2:
        return columns
    return [
        replace(column, name=LabelName.MUNICIPALITIES) if column in towns else column for column in columns
    ]


def _squeeze(reading: Reading) -> str:
    return "".join(reading.text.split())


def _name(heading: Reading, above: Reading, above_name: LabelName | None, labels: Labels) -> LabelName | None:
    name = labels.find(heading.text)
    if not above:
        return LabelName.COST if name is LabelName.YEAR else name
    if name is LabelName.YEAR:
        return LabelName.INDICATOR_VALUE if above_name is LabelName.INDICATOR else LabelName.COST
    if above_name is LabelName.COST:
        return LabelName.COST
    if above_name is LabelName.INDICATOR and name in {None, LabelName.TITLE, LabelName.DESCRIPTION}:
        return LabelName.INDICATOR
    if above_name is LabelName.ROLES and name is None:
        party, _ = party_of(heading.text)
        return LabelName.ROLE_CORE if party == "甲" else LabelName.ROLE_MEMBER
    return name if name is not None else above_name


def _single_title(columns: Sequence[ListColumn], grid: ListGrid, first: int) -> tuple[ListColumn, ...]:
    """Keep one title column. Of several columns with names, the most specific is the title, the others are its sections."""
    titles = [index for index, column in enumerate(columns) if column.name is LabelName.TITLE]
    if len(titles) < 2:
        return tuple(columns)

    def distinct(index: int) -> int:
        cells = {
            id(cell): cell.text
            for (row, column), cell in grid.fields.items()
            if column == index and row >= first
        }
        return len([text for text in cells.values() if text.strip()])

    best = max(titles, key=lambda index: (distinct(index), index))
    return tuple(
        ListColumn(LabelName.FIELD if index < best else None, column.heading, column.above)
        if index in titles and index != best
        else column
        for index, column in enumerate(columns)
    )


def align(heading: ListHeading, table: Table) -> tuple[ListColumn, ...]:
    """Match the columns of a continued table by position, because merged cells may hide some edges."""
    if not heading.edges or not table.edges or len(heading.edges) != len(heading.columns) + 1:
        return heading.columns
    aligned = []
    for left, right in zip(table.edges, table.edges[1:], strict=False):
        middle = (left + right) / 2
        index = sum(middle > edge for edge in heading.edges[1:-1])
        aligned.append(heading.columns[index])
    return tuple(aligned)
