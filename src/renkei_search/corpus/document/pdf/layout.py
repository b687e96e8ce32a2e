"""Put a page into reading order: columns, tables with and without rules, frames, vertical text."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING, Final, NamedTuple

import msgspec

from renkei_search.corpus.document.page.model import Block, Table, TableCell, surround
from renkei_search.corpus.document.pdf.alignment import (
    Item,
    find_run,
    make_bands,
    split_at,
    widest_gutter,
)
from renkei_search.corpus.document.pdf.line import join_segments
from renkei_search.corpus.document.pdf.paragraph import make_paragraphs
from renkei_search.corpus.document.pdf.tight import continue_run, find_tight_run, split_band

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from renkei_search.corpus.document.page.model import Box
    from renkei_search.corpus.document.pdf.alignment import Gutter, Run
    from renkei_search.corpus.document.pdf.line import LineSegment
    from renkei_search.corpus.document.pdf.sketch import Sketch, SketchedTable

_PROSE_WIDTH: Final = 7.0  # ems; narrower columns contain labels and figures
_PROSE_LINES: Final = 3
_ROW_GAP: Final = 0.4  # ems beyond the usual line spacing


class Arrangement(NamedTuple):
    """The blocks of a page in reading order, and the gutters of the unruled table at its end, if there is one."""

    blocks: list[Block]
    gutters: tuple[Gutter, ...]


def arrange(sketch: Sketch, is_label: Callable[[str], bool], gutters: Sequence[Gutter] = ()) -> Arrangement:
    """Put the blocks of a page into reading order.

    Args:
        sketch: the page.
        is_label: recognises the headings of tables and forms. Aligned texts without headings are not a table.
        gutters: those of the unruled table at the end of the page before, which may continue here.
    """
    items = [Item(segment.box, segment=segment) for segment in sketch.free if not segment.vertical]
    items += _vertical_items([segment for segment in sketch.free if segment.vertical])
    items += (Item(sheet.grid.box, table=sheet) for sheet in sketch.tables)
    items += (Item(sheet.grid.box, frame=sheet) for sheet in sketch.frames)
    arranger = _Arranger(is_label, _body_size(sketch))
    blocks = arranger.arrange(items, gutters)
    ends_so = bool(blocks) and blocks[-1].table is not None and blocks[-1].table is arranger.loose
    return Arrangement(blocks, arranger.gutters if ends_so else ())


def _body_size(sketch: Sketch) -> float:
    """The most frequent size of characters outside tables."""
    sizes = [segment.size for segment in sketch.free for _ in segment.text]
    return median(sizes) if sizes else 0.0


@dataclass
class _Arranger:
    is_label: Callable[[str], bool]
    body: float
    loose: Table | None = None
    gutters: tuple[Gutter, ...] = ()

    def arrange(self, items: Sequence[Item], going_on: Sequence[Gutter] = ()) -> list[Block]:
        if not items:
            return []
        edge = max(item.box.x1 for item in items)
        blocks: list[Block] = []
        lines: list[LineSegment] = []

        def flush() -> None:
            blocks.extend(
                Block(paragraph=found) for found in make_paragraphs(lines, edge=edge, body=self.body)
            )
            lines.clear()

        bands = make_bands(items)
        at = 0
        while at < len(bands):
            tight = find_tight_run(bands, at, self.is_label)
            if tight is None and at == 0 and going_on:
                tight = continue_run(bands, going_on)
            if tight is not None:
                flush()
                cut = [split_band(band, tight.gutters) for band in bands[at : tight.end]]
                blocks.append(self._as_loose_table(cut, tight.gutters))
                at = tight.end
                continue
            run = find_run(bands, at)
            columns = self._as_columns(bands, run) if run is not None else None
            if run is not None and columns is not None:
                flush()
                blocks += columns
                at = run.end
                continue
            band = bands[at]
            at += 1
            if all(not item.is_large for item in band):
                lines += self._as_lines(band)
                continue
            flush()
            gutter = widest_gutter(band)
            if gutter is not None:
                for part in split_at(band, [gutter]):
                    blocks += self.arrange(part)
            else:
                for item in sorted(band, key=lambda item: (item.box.y0, item.box.x0)):
                    blocks += self._as_blocks(item)
        flush()
        return blocks

    def _as_lines(self, band: Sequence[Item]) -> list[LineSegment]:
        """Put the segments of a band into one line if they are side by side, else into lines from top to bottom."""
        segments = [item.segment for item in band if item.segment is not None]
        rows: list[list[LineSegment]] = []
        for segment in sorted(segments, key=lambda segment: segment.box.centre[1]):
            if rows and abs(rows[-1][0].box.centre[1] - segment.box.centre[1]) < 0.5 * segment.size:
                rows[-1].append(segment)
            else:
                rows.append([segment])
        return [join_segments(sorted(row, key=lambda segment: segment.box.x0)) for row in rows]

    def _as_blocks(self, item: Item) -> list[Block]:
        if item.segment is not None:
            return [Block(paragraph=found) for found in make_paragraphs([item.segment])]
        if item.columns:
            return [Block(paragraph=found) for found in make_paragraphs(item.columns)]
        if item.frame is not None:
            (segments,) = item.frame.cells.values()
            inside = [Item(segment.box, segment=segment) for segment in segments if not segment.vertical]
            inside += _vertical_items([segment for segment in segments if segment.vertical])
            return [msgspec.structs.replace(block, framed=True) for block in self.arrange(inside)]
        return [Block(table=_make_table(item.table))] if item.table is not None else []

    def _as_columns(self, bands: Sequence[Sequence[Item]], run: Run) -> list[Block] | None:
        """Read a run as an unruled table or as columns of prose; None if it is neither."""
        found = bands[run.start : run.end]
        items = [item for band in found for item in band]
        columns = split_at(items, run.gutters)
        if all(not item.is_large for item in items):
            if self._has_headings(found[0], run.gutters):
                return [self._as_loose_table(found, run.gutters)]
            if self._is_form(columns):
                return [Block(table=_make_loose_table(found, run.gutters[:1]))]
        if not _is_prose(found, columns):
            return None
        return [block for column in columns for block in self.arrange(column)]

    def _as_loose_table(self, bands: Sequence[Sequence[Item]], gutters: tuple[Gutter, ...]) -> Block:
        """Read an unruled table, and remember its gutters because the next page may continue it."""
        self.loose, self.gutters = _make_loose_table(bands, gutters), gutters
        return Block(table=self.loose)

    def _has_headings(self, band: Sequence[Item], gutters: Sequence[Gutter]) -> bool:
        texts = [
            "".join(item.segment.text for item in column if item.segment is not None)
            for column in split_at(band, gutters)
        ]
        known = sum(self.is_label(text) for text in texts if text)
        return known >= 2 and known >= 0.5 * len(texts)

    def _is_form(self, columns: Sequence[Sequence[Item]]) -> bool:
        left = [item.segment.text for item in columns[0] if item.segment is not None]
        known = sum(map(self.is_label, left))
        return known >= 2 and known >= 0.6 * len(left)


def _is_prose(bands: Sequence[Sequence[Item]], columns: Sequence[Sequence[Item]]) -> bool:
    """Whether columns are separate texts: each is wide and has several lines, a table or a frame."""
    if len(columns) < 2 or any(not column for column in columns):
        return False
    for column in columns:
        large = any(item.is_large for item in column)
        width = surround([item.box for item in column]).width
        em = median(item.em for item in column)
        if not large and (len(column) < _PROSE_LINES or width < _PROSE_WIDTH * em):
            return False
    return len(bands) > 1 or any(item.is_large for column in columns for item in column)


def _vertical_items(segments: Sequence[LineSegment]) -> list[Item]:
    """Join columns of vertical text that are close to each other to one item, read tier by tier from right to left."""
    groups: list[list[LineSegment]] = []
    for segment in sorted(segments, key=lambda segment: -segment.box.x1):
        for group in groups:
            box = surround([other.box for other in group])
            reach = 3.0 * segment.size
            beside = box.x0 - reach < segment.box.x1 and segment.box.x0 < box.x1 + reach
            level = segment.box.y0 < box.y1 + segment.size and box.y0 < segment.box.y1 + segment.size
            if beside and level:
                group.append(segment)
                break
        else:
            groups.append([segment])
    return [
        Item(surround([segment.box for segment in group]), columns=tuple(_tiers(group))) for group in groups
    ]


def _tiers(group: Sequence[LineSegment]) -> list[LineSegment]:
    """Sort vertical segments into columns from right to left, and from top to bottom within a column."""
    columns: list[list[LineSegment]] = []
    for segment in sorted(group, key=lambda segment: -segment.box.centre[0]):
        if columns and columns[-1][0].box.centre[0] - segment.box.centre[0] < 0.5 * segment.size:
            columns[-1].append(segment)
        else:
            columns.append([segment])
    return [segment for column in columns for segment in sorted(column, key=lambda found: found.box.y0)]


def _make_table(sheet: SketchedTable) -> Table:
    return Table(
        rows=sheet.grid.rows,
        columns=sheet.grid.columns,
        box=_round(sheet.grid.box),
        edges=tuple(round(edge, 1) for edge in sheet.grid.edges),
        cells=tuple(
            TableCell(
                row=place.row,
                column=place.column,
                row_span=place.row_span,
                column_span=place.column_span,
                paragraphs=tuple(make_paragraphs(_cell_lines(segments))),
            )
            for place, segments in sheet.cells.items()
        ),
    )


def _cell_lines(segments: Sequence[LineSegment]) -> list[LineSegment]:
    """The lines of a cell: horizontal ones from top to bottom, vertical ones from right to left."""
    across = [Item(segment.box, segment=segment) for segment in segments if not segment.vertical]
    lines = [
        join_segments([item.segment for item in band if item.segment is not None])
        for band in make_bands(across)
    ]
    return [*lines, *_tiers([segment for segment in segments if segment.vertical])]


def _make_loose_table(bands: Sequence[Sequence[Item]], gutters: Sequence[Gutter]) -> Table:
    rows = _rows(bands, gutters)
    cells = []
    for number, row in enumerate(rows):
        items = [item for band in row for item in band]
        for column, members in enumerate(split_at(items, gutters)):
            lines = [
                join_segments([item.segment for item in band if item.segment is not None])
                for band in make_bands(members)
            ]
            cells.append(TableCell(row=number, column=column, paragraphs=tuple(make_paragraphs(lines))))
    box = surround([item.box for band in bands for item in band])
    return Table(rows=len(rows), columns=len(gutters) + 1, cells=tuple(cells), box=_round(box), ruled=False)


def _rows(bands: Sequence[Sequence[Item]], gutters: Sequence[Gutter]) -> list[list[Sequence[Item]]]:
    """Group bands into the rows of a table, separated by white space or else by texts in the first column."""
    em = median(item.em for band in bands for item in band)
    tops = [min(item.box.y0 for item in band) for band in bands]
    bottoms = [max(item.box.y1 for item in band) for band in bands]
    gaps = [top - bottom for top, bottom in zip(tops[1:], bottoms, strict=False)]
    usual = sorted(gaps)[len(gaps) // 4] if gaps else 0.0
    loose = [gap > usual + _ROW_GAP * em for gap in gaps]
    by_white = any(loose)
    rows: list[list[Sequence[Item]]] = [[bands[0]]]
    for index, band in enumerate(bands[1:]):
        first = bool(split_at(band, gutters)[0])
        if loose[index] if by_white else first:
            rows.append([band])
        else:
            rows[-1].append(band)
    return rows


def _round(box: Box) -> Box:
    return type(box)(*(round(edge, 1) for edge in box))
