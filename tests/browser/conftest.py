"""Real Chromium on a real server. Without a browser these tests are skipped, except where it must be there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser.stage import Stage, check_browser, open_stage

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Page


@pytest.fixture(scope="package")
def browser_stage(index_root: Path) -> Iterator[Stage]:
    check_browser()
    with open_stage(index_root) as stage:
        yield stage


@pytest.fixture
def stage(browser_stage: Stage) -> Iterator[Stage]:
    """The browser; afterwards the console must be silent, and nobody else have been asked for anything."""
    browser_stage.complaints.clear()
    yield browser_stage
    assert browser_stage.complaints == []


@pytest.fixture
def page(stage: Stage) -> Page:
    """An empty page of a desk's width."""
    return stage.page()
