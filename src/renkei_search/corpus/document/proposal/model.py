"""The proposals of a document: initiatives with their properties and spans."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from renkei_search.corpus.document.page.piece import Piece, join_spans
from renkei_search.model.record import Record, Spans

if TYPE_CHECKING:
    from collections.abc import Iterator


class LayoutKind(StrEnum):
    """The layout of initiatives in a document. The label is the one of the draft."""

    LIST = "list"
    FORM = "form"
    HEADINGS = "headings"
    LABELS = "labels"
    BULLETS = "bullets"

    @property
    def label(self) -> str:
        """The layout in Japanese."""
        return {
            "list": "一覧表（一行に一件）",
            "form": "個票（項目名と記載欄）",
            "headings": "見出しと文章",
            "labels": "項目名と文章",
            "bullets": "箇条書き",
        }[self.value]


class ReadRole(Record, frozen=True, kw_only=True):
    """What a party undertakes; ``party`` is 甲 or 乙, ``name`` who that is, if it says so."""

    party: str
    name: str | None = None
    text: Piece


class ReadIndicator(Record, frozen=True, kw_only=True):
    """A figure. ``context`` are characters that several initiatives share, such as the heading of the column."""

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

    ``field`` and ``category`` are the document's own wordings, from a column or a heading above; ``others`` are
    labelled texts without a property of their own, such as the department. The spans of ``municipalities`` may be
    circles in the columns of these. ``sureness`` is between 0 and 1, ``reasons`` say why it is not higher.
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
        """All characters that only this initiative claims."""
        return join_spans(span for spans in self._spans() for span in spans)

    def noted(self) -> Iterator[Spans]:
        """Characters that were used but are not part of the record, such as the policy field's column."""
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
