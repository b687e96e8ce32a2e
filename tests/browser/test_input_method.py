"""Japanese is typed through an input method: the page does not react while it converts kana."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from playwright.sync_api import CDPSession, Page

    from tests.browser.stage import Stage

_LONGER_THAN_THE_PAUSE = 400  # milliseconds; the page waits 120 before it requests suggestions


@pytest.fixture
def keyboard(page: Page) -> CDPSession:
    """Simulates an input method on the focused search box."""
    page.goto("/")
    page.get_by_role("combobox").focus()
    return page.context.new_cdp_session(page)


def compose(keyboard: CDPSession, text: str) -> None:
    """Show a text that is still being converted."""
    keyboard.send(
        "Input.imeSetComposition", {"text": text, "selectionStart": len(text), "selectionEnd": len(text)}
    )


def press_during_conversion(keyboard: CDPSession, key: str) -> None:
    """Press a key that the input method handles; browsers report its code as 229."""
    for kind in ("rawKeyDown", "keyUp"):
        keyboard.send("Input.dispatchKeyEvent", {"type": kind, "key": key, "windowsVirtualKeyCode": 229})


def asked(stage: Stage) -> list[str]:
    return [url for url in stage.requests if "/suggest" in url]


def test_nothing_is_asked_while_composing_and_once_after(
    page: Page, keyboard: CDPSession, stage: Stage
) -> None:
    for text in ("と", "とし", "としょ", "図書"):
        compose(keyboard, text)
    page.wait_for_timeout(_LONGER_THAN_THE_PAUSE)
    expect(page.get_by_role("combobox")).to_have_value("図書")
    assert asked(stage) == []
    keyboard.send("Input.insertText", {"text": "図書館"})
    page.get_by_role("option").first.wait_for()
    page.wait_for_timeout(_LONGER_THAN_THE_PAUSE)
    assert len(asked(stage)) == 1


@pytest.mark.parametrize("key", ["Enter", "Escape", "ArrowDown"])
def test_keys_of_the_conversion_do_nothing_to_the_suggestions(
    page: Page, keyboard: CDPSession, key: str
) -> None:
    page.keyboard.type("としょ")
    options = page.get_by_role("option")
    options.first.wait_for()
    page.keyboard.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    compose(keyboard, "かん")
    press_during_conversion(keyboard, key)
    expect(options.first).to_have_attribute("aria-selected", "true")
    assert page.url.endswith("/")
