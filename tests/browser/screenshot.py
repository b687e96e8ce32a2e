"""``make screenshots``: every page and state, at a desk and on a phone, into docs/screenshots/."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from tests.browser.stage import DESK, PHONE, open_stage
from tests.browser.state import STATES

FOLDER: Final = Path(__file__).parents[2] / "docs" / "screenshots"
_HEIGHTS: Final = {DESK: 900, PHONE: 844}


def _write_screenshots() -> None:
    FOLDER.mkdir(exist_ok=True)
    for old in FOLDER.glob("*.png"):
        old.unlink()
    with open_stage() as stage:
        for state in STATES:
            for width, height in _HEIGHTS.items():
                page = state.show(stage, width=width, height=height)
                page.evaluate("scrollTo(0, 0)")
                page.screenshot(path=FOLDER / f"{state.slug}-{width}.png", caret="hide", animations="disabled")


if __name__ == "__main__":
    _write_screenshots()
