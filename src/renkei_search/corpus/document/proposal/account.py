"""List the characters of a document that no proposal claims, page by page, so that all characters are accounted for."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from renkei_search.model.record import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from renkei_search.corpus.document.page.model import Document, Line, Page
    from renkei_search.corpus.document.proposal.model import Proposal
    from renkei_search.model.record import Spans


class Rest(NamedTuple):
    """Characters that no proposal claims: their page, their kind and their text."""

    page: int
    kind: str
    span: Span
    text: str


RUNNING = "柱・ページ番号"
RUBY = "ふりがな"
TABLE = "表の見出し・欄"
NOTED = "分野・担当課などの欄"
TEXT = "本文"


def find_rest(document: Document, proposals: Iterable[Proposal]) -> list[Rest]:
    """List all unclaimed characters, line by line in the order of the text.

    Claimed and unclaimed characters together are all characters of the document that are not whitespace.
    """
    known = list(proposals)
    noted = mark_noted(document, known)
    return [
        rest._replace(kind=NOTED) if all(noted[rest.span.start : rest.span.end]) else rest
        for rest in find_unclaimed(document, (proposal.claimed() for proposal in known))
    ]


def find_unclaimed(document: Document, claims: Iterable[Spans]) -> list[Rest]:
    """The same as :func:`find_rest` for claims given as spans."""
    claimed = join_marks(len(document.text), claims)
    found: list[Rest] = []
    for page in document.pages:
        for line, kind in _kinds(page):
            found += _gaps(document.text, line, claimed, page.number, kind)
    return found


def mark_noted(document: Document, proposals: Iterable[Proposal]) -> bytearray:
    """One byte per character of the text: 1 where the character was used but is not part of a record."""
    return join_marks(len(document.text), (spans for proposal in proposals for spans in proposal.noted()))


def join_marks(length: int, claims: Iterable[Spans]) -> bytearray:
    """One byte per character for ``length`` characters: 1 where one of the spans contains the character."""
    marks = bytearray(length)
    for spans in claims:
        for start, end in spans:
            marks[start:end] = b"\1" * (end - start)
    return marks


def _kinds(page: Page) -> Iterator[tuple[Line, str]]:
    for line in page.running:
        yield line, RUNNING
    for block in page.blocks:
        kind = TABLE if block.table is not None else TEXT
        for line in block.lines():
            yield line, kind
    for line in page.ruby:
        yield line, RUBY


def _gaps(text: str, line: Line, claimed: bytearray, page: int, kind: str) -> Iterator[Rest]:
    at, end = line.span
    while at < end:
        if claimed[at] or text[at].isspace():
            at += 1
            continue
        start = at
        while at < end and not claimed[at]:
            at += 1
        stop = at
        while text[stop - 1].isspace():
            stop -= 1
        yield Rest(page, kind, Span(start, stop), text[start:stop])
