"""Real Chromium on a real server. Without a browser these tests are skipped, except where it must be there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser.stage import Stage, check_browser, open_browser, serve_site

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    check_browser()
    with open_browser() as browser:
        yield browser


@pytest.fixture(scope="package")
def browser_stage(browser: Browser, index_root: Path) -> Iterator[Stage]:
    with serve_site(index_root) as site:
        yield Stage(browser, site)


@pytest.fixture
def stage(browser_stage: Stage) -> Iterator[Stage]:
    """The browser. Afterwards the console must be empty, and no other host may have been contacted."""
    browser_stage.complaints.clear()
    yield browser_stage
    assert browser_stage.complaints == []


@pytest.fixture
def page(stage: Stage) -> Page:
    """An empty page of desktop width."""
    return stage.page()
