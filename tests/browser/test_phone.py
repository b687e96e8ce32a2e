"""A phone: the first result on the first screen, filters in a sheet, comparisons as cards, a matrix one field at a time."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.stage import DESK, PHONE, wait_until
from tests.browser.state import DENIM

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.stage import Stage

HEIGHT = 844
COMPARED = f"/compare?id={DENIM}&id=001-kumamoto-library-mutual-use&id=003-advanced-medicine"
SCRIPTS = pytest.mark.parametrize("scripts", [True, False], ids=["script", "no-script"])


def phone(stage: Stage, path: str, *, scripts: bool = True) -> Page:
    page = stage.page(scripts=scripts, width=PHONE, height=HEIGHT)
    page.goto(path)
    return page


def total(page: Page) -> int:
    return int(page.locator(".total strong").inner_text().rstrip("件").replace(",", ""))


def open_sheet(page: Page) -> None:
    page.get_by_role("link", name="条件で絞り込む").click()
    expect(page.get_by_role("dialog", name="条件で絞り込む")).to_be_visible()


@SCRIPTS
@pytest.mark.parametrize(
    "path",
    [
        "/search?q=移住",
        "/search?q=病児保育",
        "/search?q=医師確保",
        "/search?q=異動支援",
        "/search?q=図書館&view=region",
        "/search?q=移住&category=ウ&region=-aomori",
        "/search?q=子どもが急に熱を出したときに預けられるところは",
        "/search?field=ウ-A-c",
    ],
)
def test_the_first_result_stands_on_the_first_screen(stage: Stage, path: str, scripts: bool) -> None:
    page = phone(stage, path, scripts=scripts)
    title = page.locator(".card").first.get_by_role("heading").bounding_box()
    assert title is not None
    assert title["y"] + title["height"] <= HEIGHT


@SCRIPTS
@pytest.mark.parametrize("width", [320, PHONE, 768])
def test_the_menu_is_one_line_that_opens(stage: Stage, width: int, scripts: bool) -> None:
    page = stage.page(scripts=scripts, width=width, height=HEIGHT)
    page.goto("/search?q=移住")
    header = page.locator("header.site").bounding_box()
    assert header is not None
    assert header["height"] <= 80
    links = page.get_by_role("navigation", name="メニュー").get_by_role("link")
    expect(links).to_have_count(0)
    page.get_by_role("button", name="メニュー").click()
    expect(links).to_have_count(8)
    page.keyboard.press("Escape")
    expect(links).to_have_count(0)
    expect(page.get_by_role("button", name="メニュー")).to_be_focused()
    page.get_by_role("button", name="メニュー").click()
    links.filter(has_text="取組の型").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("取組の型から探す")


@pytest.mark.parametrize("width", [320, PHONE, DESK])
def test_an_open_menu_covers_nothing_of_the_row_it_hangs_below(stage: Stage, width: int) -> None:
    page = stage.page(width=PHONE, height=HEIGHT)
    page.goto("/search?q=移住")
    page.get_by_role("button", name="メニュー").click()
    # Rotating the phone leaves its menu open.
    page.set_viewport_size({"width": width, "height": HEIGHT})
    menu, name = page.locator("#menu").bounding_box(), page.locator(".brand").bounding_box()
    assert menu is not None
    assert name is not None
    assert menu["y"] >= name["y"] + name["height"]
    assert menu["x"] >= 0
    assert menu["x"] + menu["width"] <= width
    assert menu["y"] + menu["height"] <= HEIGHT


def test_the_page_behind_an_open_menu_is_out_of_reach(stage: Stage) -> None:
    page = stage.page(width=PHONE, height=HEIGHT)
    page.goto("/search?q=移住")
    first = page.locator(".card a").first
    page.get_by_role("button", name="メニュー").click()
    assert page.locator("main").evaluate("main => main.inert")
    for _ in range(12):
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.closest('main, footer')") is None
    page.keyboard.press("Escape")
    first.focus()
    expect(first).to_be_focused()


def test_at_a_desk_the_menu_is_a_line_of_links(stage: Stage) -> None:
    page = stage.page(width=DESK)
    page.goto("/")
    links = page.get_by_role("navigation", name="メニュー").get_by_role("link")
    expect(links).to_have_count(8)
    tops = {round(box["y"]) for link in links.all() if (box := link.bounding_box())}
    assert len(tops) == 1
    expect(page.get_by_role("button", name="メニュー")).to_be_hidden()


@SCRIPTS
@pytest.mark.parametrize("width", [PHONE, DESK])
def test_the_receipt_is_one_line_and_says_more_on_demand(stage: Stage, width: int, scripts: bool) -> None:
    page = stage.page(scripts=scripts, width=width, height=HEIGHT)
    page.goto("/search?q=移住")
    receipt = page.locator(".receipt")
    folded = receipt.bounding_box()
    assert folded is not None
    assert folded["height"] <= 60
    expect(receipt.get_by_role("link", name="入力した言葉どおりに探す")).to_be_hidden()
    receipt.locator("summary").click()
    expect(receipt.get_by_role("listitem").first).to_contain_text("も探しました")
    expect(receipt.get_by_role("link", name="入力した言葉どおりに探す")).to_be_visible()


def test_the_sheet_counts_before_it_applies(stage: Stage) -> None:
    page = phone(stage, "/search?q=移住")
    everything = total(page)
    open_sheet(page)
    sheet = page.get_by_role("dialog")
    expect(sheet.get_by_role("button", name="閉じる")).to_be_focused()
    expect(sheet.get_by_role("button", name=f"{everything}件を表示")).to_be_visible()
    box = sheet.get_by_role("checkbox", name=re.compile("UIJターン就職の促進"))
    promised = int(re.search(r"(\d+)件", box.locator("..").text_content() or "")[1])  # type: ignore[index]
    box.check()
    expect(sheet.get_by_role("button", name=f"{promised}件を表示")).to_be_visible()
    expect(sheet.get_by_role("status").last).to_have_text(f"選んだ条件では{promised}件です。")
    # The counts of the other facets take both choices into account.
    fields = sheet.locator("input[name=field] >> nth=0").locator("xpath=..").locator(".count")
    assert int(re.match(r"\d+", fields.inner_text())[0]) <= promised  # type: ignore[index]
    sheet.get_by_role("button", name=f"{promised}件を表示").click()
    page.wait_for_url("**practice=**")
    assert total(page) == promised < everything
    expect(page.get_by_role("dialog")).to_have_count(0)
    # The button says how many filters are chosen.
    expect(page.get_by_role("link", name="条件で絞り込む（1）")).to_be_visible()


@pytest.mark.parametrize("way", ["閉じる", "Escape", "beside"])
def test_a_closed_sheet_takes_nothing_along(stage: Stage, way: str) -> None:
    page = phone(stage, "/search?q=移住")
    open_sheet(page)
    page.get_by_role("dialog").get_by_role("checkbox").first.check()
    if way == "Escape":
        page.keyboard.press("Escape")
    elif way == "beside":
        page.mouse.click(PHONE / 2, 10)
    else:
        page.get_by_role("button", name="閉じる").click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_role("link", name="条件で絞り込む")).to_be_focused()
    page.get_by_role("combobox").fill("観光")
    page.keyboard.press("Enter")
    page.wait_for_url("**q=%E8%A6%B3%E5%85%89**")
    assert "field=" not in page.url


def test_the_keyboard_stays_in_the_sheet(stage: Stage) -> None:
    page = phone(stage, "/search?q=移住")
    page.get_by_role("link", name="条件で絞り込む").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Shift+Tab")
    inside = page.evaluate(
        "document.activeElement === document.body || !!document.activeElement.closest('dialog')"
    )
    assert inside
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert page.evaluate("!!document.activeElement.closest('dialog')")


def test_the_button_stays_if_the_count_fails(stage: Stage) -> None:
    page = phone(stage, "/search?q=移住")
    page.route("**/api/v1/search?**", lambda route: route.abort())
    open_sheet(page)
    page.get_by_role("dialog").get_by_role("checkbox").first.check()
    expect(page.get_by_role("button", name="選んだ条件で絞り込む")).to_be_visible()
    page.unroute_all()
    stage.complaints.clear()


def test_at_a_desk_the_filters_stand_beside_and_count_too(stage: Stage) -> None:
    page = stage.page(width=DESK)
    page.goto("/search?q=移住")
    expect(page.get_by_role("link", name="条件で絞り込む")).to_be_hidden()
    box = page.locator("input[name=field]").first
    box.check()
    expect(page.locator("[data-count]")).to_have_text(re.compile(r"^\d+件を表示$"))
    promised = page.locator("[data-count]").inner_text()
    page.locator("[data-count]").click()
    page.wait_for_url("**field=**")
    assert promised == f"{total(page)}件を表示"


def test_without_script_the_filters_are_a_page(stage: Stage) -> None:
    page = phone(stage, "/search?q=移住", scripts=False)
    everything = total(page)
    expect(page.locator("#narrow")).to_be_hidden()
    page.get_by_role("link", name="条件で絞り込む").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("「移住」を条件で絞り込む")
    page.get_by_role("checkbox", name=re.compile("UIJターン就職の促進")).check()
    page.get_by_role("button", name="件数を確かめる").click()
    page.wait_for_url("**/search/filters?**practice=**")
    promised = page.locator("[data-count]").inner_text()
    page.get_by_role("button", name=promised).click()
    page.wait_for_url("**/search?**practice=**")
    assert promised == f"{total(page)}件を表示"
    assert total(page) < everything
    page.get_by_role("link", name="条件で絞り込む（1）").click()
    page.get_by_role("link", name="閉じる").click()
    assert promised == f"{total(page)}件を表示"


def test_back_restores_unfolded_parts_and_the_scroll_position(stage: Stage) -> None:
    page = phone(stage, "/search?q=移住")
    page.locator(".receipt summary").click()
    page.get_by_label("推定の印を表示").check()
    card = page.locator(".card").nth(9)
    card.scroll_into_view_if_needed()
    name = card.get_attribute("id")
    # The position when the page is left: until then, folding above it may move it.
    top = f"document.getElementById('{name}').getBoundingClientRect().top"
    page.evaluate(f"addEventListener('pagehide', () => sessionStorage.setItem('left', {top}))")
    card.get_by_role("heading").get_by_role("link").click()
    expect(page.locator("article.initiative")).to_be_visible()
    page.go_back()
    wait_until(page, f"Math.abs({top} - sessionStorage.getItem('left')) < 20")
    assert page.locator(".receipt").get_attribute("open") is not None
    expect(page.get_by_label("推定の印を表示")).to_be_checked()


def test_back_from_a_narrowed_search_shows_no_sheet(stage: Stage) -> None:
    page = phone(stage, "/search?q=移住")
    everything = total(page)
    open_sheet(page)
    page.get_by_role("dialog").get_by_role("checkbox").first.check()
    page.locator("[data-count]").click()
    page.wait_for_url("**field=**")
    page.go_back()
    expect(page.locator(".total strong")).to_have_text(f"{everything}件")
    expect(page.get_by_role("dialog")).to_have_count(0)


@SCRIPTS
def test_the_mark_is_shown_on_demand(stage: Stage, scripts: bool) -> None:
    page = phone(stage, "/search?q=移住", scripts=scripts)
    marks = page.locator(".card .basis.quiet")
    expect(marks.first).to_be_hidden()
    page.get_by_label("推定の印を表示").check()
    expect(marks.first).to_be_visible()


def test_the_mark_is_on_paper(stage: Stage) -> None:
    page = stage.page()
    page.goto("/search?q=移住")
    page.emulate_media(media="print")
    expect(page.locator(".card .basis.quiet").first).to_be_visible()
    expect(page.get_by_text("分野は主に当サイトで分類")).to_be_visible()


@SCRIPTS
def test_a_comparison_is_a_pile_of_cards(stage: Stage, scripts: bool) -> None:
    page = phone(stage, COMPARED, scripts=scripts)
    names = page.locator(".comparison thead th > a").all_inner_texts()
    boxes = [row.bounding_box() for row in page.locator(".comparison tr").all()]
    assert all(box and box["x"] >= 0 and box["x"] + box["width"] <= PHONE for box in boxes)
    row = page.locator(".comparison tbody tr:not(.same)").first
    cells = [cell.bounding_box() for cell in row.locator("td").all()]
    assert all(one and other and one["y"] < other["y"] for one, other in pairwise(cells))
    labels = [
        cell.evaluate("cell => getComputedStyle(cell, '::before').content")
        for cell in row.locator("td").all()
    ]
    assert [label.strip('"') for label in labels] == [name.strip() for name in names[: len(labels)]]


@SCRIPTS
def test_a_row_with_equal_cells_is_shown_once(stage: Stage, scripts: bool) -> None:
    both = "/compare?id=001-matsuyama-sick-child-care&id=001-kumamoto-sick-child-care"
    page = phone(stage, both, scripts=scripts)
    same = page.locator(".comparison tbody tr.same").first
    expect(same.locator("td").nth(0)).to_be_visible()
    expect(same.locator("td").nth(1)).to_be_hidden()


@SCRIPTS
def test_the_matrix_is_asked_for_one_field(stage: Stage, scripts: bool) -> None:
    page = phone(stage, "/matrix", scripts=scripts)
    expect(page.locator("table.matrix")).to_be_hidden()
    page.get_by_label("政策分野", exact=True).select_option("ウ-A-c")
    page.get_by_role("button", name="順位を見る").click()
    page.wait_for_url("**by=**")
    ranked = page.locator(".ranks li")
    counts = [int(text.split("件")[0]) for text in page.locator(".rank-count").all_inner_texts()]
    assert counts == sorted(counts, reverse=True)
    first = counts[0]
    ranked.first.locator(".rank-count").click()
    assert total(page) == first
    page.go_back()
    page.get_by_role("link", name="表のまま見る").click()
    expect(page.locator("table.matrix")).to_be_visible()
    expect(page.locator(".ranks")).to_be_visible()
