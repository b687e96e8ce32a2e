"""The SVG elements that every picture is made of."""

from __future__ import annotations

import unicodedata
from html import escape
from typing import Final

# East Asian widths of full-width characters. Ambiguous ones are full-width in Japanese fonts.
_WIDE: Final = frozenset("WFA")
_NARROW_WIDTH: Final = 0.58


def make_tag(name: str, content: str = "", /, **attributes: str | float | None) -> str:
    """An element around markup. ``font_size`` becomes ``font-size``, ``class_`` becomes ``class``; None is left out."""
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{_write(value)}"'
        for key, value in attributes.items()
        if value is not None
    )
    return f"<{name}{written}>{content}</{name}>" if content else f"<{name}{written}/>"


def write_text(text: str, x: float, y: float, **attributes: str | float | None) -> str:
    """A line of text at a place; ``y`` is its baseline."""
    return make_tag("text", escape(text), x=x, y=y, **attributes)


def make_link(url: str | None, content: str, *, label: str, chosen: bool = False, style: str = "") -> str:
    """A link around markup, or a group if there is no address; ``label`` is its accessible name."""
    title = make_tag("title", escape(label))
    if url is None:
        return make_tag("g", title + content, class_=style or None)
    return make_tag(
        "a", title + content, href=url, class_=style or None, aria_current="true" if chosen else None
    )


def measure_text(text: str, size: float) -> float:
    """The approximate width of a line of text in a Japanese font of this size."""
    return size * sum(
        1 if unicodedata.east_asian_width(letter) in _WIDE else _NARROW_WIDTH for letter in text
    )


def shorten_text(text: str, size: float, width: float) -> str:
    """The text, cut off with … if it is too wide."""
    if measure_text(text, size) <= width:
        return text
    kept = text
    while kept and measure_text(kept + "…", size) > width:
        kept = kept[:-1]
    return f"{kept}…"


def wrap_text(text: str, size: float, width: float) -> list[str]:
    """Break the text into lines that fit, but not before a character that must not start a line."""
    lines = [""]
    for letter in text:
        if measure_text(lines[-1] + letter, size) > width and letter not in "、。）」』，．・":
            lines.append("")
        lines[-1] += letter
    return lines


def _write(value: str | float) -> str:
    if isinstance(value, str):
        return escape(value)
    return f"{value:.2f}".rstrip("0").rstrip(".")
