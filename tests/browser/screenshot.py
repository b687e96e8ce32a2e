"""``make screenshots``: every page and state, at a desk and on a phone and some on paper, into docs/screenshots/."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PIL import Image

from tests.browser.stage import DESK, PHONE, open_stage
from tests.browser.state import STATES

if TYPE_CHECKING:
    from playwright.sync_api import Page

FOLDER: Final = Path(__file__).parents[2] / "docs" / "screenshots"

_HEIGHTS: Final = {DESK: 900, PHONE: 844}
_PRINTED: Final = ("search", "compare")
_SHEET: Final = (794, 1123)  # A4 at 96 pixels an inch
_COLOURS: Final = 64


def _write_screenshots() -> None:
    FOLDER.mkdir(exist_ok=True)
    for old in FOLDER.glob("*.png"):
        old.unlink()
    with open_stage() as stage:
        for state in STATES:
            for width, height in _HEIGHTS.items():
                _write(state.show(stage, width=width, height=height), f"{state.slug}-{width}")
            if state.slug in _PRINTED:
                page = state.show(stage, width=_SHEET[0], height=_SHEET[1])
                page.emulate_media(media="print")
                _write(page, f"{state.slug}-print")


def _write(page: Page, name: str) -> None:
    page.evaluate("scrollTo(0, 0)")
    with Image.open(BytesIO(page.screenshot(animations="disabled"))) as picture:
        few = picture.convert("RGB").quantize(_COLOURS, dither=Image.Dither.NONE)
        few.save(FOLDER / f"{name}.png", optimize=True)


if __name__ == "__main__":
    _write_screenshots()
