"""The accessibility page: the result of the last test, which the browser tests write to ``accessibility.toml``."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import msgspec
from flask import Blueprint, render_template

from renkei_search.model.record import Record

accessibility_page = Blueprint("accessibility", __name__)

REPORT: Final = Path(__file__).parent / "accessibility.toml"


class PageOutcome(Record, frozen=True, kw_only=True):
    """A page in one state, and the number of violations found on it."""

    path: str
    state: str
    violations: int


class AccessibilityReport(Record, frozen=True, kw_only=True):
    """The report of a test run. Without a date nothing has been tested yet.

    ``date`` is ISO 8601; ``tool``, ``version`` and ``browser`` name the program and what it ran in; ``rules``
    the rule sets that were applied; ``widths`` the widths of the window in CSS pixels.
    """

    date: str | None = None
    tool: str = ""
    version: str = ""
    browser: str = ""
    widths: tuple[int, ...] = ()
    rules: tuple[str, ...] = ()
    pages: tuple[PageOutcome, ...] = ()

    @property
    def violations(self) -> int:
        """The sum over all pages."""
        return sum(page.violations for page in self.pages)


def read_report(path: Path = REPORT) -> AccessibilityReport:
    """Read the report.

    Raises:
        msgspec.DecodeError: the file is malformed, which means that the installation is damaged.
    """
    return msgspec.toml.decode(path.read_bytes(), type=AccessibilityReport)


@accessibility_page.get("/accessibility")
def accessibility() -> str:
    """The page with the goal, the test results and the known problems."""
    return render_template("accessibility.html", report=read_report())
