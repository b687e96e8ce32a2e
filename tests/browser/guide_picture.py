"""Screenshots for the planner's guide (/help and README.ja.md): the three most common tasks, with a chosen region."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tests.browser.state import COMPARED, make_paper

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from tests.browser.stage import Stage

_HEIGHT: Final = 800
_PAPER: Final = "/paper?" + "&".join(f"id={one}" for one in COMPARED)


def write_guide_pictures(stage: Stage, write: Callable[[Page, str], None]) -> None:
    """Do each task in the browser and take its screenshots."""
    page = stage.page(height=_HEIGHT)
    page.goto("/search?q=病児保育&own=kumamoto")
    write(page, "guide-find")
    page.goto("/regions/kumamoto?own=kumamoto")
    page.locator("#lacking").evaluate("heading => heading.scrollIntoView()")
    write(page, "guide-lacking")
    page.goto(_PAPER)
    page.get_by_label("資料の見出し").fill("図書館と医療の連携について")
    page.evaluate("scrollTo(0, 0)")
    write(page, "guide-order")
    make_paper(page)
    page.evaluate("scrollTo(0, 0)")
    write(page, "guide-paper")
