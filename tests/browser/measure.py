"""Weight and speed of the pages. ``make weigh`` writes them into docs/pages.md."""

from __future__ import annotations

import os
import re
import statistics
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from tests.browser.stage import open_stage, wait_until
from tests.browser.state import PAGES

if TYPE_CHECKING:
    from tests.browser.stage import Stage

MOST_BYTES: Final = 60_000
"""The most bytes that a page may transfer with everything it loads, compressed, without fonts."""
SOONEST: Final = 200
"""The most milliseconds from the request until the first result is painted."""

_EMPTY: Final = "about:blank"
_SEARCHES: Final = ("/search?q=移住", "/search?q=図書館 相互利用", "/search")
_RUNS: Final = 9
_DOCUMENT: Final = Path(__file__).parents[2] / "docs" / "pages.md"
# The browser itself reports when it painted the first result (Element Timing).
_WATCH: Final = """
new MutationObserver((_, observer) => {
    const heading = document.querySelector(".card h2");
    heading?.setAttribute("elementtiming", "first result");
    if (heading) observer.disconnect();
}).observe(document, { childList: true, subtree: true });
new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) window.firstResult = entry.renderTime;
}).observe({ type: "element", buffered: true });
"""


def weigh(stage: Stage, path: str) -> int:
    """Bytes transferred, headers included, for a page and everything it loads, with an empty cache."""
    page = stage.page()
    session = page.context.new_cdp_session(page)
    weights: list[int] = []

    def add(event: dict[str, Any]) -> None:
        weights.append(event["encodedDataLength"])

    session.on("Network.loadingFinished", add)
    session.send("Network.enable")
    session.send("Network.setCacheDisabled", {"cacheDisabled": True})
    page.goto(path)
    session.detach()
    return sum(weights)


def time_first_result(stage: Stage, path: str, before: str = "/") -> list[float]:
    """Milliseconds until the first result is painted, for some visits after two warm-up visits.

    ``before`` is the page on which the search starts: one of this site, or an empty tab.
    """
    page = stage.page()
    times = []
    session = page.context.new_cdp_session(page)
    session.send("Page.enable")
    script = session.send("Page.addScriptToEvaluateOnNewDocument", {"source": _WATCH})
    for _ in range(_RUNS + 2):
        page.goto(before)
        page.goto(path)
        times.append(wait_until(page, "window.firstResult"))
    session.send("Page.removeScriptToEvaluateOnNewDocument", script)
    session.detach()
    return times[2:]


def _write_document() -> None:
    with open_stage() as stage:
        lines = ["| Page | KB on the wire |", "|---|---:|"]
        lines += [f"| `{state.path}` | {weigh(stage, state.path) / 1000:.1f} |" for state in PAGES]
        lines += ["", "| Search | first result seen, ms | from an empty tab |", "|---|---:|---:|"]
        for path in _SEARCHES:
            medians = [
                f"{statistics.median(time_first_result(stage, path, before)):.0f}" for before in ("/", _EMPTY)
            ]
            lines.append(f"| `{path}` | {' | '.join(medians)} |")
        busy = f"{os.getloadavg()[0]:.1f} on {os.cpu_count()} processors"
        lines += [
            "",
            f"Chromium {stage.browser.version}, median of {_RUNS} visits to a running server, load {busy}.",
        ]
    text = _DOCUMENT.read_text(encoding="utf-8")
    table = "<!-- measured -->\n" + "\n".join(lines) + "\n<!-- /measured -->"
    text = re.sub(r"<!-- measured -->.*<!-- /measured -->", lambda _: table, text, flags=re.DOTALL)
    _DOCUMENT.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    _write_document()
