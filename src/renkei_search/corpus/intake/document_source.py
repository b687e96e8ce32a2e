"""A document as a source: its text and pages, the original file, and the unclaimed characters."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING, Final

from renkei_search.corpus.collection import SourceText
from renkei_search.corpus.document.proposal.account import RUBY, RUNNING, TABLE, find_unclaimed
from renkei_search.corpus.intake.locator import all_spans
from renkei_search.corpus.intake.row.revision import DRAFT_SOURCE
from renkei_search.model.record import Basis, LeftOut, Origin, PageLine, Source, SourcePage, join_spans

if TYPE_CHECKING:
    from collections.abc import Sequence

    from renkei_search.corpus.document.page.model import Box, Document, Page
    from renkei_search.corpus.document.proposal.model import Proposal
    from renkei_search.model.record import Initiative, Span

_REASONS: Final = {
    RUNNING: ("running-head", "柱・ページ番号。"),
    RUBY: ("ruby", "ふりがな。"),
    TABLE: ("table-heading", "表の見出し、項目名、記録の項目にない欄。"),
}
_UNREAD: Final = ("unread", "取組として取り込んでいない文。")


@dataclass(frozen=True)
class ReadDocument:
    """A document to be imported: its content, its proposals, its file, and its public address if known."""

    document: Document
    proposals: tuple[Proposal, ...]
    name: str
    data: bytes
    address: str = ""

    @property
    def original(self) -> str:
        """The name of the stored file, next to its text."""
        return f"original{PurePath(self.name).suffix.lower() or '.bin'}"


def describe_document(read: ReadDocument, source_id: str, like: Source) -> Source:
    """Make the source for a document, with the title, publisher and date that a person confirmed.

    Args:
        read: the document.
        source_id: the id of the source.
        like: the source that the rows of the draft name.
    """
    return Source(
        id=source_id,
        title=like.title.removesuffix(DRAFT_SOURCE) if like.title_basis is Basis.STATED else read.name,
        title_basis=like.title_basis,
        publisher=like.publisher,
        publisher_basis=like.publisher_basis,
        as_of=like.as_of,
        as_of_basis=like.as_of_basis,
        url=read.address or None,
        covers=f"文書（{read.name}）から{_how(read)}、取り込んだ取組です。",
        missing="取組として取り込んでいない文は、検索できません。図や写真は読み取っていません。",
        licence="公表者の資料です。利用の条件は公表者に確かめてください。",
        origin=Origin.DOCUMENT,
        original=read.original,
    )


def _how(read: ReadDocument) -> str:
    if any(page.recognised for page in read.document.pages):
        return "OCR で読み取り（文字に誤りがあるかもしれません）"
    return "読み取り"


def make_source_text(read: ReadDocument, source: Source, members: Sequence[Initiative]) -> SourceText:
    """Make the text of the source, with the list of its unclaimed characters."""
    kinds: dict[tuple[str, str], list[Span]] = {}
    for rest in find_unclaimed(read.document, map(all_spans, members)):
        kinds.setdefault(_REASONS.get(rest.kind, _UNREAD), []).append(rest.span)
    return SourceText(
        source=source,
        text=read.document.text,
        left_out=tuple(
            LeftOut(kind=kind, reason=reason, spans=join_spans(spans))
            for (kind, reason), spans in kinds.items()
        ),
        pages=tuple(map(make_source_page, read.document.pages)),
    )


def _line(span: Span, box: Box, *, vertical: bool) -> PageLine:
    x0, y0, x1, y1 = (round(edge, 1) for edge in box)
    return PageLine(span.start, span.end, x0, y0, x1, y1, vertical)


def make_source_page(page: Page) -> SourcePage:
    """Convert a page to the form that the corpus stores: its lines with their positions."""
    return SourcePage(
        number=page.number,
        label=page.label,
        start=page.span.start,
        end=page.span.end,
        width=page.width,
        height=page.height,
        recognised=page.recognised,
        lines=tuple(
            _line(line.span, line.box, vertical=line.vertical)
            for line in page.lines()
            if line.box is not None
        ),
    )
