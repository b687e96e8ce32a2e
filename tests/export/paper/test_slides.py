"""Papers as slides: what can be edited, what fits, and on whose template."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from pptx import Presentation
from pptx.enum.shapes import MSO_SHAPE_TYPE
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.oxml.ns import qn
from pptx.util import Pt

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

    from renkei_search.corpus.collection import Catalogue, Corpus
    from renkei_search.export.paper.content import Paper


def write(paper: Paper, template: Path | None = None, font: PaperFont = PaperFont.YU_GOTHIC) -> Any:
    data = write_paper(PaperFormat.SLIDES, paper, PaperTemplates(pptx=template), font)
    return Presentation(io.BytesIO(data))


def titles(deck: Any) -> list[str]:
    return [slide.shapes.title.text for slide in deck.slides]


def test_each_slide_has_a_title(make: Callable[..., Paper]) -> None:
    deck = write(make(2, heading="資料", note="所見です。", featured=SIX[:1]))
    assert titles(deck)[:6] == [
        "資料", "所見", "概要", "［1］備中備後ジャパンデニムプロジェクト", "比較表", "取組のある都道府県",
    ]  # fmt: skip
    assert all(found.text_frame.text.strip() for slide in deck.slides for found in slide.placeholders)


def test_the_cover_has_heading_and_dates_on_one_side(make: Callable[..., Paper]) -> None:
    cover = write(make(1)).slides[0]
    heading, dates = (found for found in cover.slide_layout.placeholders if found.placeholder_format.idx < 2)
    assert heading.left == dates.left
    assert dates.top > heading.top + heading.height
    assert {level.get("algn") for level in dates._element.iter(qn("a:lvl1pPr"))} == {"l"}


def test_one_initiative_in_full_is_compared_with_none(make: Callable[..., Paper]) -> None:
    assert "比較表" not in titles(write(make(1, featured=SIX[:1])))
    assert "比較表" in titles(write(make(1)))


def test_no_shape_has_a_shadow(make: Callable[..., Paper]) -> None:
    for slide in write(make(3)).slides:
        for effect in slide._element.iter(qn("a:effectRef")):
            assert effect.get("idx") == "0"


def test_a_list_is_as_large_as_one_slide_holds_and_a_long_one_fills_slides_equally(
    make: Callable[..., Paper],
) -> None:
    def notes(*lines: str) -> list[Any]:
        deck = write(make(1, note="\n".join(lines)))
        pages = [slide for slide in deck.slides if slide.shapes.title.text.startswith("所見")]
        return [page.placeholders[1].text_frame.paragraphs for page in pages]

    (short,) = notes("短い所見です。")
    assert short[0].runs[0].font.size == Pt(20)
    (longer,) = notes(*["所見の一つです。"] * 12)
    assert longer[0].runs[0].font.size < Pt(20)
    counts = [len(page) for page in notes(*["所見の一つです。"] * 40)]
    assert len(counts) > 1
    assert max(counts) - min(counts) <= len(counts)


def test_nothing_is_a_picture_and_tables_are_tables(make: Callable[..., Paper]) -> None:
    deck = write(make(3, featured=SIX[:3]))
    kinds = {shape.shape_type for slide in deck.slides for shape in slide.shapes}
    assert MSO_SHAPE_TYPE.PICTURE not in kinds
    assert {MSO_SHAPE_TYPE.TABLE, MSO_SHAPE_TYPE.AUTO_SHAPE} <= kinds
    (tiles,) = (slide for slide in deck.slides if slide.shapes.title.text == "取組のある都道府県")
    assert {"広島 1件", "北海道"} <= {shape.text_frame.text for shape in tiles.shapes if shape.has_text_frame}


@pytest.mark.parametrize("count", [1, 3, 6])
def test_nothing_leaves_the_slide(make: Callable[..., Paper], count: int) -> None:
    deck = write(make(count, note="長い所見です。" * 200, featured=SIX))
    for slide in deck.slides:
        for shape in slide.shapes:
            assert shape.left >= 0, shape.name
            assert shape.left + shape.width <= deck.slide_width, shape.name
            assert shape.top + shape.height <= deck.slide_height, (titles(deck), shape.name)


def squares(deck: Any, title: str) -> list[Any]:
    (slide,) = (slide for slide in deck.slides if slide.shapes.title.text == title)
    return [shape for shape in slide.shapes if shape.shape_type is MSO_SHAPE_TYPE.AUTO_SHAPE]


def test_policy_fields_are_shapes_with_the_numbers_of_initiatives(make: Callable[..., Paper]) -> None:
    deck = write(make(initiatives=(SIX[1], SIX[1], SIX[0])))
    drawn = squares(deck, "政策分野ごとの取組の数（件）")
    assert [(shape.name, shape.text_frame.text) for shape in drawn] == [
        ("高度医療・救急［1］", "［1］"),
        ("高度医療・救急［2］", "［2］"),
        ("地域資源・販路拡大［3］", "［3］"),
        ("産業育成・創業［3］", "［3］"),
    ]
    first, second, third, _ = drawn
    assert first.top == second.top < third.top
    assert first.left == third.left < second.left


def test_each_region_is_a_shape_and_those_of_the_paper_are_filled(
    make: Callable[..., Paper], corpus: Corpus
) -> None:
    drawn = squares(write(make(3)), "人口規模ごとの圏域の数（圏域）")
    assert sorted(shape.name for shape in drawn) == sorted(region.name for region in corpus.catalogue.regions)
    filled = {shape.name for shape in drawn if str(shape.fill.fore_color.rgb) != "FFFFFF"}
    assert filled == {"新潟広域都市圏", "備後圏域連携中枢都市圏", "富山広域連携中枢都市圏"}
    assert {str(shape.line.color.rgb) for shape in drawn if shape.name not in filled} == {"767676"}


def test_pictures_stay_clear_of_each_other_and_of_the_edge(
    make: Callable[..., Paper], many: Catalogue, tmp_path: Path
) -> None:
    narrow = tmp_path / "office.pptx"
    Presentation().save(str(narrow))
    for template in (None, narrow):
        for paper in (make(6), make(1), make(6, catalogue=many)):
            deck = write(paper, template)
            headings = {figure.heading for figure in paper.figures}
            slides = [slide for slide in deck.slides if slide.shapes.title.text in headings]
            assert len(slides) == 2
            for slide in slides:
                title, *others = slide.shapes
                note = next(shape for shape in others if shape.name == "説明")
                for shape in others:
                    assert shape.width > 0
                    assert shape.left >= 0
                    assert shape.left + shape.width <= deck.slide_width
                    assert shape.top >= title.top + title.height
                    assert shape is note or shape.top + shape.height <= note.top
                assert note.top + note.height <= deck.slide_height


def test_a_picture_of_many_rows_goes_on_on_the_next_slide(make: Callable[..., Paper]) -> None:
    paper = make(3)
    fields, populations = paper.figures
    rows = tuple(fields.rows[0]._replace(label=f"分野{number}") for number in range(40))
    deck = write(replace(paper, figures=(replace(fields, rows=rows), populations)))
    pages = [slide for slide in deck.slides if slide.shapes.title.text.startswith(fields.heading)]
    assert [slide.shapes.title.text for slide in pages][1] == f"{fields.heading}（続き）"
    labels = [shape.name for slide in pages for shape in slide.shapes if shape.name.startswith("分野")]
    assert labels == [row.label for row in rows]
    for slide in pages:
        assert fields.key in slide.shapes[-1].text_frame.text
        assert all(shape.top + shape.height <= deck.slide_height for shape in slide.shapes)


def test_a_long_list_goes_on_on_the_next_slide(make: Callable[..., Paper]) -> None:
    note = "\n".join(f"{number}行目の所見です。" for number in range(60))
    deck = write(make(1, note=note))
    pages = [slide for slide in deck.slides if slide.shapes.title.text.startswith("所見")]
    assert titles(deck)[1:3] == ["所見", "所見（続き）"]
    lines = [
        line.text
        for slide in pages
        for shape in slide.placeholders
        if shape is not slide.shapes.title and shape.placeholder_format.idx != 0
        for line in shape.text_frame.paragraphs
    ]
    assert lines == note.split("\n")


@pytest.mark.parametrize("font", PaperFont)
def test_the_theme_has_a_japanese_font(make: Callable[..., Paper], font: PaperFont) -> None:
    deck = write(make(1), font=font)
    theme = deck.slide_master.part.part_related_by(RELATIONSHIP_TYPE.THEME).blob.decode()
    assert theme.count(f'<a:ea typeface="{font.label}"/>') == 2
    assert theme.count(f'<a:font script="Jpan" typeface="{font.label}"/>') == 2


def test_a_template_keeps_its_slides_and_layouts(make: Callable[..., Paper], tmp_path: Path) -> None:
    office = Presentation()
    office.slides.add_slide(office.slide_layouts[0]).shapes.title.text = "○○市"
    path = tmp_path / "ひな形.pptx"
    office.save(str(path))
    deck = write(make(1), path)
    assert titles(deck)[:2] == ["○○市", "先進事例の比較"]
    assert deck.slide_width == office.slide_width


def test_a_template_without_layouts_names_what_it_lacks(tmp_path: Path) -> None:
    office = Presentation()
    for layout in list(office.slide_layouts)[:-1]:
        if layout.name != "Blank":
            office.slide_layouts.remove(layout)
    for layout in list(office.slide_layouts):
        for found in list(layout.placeholders):
            found._element.getparent().remove(found._element)
    path = tmp_path / "ひな形.pptx"
    office.save(str(path))
    with pytest.raises(PaperTemplateError) as error:
        check_templates(PaperTemplates(pptx=path))
    assert "ひな形 ひな形.pptx のスライドマスターに、タイトルとテキスト" in str(error.value)
    assert "Blank" in str(error.value)


@pytest.mark.parametrize("data", [b"", b"not a file", b"PK\x03\x04broken"])
def test_what_is_no_deck_is_refused_by_name(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "壊れた.pptx"
    path.write_bytes(data)
    with pytest.raises(PaperTemplateError, match=r"壊れた\.pptx を PowerPoint のファイルとして開けません"):
        check_templates(PaperTemplates(pptx=path))


def test_a_text_that_no_slide_holds_goes_on_without_a_loss(make: Callable[..., Paper]) -> None:
    paper = make(1, featured=SIX[:1])
    text = "".join(f"{number}番目の文は、とても長い文です。" for number in range(600))
    long = replace(paper, featured=(replace(paper.featured[0], paragraphs=(text,)),))
    deck = write(long)
    cells = [
        row.cells[1].text
        for slide in deck.slides
        for shape in slide.shapes
        if shape.has_table and shape.name == paper.featured[0].name
        for row in shape.table.rows
    ]
    assert text in "".join(cells)
    assert all(
        shape.top + shape.height <= deck.slide_height for slide in deck.slides for shape in slide.shapes
    )
