"""The passage of a record in its source as printed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec import Struct

from renkei_search.model.record import join_spans

if TYPE_CHECKING:
    from collections.abc import Sequence

    from renkei_search.model.record import Initiative, Span
    from renkei_search.web.page.card import Segments

_CONTEXT: Final = 80


class Passage(Struct, frozen=True):
    """A part of a source as printed, with the record's characters marked."""

    segments: Segments


def present_passages(initiative: Initiative, text: str) -> list[Passage]:
    """The record's characters in the source as printed, with some context and without blank lines."""
    parts = initiative.spans
    spans = join_spans(
        [
            *parts.title,
            *parts.description,
            *parts.municipalities,
            *parts.period,
            *(span for role in initiative.roles for span in role.spans),
            *(span for indicator in initiative.indicators for span in indicator.spans),
            *(span for cost in initiative.costs for span in cost.spans),
        ]
    )
    groups: list[list[Span]] = []
    for span in spans:
        if groups and span.start - groups[-1][-1].end < 2 * _CONTEXT:
            groups[-1].append(span)
        else:
            groups.append([span])
    return [_present_passage(group, text) for group in groups]


def _present_passage(spans: Sequence[Span], text: str) -> Passage:
    # Whole lines are easier to read than a fixed number of characters.
    start = text.rfind("\n", 0, max(0, spans[0].start - _CONTEXT)) + 1
    end = text.find("\n", min(len(text), spans[-1].end + _CONTEXT))
    end = len(text) if end < 0 else end
    segments: Segments = []
    at = start
    for span in [*spans, None]:
        outside = text[at : span.start if span else end]
        segments.append((_close_up(outside), False))
        if span:
            segments.append((_close_up(text[span.start : span.end]), True))
            at = span.end
    return Passage([item for item in segments if item[0]])


def _close_up(text: str) -> str:
    lines = text.split("\n")
    inner = [line for line in lines[1:-1] if line.strip()]
    return "\n".join([lines[0], *inner, lines[-1]]) if len(lines) > 1 else text
