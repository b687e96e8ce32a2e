"""Write a paper as slides whose titles, lists, tables and shapes can be edited.

Only this module, ``slide_deck`` and ``slide_fit`` use python-pptx.
"""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

from pptx.dml.color import RGBColor
from pptx.enum.lang import MSO_LANGUAGE_ID
from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.util import Cm, Emu, Pt

from renkei_search.export.paper.slide_deck import (
    body_of,
    find_cover,
    find_text_layout,
    new_deck,
    open_slides,
    title_of,
)
from renkei_search.export.paper.slide_fit import (
    CELL_MARGIN,
    CONTINUED,
    largest,
    paginate,
    paginate_table,
    row_height,
)
from renkei_search.picture.colour import LINE
from renkei_search.picture.tile import COLUMNS, ROWS, TILES, short_prefecture

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from renkei_search.export.paper.content import FeaturedInitiative, Paper
    from renkei_search.export.paper.figure import PaperFigure, PaperFigureRow
    from renkei_search.export.paper.writer import PaperFont

_INK: Final = RGBColor(0x1A, 0x3E, 0x8C)
_HEAD: Final = RGBColor(0xE8, 0xF1, 0xFE)
_PLAIN: Final = RGBColor(0xF2, 0xF2, 0xF2)
_WHITE: Final = RGBColor(0xFF, 0xFF, 0xFF)
_GREY: Final = RGBColor(0x59, 0x59, 0x59)
_BLACK: Final = RGBColor(0, 0, 0)
_EDGE: Final = RGBColor.from_string(LINE.removeprefix("#").upper())
_TEXTS: Final = (20, 18, 16)
"""Points of a list's text, from what is best to what can still be read from afar."""
_SOURCES: Final = (16, 14, 13, 12, 11)
"""Points of the list of sources, which is read from nearby."""
_CELLS: Final = (16, 14, 13, 12, 11, 10)
"""Points of a table's text, from what is best to what can still be read."""
_DATES: Final = 16
_LABEL: Final = Cm(3.4)
"""The width of a table's labels: 具体的内容 in the largest letters."""
_CAPTION: Final = 12
_ROW: Final = (Cm(0.62), Cm(1.5))
"""The least and the most that a row of a picture is high."""
_ROW_TEXT: Final = 14
_ROW_LABEL: Final = Cm(7)
_ROW_NUMBER: Final = Cm(5.6)
_WIDEST: Final = Cm(2)
_GAP: Final = Cm(0.1)
_GRID: Final = "{5940675A-B579-460E-94D1-54222C63F5DA}"
"""The id of PowerPoint's table style with plain lines."""


def write_slides(paper: Paper, font: PaperFont, template: Path | None) -> bytes:
    """The slides as a file.

    Args:
        paper: what they say.
        font: of slides without a template.
        template: the office's template. Its layouts and fonts are used, and its slides stay at the front.

    Raises:
        PaperTemplateError: the template cannot be used.
    """
    deck = open_slides(template) if template is not None else new_deck(font)
    deck.core_properties.title = paper.heading
    deck.core_properties.language = "ja-JP"
    _Slides(deck, paper).write()
    file = BytesIO()
    deck.save(file)
    return file.getvalue()


class _Slides:
    """Adds the slides of a paper to a deck."""

    def __init__(self, deck: Any, paper: Paper) -> None:
        self._deck = deck
        self._paper = paper
        self._width, self._height = deck.slide_width, deck.slide_height
        self._margin = Emu(int(self._width * 0.05))

    def write(self) -> None:
        """Add all slides, in the paper's order."""
        paper = self._paper
        self._cover()
        if paper.note:
            self._list("所見", paper.note)
        self._list("概要", paper.summary)
        for found in paper.featured:
            self._feature(found)
        if paper.compares:
            self._comparison()
        if paper.prefectures:
            self._map()
        for figure in paper.figures:
            self._figure(figure)
        remarks = (f"データの更新日：{paper.updated}", *paper.remarks)
        permalink = (f"もとのページ：{paper.permalink}",) if paper.permalink is not None else ()
        self._list("出典と時点", (*paper.citations, *remarks, *permalink), _SOURCES)

    def _cover(self) -> None:
        layout = find_cover(self._deck) or find_text_layout(self._deck, body=True)
        slide = self._deck.slides.add_slide(layout)
        _say(slide.shapes.title.text_frame, self._paper.heading)
        body = body_of(slide)
        if body is not None:
            _run(body.text_frame.paragraphs[0], self._paper.dates, _DATES)
        _drop_empty(slide)

    def _list(self, title: str, lines: Sequence[str], sizes: Sequence[int] = _TEXTS) -> None:
        """A list in the text of a layout, as large as it may be without taking more slides."""
        layout = find_text_layout(self._deck, body=True)
        body = body_of(layout)
        size, pages = largest({size: paginate(lines, body.width, body.height, size) for size in sizes})
        for number, page in enumerate(pages):
            slide = self._deck.slides.add_slide(layout)
            _say(slide.shapes.title.text_frame, title + (CONTINUED if number else ""))
            frame = body_of(slide).text_frame
            for at, line in enumerate(page):
                paragraph = frame.paragraphs[0] if at == 0 else frame.add_paragraph()
                _run(paragraph, line, size)
            _drop_empty(slide)

    def _feature(self, found: FeaturedInitiative) -> None:
        lines = [
            ("内容", "\n".join(found.paragraphs)),
            *found.facts,
            *found.details,
            ("出典", found.citation),
        ]
        widths = (_LABEL, Emu(self._width - 2 * self._margin - _LABEL))
        self._table(found.name, [tuple(line) for line in lines], widths, head=False)

    def _comparison(self) -> None:
        rows = self._paper.compared
        columns = len(rows[0]) - 1
        width = Emu((self._width - 2 * self._margin - _LABEL) // columns)
        self._table("比較表", rows, (_LABEL, *([width] * columns)), head=True)

    def _table(self, title: str, rows: Sequence[Sequence[str]], widths: Sequence[Emu], *, head: bool) -> None:
        """A table as large as it may be without taking more slides; ``head`` repeats the first row."""
        top, room = self._below_title()
        size, pages = largest({size: paginate_table(rows, widths, size, room, head=head) for size in _CELLS})
        for number, page in enumerate(pages):
            slide = self._titled(title + (CONTINUED if number else ""))
            heights = [row_height(row, widths, size) for row in page]
            shape = slide.shapes.add_table(
                len(page), len(widths), self._margin, top, Emu(sum(widths)), Emu(sum(heights))
            )
            shape.name = title
            table = shape.table
            shape._element.graphic.graphicData.tbl.tblPr.find(qn("a:tableStyleId")).text = _GRID
            table.first_row, table.first_col, table.horz_banding = head, True, False
            for column, width in zip(table.columns, widths, strict=True):
                column.width = width
            for at, (row, height, texts) in enumerate(zip(table.rows, heights, page, strict=True)):
                row.height = Emu(height)
                for column, (cell, text) in enumerate(zip(row.cells, texts, strict=True)):
                    _fill(cell, text, size, bold=column == 0 or (head and at == 0))

    def _map(self) -> None:
        """Draw the map with a shape for each tile, which can be edited."""
        slide = self._titled("取組のある都道府県")
        top, room = self._below_title()
        caption = Cm(1.6)
        side = min((room - caption) // ROWS, (self._width - 2 * self._margin) // COLUMNS // 2)
        wide = side * 2
        left = (self._width - wide * COLUMNS) // 2
        for name, tile in TILES.items():
            count = self._paper.prefectures.get(name)
            shape = slide.shapes.add_shape(
                MSO_SHAPE.RECTANGLE,
                Emu(left + wide * tile.column),
                Emu(top + side * tile.row),
                Emu(wide * tile.span),
                Emu(side),
            )
            shape.name = name
            _flatten(shape)
            shape.fill.solid()
            shape.fill.fore_color.rgb = _INK if count else _PLAIN
            shape.line.color.rgb = _WHITE
            frame = _centre(shape)
            frame.paragraphs[0].alignment = PP_ALIGN.CENTER
            text = short_prefecture(name) + (f" {count}件" if count else "")
            run = _run(frame.paragraphs[0], text, 11, bold=bool(count))
            run.font.color.rgb = _WHITE if count else _GREY
        box = slide.shapes.add_textbox(
            self._margin, Emu(top + side * ROWS + Cm(0.2)), Emu(self._width - 2 * self._margin), caption
        )
        box.text_frame.word_wrap = True
        _run(box.text_frame.paragraphs[0], self._paper.prefecture_text, _CAPTION)

    def _figure(self, figure: PaperFigure) -> None:
        """Draw rows of squares as shapes, on as many slides as necessary; each slide has the explanations."""
        top, room = self._below_title()
        width = Emu(self._width - 2 * self._margin)
        caption = sum(row_height((text,), (width,), _CAPTION) for text in figure.explanations)
        room -= caption + 2 * _GAP
        fitting = max(1, room // _ROW[0])
        height = min(_ROW[1], room // min(fitting, len(figure.rows)))
        for start in range(0, len(figure.rows), fitting):
            slide = self._titled(figure.heading + (CONTINUED if start else ""))
            shown = figure.rows[start : start + fitting]
            for number, row in enumerate(shown):
                self._row(slide, figure, row, Emu(top + number * height), height)
            below = Emu(top + len(shown) * height + 2 * _GAP)
            box = slide.shapes.add_textbox(self._margin, below, width, Emu(caption))
            box.name = "説明"
            box.text_frame.word_wrap = True
            for number, text in enumerate(figure.explanations):
                frame = box.text_frame
                _run(frame.paragraphs[0] if number == 0 else frame.add_paragraph(), text, _CAPTION)

    def _row(self, slide: Any, figure: PaperFigure, row: PaperFigureRow, top: Emu, height: int) -> None:
        longest = figure.edges[-1]
        left = self._margin + _ROW_LABEL
        unit = min(_WIDEST, (self._width - self._margin - left - _ROW_NUMBER) // longest)
        ends = ((row.label, self._margin, _ROW_LABEL), (row.said, left + longest * unit, _ROW_NUMBER))
        for text, start, width in ends:
            box = slide.shapes.add_textbox(Emu(start), top, width, Emu(height))
            box.name = text
            frame = _centre(box)
            frame.word_wrap = True
            frame.margin_left = frame.margin_right = CELL_MARGIN
            _run(frame.paragraphs[0], text, _ROW_TEXT)
        for part in row.parts:
            shape = slide.shapes.add_shape(
                MSO_SHAPE.RECTANGLE,
                Emu(left + _GAP // 2),
                Emu(top + _GAP),
                Emu(max(part.units * unit - _GAP, _GAP // 2)),
                Emu(height - 2 * _GAP),
            )
            left += part.units * unit
            shape.name = part.name
            _flatten(shape)
            shape.fill.solid()
            shape.fill.fore_color.rgb = _INK if part.filled else _WHITE
            shape.line.color.rgb = _INK if part.filled else _EDGE
            shape.line.width = Pt(1)
            frame = _centre(shape)
            if part.text:
                frame.paragraphs[0].alignment = PP_ALIGN.CENTER
                run = _run(frame.paragraphs[0], part.text, _CAPTION, bold=True)
                run.font.color.rgb = _WHITE if part.filled else _BLACK

    def _titled(self, title: str) -> Any:
        slide = self._deck.slides.add_slide(find_text_layout(self._deck, body=False))
        _say(slide.shapes.title.text_frame, title)
        _drop_empty(slide)
        return slide

    def _below_title(self) -> tuple[Emu, int]:
        """The top of a table below the title, and its maximum height."""
        title = title_of(find_text_layout(self._deck, body=False))
        top = Emu(title.top + title.height + Cm(0.3))
        return top, self._height - top - Cm(1)


def _fill(cell: Any, text: str, size: int, *, bold: bool) -> None:
    cell.margin_left = cell.margin_right = cell.margin_top = cell.margin_bottom = CELL_MARGIN
    cell.fill.solid()
    cell.fill.fore_color.rgb = _HEAD if bold else _WHITE
    frame = cell.text_frame
    frame.word_wrap = True
    for number, line in enumerate(text.split("\n")):
        paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
        _run(paragraph, line, size, bold=bold).font.color.rgb = _BLACK


def _flatten(shape: Any) -> None:
    """No shadow, which LibreOffice takes from the style even where the shape itself has none."""
    shape.shadow.inherit = False
    shape._element.find(f"{qn('p:style')}/{qn('a:effectRef')}").set("idx", "0")


def _centre(shape: Any) -> Any:
    """Write the text of a shape, centred and without margins."""
    frame = shape.text_frame
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    frame.vertical_anchor = MSO_ANCHOR.MIDDLE
    return frame


def _run(paragraph: Any, text: str, size: int, *, bold: bool = False) -> Any:
    run = paragraph.add_run()
    run.text = text
    run.font.size = Pt(size)
    run.font.bold = bold or None
    run.font.language_id = MSO_LANGUAGE_ID.JAPANESE
    return run


def _say(frame: Any, text: str) -> None:
    """Write a text in the size and font of its layout."""
    run = frame.paragraphs[0].add_run()
    run.text = text
    run.font.language_id = MSO_LANGUAGE_ID.JAPANESE


def _drop_empty(slide: Any) -> None:
    """Remove empty placeholders, which would show a prompt on the screen."""
    for found in list(slide.placeholders):
        if found.has_text_frame and not found.text_frame.text:
            found._element.getparent().remove(found._element)
