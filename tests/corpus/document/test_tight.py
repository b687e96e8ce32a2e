"""Columns that are separated by half a character of white space."""

from __future__ import annotations

from typing import TYPE_CHECKING

from renkei_search.corpus.document.page.model import Box
from renkei_search.corpus.document.pdf.layout import arrange
from renkei_search.corpus.document.pdf.line import LineSegment, make_segments
from renkei_search.corpus.document.pdf.reader import Glyph
from renkei_search.corpus.document.pdf.sketch import Sketch

if TYPE_CHECKING:
    from renkei_search.corpus.document.proposal.label import Labels

EM = 10.0
COLUMNS = (50.0, 126.0, 242.0)
"""The left edges of the columns. Full lines of seven and eleven characters leave 6 points between columns."""


def row(y: float, *texts: str) -> list[LineSegment]:
    glyphs = [
        Glyph(char, Box(x + EM * place, y, x + EM * (place + 1), y + EM), EM, False)
        for x, text in zip(COLUMNS, texts, strict=False)
        for place, char in enumerate(text)
    ]
    return make_segments(glyphs)


def cells_of(labels: Labels, *lines: list[LineSegment]) -> list[list[str]]:
    sketch = Sketch(1, 595.0, 842.0, 0.0, recognised=False)
    sketch.free = [segment for line in lines for segment in line]
    tables = [block.table for block in arrange(sketch, labels.is_label).blocks if block.table is not None]
    if not tables:
        return []
    (table,) = tables
    rows: list[list[str]] = [[] for _ in range(table.rows)]
    for cell in table.cells:
        rows[cell.row].append("".join(cell.text.split()))
    return rows


def test_headings_show_where_columns_are_separated(labels: Labels) -> None:
    head = row(100, "事業名", "事業概要", "関係市町")
    found = cells_of(
        labels,
        head,
        row(120, "移動図書館車の", "図書館のない村に月２回", "柏木市"),
        row(132, "共同運行", "車を走らせる。"),
        row(152, "検針の共同委託", "検針と収納を一つの事業", "全市町"),
        row(164, "", "者に委託する。"),
    )
    assert found == [
        ["事業名", "事業概要", "関係市町"],
        ["移動図書館車の共同運行", "図書館のない村に月２回車を走らせる。", "柏木市"],
        ["検針の共同委託", "検針と収納を一つの事業者に委託する。", "全市町"],
    ]


def test_lines_over_all_columns_are_no_rows(labels: Labels) -> None:
    head = row(100, "事業名", "事業概要", "関係市町")
    text = [
        row(120 + 14 * number, "圏域の住民が安心して暮らせるよう、市町が連携する。") for number in range(3)
    ]
    assert cells_of(labels, head, *text) == [["事業名", "事業概要", "関係市町"]]


def test_columns_without_headings_that_are_known_are_no_table(labels: Labels) -> None:
    lines = [
        row(100 + 20 * number, "移動図書館車の", "図書館のない村に月２回", "柏木市") for number in range(4)
    ]
    assert cells_of(labels, *lines) == []


def test_a_segment_is_cut_at_its_gaps() -> None:
    (segment,) = row(100, "移動図書館車の", "図書館のない村に月２回", "柏木市")
    parts = segment.cut_at(segment.gaps)
    assert [part.text for part in parts] == ["移動図書館車の", "図書館のない村に月２回", "柏木市"]
    assert [part.box.x0 for part in parts] == list(COLUMNS)
    assert segment.cut_at(()) == [segment]


def test_a_table_goes_on_at_the_top_of_the_next_page(labels: Labels) -> None:
    def page(*lines: list[LineSegment]) -> Sketch:
        sketch = Sketch(1, 595.0, 842.0, 0.0, recognised=False)
        sketch.free = [segment for line in lines for segment in line]
        return sketch

    head = row(100, "事業名", "事業概要", "関係市町")
    rows = [
        row(120 + 20 * number, "検針の共同委託", "検針と収納を一つの事業", "全市町") for number in range(3)
    ]
    first = arrange(page(head, *rows), labels.is_label)
    assert len(first.gutters) == 2
    following = arrange(
        page(*rows, row(190, "別の文がここから始まり、表の幅を超えて続いている。")),
        labels.is_label,
        first.gutters,
    )
    table, text = following.blocks
    assert table.table is not None
    assert (table.table.rows, table.table.columns) == (3, 3)
    assert text.paragraph is not None
    assert following.gutters == ()
    assert all(block.table is None for block in arrange(page(*rows), labels.is_label).blocks)
