"""Measure how long whole documents take, and how much memory: ``python -m tests.corpus.document.speed`` prints a table.

The documents are typeset for the run: pages of listings, form sheets and running text in turn, as many as are asked
for. ``renkei-search read`` reads them as a user does; time is from its start to its end, memory what it and its
worker hold together at most. docs/read.md shows the table with machine and date.
"""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Final, NamedTuple

import pypdfium2 as pdfium
from playwright.sync_api import sync_playwright

from tests.corpus.documents import layout_html as html
from tests.corpus.documents.content import ITEMS

PAGES: Final = (100, 500)
_TURNS: Final = 12  # times that all invented initiatives are listed, put in forms and told
_STEP: Final = 0.05
_MIB: Final = 1024


class Cost(NamedTuple):
    """What reading took: initiatives found, seconds, MiB."""

    found: str
    seconds: float
    memory: float


def typeset_long(path: Path) -> None:
    """A document in which listings, forms and text take turns."""
    part = html.list_table(ITEMS) + html.forms(ITEMS[:12]) + html.outline(ITEMS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_page()
        page.set_content(html.page(html.cover() + part * _TURNS, ""))
        page.pdf(path=path, prefer_css_page_size=True)
        browser.close()


def write_pages(source: Path, target: Path, pages: int) -> None:
    """So many pages of a document, from its first on and over again."""
    original = pdfium.PdfDocument(source)
    made = pdfium.PdfDocument.new()
    while len(made) < pages:
        made.import_pages(original, list(range(min(len(original), pages - len(made)))))
    made.save(target)


def measure(path: Path) -> Cost:
    """Read a document with the command, and watch it."""
    begun = time.monotonic()
    process = subprocess.Popen(
        [sys.executable, "-m", "renkei_search", "read", path, "-o", path.with_suffix(".xlsx"), "--force"],
        stderr=subprocess.PIPE,
        text=True,
    )
    most = 0.0
    done = threading.Event()

    def watch() -> None:
        nonlocal most
        while not done.wait(_STEP):
            most = max(most, sum(map(_resident, _family(process.pid))))

    watcher = threading.Thread(target=watch)
    watcher.start()
    _, said = process.communicate()
    done.set()
    watcher.join()
    if process.returncode:
        raise SystemExit(said)
    found = said.split("取組 ", 1)[-1].split("件", 1)[0]
    return Cost(found, time.monotonic() - begun, most / _MIB)


def _family(pid: int) -> list[int]:
    """A process and its descendants."""
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    except OSError:
        return []
    return [pid, *(one for child in children for one in _family(int(child)))]


def _resident(pid: int) -> int:
    """The memory that a process holds, in KiB."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii", errors="replace").splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("VmRSS")), 0)


def main() -> None:
    """Print the table."""
    if shutil.which("chromium") is None:
        raise SystemExit("needs chromium")
    lines = ["| ページ | 取組 | 時間 | 使うメモリー |", "|---|---|---|---|"]
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "source.pdf"
        typeset_long(source)
        for pages in PAGES:
            path = Path(folder) / f"{pages}.pdf"
            write_pages(source, path, pages)
            cost = measure(path)
            lines.append(f"| {pages} | {cost.found} | {cost.seconds:.0f}秒 | {cost.memory:.0f} MiB |")
    load = "、".join(f"{value:.1f}" for value in os.getloadavg())
    sys.stdout.write(
        "\n".join([*lines, "", f"{platform.machine()}、{os.cpu_count()}コア、負荷 {load}"]) + "\n"
    )


if __name__ == "__main__":
    main()
