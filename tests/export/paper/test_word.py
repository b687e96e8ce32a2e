"""Papers as Word documents: what can be edited, in which fonts, and on whose template."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Pt

from renkei_search.errors import PaperTemplateError
from renkei_search.export.paper.writer import (
    PaperFont,
    PaperFormat,
    PaperTemplates,
    check_templates,
    write_paper,
)
from tests.export.paper.conftest import SIX

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from renkei_search.corpus.collection import Catalogue
    from renkei_search.export.paper.content import Paper


def write(paper: Paper, template: Path | None = None, font: PaperFont = PaperFont.YU_GOTHIC) -> Any:
    data = write_paper(PaperFormat.WORD, paper, PaperTemplates(docx=template), font)
    return Document(io.BytesIO(data))


def texts_by_style(document: Any, style: str) -> list[str]:
    return [found.text for found in document.paragraphs if found.style.name == style]


def test_texts_of_tables_do_not_touch_their_lines(make: Callable[..., Paper], tmp_path: Path) -> None:
    office = Document()
    for block in ("先進事例", "比較表"):
        office.add_paragraph(f"{{{{{block}}}}}")
    office.save(str(tmp_path / "office.docx"))
    for template in (None, tmp_path / "office.docx"):
        tables = write(make(featured=SIX[:2]), template).tables
        bordered = [table for table in tables if table.style.name == "Table Grid"]
        assert len(bordered) >= 3
        for table in bordered:
            names = [child.tag for child in table._tbl.tblPr]
            assert names.index(qn("w:tblCellMar")) < names.index(qn("w:tblLook"))
            for side in ("top", "bottom"):
                margin = table._tbl.tblPr.find(f"{qn('w:tblCellMar')}/{qn(f'w:{side}')}")
                assert int(margin.get(qn("w:w"))) >= 40


def test_headings_are_headings(make: Callable[..., Paper]) -> None:
    document = write(make(heading="資料", note="所見です。", featured=SIX))
    assert texts_by_style(document, "Title") == ["資料"]
    assert texts_by_style(document, "Heading 1") == [
        "所見", "概要", "先進事例", "取組のある都道府県", "政策分野ごとの取組の数（件）",
        "人口規模ごとの圏域の数（圏域）", "比較表", "出典と時点",
    ]  # fmt: skip
    assert len(texts_by_style(document, "Heading 2")) == 6


def test_one_initiative_in_full_is_compared_with_none(make: Callable[..., Paper]) -> None:
    assert "比較表" not in texts_by_style(write(make(1, featured=SIX[:1])), "Heading 1")
    assert "比較表" in texts_by_style(write(make(1)), "Heading 1")


def test_what_is_empty_has_no_heading(make: Callable[..., Paper]) -> None:
    assert texts_by_style(write(make(2)), "Heading 1") == [
        "概要",
        "比較表",
        "取組のある都道府県",
        "政策分野ごとの取組の数（件）",
        "人口規模ごとの圏域の数（圏域）",
        "出典と時点",
    ]


def test_nothing_is_a_picture(make: Callable[..., Paper]) -> None:
    data = write_paper(PaperFormat.WORD, make(), PaperTemplates())
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        assert b"<w:drawing" not in parts.read("word/document.xml")
    tiles = {cell.text for row in write(make()).tables[-4].rows for cell in row.cells}
    assert {"広島 1", "新潟 1", "北海道"} <= tiles


@pytest.mark.parametrize("font", PaperFont)
def test_japanese_has_a_japanese_font(make: Callable[..., Paper], font: PaperFont) -> None:
    document = write(make(), font=font)
    for name in ("Normal", "Title", "Heading 1", "Heading 2", "List Bullet", "Caption"):
        fonts = document.styles[name].element.rPr.find(qn("w:rFonts"))
        assert fonts.get(qn("w:eastAsia")) == fonts.get(qn("w:ascii")) == font.label
        assert fonts.get(qn("w:eastAsiaTheme")) is None
    data = write_paper(PaperFormat.WORD, make(), PaperTemplates(), font)
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        table = parts.read("word/fontTable.xml").decode()
    assert f'<w:font w:name="{font.label}"><w:altName w:val="{font.other_name}, ' in table


def test_a_comparison_of_many_lies_across_and_repeats_its_head(make: Callable[..., Paper]) -> None:
    upright, across = write(make(3)), write(make(6))
    assert [section.orientation for section in upright.sections] == [0]
    assert [section.orientation for section in across.sections] == [0, 1, 0]
    assert across.sections[1].page_width > across.sections[1].page_height
    table = next(table for table in across.tables if table.cell(0, 0).text == "項目")
    assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert len(table.columns) == 7


def test_properties_of_cells_stand_in_the_order_of_the_format(make: Callable[..., Paper]) -> None:
    order = ["tcW", "gridSpan", "vMerge", "tcBorders", "shd", "vAlign"]
    for table in write(make()).tables:
        for cell in table._tbl.iter(qn("w:tcPr")):
            names = [child.tag.partition("}")[2] for child in cell]
            assert names == sorted(names, key=order.index)


def fills(row: Any) -> list[tuple[str, str]]:
    """The fill and the text of the shaded cells of a row, each repeated by the columns that it spans."""
    shades = ((cell._tc.find(f"{qn('w:tcPr')}/{qn('w:shd')}"), cell.text) for cell in row.cells)
    return [(shade.get(qn("w:fill")), text) for shade, text in shades if shade is not None]


def test_policy_fields_are_squares_with_the_numbers_of_initiatives(make: Callable[..., Paper]) -> None:
    paper = make(initiatives=(SIX[1], SIX[1], SIX[0]))
    table = write(paper).tables[-2]
    assert [(row.cells[0].text, row.cells[-1].text) for row in table.rows] == [
        ("高度医療・救急", "2件"),
        ("地域資源・販路拡大", "1件（推定）"),
        ("産業育成・創業", "1件（推定）"),
    ]
    assert [fills(row) for row in table.rows] == [
        [("1A3E8C", "［1］"), ("1A3E8C", "［2］")],
        [("1A3E8C", "［3］")],
        [("1A3E8C", "［3］")],
    ]


def test_each_region_is_a_square_and_those_of_the_paper_are_filled(make: Callable[..., Paper]) -> None:
    document = write(make(3))
    table = document.tables[-1]
    drawn = {row.cells[0].text: [fill for fill, _ in fills(row)] for row in table.rows}
    assert drawn["人口の記載なし"] == ["1A3E8C", *["FFFFFF"] * 23]
    assert drawn["50万人以上100万人未満"] == ["1A3E8C", *["FFFFFF"] * 7]
    assert drawn["20万人以上30万人未満"] == ["FFFFFF"]
    edges = {line.get(qn("w:color")) for borders in table._tbl.iter(qn("w:tcBorders")) for line in borders}
    assert edges == {"767676"}  # a white square is visible by its edge
    captions = set(texts_by_style(document, "Caption"))
    assert all(captions.issuperset(figure.explanations) for figure in make(3).figures)


def test_a_picture_of_squares_stays_on_one_page_with_what_is_said_of_it(make: Callable[..., Paper]) -> None:
    document = write(make())
    drawn = document.tables[-4:-1]
    assert [len(table.columns) > 2 for table in drawn] == [True] * 3
    for table in drawn:
        kept = {text.paragraph_format.keep_with_next for cell in table._cells for text in cell.paragraphs}
        assert kept == {True}
        for row in table.rows:
            assert row._tr.trPr.find(qn("w:cantSplit")) is not None
    following = [
        found.paragraph_format.keep_with_next
        for found in document.paragraphs
        if found.text in make().figures[1].captions
    ]
    assert following == [True, True, False]


def test_the_list_of_sources_stays_on_one_page_in_small_letters(make: Callable[..., Paper]) -> None:
    document = write(make(3, permalink="http://localhost/compare"))
    names = [found.text for found in document.paragraphs]
    listed = document.paragraphs[names.index("出典と時点") + 1 :]
    assert listed[0].text.startswith("［1］")
    assert listed[-1].text == "もとのページ：http://localhost/compare"
    assert [found.paragraph_format.keep_with_next for found in listed] == [True] * (len(listed) - 1) + [False]
    assert {run.font.size for found in listed for run in found.runs} == {Pt(9)}


def test_no_source_stands_alone_at_the_top_of_a_page(make: Callable[..., Paper]) -> None:
    document = write(make(featured=SIX))
    texts = {f"出典：{found.citation}" for found in make(featured=SIX).featured}
    citations = [found._p for found in document.paragraphs if found.text in texts]
    assert len(citations) == 6
    for citation in citations:
        assert citation.getprevious().find(f"{qn('w:pPr')}/{qn('w:keepNext')}") is not None


def test_only_rows_of_much_text_are_cut_by_the_end_of_a_page(make: Callable[..., Paper]) -> None:
    paper = make(3)
    rows = (*paper.compared, ("具体的内容", *["長い文章です。" * 100] * 3))
    document = write(replace(paper, compared=rows))
    table = next(table for table in document.tables if table.cell(0, 0).text == "項目")
    whole = [row._tr.find(f"{qn('w:trPr')}/{qn('w:cantSplit')}") is not None for row in table.rows]
    assert whole == [True] * (len(rows) - 1) + [False]


def test_pictures_of_many_regions_keep_to_the_width(make: Callable[..., Paper], many: Catalogue) -> None:
    document = write(make(3, catalogue=many))
    section = document.sections[-1]
    room = section.page_width - section.left_margin - section.right_margin
    table = document.tables[-1]
    assert sum(column.width for column in table.columns) <= room
    assert len(table.columns) < 64  # Word does not open wider tables
    (unknown,) = (row for row in table.rows if row.cells[0].text == "人口の記載なし")
    having, others = list(dict.fromkeys(unknown.cells))[1:-1]
    assert others.width > 900 * having.width > 0


def test_a_template_places_the_pictures(make: Callable[..., Paper], tmp_path: Path) -> None:
    document = write(make(3), office(tmp_path, "{{人口規模}}", "以上"))
    assert [len(table.rows) for table in document.tables] == [5]
    texts = [found.text for found in document.paragraphs]
    assert texts[1].startswith("この資料に取組を載せた圏域：")
    assert texts[-1] == "以上"


def office(tmp_path: Path, *lines: str, header: str = "") -> Path:
    document = Document()
    document.styles["Heading 2"].font.name = "庁内書体"
    for line in lines:
        document.add_paragraph(line)
    if header:
        document.sections[0].header.paragraphs[0].text = header
    path = tmp_path / "ひな形.docx"
    document.save(str(path))
    return path


def test_a_template_keeps_its_texts_and_is_filled(make: Callable[..., Paper], tmp_path: Path) -> None:
    template = office(
        tmp_path,
        "○○市議会資料",
        "{{ 見出し }}について",
        "{{先進事例}}",
        "{{出典}}",
        "以上",
        header="{{作成日}}",
    )
    paper = make(2, heading="医療", featured=SIX[1:2])
    document = write(paper, template)
    texts = [found.text for found in document.paragraphs]
    assert texts[:3] == ["○○市議会資料", "医療について", "［2］高度な医療サービスの提供"]
    assert texts[-1] == "以上"
    assert "{{" not in "".join(texts)
    assert document.sections[0].header.paragraphs[0].text == paper.made
    assert document.styles["Heading 2"].font.name == "庁内書体"
    assert "比較表" not in texts  # what has no placeholder is left out


def test_a_placeholder_in_pieces_is_filled(make: Callable[..., Paper], tmp_path: Path) -> None:
    template = office(tmp_path, "")
    document = Document(str(template))
    paragraph = document.paragraphs[0]
    for piece in ("題：{{見", "出し}}", "（案）"):
        paragraph.add_run(piece)
    document.save(str(template))
    assert write(make(heading="医療"), template).paragraphs[0].text == "題：医療（案）"


def test_a_template_without_placeholders_gets_all_at_its_end(
    make: Callable[..., Paper], tmp_path: Path
) -> None:
    texts = [found.text for found in write(make(2), office(tmp_path, "表紙")).paragraphs]
    assert texts[0] == "表紙"
    assert {"概要", "比較表", "出典と時点"} <= set(texts)


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (
            ("表紙", "{{概略}}"),
            "ひな形 ひな形.docx の本文2段落目「{{概略}}」: {{概略}} は使えません。使えるのは",
        ),
        (("つぎは{{概要}}です",), "本文1段落目「つぎは{{概要}}です」: {{概要}} は、表やヘッダーの中ではなく"),
        (("{{概要}}", "{{概要}}"), "本文2段落目「{{概要}}」: {{概要}} が二つあります"),
    ],
)
def test_a_faulty_placeholder_is_named_with_its_place(
    tmp_path: Path, lines: tuple[str, ...], message: str
) -> None:
    with pytest.raises(PaperTemplateError) as error:
        check_templates(PaperTemplates(docx=office(tmp_path, *lines)))
    assert message in str(error.value)


def test_a_part_in_a_header_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PaperTemplateError, match=r"セクション1のヘッダー「\{\{概要\}\}」"):
        check_templates(PaperTemplates(docx=office(tmp_path, "表紙", header="{{概要}}")))


@pytest.mark.parametrize("data", [b"", b"not a file", b"PK\x03\x04broken"])
def test_what_is_no_document_is_refused_by_name(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "壊れた.docx"
    path.write_bytes(data)
    with pytest.raises(PaperTemplateError, match=r"壊れた\.docx を Word の文書として開けません"):
        check_templates(PaperTemplates(docx=path))


def test_a_template_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(PaperTemplateError, match=r"ない\.docx"):
        check_templates(PaperTemplates(docx=tmp_path / "ない.docx"))
