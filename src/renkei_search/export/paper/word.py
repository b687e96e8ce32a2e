"""Write a paper as a Word document with real headings, styles and tables, on the office's template if there is one.

Outside :mod:`renkei_search.corpus.document`, only this module and ``word_template`` use python-docx.
"""

from __future__ import annotations

from copy import deepcopy
from functools import partial
from io import BytesIO
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_ROW_HEIGHT_RULE, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Cm, Pt, RGBColor

from renkei_search.export.paper.word_table import (
    border,
    fix_widths,
    keep_whole,
    keep_with_next,
    pad,
    repeat_on_pages,
    shade,
)
from renkei_search.export.paper.word_template import (
    BLOCKS,
    fill_words,
    find_blocks,
    new_document,
    open_template,
    style_of,
)
from renkei_search.export.picture import PictureKind
from renkei_search.picture.colour import LINE
from renkei_search.picture.tile import COLUMNS, ROWS, TILES, short_prefecture

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from renkei_search.export.paper.content import Paper, PaperFact
    from renkei_search.export.paper.figure import PaperFigure
    from renkei_search.export.paper.writer import PaperFont

_WHOLE: Final = 300
"""A row with no text of more characters than these is not cut by the end of a page."""
_SMALL: Final = Pt(9)
"""The size of letters in the list of sources."""
_HEAD: Final = "E8F1FE"
_MARKED: Final = "1A3E8C"
_PLAIN: Final = "F2F2F2"
_EDGE: Final = LINE.removeprefix("#").upper()
_TILE: Final = (Cm(1.45), Cm(0.62))
_LABEL: Final = Cm(2.6)
_ROW_LABEL: Final = Cm(4.2)
_ROW_NUMBER: Final = Cm(3.6)
_WIDEST: Final = Cm(1.5)
"""The most that a square of a picture's row is wide."""


def write_document(paper: Paper, font: PaperFont, template: Path | None) -> bytes:
    """The document as a file.

    Args:
        paper: what it says.
        font: of a document without a template.
        template: the office's template. Its styles, page set-up and texts stay, and its placeholders are filled.

    Raises:
        PaperTemplateError: the template cannot be used.
    """
    document = open_template(template) if template is not None else new_document(font)
    document.core_properties.title = paper.heading
    document.core_properties.language = "ja-JP"
    anchors = find_blocks(document) if template is not None else {}
    if template is not None:
        fill_words(document, paper)
    _Writer(document, paper).write(anchors, bare=template is None)
    file = BytesIO()
    document.save(file)
    return file.getvalue()


class _Writer:
    """Writes the parts of a paper, either at the end of the document or in place of placeholders."""

    def __init__(self, document: Any, paper: Paper) -> None:
        self._document = document
        self._paper = paper
        self._anchor: Any = None

    def write(self, anchors: dict[str, Any], *, bare: bool) -> None:
        """Fill the placeholders; without any, write all parts, each below a heading."""
        parts: dict[str, Callable[[], None]] = dict(
            zip(
                BLOCKS,
                (
                    self._note,
                    self._summary,
                    self._featured,
                    self._comparison,
                    self._map,
                    partial(self._figure, PictureKind.FIELDS),
                    partial(self._figure, PictureKind.POPULATION),
                    self._sources,
                ),
                strict=True,
            )
        )
        empty = self._empty()
        if anchors:
            for name, anchor in anchors.items():
                self._anchor = anchor
                parts[name]()
                anchor.getparent().remove(anchor)
            return
        if bare:
            self._paragraph(self._paper.heading, "Title")
            self._paragraph(self._paper.dates, "Subtitle")
        for name in self._order():
            write = parts[name]
            if name in empty:
                continue
            if name == "比較表":
                self._laid_across(self._headed_comparison)
            else:
                self._paragraph(_HEADINGS.get(name, name), "Heading 1")
                write()

    def _order(self) -> list[str]:
        """The parts in order: a comparison on sheets of its own comes late, so that it leaves no sheet half empty."""
        order = list(BLOCKS)
        if self._paper.lies_across:
            order.remove("比較表")
            order.insert(order.index("出典"), "比較表")
        return order

    def _empty(self) -> set[str]:
        """The parts without content."""
        paper = self._paper
        drawn = {figure.kind.label for figure in paper.figures}
        said = {
            "所見": bool(paper.note),
            "先進事例": bool(paper.featured),
            "比較表": paper.compares,
            PictureKind.MAP.label: bool(paper.prefectures),
            **{kind.label: kind.label in drawn for kind in (PictureKind.FIELDS, PictureKind.POPULATION)},
        }
        return {name for name, something in said.items() if not something}

    def _note(self) -> None:
        for text in self._paper.note:
            self._paragraph(text)

    def _summary(self) -> None:
        for text in self._paper.summary:
            self._paragraph(text, "List Bullet")

    def _featured(self) -> None:
        for found in self._paper.featured:
            self._paragraph(found.name, "Heading 2")
            self._facts(found.facts)
            last = None
            for text in found.paragraphs:
                last = self._paragraph(text)
            if found.details:
                last = self._facts(found.details)
            if last is not None:
                last.paragraph_format.keep_with_next = True
            self._paragraph(f"出典：{found.citation}", "Caption")

    def _headed_comparison(self) -> None:
        self._paragraph("比較表", "Heading 1")
        self._comparison()

    def _comparison(self) -> None:
        rows = self._paper.compared
        table = self._table(len(rows), len(rows[0]))
        width = (self._width() - _LABEL) // (len(rows[0]) - 1)
        fix_widths(table, (_LABEL, *([width] * (len(rows[0]) - 1))))
        for number, (row, texts) in enumerate(zip(table.rows, rows, strict=True)):
            if number == 0:
                repeat_on_pages(row)
            if max(map(len, texts)) <= _WHOLE:
                keep_whole(row)
            for column, (cell, text) in enumerate(zip(row.cells, texts, strict=True)):
                head = number == 0 or column == 0
                self._fill(cell, text, bold=head, size=Pt(8 if self._paper.lies_across else 9))
                if head:
                    shade(cell, _HEAD)
        self._gap()

    def _map(self) -> None:
        """Write the map as a table with a cell for each tile, which can be edited."""
        table = self._table(ROWS, COLUMNS, None)
        fix_widths(table, [_TILE[0]] * COLUMNS)
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        for row in table.rows:
            row.height, row.height_rule = _TILE[1], WD_ROW_HEIGHT_RULE.EXACTLY
        grid = [list(row.cells) for row in table.rows]
        for name, tile in TILES.items():
            cell = grid[tile.row][tile.column]
            if tile.span > 1:
                cell = cell.merge(grid[tile.row][tile.column + tile.span - 1])
            count = self._paper.prefectures.get(name)
            text = short_prefecture(name) + (f" {count}" if count else "")
            self._fill(cell, text, bold=bool(count), size=Pt(8), colour="FFFFFF" if count else "595959")
            cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER
            cell.vertical_alignment = 1
            shade(cell, _MARKED if count else _PLAIN)
            border(cell)
        keep_with_next(table.rows)
        self._paragraph(self._paper.prefecture_text, "Caption")

    def _figure(self, kind: PictureKind) -> None:
        """Write rows of squares as a table, on one page with its explanations."""
        for figure in self._paper.figures:
            if figure.kind is kind:
                self._squares(figure)
                self._gap(4).paragraph_format.keep_with_next = True
                for number, text in enumerate(figure.explanations, start=1):
                    caption = self._paragraph(text, "Caption")
                    caption.paragraph_format.keep_with_next = number < len(figure.explanations)

    def _squares(self, figure: PaperFigure) -> None:
        edges = (0, *figure.edges)
        # Adjacent cells share the line between them, so a white line would remove the edge of a square.
        line = "FFFFFF" if all(part.filled for told in figure.rows for part in told.parts) else _EDGE
        unit = min(_WIDEST, (self._width() - _ROW_LABEL - _ROW_NUMBER) // edges[-1])
        table = self._table(len(figure.rows), len(edges) + 1, None)
        # A square may be narrower than the margins that a cell has by itself.
        pad(table, ("left", "right"), "0")
        fix_widths(
            table, (_ROW_LABEL, *((end - start) * unit for start, end in pairwise(edges)), _ROW_NUMBER)
        )
        for row, told in zip(table.rows, figure.rows, strict=True):
            row.height, row.height_rule = _TILE[1], WD_ROW_HEIGHT_RULE.AT_LEAST
            cells = row.cells
            self._fill(cells[0], told.label, size=Pt(9))
            self._fill(cells[-1], told.said, size=Pt(9))
            cells[-1].paragraphs[0].paragraph_format.left_indent = Pt(5)
            at = 0
            for part in told.parts:
                cell = cells[edges.index(at) + 1].merge(cells[edges.index(at + part.units)])
                at += part.units
                self._fill(cell, part.text, bold=True, size=Pt(8), colour="FFFFFF" if part.filled else None)
                cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER
                shade(cell, _MARKED if part.filled else "FFFFFF")
                border(cell, line)
            if at < edges[-1]:
                cells[edges.index(at) + 1].merge(cells[-2])
            for cell in row.cells:
                cell.vertical_alignment = 1
        keep_with_next(table.rows)

    def _sources(self) -> None:
        """In small letters and on one page: the end of a list of sources alone on a sheet says nothing."""
        paper = self._paper
        listed = [f"データの更新日：{paper.updated}", *paper.remarks]
        if paper.permalink is not None:
            listed.append(f"もとのページ：{paper.permalink}")
        written = [
            *(self._paragraph(text) for text in paper.citations),
            *(self._paragraph(text, "List Bullet") for text in listed),
        ]
        for number, paragraph in enumerate(written, start=1):
            layout = paragraph.paragraph_format
            layout.keep_together, layout.keep_with_next = True, number < len(written)
            layout.line_spacing, layout.space_after = 1, Pt(2)
            for run in paragraph.runs:
                run.font.size = _SMALL

    def _facts(self, facts: Iterable[PaperFact]) -> Any:
        """A table of facts, and the gap below it."""
        lines = list(facts)
        table = self._table(len(lines), 2)
        fix_widths(table, (_LABEL, self._width() - _LABEL))
        for row, fact in zip(table.rows, lines, strict=True):
            self._fill(row.cells[0], fact.label, bold=True, size=Pt(9))
            self._fill(row.cells[1], fact.text, size=Pt(9))
            shade(row.cells[0], _HEAD)
        if max(len(fact.text) for fact in lines) <= _WHOLE:
            keep_with_next(table.rows)
        return self._gap()

    def _laid_across(self, write: Callable[[], None]) -> None:
        """Write on separate sheets in landscape format, if the comparison is too wide for portrait format."""
        section = self._document.sections[-1]
        if not self._paper.lies_across or section.orientation == WD_ORIENT.LANDSCAPE:
            write()
            return
        upright = deepcopy(section._sectPr)
        self._end_section(upright)
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = section.page_height, section.page_width
        write()
        across = deepcopy(section._sectPr)
        self._end_section(across)
        section.orientation = WD_ORIENT.PORTRAIT
        section.page_width, section.page_height = section.page_height, section.page_width

    def _gap(self, height: int = 6) -> Any:
        """Add an empty paragraph, which Word requires between two tables and at the end of a section."""
        paragraph = self._paragraph("", None)
        paragraph.paragraph_format.space_after = paragraph.paragraph_format.space_before = Pt(0)
        paragraph.paragraph_format.line_spacing = Pt(height)
        return paragraph

    def _end_section(self, properties: Any) -> None:
        paragraph = self._gap(1)
        paragraph._p.get_or_add_pPr().append(properties)

    def _width(self) -> Any:
        section = self._document.sections[-1]
        return section.page_width - section.left_margin - section.right_margin

    def _paragraph(self, text: str, style: str | None = "Normal") -> Any:
        paragraph = self._document.add_paragraph(text, style_of(self._document, style) if style else None)
        self._place(paragraph._p)
        return paragraph

    def _table(self, rows: int, columns: int, style: str | None = "Table Grid") -> Any:
        table = self._document.add_table(rows, columns, style_of(self._document, style) if style else None)
        if style:
            pad(table, ("top", "bottom"), _PADDING)
        self._place(table._tbl)
        return table

    def _place(self, element: Any) -> None:
        if self._anchor is not None:
            self._anchor.addprevious(element)

    def _fill(
        self, cell: Any, text: str, *, bold: bool = False, size: Any = None, colour: str | None = None
    ) -> None:
        for number, line in enumerate(text.split("\n")):
            paragraph = cell.paragraphs[0] if number == 0 else cell.add_paragraph()
            paragraph.paragraph_format.space_after = paragraph.paragraph_format.space_before = Pt(0)
            run = paragraph.add_run(line)
            run.bold = bold or None
            run.font.size = size
            if colour is not None:
                run.font.color.rgb = RGBColor.from_string(colour)


_PADDING: Final = "40"
"""The padding above and below texts in twentieths of a point, because in some templates texts touch the lines."""
_HEADINGS: Final = {
    PictureKind.MAP.label: "取組のある都道府県",
    PictureKind.FIELDS.label: PictureKind.FIELDS.caption,
    PictureKind.POPULATION.label: PictureKind.POPULATION.caption,
    "出典": "出典と時点",
}
