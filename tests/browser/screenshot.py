"""``make screenshots``: every page and state on a desktop and on a phone, and some on paper, in docs/screenshots/.

Also the screenshots for the guide to ``renkei-search desk`` (``make screenshots PICTURES=desk`` makes only these),
and those for the planner's guide, which are static files.
"""

from __future__ import annotations

import sys
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PIL import Image

from renkei_search import web
from tests.browser.desk_picture import write_desk_pictures
from tests.browser.guide_picture import write_guide_pictures
from tests.browser.stage import DESK, PHONE, open_browser, open_stage
from tests.browser.state import STATES

if TYPE_CHECKING:
    from playwright.sync_api import Page

FOLDER: Final = Path(__file__).parents[2] / "docs" / "screenshots"
GUIDE: Final = Path(web.__file__).parent / "static"

_HEIGHTS: Final = {DESK: 900, PHONE: 844}
_PRINTED: Final = ("search", "compare")
_SHEET: Final = (794, 1123)  # A4 at 96 pixels an inch
_COLOURS: Final = 64


def _write_screenshots() -> None:
    _clear("*.png")
    with open_stage() as stage:
        for state in STATES:
            for width, height in _HEIGHTS.items():
                _write_from_top(state.show(stage, width=width, height=height), f"{state.slug}-{width}")
            if state.slug in _PRINTED:
                page = state.show(stage, width=_SHEET[0], height=_SHEET[1])
                page.emulate_media(media="print")
                _write_from_top(page, f"{state.slug}-print")
        write_guide_pictures(stage, partial(_write, folder=GUIDE))
        write_desk_pictures(stage.browser, _write)


def _write_guide() -> None:
    _clear("desk-*.png")
    with open_browser() as browser:
        write_desk_pictures(browser, _write)


def _clear(pattern: str) -> None:
    FOLDER.mkdir(exist_ok=True)
    for old in FOLDER.glob(pattern):
        old.unlink()


def _write_from_top(page: Page, name: str) -> None:
    page.evaluate("scrollTo(0, 0)")
    _write(page, name)


def _write(page: Page, name: str, folder: Path = FOLDER) -> None:
    with Image.open(BytesIO(page.screenshot(animations="disabled"))) as picture:
        few = picture.convert("RGB").quantize(_COLOURS, dither=Image.Dither.NONE)
        few.save(folder / f"{name}.png", optimize=True)


if __name__ == "__main__":
    if sys.argv[1:] == ["desk"]:
        _write_guide()
    elif sys.argv[1:]:
        sys.exit("usage: python -m tests.browser.screenshot [desk]")
    else:
        _write_screenshots()
