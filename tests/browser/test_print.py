"""Printed pages: they state query, date and sources, and have no controls."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from pypdfium2 import PdfDocument

from tests.browser.state import COMPARED, PAGES, State

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.stage import Stage

_CONTROLS = "header nav, form, button, select, .actions, .narrow, .pages, .tray, .crumbs, .skip"
_FOURTH = "000-niigata-net119"
_A4_SHORT = 750  # CSS pixels between the margins of a sheet, short side


def of(slug: str) -> State:
    return next(state for state in PAGES if state.slug == slug)


def show(stage: Stage, state: State) -> Page:
    """The page as it is laid out for print."""
    page = state.show(stage, width=_A4_SHORT)
    page.emulate_media(media="print")
    return page


def visible_text(page: Page) -> str:
    return page.locator("body").inner_text()


def print_sheets(page: Page) -> list[tuple[tuple[float, float], str]]:
    """The sheets that a page is printed on, each with its size and its text."""
    with PdfDocument(page.pdf(prefer_css_page_size=True)) as document:
        return [(sheet.get_size(), sheet.get_textpage().get_text_bounded()) for sheet in document]


@pytest.fixture(scope="module", params=PAGES, ids=lambda state: state.slug)
def sheet(browser_stage: Stage, request: pytest.FixtureRequest) -> Page:
    """A page laid out for print; the tests of one page run after each other."""
    return show(browser_stage, request.param)


def test_no_control_is_printed(sheet: Page) -> None:
    shown = sheet.locator(_CONTROLS).filter(visible=True)
    assert shown.evaluate_all("all => all.map(one => one.outerHTML.slice(0, 80))") == []


def test_every_sheet_bears_site_and_date(sheet: Page, browser_stage: Stage) -> None:
    text = visible_text(sheet)
    assert re.search(r"\d{4}年\d+月\d+日印刷", text)
    assert browser_stage.site in text


def test_no_heading_stands_over_a_form_that_is_not_printed(stage: Stage) -> None:
    page = show(stage, of("home"))
    assert "自分の圏域を選ぶ" not in visible_text(page)
    assert "収録している圏域の数" in visible_text(page)


def test_a_search_without_a_match_says_so_first(stage: Stage) -> None:
    page = show(stage, of("search-never"))
    text = visible_text(page)
    heading = "「図書館 デニム」のすべてにあてはまる取組は、収録した資料にありません（0件）"
    assert heading in text
    assert text.index(heading) < text.index("「図書館」（") < text.index("\n内容の近い取組\n")
    assert "ほかの探し方" not in text


def test_a_search_bears_query_conditions_date_and_sources(stage: Stage) -> None:
    text = visible_text(show(stage, of("search-filters")))
    assert "「移住」の取組" in text
    assert re.search(r"検索した日：\d{4}年\d+月\d+日", text)
    assert "/search?q=" in text
    assert "取組の区分：" in text
    assert "青森圏域連携中枢都市圏を除く" in text
    assert re.search(r"出典：.+（.+時点(・推定)?）", text)


def test_a_comparison_bears_address_date_and_sources(stage: Stage) -> None:
    text = visible_text(show(stage, of("compare")))
    assert re.search(r"\d{4}年\d+月\d+日作成", text)
    assert "/compare?id=" in text
    assert "連携中枢都市圏の取組（37圏域の概要）" in text


def test_an_initiative_bears_its_source_and_address(stage: Stage) -> None:
    text = visible_text(show(stage, of("initiative")))
    assert "連携中枢都市圏の取組（37圏域の概要）" in text
    assert "/initiatives/001-bingo-denim-project" in text


def test_dark_mode_prints_on_white(stage: Stage) -> None:
    page = stage.page(dark=True)
    page.goto("/search?q=移住")
    page.emulate_media(media="print")
    colours = page.evaluate(
        "[getComputedStyle(document.body).backgroundColor, getComputedStyle(document.body).color]"
    )
    assert colours == ["rgb(255, 255, 255)", "rgb(0, 0, 0)"]


@pytest.mark.parametrize(
    ("slug", "sheets", "wide"),
    [("search-filters", 3, False), ("initiative", 4, False), ("compare", 3, True), ("matrix", 4, True)],
)
def test_a_page_fits_on_few_sheets_of_a4(stage: Stage, slug: str, sheets: int, wide: bool) -> None:
    page = of(slug).show(stage, width=1280)
    paper = page.pdf(prefer_css_page_size=True)
    boxes = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", paper)
    assert 0 < len(boxes) <= sheets
    assert all((float(width) > float(height)) is wide for width, height in boxes)


def test_a_wide_comparison_of_a_paper_has_its_heading_on_its_own_sheet(stage: Stage) -> None:
    page = stage.page()
    page.goto("/paper?" + "&".join(f"id={one}" for one in (*COMPARED, _FOURTH)))
    page.get_by_label("印刷用").check()
    page.get_by_role("button", name="資料を作る").click()
    page.get_by_role("heading", name="出典と時点").wait_for()
    sheets = print_sheets(page)
    (across,) = ((size, text) for size, text in sheets if "比較表" in text.splitlines())
    assert across[0][0] > across[0][1]
    assert "具体的内容" in across[1]
    sources = next(text for _, text in sheets if "出典と時点" in text)
    assert "引用するときは資料の名称と時点" in sources


def test_a_picture_of_a_region_leaves_its_first_sheet_not_half_empty(stage: Stage) -> None:
    page = stage.page()
    page.goto("/regions/kumamoto")
    first = print_sheets(page)[0][1]
    assert "似た圏域の平均" in first
    assert "表で見る" not in first


@pytest.mark.parametrize("query", ["病児保育", "移住", "消防"])
def test_pictures_of_a_search_are_on_its_first_sheet_and_no_heading_ends_one(
    stage: Stage, query: str
) -> None:
    page = stage.page()
    page.goto(f"/search?q={query}")
    pictures = page.locator(".spread figcaption").all_text_contents()
    sheets = [text for _, text in print_sheets(page)]
    assert all(caption in sheets[0] for caption in pictures)
    for text in sheets:
        assert not text.strip().endswith(("内容の近い取組", "件数には含めていません。"))


def test_nothing_is_cut_off_at_the_edge_of_the_sheet(stage: Stage) -> None:
    page = show(stage, of("matrix"))
    page.set_viewport_size({"width": 1060, "height": 700})  # A4, long side, without margins
    assert page.evaluate("document.scrollingElement.scrollWidth - innerWidth") <= 0
