"""Find unruled tables with narrow gutters. Their headings show where to look for the gutters."""

from __future__ import annotations

import itertools
from statistics import median
from typing import TYPE_CHECKING, Final

from renkei_search.corpus.document.page.model import surround
from renkei_search.corpus.document.pdf.alignment import Item, Run

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from renkei_search.corpus.document.pdf.alignment import Gutter
    from renkei_search.corpus.document.pdf.line import LineSegment

_LEAST: Final = 0.4  # ems of white space between columns
_LOOSE: Final = 2.6  # ems of white space between two bands that end a table
_FEWEST: Final = 3  # bands, including the headings
_EVERYWHERE: Final = 1e6


def find_tight_run(
    bands: Sequence[Sequence[Item]], start: int, is_label: Callable[[str], bool]
) -> Run | None:
    """Find a table by its headings in a band, if white space separates its columns in all lines below.

    Args:
        bands: items that are side by side, from top to bottom.
        start: the band that may hold the headings.
        is_label: recognises headings.
    """
    if any(item.is_large for item in bands[start]):
        return None
    parts = _cluster(_parts(bands[start]))
    labels = sum(is_label("".join(part.text for part in cluster)) for cluster in parts)
    if labels < 2 or labels < 0.5 * len(parts):
        return None
    edges = [surround([part.box for part in cluster]) for cluster in parts]
    found: list[list[Gutter]] = [[(left.x1, right.x0)] for left, right in itertools.pairwise(edges)]
    run = _extend(bands, start, start + 1, found)
    return run if run.end - start >= _FEWEST else None


def continue_run(bands: Sequence[Sequence[Item]], gutters: Sequence[Gutter]) -> Run | None:
    """The bands at the top of a page that continue the table at the end of the page before, judged by its gutters."""
    if not bands or any(item.is_large for item in bands[0]):
        return None
    run = _extend(bands, 0, 0, [[gutter] for gutter in gutters])
    filled = [
        {_column(item, run.gutters) for item in split_band(band, run.gutters)} for band in bands[: run.end]
    ]
    divided = sum(len(columns) > 1 for columns in filled)
    return run if divided >= _FEWEST - 1 and 2 * divided >= len(filled) else None


def _column(item: Item, gutters: Sequence[Gutter]) -> int:
    return sum(item.box.centre[0] > (left + right) / 2 for left, right in gutters)


def _extend(bands: Sequence[Sequence[Item]], start: int, end: int, found: list[list[Gutter]]) -> Run:
    """Extend a run over the bands after ``end`` that all gutters divide. The gutters become narrower on the way."""
    bottom = max((item.box.y1 for band in bands[start:end] for item in band), default=None)
    while end < len(bands) and not any(item.is_large for item in bands[end]):
        band = bands[end]
        em = median(item.em for item in band)
        if bottom is not None and min(item.box.y0 for item in band) - bottom > _LOOSE * em:
            break
        narrowed = [_intersect(gutters, _whites(band), _LEAST * em) for gutters in found]
        if not all(narrowed):
            break
        found = narrowed
        bottom = max(item.box.y1 for item in band)
        end += 1
    return Run(start, end, tuple(max(gutters, key=lambda gutter: gutter[1] - gutter[0]) for gutters in found))


def split_band(band: Sequence[Item], gutters: Sequence[Gutter]) -> list[Item]:
    """Divide the items of a band where they cross a gutter."""
    found: list[Item] = []
    for item in band:
        if item.segment is None:
            found.append(item)
            continue
        cuts = [
            gap
            for gap in item.segment.gaps
            if any(min(gap.right, right) - max(gap.left, left) > 0 for left, right in gutters)
        ]
        found += (Item(part.box, segment=part) for part in item.segment.cut_at(cuts))
    return sorted(found, key=lambda item: item.box.x0)


def _parts(band: Sequence[Item]) -> list[LineSegment]:
    """Divide the segments of a band at all their gaps."""
    return [
        part for item in band if item.segment is not None for part in item.segment.cut_at(item.segment.gaps)
    ]


def _cluster(parts: Sequence[LineSegment]) -> list[list[LineSegment]]:
    """Group parts into columns. Parts one above the other are a heading of several lines."""
    columns: list[list[LineSegment]] = []
    for part in sorted(parts, key=lambda part: part.box.x0):
        if columns and part.box.x0 < max(other.box.x1 for other in columns[-1]):
            columns[-1].append(part)
        else:
            columns.append([part])
    return [sorted(column, key=lambda part: part.box.y0) for column in columns]


def _whites(band: Sequence[Item]) -> list[Gutter]:
    """The white spaces of a band: before, between and after its items."""
    found: list[Gutter] = []
    right = -_EVERYWHERE
    for part in sorted(_parts(band), key=lambda part: part.box.x0):
        if part.box.x0 > right:
            found.append((right, part.box.x0))
        right = max(right, part.box.x1)
    return [*found, (right, _EVERYWHERE)]


def _intersect(gutters: Sequence[Gutter], whites: Sequence[Gutter], least: float) -> list[Gutter]:
    shared = ((max(left, white[0]), min(right, white[1])) for left, right in gutters for white in whites)
    return [(left, right) for left, right in shared if right - left >= least]
