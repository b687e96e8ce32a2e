"""A finished picture, to be placed on a page or written as a self-contained file."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Final

from renkei_search.picture.colour import GROUND, MUTED, TEXT
from renkei_search.picture.element import make_tag, wrap_text, write_text

if TYPE_CHECKING:
    from collections.abc import Sequence

_FONTS: Final = "'BIZ UDPGothic', 'Yu Gothic', '游ゴシック', 'Noto Sans CJK JP', 'Hiragino Sans', sans-serif"
_MARGIN: Final = 24
_HEADING: Final = 20
_LINE_HEIGHT: Final = 1.5
_NOTE: Final = 13


@dataclass(frozen=True)
class Drawing:
    """A picture in its own units, which are CSS pixels where it is not scaled.

    Attributes:
        style: the CSS class.
        width: the width in its own units.
        height: the height in its own units.
        body: the markup.
        title: what is counted; the accessible name of the picture.
        description: what the picture shows, in a sentence; its accessible description.
        linked: whether parts of it are links.
    """

    style: str
    width: float
    height: float
    body: str
    title: str
    description: str
    linked: bool

    def place(self, identifier: str, style: str = "") -> str:
        """The picture as an element of a page; ``identifier`` is unique there."""
        title, description = f"{identifier}-title", f"{identifier}-desc"
        head = make_tag("title", escape(self.title), id=title)
        head += make_tag("desc", escape(self.description), id=description)
        return make_tag(
            "svg",
            head + self.body,
            class_=" ".join(filter(None, ("picture", self.style, style))),
            viewBox=f"0 0 {self.width:g} {self.height:g}",
            # With role="img", its links would be hidden from screen readers.
            role="group" if self.linked else "img",
            aria_labelledby=title,
            aria_describedby=description,
        )


def make_sheet(drawing: Drawing, notes: Sequence[str], *, heading: str = "", width: int = 640) -> str:
    """Make a self-contained file (SVG 1.1) of a heading, the picture, and notes below it.

    Args:
        drawing: the picture, which is enlarged to the width.
        notes: paragraphs, such as the query, the sources and the date.
        heading: the heading; if empty, the drawing's title.
        width: the width of the sheet in CSS pixels.
    """
    inner = width - 2 * _MARGIN
    heading = heading or drawing.title
    body = []
    y = float(_MARGIN)
    for line in wrap_text(heading, _HEADING, inner):
        y += _HEADING * _LINE_HEIGHT
        body.append(write_text(line, _MARGIN, y - 8, font_size=_HEADING, font_weight="bold", fill=TEXT))
    scale = inner / drawing.width
    y += 12
    body.append(make_tag("g", drawing.body, transform=f"translate({_MARGIN} {y:g}) scale({scale:.4f})"))
    y += drawing.height * scale + 12
    for note in notes:
        for line in wrap_text(note, _NOTE, inner):
            y += _NOTE * _LINE_HEIGHT
            body.append(write_text(line, _MARGIN, y - 5, font_size=_NOTE, fill=MUTED))
    height = y + _MARGIN
    head = make_tag("title", escape(heading)) + make_tag("desc", escape(drawing.description))
    ground = make_tag("rect", width=width, height=height, fill=GROUND)
    return make_tag(
        "svg",
        head + ground + "".join(body),
        xmlns="http://www.w3.org/2000/svg",
        **{"xml:lang": "ja"},
        width=width,
        height=round(height),
        viewBox=f"0 0 {width} {height:g}",
        role="img",
        font_family=_FONTS,
    )
