"""Keyboard only: tab order, skip link, suggestions, facets, wide tables, the map."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from tests.browser.stage import DESK, PHONE, wait_until
from tests.browser.state import PAGES, STATES, State

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

    from tests.browser.stage import Stage

_STOPS = 40
# The focused element: what it is, how its focus is drawn, and whether another element covers it entirely.
_FOCUSED = """() => {
    const element = document.activeElement;
    if (element === document.body) return null;
    const shape = element.ownerSVGElement ? element.querySelector("rect") : element;
    const style = getComputedStyle(shape);
    const boxes = [...shape.getClientRects()];
    const inside = boxes.some((box) =>
        [[.5, .5], [.1, .5], [.9, .5], [.5, .1], [.5, .9]].some(([x, y]) => {
            const found = document.elementFromPoint(box.left + box.width * x, box.top + box.height * y);
            return found && (element.contains(found) || found.contains(element));
        }));
    const order = [...document.querySelectorAll("*")].indexOf(element);
    const drawn = shape === element
        ? style.outlineStyle !== "none" && parseFloat(style.outlineWidth) : parseFloat(style.strokeWidth);
    return {what: element.outerHTML.slice(0, 120), order, drawn: drawn || 0, seen: inside};
}"""


# What Tab should reach: visible, enabled, in the tab order; one radio button of each group.
_TABBABLE = """() => [...document.querySelectorAll(
        "a[href], button, input, select, textarea, summary, [tabindex], [contenteditable]")]
    .filter((element) => element.tabIndex >= 0 && !element.disabled && element.checkVisibility({visibilityProperty: true})
        && !(element.type === "radio" && !element.checked)).length"""


def walk(page: Page, stops: int) -> list[dict[str, Any]]:
    """Press Tab until the end of the page at most; the elements that had the focus."""
    seen: list[dict[str, Any]] = []
    for _ in range(stops):
        page.keyboard.press("Tab")
        found = page.evaluate(_FOCUSED)
        if found is None or (seen and found["order"] < seen[-1]["order"]):
            break
        seen.append(found)
    return seen


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def box(page: Page) -> Locator:
    return page.get_by_label("探したい取組の言葉")


def suggest(page: Page, typed: str = "としょ") -> Locator:
    """Type into the search box of the home page; its suggestions."""
    page.goto("/")
    box(page).focus()
    page.keyboard.type(typed)
    options = page.get_by_role("option")
    options.first.wait_for()
    return options


@pytest.mark.parametrize("state", PAGES, ids=lambda state: state.slug)
def test_every_stop_shows_that_it_has_the_focus_and_none_is_covered(stage: Stage, state: State) -> None:
    page = state.show(stage, width=PHONE)
    stops = walk(page, _STOPS)
    assert len(stops) == min(page.evaluate(_TABBABLE), _STOPS)
    assert len(stops) >= 5  # menu and filters are folded away on a phone
    assert [stop["what"] for stop in stops if stop["drawn"] < 2] == []
    assert [stop["what"] for stop in stops if not stop["seen"]] == []


def test_the_tray_covers_nothing_that_has_the_focus(stage: Stage) -> None:
    state = next(state for state in STATES if state.slug == "search-tray")
    page = state.show(stage, width=PHONE, height=600)
    page.evaluate("document.querySelector('#heading').scrollIntoView()")
    page.locator(".card a").first.focus()
    assert [stop["what"] for stop in walk(page, _STOPS) if not stop["seen"]] == []


def test_the_first_stop_skips_the_menu(page: Page) -> None:
    page.goto("/search?q=移住")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="本文へ移動")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(box(page)).to_be_focused()


def test_a_search_needs_no_mouse(page: Page) -> None:
    page.goto("/")
    press(page, "Tab", "Enter", "Tab")
    page.keyboard.type("病児保育")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?**")
    expect(page.locator(".total")).to_contain_text("6件")


def test_arrows_go_round_the_suggestions_and_the_box(page: Page) -> None:
    options = suggest(page)
    last = options.count() - 1
    page.keyboard.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    expect(box(page)).to_have_attribute("aria-activedescendant", str(options.first.get_attribute("id")))
    expect(box(page)).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(page.locator("[aria-selected=true]")).to_have_count(0)
    page.keyboard.press("ArrowUp")
    expect(options.nth(last)).to_have_attribute("aria-selected", "true")
    page.keyboard.press("ArrowDown")
    expect(page.locator("[aria-selected=true]")).to_have_count(0)


def test_suggestions_are_announced(page: Page) -> None:
    options = suggest(page)
    expect(page.locator(".combobox [role=status]")).to_have_text(
        f"候補が{options.count()}件あります。上下の矢印キーで選べます。"
    )


def test_enter_searches_for_the_suggestion_chosen(page: Page) -> None:
    options = suggest(page)
    chosen = str(options.nth(1).get_attribute("data-value"))
    press(page, "ArrowDown", "ArrowDown", "Enter")
    # A suggestion that names one initiative or region opens its page.
    page.wait_for_url(re.compile(r"/search\?|/initiatives/|/regions/"))
    if "/search?" in page.url:
        expect(box(page)).to_have_value(chosen)
    else:
        expect(page.get_by_role("heading", level=1)).to_contain_text(chosen)


def test_enter_without_a_choice_searches_for_what_was_typed(page: Page) -> None:
    suggest(page)
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?**")
    expect(box(page)).to_have_value("としょ")


def test_escape_closes_the_suggestions_and_keeps_the_words(page: Page) -> None:
    options = suggest(page)
    page.keyboard.press("Escape")
    expect(options).to_have_count(0)
    expect(box(page)).to_have_value("としょ")
    expect(box(page)).to_have_attribute("aria-expanded", "false")


def test_tab_leaves_the_suggestions(page: Page) -> None:
    options = suggest(page)
    page.keyboard.press("Tab")
    expect(options).to_have_count(0)
    expect(page.get_by_role("button", name="検索", exact=True)).to_be_focused()


def test_a_facet_is_opened_chosen_and_sent(page: Page) -> None:
    page.goto("/search?q=移住")
    page.locator("summary", has_text="圏域の種類").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.locator("input[name=kind]").first).to_be_focused()
    page.keyboard.press("Space")
    page.locator("[data-count]").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**kind=**")
    expect(page.locator(".chips a").first).to_contain_text("圏域の種類")


def test_enter_inside_a_facet_does_not_send_the_search(page: Page) -> None:
    page.goto("/search?q=移住")
    field = page.get_by_label("圏域の中を探す")
    field.fill("新潟")
    field.press("Enter")
    expect(page.locator("input[name=region]:visible")).to_have_count(1)
    assert "region" not in page.url


def test_a_wide_table_is_moved_by_arrows(stage: Stage) -> None:
    page = stage.page(width=DESK)  # a phone ranks regions by one policy field instead
    page.goto("/matrix")
    frame = page.locator(".scroll")
    frame.focus()
    press(page, *["ArrowRight"] * 3)
    wait_until(page, "document.querySelector('.scroll').scrollLeft > 0")


def test_a_prefecture_is_chosen_on_the_map(page: Page) -> None:
    page.goto("/regions")
    page.get_by_role("link", name="広島 3圏域、16件の取組").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**prefecture=**")
    expect(page.locator("#list .chips")).to_contain_text("広島県")


def test_adding_to_the_comparison_keeps_the_focus(page: Page) -> None:
    page.goto("/search?q=図書館")
    button = page.get_by_role("button", name="比較に追加").first
    button.focus()
    page.keyboard.press("Enter")
    focused = page.locator("*:focus")
    expect(focused).to_contain_text("比較から外す")
