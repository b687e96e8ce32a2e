"""Join the text of all pages, and record the span of every line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

from renkei_search.corpus.document.page.model import Block, Line, Page, Paragraph, Table, TableCell
from renkei_search.model.record import Span

if TYPE_CHECKING:
    from collections.abc import Iterable

PAGE_END: Final = "\f"
"""Separates two pages in a document's text."""


class Assembly:
    """Builds the text of a document, page by page."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._length = 0
        self.pages: list[Page] = []

    def text(self) -> str:
        """The text of all pages added so far."""
        return "".join(self._pieces)

    def add_page(self, page: Page) -> None:
        """Add a page whose lines have no spans yet; returns it with spans."""
        start = self._length
        running = tuple(self._line(line) for line in page.running)
        blocks = tuple(self._block(block) for block in page.blocks)
        ruby = tuple(self._line(line) for line in page.ruby)
        self._add(PAGE_END)
        self.pages.append(
            msgspec.structs.replace(
                page,
                span=Span(start, self._length),
                running=running,
                blocks=blocks,
                ruby=ruby,
            )
        )

    def _block(self, block: Block) -> Block:
        if block.table is not None:
            return msgspec.structs.replace(block, table=self._table(block.table))
        if block.paragraph is None:
            return block
        found = msgspec.structs.replace(block, paragraph=self._paragraph(block.paragraph))
        self._add("\n")
        return found

    def _table(self, table: Table) -> Table:
        cells = []
        row = 0
        for cell in table.cells:
            if cell.row != row:
                self._add("\n")
                row = cell.row
            cells.append(self._cell(cell))
        self._add("\n")
        return msgspec.structs.replace(table, cells=tuple(cells))

    def _cell(self, cell: TableCell) -> TableCell:
        return msgspec.structs.replace(
            cell, paragraphs=tuple(self._paragraph(paragraph) for paragraph in cell.paragraphs)
        )

    def _paragraph(self, paragraph: Paragraph) -> Paragraph:
        return msgspec.structs.replace(paragraph, lines=tuple(self._line(line) for line in paragraph.lines))

    def _line(self, line: Line) -> Line:
        span = Span(self._length, self._length + len(line.text))
        self._add(line.text)
        self._add("\n")
        return msgspec.structs.replace(line, span=span)

    def _add(self, text: str) -> None:
        self._pieces.append(text)
        self._length += len(text)


def make_page(
    number: int,
    blocks: Iterable[Block],
    *,
    running: Iterable[Line] = (),
    ruby: Iterable[Line] = (),
    size: tuple[float, float] = (0.0, 0.0),
    pictured: float = 0.0,
    recognised: bool = False,
    label: str = "",
) -> Page:
    """Make a page for :meth:`Assembly.add_page`. Blank lines are left out."""
    return Page(
        number=number,
        label=label,
        blocks=tuple(blocks),
        running=tuple(running),
        ruby=tuple(ruby),
        width=size[0],
        height=size[1],
        pictured=pictured,
        recognised=recognised,
    )
