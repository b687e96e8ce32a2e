"""The page that finds comparable practice for a pasted draft."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flask import Blueprint, render_template, request
from msgspec import Struct, structs
from werkzeug.exceptions import RequestEntityTooLarge

from renkei_search.errors import QueryError
from renkei_search.facet.registry import FilterName
from renkei_search.model.prefecture import PREFECTURES
from renkei_search.search.language.limit import MAX_PASTED
from renkei_search.web.http.engine import get_engine
from renkei_search.web.http.parameter import read_parameters, read_query
from renkei_search.web.page.card import present_similar
from renkei_search.web.page.display import Display, Linker, keep_known, split_display
from renkei_search.web.page.own_region import OwnPractice, find_own
from renkei_search.web.page.parameter import DraftParameters

if TYPE_CHECKING:
    from flask import Request

    from renkei_search.search.engine import SearchEngine
    from renkei_search.search.request import Filters
    from renkei_search.web.page.card import SimilarCard
    from renkei_search.web.page.own_region import OwnRegion

similar_page = Blueprint("similar", __name__)

_LIMIT: Final = 10
_FILTERS: Final = (FilterName.KIND, FilterName.PREFECTURE)


class DraftForm(Struct, frozen=True):
    """A pasted text and filters. ``error`` says why it is refused; ``sent`` whether the form was sent."""

    text: str
    kind: str
    prefecture: str
    display: Display
    sent: bool
    error: str | None = None


class FormOption(Struct, frozen=True):
    """A value of a form field."""

    value: str
    label: str
    chosen: bool


class SimilarView(Struct, frozen=True):
    """The form as it was sent and the answer; ``cards`` is none before there is one.

    ``generic`` are examples of the scheme, which are shown in addition to the initiatives of regions.
    """

    draft: DraftForm
    error: str | None
    cards: list[SimilarCard] | None
    generic: list[SimilarCard]
    kinds: list[FormOption]
    prefectures: list[FormOption]
    max_length: int = MAX_PASTED


@similar_page.route("/similar", methods=["GET", "POST"])
def similar() -> tuple[str, int]:
    """Comparable practice for a pasted draft. The text is sent in the body, so that no address or log keeps it."""
    engine, draft = get_engine(), read_draft(request)
    display, unknown = keep_known(engine, draft.display)
    own = find_own(engine)
    view = present_draft(engine, structs.replace(draft, display=display.with_own(own)), own)
    page = render_template("similar.html", view=view, display=display, unknown=unknown)
    return page, 422 if view.error else 200


def read_draft(request: Request) -> DraftForm:
    """Read the form from the body, or a short text from the address.

    Raises:
        ParameterError: a name is unknown or repeated.
    """
    posted = request.method == "POST"
    pairs = read_query(request.query_string)
    display, _ = split_display(pairs)
    try:
        if posted:
            pairs = list(request.form.items(multi=True))
    except RequestEntityTooLarge:
        return DraftForm("", "", "", display, sent=True, error=_too_long())
    display, others = split_display(pairs)
    asked = read_parameters(DraftParameters, others)
    return DraftForm(
        # A browser sends line ends as two characters, but its counter counts them as one.
        asked.text.replace("\r\n", "\n"),
        asked.kind,
        asked.prefecture,
        display,
        sent=posted or any(name == "text" for name, _ in others),
    )


def present_draft(engine: SearchEngine, draft: DraftForm, own: OwnRegion | None = None) -> SimilarView:
    """Find initiatives similar to the draft, each with what the reader's own region does of the same type.

    Raises:
        ParameterError: there is no such kind or prefecture.
    """
    cards: list[SimilarCard] | None = None
    generic: list[SimilarCard] = []
    error = draft.error
    if draft.sent and error is None:
        if draft.text.strip():
            try:
                cards, generic = _find(engine, draft, own)
            except QueryError as refused:
                error = _too_long(len(draft.text)) if len(draft.text) > MAX_PASTED else str(refused)
        else:
            error = "文章を入力してください。"
    return SimilarView(
        draft,
        error,
        cards,
        generic,
        kinds=[
            FormOption(value, label, value == draft.kind)
            for value, label in (
                ("", "すべて"),
                *((kind.value, kind.label) for kind in engine.catalogue.kinds),
            )
        ],
        prefectures=[
            FormOption(value, value or "すべて", value == draft.prefecture) for value in ("", *PREFECTURES)
        ],
    )


def _find(
    engine: SearchEngine, draft: DraftForm, own: OwnRegion | None
) -> tuple[list[SimilarCard], list[SimilarCard]]:
    """Similar initiatives of regions, and generic examples."""
    chosen = zip(_FILTERS, (draft.kind, draft.prefecture), strict=True)
    filters: Filters = tuple((name, value) for name, value in chosen if value)
    linker = Linker(draft.display)
    practice = OwnPractice(own) if own is not None else None
    found = engine.similar_to_text(draft.text, filters, _LIMIT)
    regional, generic = (
        [
            present_similar(hit, engine.practices_of(hit.initiative.id), engine.catalogue, linker, practice)
            for hit in hits
        ]
        for hits in (found.regional, found.generic)
    )
    return regional, generic


def _too_long(length: int | None = None) -> str:
    now = f"（いまは{length:,}文字です）" if length else ""
    return f"文章が長すぎます{now}。{MAX_PASTED:,}文字以内に縮めてください。"
