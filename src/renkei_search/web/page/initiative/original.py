"""The original document: its page as a picture with the passage marked, and the file itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from flask import Blueprint, Response, current_app, send_file

from renkei_search.corpus.document.passage import draw_page, marked_boxes
from renkei_search.errors import NotFoundError
from renkei_search.web.http.engine import get_engine
from renkei_search.web.http.http_cache import CACHED

if TYPE_CHECKING:
    from pathlib import Path

    from renkei_search.corpus.collection import SourceText
    from renkei_search.model.record import Initiative, SourcePage

original_page = Blueprint("original", __name__)

_MOST_PAGES: Final = 3
_WIDTH: Final = 900


class Original(NamedTuple):
    """The original of an initiative: the pages with the passage, as far as they can be rendered."""

    pages: tuple[SourcePage, ...]
    drawn: bool
    suffix: str


def present_original(initiative: Initiative, item: SourceText) -> Original | None:
    """The original of an initiative, or none if its source has no file."""
    if item.source.original is None or _find_file(item) is None:
        return None
    pages = _pages(initiative, item)
    drawn = item.source.original.endswith(".pdf") and all(page.width for page in pages)
    return Original(pages[:_MOST_PAGES], drawn, item.source.original.rpartition(".")[2].upper())


@original_page.get("/initiatives/<initiative_id>/pages/<int:number>.png")
def page_picture(initiative_id: str, number: int) -> Response:
    """A page of the document as a picture, with the passage of an initiative marked."""
    initiative, item, path = _find(initiative_id)
    page = next((page for page in _pages(initiative, item) if page.number == number), None)
    if page is None or not page.width:
        raise NotFoundError(f"取組「{initiative_id}」の記述は、原資料の{number}ページにありません。")
    parts = initiative.spans
    marks = marked_boxes(page, item.text, (*parts.title, *parts.description))
    response = Response(draw_page(path, number, marks, width=_WIDTH), mimetype="image/png")
    response.headers["Cache-Control"] = CACHED
    return response


@original_page.get("/initiatives/<initiative_id>/original")
def original_file(initiative_id: str) -> Response:
    """The file of the document, as a download and never inline, because it may come from anywhere."""
    _, item, path = _find(initiative_id)
    return send_file(path, as_attachment=True, download_name=f"{item.source.title}{path.suffix}")


def _pages(initiative: Initiative, item: SourceText) -> tuple[SourcePage, ...]:
    """The pages with the title or the description."""
    spans = (*initiative.spans.title, *initiative.spans.description)
    return tuple(
        page for page in item.pages if any(start < page.end and end > page.start for start, end in spans)
    )


def _find(initiative_id: str) -> tuple[Initiative, SourceText, Path]:
    engine = get_engine()
    initiative = engine.get(initiative_id)
    item = engine.catalogue.source(initiative.source)
    path = _find_file(item)
    if path is None:
        raise NotFoundError(f"取組「{initiative_id}」の原資料のファイルはありません。")
    return initiative, item, path


def _find_file(item: SourceText) -> Path | None:
    """The file in one of the corpora, which may have been moved since the index was built."""
    name = item.source.original
    if name is None or "/" in name or "\\" in name:
        return None
    folders: tuple[Path, ...] = current_app.config["CORPUS"]
    paths = (folder / "sources" / item.source.id / name for folder in folders)
    return next((path for path in paths if path.is_file()), None)
