"""A page of the document as the desk shows it: its passages, their positions, and the row that claims each."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from renkei_search.corpus.document.page.model import Box, join_lines
from renkei_search.corpus.document.passage import marked_boxes
from renkei_search.corpus.document.proposal.account import NOTED, RUBY, RUNNING, TABLE, TEXT, join_marks
from renkei_search.corpus.intake.document_source import make_source_page
from renkei_search.model.record import Record, Span, Spans, join_spans

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from renkei_search.corpus.document.page.model import Document, Line, Page
    from renkei_search.desk.work import Work

Claims = tuple[tuple[int, Spans], ...]

_NOBODY = 0


class CellPlace(NamedTuple):
    """The position of a passage without coordinates: block of the page, row and column of the table (-1 outside tables)."""

    block: int
    row: int
    column: int


class PagePassage(Record, frozen=True, kw_only=True):
    """Adjacent characters that the same row claims, or that no row claims (``row`` is None)."""

    row: int | None
    kind: str
    place: CellPlace
    spans: Spans
    text: str
    boxes: tuple[Box, ...] = ()


class PageView(Record, frozen=True, kw_only=True):
    """A page and its passages, in reading order. ``drawn`` says whether there is a picture of it."""

    number: int
    label: str
    width: float
    height: float
    drawn: bool
    passages: tuple[PagePassage, ...]


class Ownership:
    """Which row claims each character of a document.

    Args:
        document: the document.
        claims: the ids of rows, with the spans that each claims.
        noted: one byte per character: 1 where the character was used but is not part of a record.
    """

    def __init__(self, document: Document, claims: Claims, noted: bytearray) -> None:
        self._document = document
        self._noted = noted
        self._owners: list[int] = [_NOBODY] * len(document.text)
        for row_id, spans in claims:
            for start, end in spans:
                self._owners[start:end] = [row_id] * (end - start)
        self._taken = join_marks(len(document.text), (spans for _, spans in claims))

    @cached_property
    def left_by_page(self) -> dict[int, int]:
        """The number of unclaimed characters of running text, by page."""
        text = self._document.text
        return {
            page.number: sum(
                1
                for block in page.blocks
                for line in block.lines()
                for at in range(*line.span)
                if not self._taken[at] and not self._noted[at] and not text[at].isspace()
            )
            for page in self._document.pages
        }

    def rest(self) -> Iterator[tuple[Page, PagePassage]]:
        """List the text that no row claims, page by page."""
        for page in self._document.pages:
            for passage in self._passages(page):
                if passage.row is None:
                    yield page, passage

    def view(self, page: Page) -> PageView:
        """A page with its passages."""
        source = make_source_page(page)
        return PageView(
            number=page.number,
            label=page.label,
            width=page.width,
            height=page.height,
            drawn=self._document.format == "pdf" and bool(page.width),
            passages=tuple(
                PagePassage(
                    row=passage.row,
                    kind=passage.kind,
                    place=passage.place,
                    spans=passage.spans,
                    text=passage.text,
                    boxes=tuple(marked_boxes(source, self._document.text, passage.spans)),
                )
                for passage in self._passages(page)
            ),
        )

    def _passages(self, page: Page) -> Iterator[PagePassage]:
        for kind, place, lines in _units(page):
            yield from self._runs(kind, place, lines)

    def _runs(self, kind: str, place: CellPlace, lines: Sequence[Line]) -> Iterator[PagePassage]:
        text = self._document.text
        owner, places = _NOBODY, list[int]()
        for line in lines:
            for at in range(*line.span):
                if text[at].isspace():
                    continue
                if places and self._owners[at] != owner:
                    yield self._passage(owner, kind, place, places)
                    places = []
                owner = self._owners[at]
                places.append(at)
        if places:
            yield self._passage(owner, kind, place, places)

    def _passage(self, owner: int, kind: str, place: CellPlace, places: list[int]) -> PagePassage:
        spans = _close(places, self._document.text)
        if owner == _NOBODY and kind in {TEXT, TABLE} and all(self._noted[at] for at in places):
            kind = NOTED
        return PagePassage(
            row=owner or None,
            kind=kind,
            place=place,
            spans=spans,
            text=read_spans(self._document.text, spans),
        )


def claims_of(work: Work) -> Claims:
    """The spans that each row claims."""
    return tuple((row.id, row.claimed()) for row in work.rows)


def read_spans(text: str, spans: Iterable[Span]) -> str:
    """Join the characters of spans to one text, with a blank at line ends only between words in Latin letters."""
    return join_lines([" ".join(text[start:end].split()) for start, end in spans])


def pages_of(document: Document, spans: Spans) -> tuple[int, ...]:
    """The numbers of the pages that spans are on."""
    return tuple(
        page.number
        for page in document.pages
        if any(start < page.span.end and end > page.span.start for start, end in spans)
    )


def _units(page: Page) -> Iterator[tuple[str, CellPlace, Sequence[Line]]]:
    for line in page.running:
        yield RUNNING, CellPlace(-1, -1, -1), [line]
    for number, block in enumerate(page.blocks):
        if block.paragraph is not None:
            yield TEXT, CellPlace(number, -1, -1), block.paragraph.lines
        if block.table is not None:
            for cell in block.table.cells:
                yield TABLE, CellPlace(number, cell.row, cell.column), cell.lines
    for line in page.ruby:
        yield RUBY, CellPlace(-2, -1, -1), [line]


def _close(places: list[int], text: str) -> Spans:
    """Join characters to spans that include the blanks between them on one line."""
    found: list[Span] = []
    for place in places:
        between = text[found[-1].end : place] if found else "\n"
        if found and place >= found[-1].end and not between.strip(" \u3000"):
            found[-1] = Span(found[-1].start, place + 1)
        else:
            found.append(Span(place, place + 1))
    return join_spans(found)
