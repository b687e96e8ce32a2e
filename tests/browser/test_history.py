"""Back and forward, permalinks, and the list that the browser remembers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.stage import wait_until
from tests.browser.state import DENIM, DRAFT, DRAFT_TEXT, PAGES, State

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.stage import Stage

LIBRARY = "001-kumamoto-library-mutual-use"


def add_first(page: Page, words: str) -> None:
    page.goto(f"/search?q={words}")
    page.get_by_role("button", name="比較に追加").first.click()


def tray(page: Page, count: int) -> None:
    expect(page.locator("[data-compare-status]")).to_have_text(f"比較リスト：{count}件")


@pytest.mark.parametrize("state", PAGES, ids=lambda state: state.slug)
def test_an_address_shows_the_same_page_to_anybody(stage: Stage, state: State) -> None:
    texts = []
    for scripts in (True, False):
        page = stage.page(scripts=scripts)
        page.goto(state.path)
        texts.append(page.locator("h1").inner_text())
        texts.append(" ".join(page.locator("main h2, main h3").all_inner_texts()))
    assert texts[:2] == texts[2:]


def test_back_and_forward_go_through_the_states_of_a_search(page: Page) -> None:
    page.goto("/search?q=移住")
    first = page.locator(".total").inner_text()
    page.locator("input[name=field]").first.check()
    page.locator("[data-count]").click()
    page.wait_for_url("**field=**")
    second = page.locator(".total").inner_text()
    page.get_by_role("link", name="圏域ごと").click()
    page.wait_for_url("**view=region**")
    page.go_back()
    expect(page.locator(".total")).to_have_text(second)
    expect(page.locator("input[name=field]").first).to_be_checked()
    page.go_back()
    expect(page.locator(".total")).to_have_text(first)
    expect(page.locator("input[name=field]").first).not_to_be_checked()
    page.go_forward()
    expect(page.locator(".total")).to_have_text(second)


def test_back_from_an_initiative_returns_to_the_place_in_the_list(page: Page) -> None:
    page.goto("/search?q=移住")
    card = page.locator(".card").nth(9)
    card.scroll_into_view_if_needed()
    # The position when the page is left: on a busy machine, folding above it may move it until then.
    page.evaluate("addEventListener('pagehide', () => sessionStorage.setItem('left', scrollY))")
    card.get_by_role("heading").get_by_role("link").click()
    expect(page.locator("article.initiative")).to_be_visible()
    assert page.evaluate("Number(sessionStorage.getItem('left'))") > 1_000
    page.go_back()
    wait_until(page, "Math.abs(scrollY - sessionStorage.getItem('left')) < 100")


def test_the_list_is_remembered_on_every_page_without_an_account(page: Page) -> None:
    add_first(page, "図書館")
    page.goto("/regions")
    tray(page, 1)
    expect(page.get_by_role("link", name="比べる（1）")).to_be_visible()


def test_back_does_not_show_a_list_that_has_changed(page: Page) -> None:
    page.goto("/search?q=図書館")
    page.get_by_role("link", name="使い方", exact=True).click()
    add_first(page, "デニム")
    page.go_back()
    page.go_back()
    expect(page.locator("h1")).to_contain_text("図書館")
    tray(page, 1)


def test_the_list_is_emptied(page: Page) -> None:
    add_first(page, "図書館")
    page.get_by_role("link", name="空にする").click()
    expect(page.locator(".tray")).to_be_hidden()
    page.reload()
    expect(page.locator(".tray")).to_be_hidden()


def test_a_list_in_an_address_joins_the_remembered_one_and_leaves_the_address(page: Page) -> None:
    page.goto(f"/search?q=移住&compare={DENIM}")
    tray(page, 1)
    assert "compare=" not in page.url
    assert page.locator("a[href*='compare=']").count() == 0


def test_a_comparison_from_elsewhere_does_not_replace_the_remembered_one(page: Page) -> None:
    add_first(page, "移住")
    page.goto(f"/compare?id={DENIM}&id={DRAFT}")
    expect(page.locator("[data-compare-other]")).to_contain_text("比較リストとは別の並びを見ています")
    page.get_by_role("link", name="このブラウザーの比較リスト（1件）を開く").click()
    expect(page.locator(".comparison thead th")).to_have_count(2)


def test_a_comparison_from_elsewhere_is_taken_over_when_asked(page: Page) -> None:
    add_first(page, "移住")
    page.goto(f"/compare?id={DENIM}&id={LIBRARY}")
    page.get_by_role("button", name="いま見ている並びを比較リストにする").click()
    page.goto("/help")
    tray(page, 2)


def test_a_draft_is_in_no_address_that_is_asked_for_or_linked(page: Page, stage: Stage) -> None:
    page.goto("/similar")
    page.get_by_label("取組の文章").fill(DRAFT_TEXT)
    page.get_by_label("都道府県").select_option("広島県")
    page.get_by_role("button", name="近い取組を探す").click()
    page.locator(".card").first.wait_for()
    addresses = [*stage.requests, page.url]
    addresses += page.eval_on_selector_all(
        "[href], [src], [action]", "all => all.map(one => one.href ?? one.src)"
    )
    page.get_by_role("button", name="比較に追加").first.click()
    page.get_by_role("link", name="並べて比べる").last.click()
    page.locator(".comparison").wait_for()
    addresses += [*stage.requests, page.url]
    assert len(addresses) > 50
    spoken = [page.evaluate("decodeURIComponent", str(address)) for address in addresses]
    assert not any(DRAFT_TEXT[:8] in address or "text=" in address for address in spoken)


def test_a_citation_is_copied(page: Page) -> None:
    page.goto(f"/initiatives/{DENIM}")
    page.get_by_role("button", name="引用をコピー").click()
    expect(page.get_by_text("コピーしました。")).to_be_visible()
    assert f"/initiatives/{DENIM}" in page.evaluate("navigator.clipboard.readText()")
