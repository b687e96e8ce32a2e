"""Texts whose characters keep their positions in the document, so that each part can be traced."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from renkei_search.corpus.document.page.mark import is_latin
from renkei_search.model.record import Record, Span, Spans

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from renkei_search.corpus.document.page.model import Line, Paragraph

_NOWHERE = -1


class Piece(Record, frozen=True, kw_only=True):
    """A text, and the spans of the document it was read from. They are equal except for whitespace."""

    text: str
    spans: Spans


@dataclass(frozen=True)
class Reading:
    """A text with the position of each character in the document; an inserted blank or line end has -1."""

    text: str
    places: tuple[int, ...]

    def cut(self, start: int = 0, end: int | None = None) -> Reading:
        """A part of it, stripped of blanks at both ends."""
        stop = len(self.text) if end is None else min(end, len(self.text))
        while start < stop and self.text[start].isspace():
            start += 1
        while stop > start and self.text[stop - 1].isspace():
            stop -= 1
        return Reading(self.text[start:stop], self.places[start:stop])

    def piece(self) -> Piece:
        """The text with its spans."""
        cut = self.cut()
        return Piece(text=cut.text, spans=_spans(place for place in cut.places if place != _NOWHERE))

    def __bool__(self) -> bool:
        return bool(self.text.strip())


NOTHING = Reading("", ())


def read_lines(lines: Iterable[Line]) -> Reading:
    """Join consecutive lines to one text, with a blank only between words in Latin letters."""
    text: list[str] = []
    places: list[int] = []
    for line in lines:
        stripped = line.text.strip()
        if not stripped:
            continue
        offset = line.span.start + line.text.index(stripped[0])
        if text and is_latin(text[-1]) and is_latin(stripped[0]):
            text.append(" ")
            places.append(_NOWHERE)
        text.extend(stripped)
        places.extend(range(offset, offset + len(stripped)))
    return Reading("".join(text), tuple(places))


def read_paragraphs(paragraphs: Iterable[Paragraph]) -> Reading:
    """Join paragraphs to one text, one per line."""
    return join_readings([read_lines(paragraph.lines) for paragraph in paragraphs])


def join_readings(readings: Sequence[Reading], separator: str = "\n") -> Reading:
    """Join several readings to one."""
    found = [reading for reading in readings if reading]
    if not found:
        return NOTHING
    text, places = found[0].text, found[0].places
    for reading in found[1:]:
        text += separator + reading.text
        places += (_NOWHERE,) * len(separator) + reading.places
    return Reading(text, places)


def _spans(places: Iterable[int]) -> Spans:
    spans: list[Span] = []
    for place in places:
        if spans and spans[-1].end == place:
            spans[-1] = Span(spans[-1].start, place + 1)
        else:
            spans.append(Span(place, place + 1))
    return tuple(spans)
