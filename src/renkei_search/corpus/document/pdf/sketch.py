"""Sort the segments of a page into tables and free text, before the reading order is known."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from statistics import median
from typing import TYPE_CHECKING, Final

from renkei_search.corpus.document.pdf.grid import find_grids
from renkei_search.corpus.document.pdf.line import LineSegment, make_segments

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from renkei_search.corpus.document.page.model import Box
    from renkei_search.corpus.document.pdf.grid import Grid, GridCell
    from renkei_search.corpus.document.pdf.reader import Glyph, RawPage

_HUGE: Final = 48.0  # points
_TIMES: Final = 4.0  # ratio to the usual size
_LEAST_GLYPHS: Final = 80
_LONGEST_STAMP: Final = 12  # characters
_WHOLE: Final = 0.8  # a frame around this share of the page is a page border


@dataclass
class SketchedTable:
    """A table with the segments of its cells, or a frame with the segments in it."""

    grid: Grid
    cells: dict[GridCell, list[LineSegment]]


@dataclass
class Sketch:
    """The content of a page. ``free`` is outside tables, without the running heads and the furigana."""

    number: int
    width: float
    height: float
    pictured: float
    recognised: bool
    free: list[LineSegment] = field(default_factory=list)
    tables: list[SketchedTable] = field(default_factory=list)
    frames: list[SketchedTable] = field(default_factory=list)
    running: list[LineSegment] = field(default_factory=list)
    ruby: list[LineSegment] = field(default_factory=list)


def sketch_page(number: int, page: RawPage) -> Sketch:
    """Find tables, and assign each glyph to the smallest cell that contains it."""
    page, watermark = _without_watermark(page)
    found = find_grids(page.rules, [glyph.box for glyph in page.glyphs])
    grids = [grid for grid in found if not _is_border(grid, found, page)]
    owners = sorted(
        ((cell, grid) for grid in grids for cell in grid.cells),
        key=lambda pair: pair[0].box.width * pair[0].box.height,
    )
    free: list[Glyph] = []
    inside: dict[tuple[int, GridCell], list[Glyph]] = defaultdict(list)
    for glyph in page.glyphs:
        x, y = glyph.box.centre
        for cell, grid in owners:
            if cell.box.holds(x, y):
                inside[id(grid), cell].append(glyph)
                break
        else:
            free.append(glyph)
    sketch = Sketch(
        number, round(page.width, 1), round(page.height, 1), round(page.pictured, 2), page.recognised
    )
    sketch.running = make_segments(watermark)
    sketch.free = _without_ruby(make_segments(free), sketch)
    for grid in grids:
        cells = {cell: inside.get((id(grid), cell), []) for cell in grid.cells}
        sheet = SketchedTable(
            grid, {cell: _without_ruby(make_segments(found), sketch) for cell, found in cells.items()}
        )
        if not any(sheet.cells.values()):
            continue
        if len(grid.cells) == 1:
            sketch.frames.append(sheet)
        else:
            sketch.tables.append(sheet)
    return sketch


def _is_border(grid: Grid, grids: Sequence[Grid], page: RawPage) -> bool:
    """Whether a frame only surrounds other tables, or the whole page."""
    if len(grid.cells) > 1:
        return False
    around = any(other is not grid and grid.box.holds(*other.box.centre) for other in grids)
    return around or grid.box.width * grid.box.height >= _WHOLE * page.width * page.height


def _without_watermark(page: RawPage) -> tuple[RawPage, list[Glyph]]:
    """The page without a watermark (the huge 案 across drafts), and the characters of the watermark."""
    if len(page.glyphs) < _LEAST_GLYPHS:
        return page, []
    limit = max(_HUGE, _TIMES * median(glyph.size for glyph in page.glyphs))
    stamped = [glyph for glyph in page.glyphs if glyph.size > limit]
    if not stamped or len(stamped) > _LONGEST_STAMP:
        return page, []
    return replace(page, glyphs=[glyph for glyph in page.glyphs if glyph.size <= limit]), stamped


def _without_ruby(segments: Iterable[LineSegment], sketch: Sketch) -> list[LineSegment]:
    kept: list[LineSegment] = []
    for segment in segments:
        (sketch.ruby if segment.ruby else kept).append(segment)
    return kept


def frame_box(sheet: SketchedTable) -> Box:
    """The bounding box of a table or frame."""
    return sheet.grid.box
