"""The proposals of a document: initiatives with their properties and spans."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from renkei_search.corpus.document.page.piece import Piece
from renkei_search.model.record import Record, Spans, join_spans

if TYPE_CHECKING:
    from collections.abc import Iterator


class LayoutKind(StrEnum):
    """How initiatives are laid out in a document."""

    LIST = "list"
    FORM = "form"
    HEADINGS = "headings"
    LABELS = "labels"
    BULLETS = "bullets"

    @property
    def label(self) -> str:
        """The Japanese name of the layout, as drafts show it."""
        return {
            "list": "一覧表（一行に一件）",
            "form": "個票（項目名と記載欄）",
            "headings": "見出しと文章",
            "labels": "項目名と文章",
            "bullets": "箇条書き",
        }[self.value]


class ReadRole(Record, frozen=True, kw_only=True):
    """What a party undertakes. ``party`` is 甲 or 乙, ``name`` the municipality if the document names it."""

    party: str
    name: str | None = None
    text: Piece


class ReadIndicator(Record, frozen=True, kw_only=True):
    """A figure. ``context`` are spans that it shares with other initiatives, such as the heading of the column."""

    name: Piece
    value: Piece
    period: str | None = None
    spans: Spans
    context: Spans = ()


class ReadCost(Record, frozen=True, kw_only=True):
    """What an initiative costs in a year, as printed."""

    period: str
    amount: Piece
    unit: str = ""
    spans: Spans
    context: Spans = ()


class Proposal(Record, frozen=True, kw_only=True):
    """An initiative as described in the document.

    ``field`` and ``category`` are wordings of the document, from a column or a heading above. ``others`` are labelled
    texts that have no property of their own, such as the department. The spans of ``municipalities`` may be circles in
    the columns of the municipalities. ``sureness`` is from 0 to 1; ``reasons`` explain why it is not higher.
    """

    page: int
    layout: LayoutKind
    title: Piece | None = None
    description: Piece | None = None
    field: Piece | None = None
    category: Piece | None = None
    region: Piece | None = None
    municipalities: Piece | None = None
    roles: tuple[ReadRole, ...] = ()
    indicators: tuple[ReadIndicator, ...] = ()
    costs: tuple[ReadCost, ...] = ()
    period: Piece | None = None
    others: tuple[tuple[str, Piece], ...] = ()
    sureness: float = 1.0
    reasons: tuple[str, ...] = ()

    def claimed(self) -> Spans:
        """The spans that only this initiative claims."""
        return join_spans(span for spans in self._spans() for span in spans)

    def noted(self) -> Iterator[Spans]:
        """Spans that were used but are not part of the record, such as the column of the policy field."""
        for piece in (self.field, self.category, self.region, *(piece for _, piece in self.others)):
            if piece is not None:
                yield piece.spans

    def _spans(self) -> Iterator[Spans]:
        for piece in (self.title, self.description, self.municipalities, self.period):
            if piece is not None:
                yield piece.spans
        for role in self.roles:
            yield role.text.spans
        for indicator in self.indicators:
            yield indicator.spans
        for cost in self.costs:
            yield cost.spans
