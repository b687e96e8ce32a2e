"""Cut the printed characters of a text that a person may have changed."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

from renkei_search.model.record import Span

if TYPE_CHECKING:
    from renkei_search.model.record import Spans


def cut_at(spans: Spans, text: str, said: str, at: int) -> tuple[Spans, Spans]:
    """The characters before and after a cut.

    Args:
        spans: the characters that the text was read from.
        text: the document's text.
        said: the current text.
        at: the offset of the cut in the current text.
    """
    places = [place for start, end in spans for place in range(start, end) if not text[place].isspace()]
    printed = "".join(text[place] for place in places)
    before, whole = "".join(said[:at].split()), "".join(said.split())
    count = len(before) if printed == whole else _find(printed, whole, len(before))
    return _join(places[:count]), _join(places[count:])


def _find(printed: str, said: str, at: int) -> int:
    """The offset in the printed text that corresponds to the cut in the changed text."""
    found = 0
    for block in difflib.SequenceMatcher(None, printed, said, autojunk=False).get_matching_blocks():
        if block.b >= at:
            break
        found = block.a + min(block.size, at - block.b)
    return found


def _join(places: list[int]) -> Spans:
    spans: list[Span] = []
    for place in places:
        # Blanks at the cut belong to neither part.
        if spans and place == spans[-1].end:
            spans[-1] = Span(spans[-1].start, place + 1)
        else:
            spans.append(Span(place, place + 1))
    return tuple(spans)
