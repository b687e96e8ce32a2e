"""Accessibility with axe-core. ``make accessibility`` writes the outcome for the statement at ``/accessibility``."""

from __future__ import annotations

import platform
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

import msgspec
from axe_playwright_python.sync_playwright import Axe

from renkei_search.web.page.about.accessibility import REPORT, AccessibilityReport, PageOutcome
from tests.browser.stage import DESK, PHONE, open_stage
from tests.browser.state import STATES

if TYPE_CHECKING:
    from playwright.sync_api import Page

WIDTHS: Final = (PHONE, DESK)
RULES: Final = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
_OPTIONS: Final = {"runOnly": list(RULES), "resultTypes": ["violations"]}
_SCRIPT: Final = Axe().axe_script
_HEADER: Final = (
    "# The outcome of the last accessibility test, shown at /accessibility. `make accessibility` writes this file;\n"
    "# do not type results by hand. Without a date the page says that nothing has been tested yet.\n"
)


def find_violations(page: Page) -> list[str]:
    """The violations that axe-core finds on the page in its present state, one element per line."""
    found: list[dict[str, Any]] = _run(page)["violations"]
    return [
        f"{rule['id']} ({rule['impact']}): {node['html'][:200]}" for rule in found for node in rule["nodes"]
    ]


def _run(page: Page) -> dict[str, Any]:
    # Evaluated through the debugger, which ignores the content security policy; once per page, since it takes
    # 0.1 s.
    if not page.evaluate("'axe' in window"):
        page.evaluate(_SCRIPT)
    answer: dict[str, Any] = page.evaluate("options => axe.run(options)", _OPTIONS)
    return answer


def _write_report() -> None:
    outcomes = []
    with open_stage() as stage:
        for state in STATES:
            count = 0
            for width in WIDTHS:
                # Prepared again for each width: the menu that a phone opens does not exist on a desktop.
                page = state.show(stage, width=width)
                for violation in find_violations(page):
                    count += 1
                    sys.stderr.write(f"{state.path} {width}px {violation}\n")
            outcomes.append(PageOutcome(path=state.path, state=state.label, violations=count))
        engine = _run(STATES[0].show(stage, width=PHONE))["testEngine"]
        report = AccessibilityReport(
            date=datetime.now(UTC).date().isoformat(),
            tool=engine["name"],
            version=engine["version"],
            browser=f"Chromium {stage.browser.version}、{platform.system()}",
            widths=WIDTHS,
            rules=RULES,
            pages=tuple(outcomes),
        )
    REPORT.write_bytes(_HEADER.encode() + msgspec.toml.encode(report))


if __name__ == "__main__":
    _write_report()
