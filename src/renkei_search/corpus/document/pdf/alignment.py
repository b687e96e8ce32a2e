"""Find columns that are separated by white space only: gutters between aligned lines."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING, Final

from renkei_search.corpus.document.page.model import Box, surround

if TYPE_CHECKING:
    from collections.abc import Sequence

    from renkei_search.corpus.document.pdf.line import LineSegment
    from renkei_search.corpus.document.pdf.sketch import SketchedTable

_GUTTER: Final = 1.0  # ems
_LOOSE: Final = 2.6  # ems of white space between two bands that end a run
_MOST: Final = 12  # columns
_MOST_LEADING: Final = 6  # lines


@dataclass(frozen=True)
class Item:
    """Something to be put into reading order: a segment, columns of vertical text, a table or a frame."""

    box: Box
    segment: LineSegment | None = None
    table: SketchedTable | None = None
    frame: SketchedTable | None = None
    columns: tuple[LineSegment, ...] = ()

    @property
    def em(self) -> float:
        """The size of its characters, in points."""
        return self.segment.size if self.segment is not None else 10.0

    @property
    def is_large(self) -> bool:
        """Whether it is more than a line of text."""
        return self.segment is None


Gutter = tuple[float, float]


@dataclass(frozen=True)
class Run:
    """The bands ``[start, end)`` that the same gutters divide."""

    start: int
    end: int
    gutters: tuple[Gutter, ...]


def make_bands(items: Sequence[Item]) -> list[list[Item]]:
    """Group items that are side by side into bands. Bands go from top to bottom, their items from left to right."""
    bands: list[list[Item]] = []
    bottom = 0.0
    for item in sorted(items, key=lambda item: (item.box.y0, item.box.x0)):
        if bands and item.box.y0 < bottom - 0.25 * min(
            item.box.height, surround([i.box for i in bands[-1]]).height
        ):
            bands[-1].append(item)
            bottom = max(bottom, item.box.y1)
        else:
            bands.append([item])
            bottom = item.box.y1
    return [sorted(band, key=lambda item: item.box.x0) for band in bands]


def find_run(bands: Sequence[Sequence[Item]], start: int) -> Run | None:
    """The longest run that starts at a band; None if gutters do not divide that band."""
    if len(bands[start]) == 1 and start + 1 < len(bands):
        return _lead_in(bands, start)
    best: Run | None = None
    for gutter in _gutters(bands[start]):
        end, narrowed = _extend(bands, start, gutter)
        if best is None or end > best.end:
            best = Run(start, end, (narrowed,))
    if best is None:
        return None
    gutters = _common(bands[best.start : best.end])
    return Run(best.start, best.end, tuple(gutters) or best.gutters)


def _lead_in(bands: Sequence[Sequence[Item]], start: int) -> Run | None:
    """The run that starts with lines of one column, of which the first is in the right column; None if there is none.

    With headings of different sizes, lines of both columns may alternate before the first two are side by side. A
    heading over the whole run would not start in the right column.
    """
    at = start
    while len(bands[at]) == 1:
        (item,) = bands[at]
        at += 1
        if at == len(bands) or at - start > _MOST_LEADING:
            return None
        if min(other.box.y0 for other in bands[at]) - item.box.y1 > _LOOSE * item.em:
            return None
    run = find_run(bands, at)
    leading = [item for band in bands[start:at] for item in band]
    if run is None or leading[0].box.x0 < run.gutters[-1][0]:
        return None
    if any(_narrow(gutter, leading) is None for gutter in run.gutters):
        return None
    return Run(start, run.end, run.gutters)


def split_at(items: Sequence[Item], gutters: Sequence[Gutter]) -> list[list[Item]]:
    """Divide items into columns, from left to right."""
    columns: list[list[Item]] = [[] for _ in range(len(gutters) + 1)]
    for item in items:
        centre = item.box.centre[0]
        columns[sum(centre > (left + right) / 2 for left, right in gutters)].append(item)
    return columns


def widest_gutter(band: Sequence[Item]) -> Gutter | None:
    """The width of the widest white space between items that are side by side."""
    return max(_gutters(band), key=lambda gutter: gutter[1] - gutter[0], default=None)


def _gutters(band: Sequence[Item]) -> list[Gutter]:
    """The white spaces between the items of a band that are wide enough for a gutter."""
    found: list[Gutter] = []
    right: float | None = None
    for item in sorted(band, key=lambda item: item.box.x0):
        if right is not None and item.box.x0 - right >= _GUTTER * item.em:
            found.append((right, item.box.x0))
        right = item.box.x1 if right is None else max(right, item.box.x1)
    return found[:_MOST]


def _extend(bands: Sequence[Sequence[Item]], start: int, gutter: Gutter) -> tuple[int, Gutter]:
    end = start + 1
    bottom = max(item.box.y1 for item in bands[start])
    while end < len(bands):
        band = bands[end]
        em = median(item.em for item in band)
        if min(item.box.y0 for item in band) - bottom > _LOOSE * em:
            break
        narrowed = _narrow(gutter, band)
        if narrowed is None or narrowed[1] - narrowed[0] < _GUTTER * em:
            break
        gutter = narrowed
        bottom = max(bottom, *(item.box.y1 for item in band))
        end += 1
    return end, gutter


def _narrow(gutter: Gutter, band: Sequence[Item]) -> Gutter | None:
    left, right = gutter
    for item in band:
        if item.box.x1 <= (left + right) / 2:
            left = max(left, item.box.x1)
        elif item.box.x0 >= (left + right) / 2:
            right = min(right, item.box.x0)
        elif item.box.x0 - left > right - item.box.x1:
            right = item.box.x0
        else:
            left = item.box.x1
    return (left, right) if right > left else None


def _common(bands: Sequence[Sequence[Item]]) -> list[Gutter]:
    """The gutters that divide all of the bands."""
    edges = sorted({edge for band in bands for item in band for edge in (item.box.x0, item.box.x1)})
    found: list[Gutter] = []
    boxes = [item.box for band in bands for item in band]
    em = median(item.em for band in bands for item in band)
    for left, right in itertools.pairwise(edges):
        if right - left < _GUTTER * em:
            continue
        middle = (left + right) / 2
        if any(box.x0 < middle < box.x1 for box in boxes):
            continue
        if any(box.x1 <= middle for box in boxes) and any(box.x0 >= middle for box in boxes):
            found.append((left, right))
    return found[:_MOST]
