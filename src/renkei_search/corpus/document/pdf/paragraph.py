"""Make paragraphs from lines: decide where a text continues and where a new one starts."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Final

from renkei_search.corpus.document.page.mark import opens_bracket, read_opening
from renkei_search.corpus.document.page.model import Paragraph

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from renkei_search.corpus.document.pdf.line import LineSegment

_SENTENCE_END: Final = "。．！？!?」）)"
# In ems.
_SHORT: Final = 2.3  # a line that ends this far before the edge ends its paragraph
_SHORT_SENTENCE: Final = 0.9
_INDENT: Final = 0.7
_LOOSE: Final = 0.75  # line spacing beyond the usual
_TIGHT: Final = 0.75  # line spacing within one heading
_HEADING: Final = 1.06  # ratio to the size of the text
_UNLIKE: Final = 1.12


def make_paragraphs(
    lines: Sequence[LineSegment], *, edge: float | None = None, body: float = 0.0
) -> list[Paragraph]:
    """Divide the lines of one column into paragraphs.

    Args:
        lines: the lines in reading order.
        edge: the position where full lines end: the right edge, or the lower one for vertical text.
        body: the usual size of characters. Larger lines are headings, which may continue before the edge is reached.
    """
    if not lines:
        return []
    ends = [_end(line) for line in lines]
    full = edge if edge is not None else max(ends)
    starts = [_start(line) for line in lines]
    margin = min(starts)
    usual = _usual_gap(lines)
    groups: list[list[LineSegment]] = [[lines[0]]]
    for before, line in itertools.pairwise(lines):
        if _begins(before, line, groups[-1], full=full, margin=margin, usual=usual, body=body):
            groups.append([line])
        else:
            groups[-1].append(line)
    return [Paragraph(lines=tuple(line.as_line() for line in group)) for group in groups]


def _begins(  # noqa: PLR0911 # a return for each reason
    before: LineSegment,
    line: LineSegment,
    group: list[LineSegment],
    *,
    full: float,
    margin: float,
    usual: float,
    body: float,
) -> bool:
    if before.vertical is not line.vertical:
        return True
    size = min(before.size, line.size)
    if not 1 / _UNLIKE < before.size / line.size < _UNLIKE:
        return True
    if opens_bracket(line.text):
        return before.text.rstrip()[-1:] not in "、，" or _end(before) < full - _SHORT * size
    if _gap(before, line) > usual + _LOOSE * size:
        return True
    opening, opened = read_opening(line.text), read_opening(group[0].text)
    if opening is not None and not _is_figure(line.text, before, full):
        return True
    if body and size > _HEADING * body and _gap(before, line) < _TIGHT * size and opening is None:
        return False
    missing = (full - _end(before)) / size
    if missing > _SHORT or (missing > _SHORT_SENTENCE and before.text[-1] in _SENTENCE_END):
        return True
    indented = _start(line) - margin > _INDENT * size
    hanging = opened is not None or _start(group[-1]) - margin > _INDENT * size
    return indented and not hanging


def _is_figure(text: str, before: LineSegment, full: float) -> bool:
    """Whether what looks like the number of a heading is the rest of a broken line: 令和7 / 年度."""
    opening = read_opening(text)
    if opening is None or opening.form not in {"number", "dotted", "letter", "kanji", "roman", "kana"}:
        return False
    return full - _end(before) < _SHORT * before.size and before.text[-1] not in _SENTENCE_END


def _usual_gap(lines: Sequence[LineSegment]) -> float:
    gaps = sorted(_gap(one, other) for one, other in _pairs(lines))
    return max(gaps[len(gaps) // 4], 0.0) if gaps else 0.0


def _pairs(lines: Sequence[LineSegment]) -> Iterator[tuple[LineSegment, LineSegment]]:
    for one, other in itertools.pairwise(lines):
        if one.vertical is other.vertical and 1 / _UNLIKE < one.size / other.size < _UNLIKE:
            yield one, other


def _gap(one: LineSegment, other: LineSegment) -> float:
    return one.box.x0 - other.box.x1 if one.vertical else other.box.y0 - one.box.y1


def _start(line: LineSegment) -> float:
    return line.box.y0 if line.vertical else line.box.x0


def _end(line: LineSegment) -> float:
    return line.box.y1 if line.vertical else line.box.x1
