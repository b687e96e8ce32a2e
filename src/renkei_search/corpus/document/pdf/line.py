"""Make lines from glyphs: find which characters follow each other, horizontally or vertically, and which are furigana."""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from dataclasses import dataclass, replace
from statistics import median
from typing import TYPE_CHECKING, Final, NamedTuple

from renkei_search.corpus.document.page.mark import is_wide
from renkei_search.corpus.document.page.model import Box, Line, surround

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from renkei_search.corpus.document.pdf.reader import Glyph

# In ems.
_PART: Final = 1.6  # a wider gap divides a line
_GAP: Final = 0.4  # a narrower one is not a gap
_SPACE: Final = 0.6
_WORD: Final = 0.22
_NEAR: Final = 0.35  # lines whose centres are closer are one line
_ALIEN: Final = 2.5  # ratio of sizes; characters that differ more are never in one line
_REACH: Final = 1.7  # from one character to the next

_STEP: Final = 12.0  # points

_KANA: Final = re.compile(r"[ぁ-ゖァ-ヺー・　\s]+")
_RUBY: Final = 0.62  # ratio to the size of the text it belongs to


class White(NamedTuple):
    """A gap within a segment: its two edges, and the index in the text of the character after it."""

    place: int
    left: float
    right: float


@dataclass(frozen=True)
class LineSegment:
    """Part of a line without a wide gap. ``gaps`` are smaller ones, which may separate columns."""

    text: str
    box: Box
    size: float
    vertical: bool = False
    ruby: bool = False
    gaps: tuple[White, ...] = ()

    def cut_at(self, gaps: Sequence[White]) -> list[LineSegment]:
        """Divide the segment at some of its gaps."""
        starts = [(0, self.box.x0), *((gap.place, gap.right) for gap in gaps)]
        ends = [*((gap.place, gap.left) for gap in gaps), (len(self.text), self.box.x1)]
        return [
            replace(
                self,
                text=self.text[start:end].rstrip(),
                box=Box(left, self.box.y0, right, self.box.y1),
                gaps=tuple(
                    gap._replace(place=gap.place - start) for gap in self.gaps if start < gap.place < end
                ),
            )
            for (start, left), (end, right) in zip(starts, ends, strict=True)
        ]

    def as_line(self) -> Line:
        """The segment as a line of the document, without its span in the text."""
        return Line(text=self.text, box=self.box, size=round(self.size, 1), vertical=self.vertical)


def make_segments(glyphs: Sequence[Glyph], *, part: float = _PART) -> list[LineSegment]:
    """Make all segments: horizontal ones from top to bottom, then vertical ones from right to left.

    Args:
        glyphs: in the order of the file, which distinguishes vertical from horizontal text.
        part: the width in ems from which a gap divides a line.
    """
    downwards = _find_vertical(glyphs)
    across = [glyph for glyph, down in zip(glyphs, downwards, strict=True) if not down]
    down = [glyph for glyph, is_down in zip(glyphs, downwards, strict=True) if is_down]
    segments = [found for row in _rows(across) for found in _split(row, part)]
    segments += [found for column in _columns(down) for found in _split(column, part, vertical=True)]
    return _mark_ruby(segments)


def join_segments(segments: Sequence[LineSegment]) -> LineSegment:
    """Join the segments of one line, with a blank in each gap."""
    if len(segments) == 1:
        return segments[0]
    return replace(
        segments[0],
        text="　".join(segment.text for segment in segments),
        box=surround([segment.box for segment in segments]),
        size=max(segment.size for segment in segments),
        gaps=(),
    )


def _find_vertical(glyphs: Sequence[Glyph]) -> list[bool]:
    """For each glyph, whether it is in vertical text: it is right below the one before, or right above the next."""
    links = [_link(one, other) for one, other in itertools.pairwise(glyphs)]
    found = [False] * len(glyphs)
    start = 0
    while start < len(glyphs):
        end = start
        while end < len(links) and links[end] == "down":
            end += 1
        # Two characters one below the other are two short lines. Three are a column, unless one of them continues a line.
        if end - start >= 2:
            for index in range(start, end + 1):
                found[index] = True
        start = end + 1
    if any(found) or any(glyph.turned for glyph in glyphs):
        _add_strays(glyphs, found)
    return found


def _add_strays(glyphs: Sequence[Glyph], found: list[bool]) -> None:
    """Mark characters that are within a column although the file lists them elsewhere."""
    mostly = sum(found) > 0.5 * len(found)
    columns: dict[int, list[Glyph]] = defaultdict(list)
    rows: dict[int, list[Glyph]] = defaultdict(list)
    for glyph, down in zip(glyphs, found, strict=True):
        x, y = glyph.box.centre
        (columns[round(x / _STEP)] if down else rows[round(y / _STEP)]).append(glyph)
    for index, glyph in enumerate(glyphs):
        if found[index]:
            continue
        if glyph.turned:
            found[index] = True
            continue
        x, y = glyph.box.centre
        in_column = any(
            abs(other.box.centre[0] - x) < _NEAR * glyph.size
            and 0 < abs(other.box.centre[1] - y) < _REACH * glyph.size
            for step in (-1, 0, 1)
            for other in columns[round(x / _STEP) + step]
        )
        in_row = any(
            other is not glyph
            and abs(other.box.centre[1] - y) < _NEAR * glyph.size
            and abs(other.box.centre[0] - x) < _REACH * glyph.size
            for step in (-1, 0, 1)
            for other in rows[round(y / _STEP) + step]
        )
        found[index] = (in_column or mostly) and not in_row


def _link(one: Glyph, other: Glyph) -> str:
    size = max(one.size, other.size)
    (x0, y0), (x1, y1) = one.box.centre, other.box.centre
    if one.turned and other.turned:
        return "down" if abs(x1 - x0) < _NEAR * size and 0 < y1 - y0 < _REACH * size else ""
    if abs(x1 - x0) < _NEAR * size and 0.4 * size < y1 - y0 < _REACH * size:
        return "down"
    return "across" if abs(y1 - y0) < _NEAR * size and 0 < x1 - x0 < _REACH * size else ""


def _rows(glyphs: Iterable[Glyph]) -> list[list[Glyph]]:
    rows: list[list[Glyph]] = []
    for glyph in sorted(glyphs, key=lambda glyph: (glyph.box.centre[1], glyph.box.x0)):
        for row in reversed(rows[-4:]):
            one = row[0]
            near = _NEAR * min(one.size, glyph.size) if _unlike(one, glyph) else _NEAR * one.size
            if not 1 / _ALIEN < one.size / glyph.size < _ALIEN:
                continue
            same_base = abs(one.box.y1 - glyph.box.y1) < 0.2 * max(one.size, glyph.size)
            if abs(one.box.centre[1] - glyph.box.centre[1]) < near or (same_base and _overlap(one, glyph)):
                row.append(glyph)
                break
        else:
            rows.append([glyph])
    return [sorted(row, key=lambda glyph: glyph.box.x0) for row in rows]


def _unlike(one: Glyph, other: Glyph) -> bool:
    return not 0.7 < one.size / other.size < 1.4


def _overlap(one: Glyph, other: Glyph) -> bool:
    shared = min(one.box.y1, other.box.y1) - max(one.box.y0, other.box.y0)
    return shared > 0.6 * min(one.box.height, other.box.height)


def _columns(glyphs: Iterable[Glyph]) -> list[list[Glyph]]:
    columns: list[list[Glyph]] = []
    for glyph in sorted(glyphs, key=lambda glyph: (-glyph.box.centre[0], glyph.box.y0)):
        if columns and abs(columns[-1][0].box.centre[0] - glyph.box.centre[0]) < 0.5 * min(
            columns[-1][0].size, glyph.size
        ):
            columns[-1].append(glyph)
        else:
            columns.append([glyph])
    return [sorted(column, key=lambda glyph: glyph.box.y0) for column in columns]


def _split(line: list[Glyph], part: float, *, vertical: bool = False) -> list[LineSegment]:
    pieces: list[list[Glyph]] = []
    texts: list[str] = []
    gaps: list[list[White]] = []
    for glyph in line:
        if pieces:
            before = pieces[-1][-1]
            gap = (glyph.box.y0 - before.box.y1) if vertical else (glyph.box.x0 - before.box.x1)
            size = min(before.size, glyph.size)
            if gap <= part * size:
                texts[-1] += _blank(before.char, glyph.char, gap / size)
                if gap >= _GAP * size and not vertical:
                    gaps[-1].append(White(len(texts[-1]), before.box.x1, glyph.box.x0))
                texts[-1] += glyph.char
                pieces[-1].append(glyph)
                continue
        pieces.append([glyph])
        texts.append(glyph.char)
        gaps.append([])
    return [
        LineSegment(
            text=text,
            box=surround([glyph.box for glyph in piece]),
            size=median(glyph.size for glyph in piece),
            vertical=vertical,
            gaps=tuple(found),
        )
        for text, piece, found in zip(texts, pieces, gaps, strict=True)
    ]


def _blank(before: str, after: str, gap: float) -> str:
    if gap >= _SPACE:
        return "　" if is_wide(before) or is_wide(after) else " "
    return " " if gap >= _WORD and not is_wide(before) and not is_wide(after) else ""


def _mark_ruby(segments: list[LineSegment]) -> list[LineSegment]:
    """Mark furigana: small kana right above a line, or right beside a column."""
    marked = []
    for segment in segments:
        ruby = _KANA.fullmatch(segment.text) is not None and any(
            _annotates(segment, other) for other in segments
        )
        marked.append(replace(segment, ruby=True) if ruby else segment)
    return marked


def _annotates(small: LineSegment, text: LineSegment) -> bool:
    if small.vertical and not text.vertical:
        return False
    if small.size > _RUBY * text.size or text is small:
        return False
    box, line = small.box, text.box
    if text.vertical:
        return abs(box.x0 - line.x1) < 0.4 * text.size and line.y0 - text.size < box.y0 < line.y1
    return (
        abs(line.y0 - box.y1) < 0.4 * text.size
        and line.x0 - text.size < box.x0
        and box.x1 < line.x1 + text.size
    )
