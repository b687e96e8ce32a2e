"""The reader's own region in a browser, with and without script: chosen, used on every page, passed on, cancelled."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.stage import DESK, PHONE

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.stage import Stage


@pytest.fixture(
    params=[(True, PHONE), (True, DESK), (False, PHONE), (False, DESK)],
    ids=["script-phone", "script-desk", "no-script-phone", "no-script-desk"],
)
def page(stage: Stage, request: pytest.FixtureRequest) -> Page:
    scripts, width = request.param
    return stage.page(scripts=scripts, width=width)


def choose(page: Page, name: str) -> None:
    page.goto("/")
    page.get_by_label("市町村か圏域の名前").fill(name)
    page.get_by_role("button", name="選ぶ", exact=True).click()


def test_a_chosen_region_is_shown_on_every_page_until_it_is_cancelled(page: Page) -> None:
    choose(page, "益城町")
    expect(page.get_by_role("heading", name="自分の圏域", exact=True)).to_be_visible()
    expect(page.locator(".own-home li").first).to_contain_text("似た")
    page.goto("/search?q=図書館")
    own = page.locator(".own-line").get_by_role("link", name=re.compile("^自分の圏域 [0-9]+件"))
    promised = int(re.findall("[0-9]+", own.inner_text())[0])
    own.click()
    expect(page.locator(".results > .card")).to_have_count(promised)
    expect(page.locator(".own-note.mine")).to_have_count(promised)
    page.get_by_role("link", name="すべての圏域", exact=True).click()
    page.get_by_role("link", name="自分の圏域に近い順").click()
    expect(page.locator(".results > .card").first.locator(".own-note.mine")).to_be_visible()
    page.goto("/matrix")
    expect(page.locator(".own-row")).to_contain_text("自分の圏域")
    page.goto("/regions/kumamoto")
    expect(page.get_by_role("heading", level=1)).to_contain_text("自分の圏域")
    page.get_by_role("link", name="自分の圏域を変更・解除する").click()
    page.get_by_role("button", name="自分の圏域を解除する").click()
    page.wait_for_url("**/regions/kumamoto")
    expect(page.get_by_role("button", name="自分の圏域にする")).to_be_visible()


def test_a_region_in_the_address_stays_in_links_that_scripts_change(stage: Stage) -> None:
    page = stage.page(width=DESK)
    page.goto("/search?q=図書館&own=kumamoto")
    page.locator("input[name=field]").first.check()
    expect(page.locator("[data-count]")).to_have_text(re.compile(r"^\d+件を表示$"))
    page.get_by_role("button", name="比較に追加").first.click()
    page.get_by_role("link", name="並べて比べる", exact=True).click()
    page.wait_for_url("**/compare?**own=kumamoto**")
    page.locator(".comparison thead a").first.click()
    page.wait_for_url("**/initiatives/**own=kumamoto**")


def test_a_name_of_several_places_is_asked(page: Page) -> None:
    choose(page, "池田町")
    expect(page.get_by_role("heading", name="「池田町」にあてはまる圏域")).to_be_visible()
    expect(page.locator(".notice")).to_contain_text(["長野県の池田町が参加する圏域は、収録していません。"])
    page.locator(".own-choices").first.get_by_role("button").click()
    expect(page.locator(".own-home")).to_contain_text("ふくい嶺北連携中枢都市圏")


def test_in_print_the_counts_stay_and_the_links_go(stage: Stage) -> None:
    page = stage.page()
    page.goto("/search?q=図書館&own=kumamoto")
    page.emulate_media(media="print")
    expect(page.locator(".own-line ul")).to_be_visible()
    expect(page.locator(".card .own-note").first).to_be_visible()
    expect(page.locator(".watch")).to_be_hidden()


def test_a_search_is_followed_and_passed_on_with_one_button(stage: Stage) -> None:
    page = stage.page()
    page.goto("/search?q=図書館&own=kumamoto")
    for name, path in (("フィードのアドレスをコピー", "/search.atom"), ("リンクをコピー", "/search")):
        page.get_by_role("button", name=name).click()
        expect(page.locator(".watch").get_by_text("コピーしました。").first).to_be_visible()
        copied = page.evaluate("navigator.clipboard.readText()")
        assert copied.startswith(f"{stage.site}{path}?q=")
        assert "own" not in copied


def test_a_suggestion_opens_the_region_or_the_one_initiative_that_it_names(stage: Stage) -> None:
    page = stage.page(width=PHONE)
    for typed, about, url in (
        ("くまもとれんけい", "圏域を開く", "**/regions/kumamoto"),
        ("図書館における圏域", "取組を開く", "**/initiatives/001-kumamoto-library-mutual-use"),
    ):
        page.goto("/")
        page.get_by_role("combobox").press_sequentially(typed)
        option = page.get_by_role("option").filter(has_text=about).first
        option.click()
        page.wait_for_url(url)


def test_news_since_the_last_visit_are_marked(stage: Stage) -> None:
    page = stage.page(width=PHONE)
    for days, marked in ((100_000, True), (-1, False)):
        page.goto("/help")
        page.evaluate(
            """days => {
                sessionStorage.clear();
                localStorage.setItem("renkei-search.visited", String(Date.now() - days * 86400000));
            }""",
            days if marked else 0,
        )
        page.goto("/")
        expect(page.locator("[data-visit]")).to_be_visible()
        assert (page.locator(".news .fresh").count() > 0) == marked
