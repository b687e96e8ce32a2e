"""One Chromium and one server, used by the browser tests, the screenshots and the measurements."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest
from playwright.sync_api import sync_playwright

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, CDPSession, ConsoleMessage, Page, Request

PHONE: Final = 390
DESK: Final = 1280
"""The viewport widths, in CSS pixels, in which every page is tested."""

REQUIRED: Final = "RENKEI_SEARCH_BROWSER_REQUIRED"
"""Set in continuous integration, where a missing browser is a failure."""

_NAMES: Final = ("chromium", "chromium-browser", "google-chrome")
_PATIENCE: Final = 60_000  # milliseconds
_START: Final = 300  # seconds; the server may have to build its index first


def find_browser() -> str | None:
    """The system's Chromium; nothing is downloaded."""
    return next((path for name in _NAMES if (path := shutil.which(name))), None)


def check_browser() -> None:
    """Skip the tests that need a browser where there is none, or fail where it is required."""
    if find_browser() is None:
        if os.environ.get(REQUIRED):
            pytest.fail("no Chromium on the path, and here there must be one")
        pytest.skip("no Chromium on the path: install the package chromium to run the browser tests")


class Stage:
    """A browser and the site that it visits. Opening a page takes a third of a second, so pages are reused.

    ``complaints`` are the errors of console and network since the list was last cleared.
    """

    def __init__(self, browser: Browser, site: str) -> None:
        self.browser, self.site = browser, site
        self.complaints: list[str] = []
        self.requests: list[str] = []
        self._pages: dict[tuple[bool, float], tuple[Page, CDPSession]] = {}

    def page(
        self,
        *,
        scripts: bool = True,
        width: int = DESK,
        height: int = 900,
        scale: float = 1,
        dark: bool = False,
    ) -> Page:
        """An empty page without cookies and storage."""
        if (scripts, scale) not in self._pages:
            self._pages[scripts, scale] = self._open(scripts, scale)
        page, session = self._pages[scripts, scale]
        page.goto("about:blank")
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(media="null", color_scheme="dark" if dark else "light")
        session.send(
            "Storage.clearDataForOrigin", {"origin": self.site, "storageTypes": "cookies,local_storage"}
        )
        self.complaints.clear()
        self.requests.clear()
        return page

    def _open(self, scripts: bool, scale: float) -> tuple[Page, CDPSession]:
        context = self.browser.new_context(
            base_url=self.site,
            java_script_enabled=scripts,
            device_scale_factor=scale,
            locale="ja-JP",
            reduced_motion="reduce",
        )
        context.set_default_timeout(_PATIENCE)
        context.grant_permissions(["clipboard-read", "clipboard-write"])
        page = context.new_page()
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.complaints.append(f"{page.url}: {error}"))
        page.on("request", self._watch)
        return page, context.new_cdp_session(page)

    def _hear(self, message: ConsoleMessage) -> None:
        # Chromium reports a page that is itself an error, such as 404, in this way.
        failed = message.text.startswith("Failed to load resource")
        itself = message.page is not None and message.location.get("url") == message.page.url
        if message.type in {"error", "warning"} and not (failed and itself):
            self.complaints.append(f"{message.location.get('url')}: {message.text}")

    def _watch(self, request: Request) -> None:
        self.requests.append(request.url)
        parts = urlsplit(request.url)
        if parts.scheme in {"http", "https"} and f"{parts.scheme}://{parts.netloc}" != self.site:
            self.complaints.append(f"request to another host: {request.url}")


def wait_until(page: Page, condition: str) -> Any:
    """Wait until a JavaScript expression is true, and return its value.

    Playwright's own ``wait_for_function`` evaluates strings in the page, which the content security policy forbids.
    """
    return page.evaluate(
        f"""new Promise((done, fail) => {{
            setTimeout(() => fail(new Error("waited in vain")), {_PATIENCE});
            const look = () => {{ const value = {condition}; value ? done(value) : setTimeout(look, 10); }};
            look();
        }})"""
    )


@contextmanager
def open_stage(index: Path | None = None) -> Iterator[Stage]:
    """A browser with a server of its own.

    Args:
        index: the server's index folder; the usual one if none is given.

    Raises:
        FileNotFoundError: there is no Chromium.
        TimeoutError: the server does not answer.
    """
    with serve_site(index) as site, open_browser() as browser:
        yield Stage(browser, site)


@contextmanager
def open_browser() -> Iterator[Browser]:
    """A browser.

    Raises:
        FileNotFoundError: there is no Chromium.
    """
    executable = find_browser()
    if executable is None:
        raise FileNotFoundError(f"no browser: none of {', '.join(_NAMES)} is on the path")
    with sync_playwright() as playwright:
        # The sandbox needs a user other than root, which containers of continuous integration do not have.
        browser = playwright.chromium.launch(executable_path=executable, args=["--no-sandbox"])
        with closing(browser):
            yield browser


@contextmanager
def serve_site(index: Path | None, corpus: Path | None = None) -> Iterator[str]:
    """Run a server, with a corpus in addition to the bundled one if one is given; gives its address.

    Raises:
        TimeoutError: the server does not answer.
    """
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        port = free.getsockname()[1]
    site = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "renkei_search", "serve", "--port", str(port)]
    if index is not None:
        command += ["--index", str(index)]
    if corpus is not None:
        command += ["--corpus", str(corpus)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as server:
        try:
            _wait_for(f"{site}/readyz", server)
            yield site
        finally:
            server.terminate()


def _wait_for(url: str, server: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + _START
    while time.monotonic() < end and server.poll() is None:
        try:
            with urlopen(url, timeout=5):  # noqa: S310 - our own server
                return
        except OSError:
            time.sleep(0.05)
    raise TimeoutError(f"no answer from {url}")
