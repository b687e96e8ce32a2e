"""A separate desk for the browser: the program is started as a planner starts it, and killed as by a crash."""

from __future__ import annotations

import re
import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Page

_ADDRESS: Final = re.compile(rb"http://127\.0\.0\.1:\d+/desk/[\w-]+/\S*")


@contextmanager
def serve_desk(folder: Path, *words: str | Path) -> Iterator[str]:
    """Run ``renkei-search desk`` with works, corpus and index in a folder; gives the address that it prints."""
    command = [sys.executable, "-m", "renkei_search", "desk", "--no-browser"]
    command += ["--into", str(folder / "own"), "--index", str(folder / "index"), *map(str, words)]
    with subprocess.Popen(command, stderr=subprocess.PIPE) as desk:
        try:
            yield _read_address(desk)
        finally:
            desk.kill()


def _read_address(desk: subprocess.Popen[bytes]) -> str:
    said = b""
    for line in desk.stderr or ():
        said += line
        found = _ADDRESS.search(said)
        if found is not None:
            return found[0].decode()
    raise TimeoutError(said.decode())


def await_bench(page: Page) -> None:
    """Wait until the document is read and its page is drawn."""
    page.locator("[data-ready]").wait_for(timeout=300_000)
    page.locator(".drawing-wait").wait_for(state="detached", timeout=300_000)


def await_saved(page: Page) -> None:
    """Wait until every edit is saved."""
    page.locator("[data-saved]", has_text="保存しました").wait_for()
