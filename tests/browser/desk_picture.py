"""Screenshots of the desk for the guide: from dropping a document to the search result."""

from __future__ import annotations

import re
import shutil
import tempfile
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tests.browser.desk_stage import await_bench, await_saved, serve_desk
from tests.browser.stage import DESK, PHONE
from tests.desk.conftest import DOCUMENT

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Browser, Page

_NAME: Final = "霧ヶ丘定住自立圏形成協定書.pdf"
_FACTS: Final = {"圏域": "霧ヶ丘定住自立圏", "時点": "令和6年3月", "都道府県": "福島県"}
_SIZES: Final = {DESK: 900, PHONE: 844}
_FOLDER: Final = Path(tempfile.gettempdir()) / "企画課"
"""The folder of the works. Pages show it, so it is always the same."""
_PATIENCE: Final = 180_000


def write_desk_pictures(browser: Browser, write: Callable[[Page, str], None]) -> None:
    """Take a document through the desk, with screenshots on a desktop and on a phone."""
    _FOLDER.mkdir()
    try:
        document = _FOLDER / _NAME
        shutil.copyfile(DOCUMENT, document)
        with serve_desk(_FOLDER) as address:
            context = browser.new_context(locale="ja-JP", reduced_motion="reduce")
            context.set_default_timeout(_PATIENCE)
            with closing(context):
                _lead(context.new_page(), address, document, write)
    finally:
        shutil.rmtree(_FOLDER)


def _lead(page: Page, address: str, document: Path, write: Callable[[Page, str], None]) -> None:
    def take(name: str, tab: str = "") -> None:
        page.mouse.move(0, 0)
        for width, height in _SIZES.items():
            page.set_viewport_size({"width": width, "height": height})
            page.evaluate("document.activeElement.blur(); scrollTo(0, 0)")
            page.evaluate("document.querySelector('.panel')?.scrollTo(0, 0)")
            if tab and width == PHONE:  # where it stands below the page
                page.locator(f"#tab-{tab}").evaluate("tab => tab.scrollIntoView()")
            write(page, f"{name}-{width}")
        page.set_viewport_size({"width": DESK, "height": _SIZES[DESK]})

    page.set_viewport_size({"width": DESK, "height": _SIZES[DESK]})
    page.goto(address)
    take("desk-list")
    page.get_by_label("読む文書").set_input_files(document)
    page.get_by_role("button", name="読む", exact=True).click()
    await_bench(page)
    take("desk-rows")
    page.emulate_media(color_scheme="dark")
    take("desk-dark")
    page.emulate_media(color_scheme="light")
    page.locator("g.passage-mark.left").nth(1).locator("rect").first.click()
    take("desk-rest", "rest")
    page.get_by_role("tab", name=re.compile("資料と圏域")).click()
    for label, text in _FACTS.items():
        page.locator("#panel-facts").get_by_label(label, exact=True).fill(text)
    page.get_by_label("公表者", exact=True).focus()
    await_saved(page)
    take("desk-facts", "facts")
    page.get_by_role("button", name="この内容で確かめた").click()
    page.get_by_role("tab", name="取り込む").click()
    page.get_by_role("button", name="取り込んで、検索できるようにする").click()
    page.get_by_text("取り込み、検索できるようになりました。").wait_for()
    take("desk-taken", "taking")
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="検索の結果を見る").click()
    found = opened.value
    found.set_viewport_size({"width": DESK, "height": _SIZES[DESK]})
    found.get_by_role("article").first.wait_for()
    found.get_by_role("article").first.evaluate("card => card.scrollIntoView({ block: 'center' })")
    write(found, "desk-found-1280")
    found.get_by_role("article").get_by_role("link").first.click()
    found.get_by_role("heading", name=re.compile("原資料（")).scroll_into_view_if_needed()
    found.get_by_role("img", name=re.compile("原資料の")).first.evaluate("image => image.decode()")
    found.get_by_role("heading", name=re.compile("原資料（")).evaluate("heading => heading.scrollIntoView()")
    write(found, "desk-original-1280")
