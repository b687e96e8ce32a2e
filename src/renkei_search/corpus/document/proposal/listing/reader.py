"""Read tables that list initiatives, one per row, and find rows that belong together, also across pages."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from renkei_search.corpus.document.page.piece import NOTHING, Reading, join_readings, read_paragraphs
from renkei_search.corpus.document.proposal.figure import unit_in
from renkei_search.corpus.document.proposal.gathering import Gathering, party_of
from renkei_search.corpus.document.proposal.label import LabelName, is_year
from renkei_search.corpus.document.proposal.listing.heading import (
    LONGEST,
    ListColumn,
    ListGrid,
    ListHeading,
    align,
    make_grid,
)
from renkei_search.corpus.document.proposal.model import LayoutKind
from renkei_search.corpus.total import find_total

if TYPE_CHECKING:
    from collections.abc import Sequence

    from renkei_search.corpus.document.page.model import Table, TableCell
    from renkei_search.corpus.document.proposal.label import Labels

_NOTE: Final = re.compile(r"\s*(?:[※＊*]|[（(]?注[0-9０-９]*[）)：:\s])")
_MARK: Final = re.compile(r"[○◯〇●◎☆★✓✔レ]")
_DITTO: Final = re.compile(r"[〃々″”\"]|同上|上に同じ")
_CONTEXT: Final = {LabelName.FIELD, LabelName.CATEGORY, LabelName.REGION}


class ListReader:
    """Reads the rows of a table and of its continuations on the following pages."""

    def __init__(self, labels: Labels) -> None:
        self._labels = labels
        self._heading: ListHeading | None = None
        self._context: dict[LabelName, Reading] = {}
        self._last: Gathering | None = None
        self._merged: dict[LabelName, Reading] = {}
        self._given: dict[LabelName, Reading] = {}
        self._page = self._first = 0

    @property
    def heading(self) -> ListHeading | None:
        """The headings of the last table."""
        return self._heading

    def read(
        self, table: Table, page: int, heading: ListHeading | None, context: dict[LabelName, Reading]
    ) -> list[Gathering]:
        """Read the initiatives of a table. The first row may continue the last initiative of the table before.

        Args:
            table: the table.
            page: its page.
            heading: its headings; None to keep those of the table before.
            context: what the headings above the table say.
        """
        continued = heading is None or self._goes_on(heading, page, context)
        if heading is not None:
            if not continued:
                self._last, self._merged = None, {}
            self._heading, self._given = heading, dict(context)
            self._context = self._context if continued else dict(context)
        self._page = page
        if self._heading is None:
            return []
        columns = self._heading.columns if heading is not None else align(self._heading, table)
        first = self._first = heading.first if heading is not None else 0
        grid = make_grid(table)
        found: list[Gathering] = []
        owners: dict[int, Gathering] = {}
        for row in range(first, table.rows):
            cells = grid.row(row)
            filled = [cell for cell in cells if cell.text.strip()]
            if not filled or self._is_heading(filled) or self._is_note(filled, columns):
                continue
            if self._is_section(filled, table, columns):
                continue
            gathering = self._owner(grid, row, columns, owners, first_row=continued and row == first)
            if gathering is None:
                gathering = Gathering(page=page, layout=LayoutKind.LIST)
                found.append(gathering)
                self._last = gathering
                self._start(gathering)
            self._fill(gathering, grid, row, columns, owners)
        return found

    def _goes_on(self, heading: ListHeading, page: int, context: dict[LabelName, Reading]) -> bool:
        """Whether a table repeats the headings of the table on the page before, and so continues it."""
        known = self._heading
        return (
            known is not None
            and self._last is not None
            and page == self._page + 1
            and [column.heading.text for column in known.columns]
            == [column.heading.text for column in heading.columns]
            and {name: reading.text for name, reading in self._given.items()}
            == {name: reading.text for name, reading in context.items()}
        )

    def _start(self, gathering: Gathering) -> None:
        gathering.field = self._context.get(LabelName.FIELD, NOTHING)
        gathering.category = self._context.get(LabelName.CATEGORY, NOTHING)

    def _owner(
        self,
        grid: ListGrid,
        row: int,
        columns: Sequence[ListColumn],
        owners: dict[int, Gathering],
        *,
        first_row: bool,
    ) -> Gathering | None:
        """The initiative that a row continues because its title cell is missing or merged with the row above, or None."""
        titles = [index for index, column in enumerate(columns) if column.name is LabelName.TITLE]
        texts = [index for index, column in enumerate(columns) if column.name is LabelName.DESCRIPTION]
        keys = titles or texts
        cells = [cell for index in keys if (cell := grid.get((row, index))) is not None]
        for cell in cells:
            if cell.row < row and cell.text.strip() and id(cell) in owners:
                return owners[id(cell)]
        if first_row and self._is_rest(grid, row, columns):
            return self._last
        if any(cell.text.strip() for cell in cells):
            return None
        has_text = any(
            (cell := grid.get((row, index))) is not None and cell.row == row and cell.text.strip()
            for index in texts
        )
        numbered = any(
            column.name is LabelName.NUMBER
            and (cell := grid.get((row, index))) is not None
            and cell.text.strip()
            for index, column in enumerate(columns)
        )
        if numbered or (has_text and not first_row):
            return None
        return self._last

    def _is_rest(self, grid: ListGrid, row: int, columns: Sequence[ListColumn]) -> bool:
        """Whether the first row of a page is the rest of a row cut by the page break: it has no number of its own."""
        numbers = [index for index, column in enumerate(columns) if column.name is LabelName.NUMBER]
        cells = [cell for index in numbers if (cell := grid.get((row, index))) is not None]
        below = [cell for index in numbers if (cell := grid.get((row + 1, index))) is not None]
        return (
            self._last is not None
            and bool(cells)
            and not any(cell.text.strip() for cell in cells)
            and any(cell.text.strip() and cell.row > row for cell in below)
        )

    def _fill(
        self,
        gathering: Gathering,
        grid: ListGrid,
        row: int,
        columns: Sequence[ListColumn],
        owners: dict[int, Gathering],
    ) -> None:
        name = NOTHING
        continues = bool(gathering.title or gathering.descriptions)
        for index, column in enumerate(columns):
            cell = grid.get((row, index))
            if cell is None or (index and grid.get((row, index - 1)) is cell):
                continue
            reading = read_paragraphs(cell.paragraphs)
            first = id(cell) not in owners
            if column.name in _CONTEXT:
                self._fill_context(gathering, column.name, cell, reading, row)
                continue
            if column.name is LabelName.INDICATOR:
                name = reading
            if not first and column.name not in {LabelName.INDICATOR, LabelName.INDICATOR_VALUE}:
                continue
            owners.setdefault(id(cell), gathering)
            self._put(gathering, column, reading, name, continues=continues)

    def _fill_context(
        self, gathering: Gathering, name: LabelName, cell: TableCell, reading: Reading, row: int
    ) -> None:
        """Fill in a field or region whose cell is merged over many rows or continues across a page break."""
        if _DITTO.fullmatch(reading.text.strip()):
            reading = self._merged.get(name, NOTHING)
        elif reading:
            self._merged[name] = reading
        elif cell.row_span > 1 or row == self._first:
            reading = self._merged.get(name, NOTHING)
        if reading:
            gathering.add(name, reading)

    def _put(
        self, gathering: Gathering, column: ListColumn, reading: Reading, name: Reading, *, continues: bool
    ) -> None:
        if not reading or column.name is None:
            return
        if _DITTO.fullmatch(reading.text.strip()):
            heading = "".join(column.heading.text.split())
            gathering.doubts.append(
                (0.1, f"「{heading}」は「{reading.text.strip()}」です。上の行を見て書いてください。")
            )
            return
        match column.name:
            case LabelName.INDICATOR:
                if not self._has_value_columns():
                    gathering.add(LabelName.INDICATOR, reading)
            case LabelName.INDICATOR_VALUE:
                gathering.add_indicator(
                    name, reading, period="".join(column.heading.text.split()), context=column.heading
                )
            case LabelName.COST if is_year(column.heading.text) or column.above:
                unit = unit_in(column.above.text) or unit_in(column.heading.text)
                gathering.add_cost(column.heading, reading, unit=unit)
            case LabelName.MUNICIPALITIES if _MARK.fullmatch(reading.text.strip()):
                gathering.add_mark("".join(column.heading.text.split()), reading)
            case LabelName.ROLE_CORE | LabelName.ROLE_MEMBER:
                _add_role(gathering, column, reading)
            case LabelName.DESCRIPTION if continues and gathering.descriptions:
                gathering.descriptions[-1] = join_readings([gathering.descriptions[-1], reading], "")
            case _:
                gathering.add(column.name, reading, heading=column.heading.text)

    def _has_value_columns(self) -> bool:
        return self._heading is not None and any(
            column.name is LabelName.INDICATOR_VALUE for column in self._heading.columns
        )

    def _is_heading(self, filled: Sequence[TableCell]) -> bool:
        names = [self._labels.find(cell.text) for cell in filled]
        return len(filled) >= 2 and sum(name is not None for name in names) >= 0.8 * len(filled)

    def _is_note(self, filled: Sequence[TableCell], columns: Sequence[ListColumn]) -> bool:
        """Whether a row is a total, or a note below the table."""
        said = [
            cell.text
            for cell in filled[1:]
            if columns[cell.column : cell.column + 1] and columns[cell.column].name is LabelName.DESCRIPTION
        ]
        if find_total([cell.text.strip() for cell in filled[:2]], said):
            return True
        return len(filled) == 1 and _NOTE.match(filled[0].text) is not None

    def _is_section(self, filled: Sequence[TableCell], table: Table, columns: Sequence[ListColumn]) -> bool:
        """Whether a row is a section heading for the rows below it."""
        if len(filled) != 1 or len(columns) < 2:
            return False
        (cell,) = filled
        whole = cell.column_span >= max(2, table.columns - 1)
        if not whole or len(cell.text) > 2 * LONGEST + 20 or cell.text.rstrip().endswith("。"):
            return False
        reading = read_paragraphs(cell.paragraphs)
        self._context = {LabelName.FIELD: reading, LabelName.CATEGORY: reading}
        return True


def _add_role(gathering: Gathering, column: ListColumn, reading: Reading) -> None:
    _party, name = party_of(column.heading.text)
    core = column.name is LabelName.ROLE_CORE
    gathering.roles.append(
        ("甲" if core else "乙", None if core or not name or "役割" in name else name, reading.cut())
    )
