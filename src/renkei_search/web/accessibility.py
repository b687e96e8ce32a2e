"""The outcome of the last accessibility test, which the browser tests write into ``accessibility.toml``."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import msgspec

from renkei_search.record import Record

REPORT: Final = Path(__file__).parent / "accessibility.toml"


class PageOutcome(Record, frozen=True, kw_only=True):
    """One page in one state, and how many violations the tool found on it."""

    path: str
    state: str
    violations: int


class AccessibilityReport(Record, frozen=True, kw_only=True):
    """What was tested, when and with what. Without a date nothing has been tested yet.

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
    """Read the outcome.

    Raises:
        msgspec.DecodeError: the file is not of this shape, which only a damaged installation has.
    """
    return msgspec.toml.decode(path.read_bytes(), type=AccessibilityReport)
