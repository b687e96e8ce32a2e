"""The page that makes a council paper of the comparison list: a form, and the paper as a file or a page to print."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flask import Blueprint, Response, current_app, render_template, request
from msgspec import Struct, structs
from werkzeug.exceptions import RequestEntityTooLarge

from renkei_search.corpus.heading import heading_of
from renkei_search.export.comparison import MAX_COMPARED
from renkei_search.export.cover import make_file_name
from renkei_search.export.paper.content import HEADING, MAX_HEADING, MAX_NOTE, PaperOrder, make_paper
from renkei_search.export.paper.figure import draw_figure
from renkei_search.export.paper.writer import PaperFont, PaperFormat, write_paper
from renkei_search.picture.prefecture_map import TileShape, draw_prefecture_map
from renkei_search.web.http.attachment import attach
from renkei_search.web.http.engine import get_engine
from renkei_search.web.http.http_cache import NOT_CACHED
from renkei_search.web.http.parameter import read_parameters, read_query
from renkei_search.web.page.display import PAPER_PAGE, compare_url, get_known
from renkei_search.web.page.own_region import split_own
from renkei_search.web.page.parameter import PaperParameters, PaperTarget

if TYPE_CHECKING:
    from renkei_search.export.paper.content import Paper
    from renkei_search.model.record import Initiative
    from renkei_search.search.engine import SearchEngine

paper_page = Blueprint("paper", __name__)

_FEATURED: Final = 3
"""How many initiatives are described in full by default."""


class PaperForm(Struct, frozen=True):
    """The form as it was sent. ``error`` says why no paper can be made, ``field`` which field is wrong."""

    heading: str = ""
    note: str = ""
    featured: tuple[str, ...] = ()
    target: PaperTarget = PaperTarget.WORD
    font: PaperFont = PaperFont.YU_GOTHIC
    error: str | None = None
    field: str = ""


class PaperCandidate(Struct, frozen=True):
    """An initiative of the list, and whether it is described in full."""

    id: str
    name: str
    region: str
    chosen: bool


class PaperChoice(Struct, frozen=True):
    """A value of the form."""

    value: str
    label: str
    chosen: bool


class PaperView(Struct, frozen=True):
    """The page with the choices and what was chosen. Without candidates, it explains how to add some."""

    form: PaperForm
    candidates: list[PaperCandidate]
    targets: list[PaperChoice]
    fonts: list[PaperChoice]
    unknown: list[str]
    left_out: int
    back_url: str
    own_template: bool
    max_heading: int = MAX_HEADING
    max_note: int = MAX_NOTE
    default_heading: str = HEADING


@paper_page.get(PAPER_PAGE)
def paper() -> tuple[str, int]:
    """The form for a paper on the initiatives of a comparison."""
    _, pairs = split_own(get_engine(), read_query(request.query_string))
    asked = read_parameters(PaperParameters, pairs)
    found, unknown = get_known(get_engine(), asked.id)
    shown = found[:MAX_COMPARED]
    # The address names initiatives only; heading and note are posted, so that no log keeps them.
    form = PaperForm(featured=tuple(initiative.id for initiative in shown[:_FEATURED]))
    return _show(get_engine(), found, unknown, form, 404 if asked.id and not found else 200)


@paper_page.post(PAPER_PAGE)
def order_paper() -> Response | tuple[str, int]:
    """Make the paper that the form orders: a file, or a page to print."""
    engine = get_engine()
    try:
        pairs = list(request.form.items(multi=True))
    except RequestEntityTooLarge:
        return _show(engine, [], [], PaperForm(error=_too_long(), field="note"), 422)
    asked = read_parameters(PaperParameters, pairs)
    found, unknown = get_known(engine, asked.id)
    shown = tuple(found[:MAX_COMPARED])
    form = PaperForm(
        asked.heading, asked.note.replace("\r\n", "\n"), asked.featured, asked.format, asked.font
    )
    fault = _find_fault(form, shown)
    if fault is not None:
        return _show(engine, found, unknown, fault, 422)
    made = make_paper(
        shown,
        engine.catalogue,
        PaperOrder(
            form.heading,
            form.note,
            form.featured,
            request.url_root.rstrip("/") + compare_url(initiative.id for initiative in shown),
        ),
        engine.created,
    )
    if form.target is PaperTarget.PRINT:
        maps = [
            draw_prefecture_map(made.prefectures, title="取組のある都道府県", shape=shape).place(
                f"prefectures-{shape.name.lower()}"
            )
            for shape in TileShape
        ]
        return render_template(
            "paper_print.html",
            paper=made,
            maps=maps,
            figures=[(figure, draw_figure(figure).place(figure.kind.value)) for figure in made.figures],
            back_url=_form_url(shown),
        ), 200
    return _send(made, PaperFormat(form.target.value), form.font)


def _send(made: Paper, form: PaperFormat, font: PaperFont) -> Response:
    data = write_paper(form, made, current_app.config["PAPER_TEMPLATES"], font)
    response = Response(data, content_type=form.media_type)
    response.headers["Cache-Control"] = NOT_CACHED
    return attach(response, make_file_name(made.heading, f".{form.value}"))


def _find_fault(form: PaperForm, shown: tuple[Initiative, ...]) -> PaperForm | None:
    """The form with an error message, if it has an error."""

    def refuse(field: str, error: str) -> PaperForm:
        return structs.replace(form, error=error, field=field)

    if not shown:
        return refuse("", "資料にする取組を選んでください。")
    if len(form.heading) > MAX_HEADING:
        return refuse(
            "heading",
            f"見出しが長すぎます（いまは{len(form.heading)}文字です）。{MAX_HEADING}文字以内にしてください。",
        )
    if len(form.note) > MAX_NOTE:
        return refuse("note", _too_long(len(form.note)))
    return None


def _show(
    engine: SearchEngine, found: list[Initiative], unknown: list[str], form: PaperForm, status: int
) -> tuple[str, int]:
    shown = found[:MAX_COMPARED]
    catalogue = engine.catalogue
    templates = current_app.config["PAPER_TEMPLATES"]
    view = PaperView(
        form=form,
        candidates=[
            PaperCandidate(
                initiative.id,
                heading_of(initiative, catalogue).marked,
                catalogue.region(initiative.region).name if initiative.region is not None else "制度の例示",
                initiative.id in form.featured,
            )
            for initiative in shown
        ],
        targets=[PaperChoice(target.value, target.label, target is form.target) for target in PaperTarget],
        fonts=[PaperChoice(font.value, font.label, font is form.font) for font in PaperFont],
        unknown=unknown,
        left_out=len(found) - len(shown),
        back_url=compare_url(initiative.id for initiative in found),
        own_template=templates.docx is not None or templates.pptx is not None,
    )
    return render_template("paper.html", view=view), status


def _form_url(shown: tuple[Initiative, ...]) -> str:
    return compare_url((initiative.id for initiative in shown), path=PAPER_PAGE)


def _too_long(length: int | None = None) -> str:
    now = f"（いまは{length:,}文字です）" if length else ""
    return f"所見が長すぎます{now}。{MAX_NOTE:,}文字以内に縮めてください。"
