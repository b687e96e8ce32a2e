"""Every page in every state: no violation known to axe-core, no horizontal scrolling, no error in the console."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from renkei_search.web.page.about.accessibility import read_report
from tests.browser.audit import WIDTHS, find_violations
from tests.browser.stage import DESK, PHONE
from tests.browser.state import STATES, State

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page

    from tests.browser.stage import Stage

_OVERFLOW = "document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth"
# The text spacing that a reader may set (WCAG 2.2, success criterion 1.4.12).
_SPACING = """() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: .12em !important;
        word-spacing: .16em !important } p { margin-block-end: 2em !important }`);
    document.adoptedStyleSheets = [sheet];
}"""


@pytest.fixture(scope="module", params=STATES, ids=lambda state: state.slug)
def shown(browser_stage: Stage, request: pytest.FixtureRequest) -> Page:
    """A page in a state; the tests of one state run after each other on one page."""
    state: State = request.param
    return state.show(browser_stage, width=PHONE)


@pytest.fixture
def spaced(shown: Page) -> Iterator[Page]:
    shown.evaluate(_SPACING)
    yield shown
    shown.evaluate("document.adoptedStyleSheets = []")


def resize(page: Page, width: int, scale: float = 1) -> None:
    session = page.context.new_cdp_session(page)
    session.send(
        "Emulation.setDeviceMetricsOverride",
        {"width": width, "height": 900, "deviceScaleFactor": scale, "mobile": False},
    )
    session.detach()


@pytest.mark.parametrize("width", WIDTHS)
def test_axe_finds_no_violation(shown: Page, width: int) -> None:
    resize(shown, width)
    assert find_violations(shown) == []


# 640 pixels are a desktop at 200 %; 320 are a desktop at 400 %, or a phone of 640 pixels at 200 %.
@pytest.mark.parametrize(("width", "scale"), [(320, 2), (640, 2)])
def test_the_page_does_not_scroll_sideways(shown: Page, width: int, scale: float) -> None:
    resize(shown, width, scale)
    assert shown.evaluate(_OVERFLOW) <= 0


def test_with_wider_spacing_nothing_is_cut_off(spaced: Page) -> None:
    resize(spaced, PHONE)
    assert spaced.evaluate(_OVERFLOW) <= 0


def test_the_console_is_silent_and_nobody_else_is_asked(shown: Page, browser_stage: Stage) -> None:
    assert shown.url.startswith(browser_stage.site)
    assert browser_stage.complaints == []


def test_axe_finds_what_is_wrong(page: Page) -> None:
    page.goto("/search?q=移住")
    page.evaluate(
        """const icon = document.querySelector('link[rel=icon]').href;
        document.querySelector('main').insertAdjacentHTML('beforeend', `<img src="${icon}">`);
        document.querySelector('.snippet').style.color = '#bbb';"""
    )
    assert {line.split(" ")[0] for line in find_violations(page)} == {"image-alt", "color-contrast"}


def test_the_statement_lists_every_state() -> None:
    report = read_report()
    assert [(page.path, page.state) for page in report.pages] == [(s.path, s.label) for s in STATES]
    assert report.widths == (PHONE, DESK)
    assert report.violations == 0
