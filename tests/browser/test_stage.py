from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser.stage import REQUIRED, check_browser

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(autouse=True)
def _no_browser(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))


def test_without_a_browser_the_tests_are_skipped_with_the_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(REQUIRED, raising=False)
    with pytest.raises(pytest.skip.Exception, match="install the package chromium"):
        check_browser()


def test_in_continuous_integration_a_missing_browser_is_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(REQUIRED, "1")
    with pytest.raises(pytest.fail.Exception, match="there must be one"):
        check_browser()
