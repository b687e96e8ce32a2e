"""A document as read: its text, and the lines and tables of each page.

Positions are in points from the upper left corner of the page. Offsets count the code points of
:attr:`Document.text`. Each character of the text, except whitespace, is in exactly one line.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from renkei_search.corpus.document.page.mark import is_latin
from renkei_search.model.record import Record, Span

if TYPE_CHECKING:
    from collections.abc import Iterator


class Box(NamedTuple):
    """A rectangle on a page."""

    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def width(self) -> float:
        """The width, in points."""
        return self.x1 - self.x0

    @property
    def height(self) -> float:
        """The height, in points."""
        return self.y1 - self.y0

    @property
    def centre(self) -> tuple[float, float]:
        """The centre, as x and y."""
        return (self.x0 + self.x1) / 2, (self.y0 + self.y1) / 2

    def holds(self, x: float, y: float, slack: float = 0.0) -> bool:
        """Whether the box contains a point."""
        return self.x0 - slack <= x <= self.x1 + slack and self.y0 - slack <= y <= self.y1 + slack


def surround(boxes: Iterator[Box] | list[Box] | tuple[Box, ...]) -> Box:
    """The bounding box of at least one box."""
    found = list(boxes)
    return Box(
        min(box.x0 for box in found),
        min(box.y0 for box in found),
        max(box.x1 for box in found),
        max(box.y1 for box in found),
    )


class Line(Record, frozen=True, kw_only=True):
    """A line of characters.

    Attributes:
        span: the characters in the document's text.
        text: the same characters.
        box: the bounding box on the page; None in formats without pages.
        size: the height of a character in points; 0 if unknown.
        vertical: whether the line is vertical.
    """

    text: str
    span: Span = Span(0, 0)
    box: Box | None = None
    size: float = 0.0
    vertical: bool = False


class Paragraph(Record, frozen=True, kw_only=True):
    """Consecutive lines of one text.

    ``level`` is the heading level that the format gives (1 is the highest), or 0 if it gives none.
    """

    lines: tuple[Line, ...]
    level: int = 0

    @property
    def text(self) -> str:
        """The lines as one text."""
        return join_lines(line.text for line in self.lines)

    @property
    def size(self) -> float:
        """The height of its characters in points; 0 if unknown."""
        return max((line.size for line in self.lines), default=0.0)


class TableCell(Record, frozen=True, kw_only=True):
    """A cell of a table. Rows and columns count from 0; a merged cell spans several."""

    row: int
    column: int
    row_span: int = 1
    column_span: int = 1
    paragraphs: tuple[Paragraph, ...] = ()

    @property
    def lines(self) -> tuple[Line, ...]:
        """All lines, in order."""
        return tuple(line for paragraph in self.paragraphs for line in paragraph.lines)

    @property
    def text(self) -> str:
        """The paragraphs, one per line."""
        return "\n".join(paragraph.text for paragraph in self.paragraphs)


class Table(Record, frozen=True, kw_only=True):
    """Cells in rows and columns.

    ``ruled`` says whether lines separate the cells, and not only white space. ``edges`` are the x positions of the
    column edges from left to right, one more than there are columns; empty in formats without positions.
    """

    rows: int
    columns: int
    cells: tuple[TableCell, ...]
    box: Box | None = None
    edges: tuple[float, ...] = ()
    ruled: bool = True


class Block(Record, frozen=True, kw_only=True):
    """Either a paragraph or a table. ``framed`` says whether it is in a frame with other blocks of the same text."""

    paragraph: Paragraph | None = None
    table: Table | None = None
    framed: bool = False

    def lines(self) -> Iterator[Line]:
        """All lines, in reading order."""
        if self.paragraph is not None:
            yield from self.paragraph.lines
        if self.table is not None:
            for cell in self.table.cells:
                yield from cell.lines


class Page(Record, frozen=True, kw_only=True):
    """A page, or its equivalent: a sheet, or a whole text.

    Attributes:
        number: counted from 1.
        label: the name of what is not a page, such as a sheet.
        span: its characters in the document's text.
        blocks: paragraphs and tables in reading order.
        running: running heads and page numbers.
        ruby: readings printed next to characters (furigana).
        width, height: in points; 0 in formats without pages.
        pictured: the share of the page that pictures cover, from 0 to 1.
        recognised: whether its characters come from OCR and may be wrong.
    """

    number: int
    label: str = ""
    span: Span = Span(0, 0)
    blocks: tuple[Block, ...] = ()
    running: tuple[Line, ...] = ()
    ruby: tuple[Line, ...] = ()
    width: float = 0.0
    height: float = 0.0
    pictured: float = 0.0
    recognised: bool = False

    def lines(self) -> Iterator[Line]:
        """All lines, in the order of the document's text."""
        yield from self.running
        for block in self.blocks:
            yield from block.lines()
        yield from self.ruby


class Document(Record, frozen=True, kw_only=True):
    """A document.

    Attributes:
        notes: what the reader should know about the file, as Japanese sentences.
        scanned: the numbers of pages that are pictures without characters.
    """

    format: str
    text: str = ""
    pages: tuple[Page, ...] = ()
    title: str = ""
    address: str = ""
    notes: tuple[str, ...] = ()
    scanned: tuple[int, ...] = ()

    def page_of(self, at: int) -> Page | None:
        """The page that contains a character."""
        for page in self.pages:
            if page.span.start <= at < page.span.end:
                return page
        return None


def join_lines(lines: Iterator[str] | list[str] | tuple[str, ...]) -> str:
    """Join lines to one text, with a blank only between words in Latin letters."""
    joined = ""
    for line in lines:
        piece = line.strip()
        if joined and piece and is_latin(joined[-1]) and is_latin(piece[0]):
            joined += " "
        joined += piece
    return joined
