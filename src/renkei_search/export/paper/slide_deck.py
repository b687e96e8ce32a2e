"""Open the office's template for slides or make a new deck, and find its layouts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from zipfile import BadZipFile

from pptx import Presentation
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.enum.text import MSO_ANCHOR
from pptx.exc import PythonPptxError
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.oxml.ns import qn
from pptx.oxml.xmlchemy import OxmlElement
from pptx.util import Cm, Emu

from renkei_search.errors import PaperTemplateError

if TYPE_CHECKING:
    from pathlib import Path

    from renkei_search.export.paper.writer import PaperFont

_TITLES: Final = frozenset({PP_PLACEHOLDER.TITLE, PP_PLACEHOLDER.CENTER_TITLE})
_BODIES: Final = frozenset({PP_PLACEHOLDER.BODY, PP_PLACEHOLDER.OBJECT, PP_PLACEHOLDER.SUBTITLE})
_WIDE: Final = (Cm(33.867), Cm(19.05))


def open_slides(path: Path) -> Any:
    """Open the office's template, and check its layouts.

    Raises:
        PaperTemplateError: it is not a PowerPoint file, or it lacks a layout with a title or one with a title and a text.
    """
    try:
        deck = Presentation(str(path))
    except (PythonPptxError, BadZipFile, OSError, KeyError, ValueError, SyntaxError) as error:
        raise PaperTemplateError(
            f"ひな形 {path.name} を PowerPoint のファイルとして開けません。"
            "PowerPoint で開けるか確かめ、.pptx 形式で保存し直してください。"
        ) from error
    for body, wanted in ((True, "タイトルとテキスト（コンテンツ）"), (False, "タイトル")):
        if find_text_layout(deck, body=body) is None:
            names = "、".join(layout.name for layout in deck.slide_layouts) or "なし"
            raise PaperTemplateError(
                f"ひな形 {path.name} のスライドマスターに、{wanted}の入ったレイアウトがありません"
                f"（あるのは {names}）。PowerPoint の「表示」→「スライドマスター」で加えてください。"
            )
    return deck


def new_deck(font: PaperFont) -> Any:
    """Make an empty 16:9 deck whose theme has the font."""
    deck = Presentation()
    stretch = _WIDE[0] / deck.slide_width
    deck.slide_width, deck.slide_height = _WIDE
    # Layouts first, because they inherit from the master what they do not set themselves.
    for holder in (*deck.slide_layouts, deck.slide_master):
        for shape in holder.shapes:
            shape.left, shape.width = Emu(int(shape.left * stretch)), Emu(int(shape.width * stretch))
    for holder in (deck.slide_master, *deck.slide_layouts):
        title = title_of(holder)
        if title is not None and title.placeholder_format.type is PP_PLACEHOLDER.TITLE:
            title.top, title.height = Cm(0.8), Cm(2.0)
        body = body_of(holder)
        if body is not None and len(_bodies(holder)) == 1 and holder is not find_cover(deck):
            body.left, body.width = Cm(1.7), Emu(_WIDE[0] - Cm(3.4))
            body.top, body.height = Cm(3.2), Cm(14.6)
    _set_title(deck)
    _set_cover(deck)
    _set_fonts(deck, font)
    return deck


def _set_title(deck: Any) -> None:
    """Align titles left, in a size that fits the name of an initiative."""
    title = deck.slide_master.element.find(
        ".//{http://schemas.openxmlformats.org/presentationml/2006/main}titleStyle"
    )
    drawing = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
    level = title.find(f"{drawing}lvl1pPr")
    level.set("algn", "l")
    properties = level.find(f"{drawing}defRPr")
    properties.set("sz", "2400")
    properties.set("b", "1")


def _set_cover(deck: Any) -> None:
    """The heading of the paper in larger letters, and its dates below it on the same side."""
    cover = find_cover(deck)
    title, dates = title_of(cover), body_of(cover)
    title.text_frame.vertical_anchor = MSO_ANCHOR.BOTTOM
    level, properties = OxmlElement("a:lvl1pPr"), OxmlElement("a:defRPr")
    properties.set("sz", "2800")
    level.append(properties)
    title._element.txBody.find(qn("a:lstStyle")).append(level)
    dates.left, dates.width, dates.top = title.left, title.width, title.top + title.height + Cm(0.4)
    dates._element.txBody.find(f"{qn('a:lstStyle')}/{qn('a:lvl1pPr')}").set("algn", "l")


def _set_fonts(deck: Any, font: PaperFont) -> None:
    """Make the font the theme's, for Latin letters and for Japanese, so that all texts follow it."""
    part = deck.slide_master.part.part_related_by(RELATIONSHIP_TYPE.THEME)
    theme = part.blob.decode()
    for kind in ("majorFont", "minorFont"):
        start = theme.index(f"<a:{kind}>")
        end = theme.index(f"</a:{kind}>")
        fonts = (
            f'<a:{kind}><a:latin typeface="{font.label}"/><a:ea typeface="{font.label}"/><a:cs typeface=""/>'
            f'<a:font script="Jpan" typeface="{font.label}"/>'
        )
        theme = theme[:start] + fonts + theme[end:]
    part._blob = theme.encode()


def find_cover(deck: Any) -> Any:
    """The first layout with the title of a cover."""
    return next(
        (
            layout
            for layout in deck.slide_layouts
            if any(
                found.placeholder_format.type is PP_PLACEHOLDER.CENTER_TITLE for found in layout.placeholders
            )
        ),
        None,
    )


def find_text_layout(deck: Any, *, body: bool) -> Any:
    """The first layout with a title and one text, or with a title and as little else as there is."""
    titled = [layout for layout in deck.slide_layouts if title_of(layout) is not None]
    if body:
        plain = [layout for layout in titled if layout is not find_cover(deck)]
        return next((layout for layout in plain if len(_bodies(layout)) == 1), None)
    return min(titled, key=lambda layout: len(_bodies(layout)), default=None)


def title_of(slide: Any) -> Any:
    """The title of a slide or layout, if it has one."""
    return next((found for found in slide.placeholders if found.placeholder_format.type in _TITLES), None)


def _bodies(slide: Any) -> list[Any]:
    return [found for found in slide.placeholders if found.placeholder_format.type in _BODIES]


def body_of(slide: Any) -> Any:
    """The first text of a slide or layout, if it has one."""
    return next(iter(_bodies(slide)), None)
