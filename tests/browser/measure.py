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
"""What a page with all it needs may weigh, compressed, its fonts apart."""
SOONEST: Final = 200
"""Milliseconds from asking until the first result is on the screen."""

_SEARCHES: Final = ("/search?q=移住", "/search?q=図書館 相互利用", "/search")
_RUNS: Final = 5
_DOCUMENT: Final = Path(__file__).parents[2] / "docs" / "pages.md"
# The frame after the one in which the first result has a place on the screen: then it has been painted.
_WATCH: Final = """
const look = () => requestAnimationFrame(() => {
    const card = document.querySelector(".card h2");
    if (card?.getBoundingClientRect().height && performance.getEntriesByName("first-contentful-paint").length)
        requestAnimationFrame(() => { window.firstResult = performance.now(); });
    else look();
});
look();
"""


def weigh(stage: Stage, path: str) -> int:
    """Bytes on the wire, headers included, of a page and all it asks for, with an empty cache."""
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


def time_first_result(stage: Stage, path: str) -> list[float]:
    """Milliseconds until the first result is seen, of some visits after one that does not count."""
    page = stage.page()
    times = []
    session = page.context.new_cdp_session(page)
    session.send("Page.enable")
    script = session.send("Page.addScriptToEvaluateOnNewDocument", {"source": _WATCH})
    for _ in range(_RUNS + 1):
        page.goto(path)
        times.append(wait_until(page, "window.firstResult"))
        page.goto("about:blank")
    session.send("Page.removeScriptToEvaluateOnNewDocument", script)
    session.detach()
    return times[1:]


def _write_document() -> None:
    with open_stage() as stage:
        lines = ["| Page | KB on the wire |", "|---|---:|"]
        lines += [f"| `{state.path}` | {weigh(stage, state.path) / 1000:.1f} |" for state in PAGES]
        lines += ["", "| Search | first result seen, ms |", "|---|---:|"]
        lines += [
            f"| `{path}` | {statistics.median(time_first_result(stage, path)):.0f} |" for path in _SEARCHES
        ]
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
