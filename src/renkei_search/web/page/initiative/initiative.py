"""The page of an initiative: everything known about it, with the passage of its source."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import urljoin

from flask import Blueprint, render_template, request
from msgspec import Struct, structs

from renkei_search.corpus.citation import cite_initiative, place_of, stage_text
from renkei_search.corpus.heading import heading_of
from renkei_search.web.http.engine import get_engine
from renkei_search.web.http.parameter import read_query
from renkei_search.web.http.url import initiative_url
from renkei_search.web.page.card import practice_link, present_card, present_similar
from renkei_search.web.page.display import Linker, compare_url, keep_known, split_display
from renkei_search.web.page.initiative.original import present_original
from renkei_search.web.page.initiative.passage import present_passages
from renkei_search.web.page.json_ld import initiative_json_ld
from renkei_search.web.page.own_region import OwnPractice, find_own

if TYPE_CHECKING:
    from renkei_search.corpus.collection import Catalogue
    from renkei_search.model.record import Initiative

initiative_page = Blueprint("initiative", __name__)

_SIMILAR: Final = 5


class Citation(Struct, frozen=True):
    """The citation of an initiative: the sentence to copy, the stage, and its place in the source if known."""

    text: str
    stage: str
    place: str | None


@initiative_page.get("/initiatives/<initiative_id>")
def initiative(initiative_id: str) -> str:
    """The page of an initiative."""
    engine = get_engine()
    catalogue = engine.catalogue
    display, _ = split_display(read_query(request.query_string))
    display, unknown = keep_known(engine, display)
    own = find_own(engine)
    display = display.with_own(own)
    found = engine.get(initiative_id)
    item = catalogue.source(found.source)
    linker = Linker(display, lambda other: other.initiative_url(found.id))
    comparable = engine.similar(found.id, limit=_SIMILAR)
    practice = OwnPractice(own) if own is not None else None
    similar, generic = (
        [
            present_similar(
                hit, engine.practices_of(hit.initiative.id), catalogue, linker, practice, beside=found
            )
            for hit in hits
        ]
        for hits in (comparable.regional, comparable.generic)
    )
    practices = engine.practices_of(found.id)
    card = present_card(found, catalogue, linker=linker)
    if practice is not None:
        card = structs.replace(card, own=practice.note(found, practices))
    return render_template(
        "initiative.html",
        initiative=found,
        card=card,
        heading=heading_of(found, catalogue),
        region=catalogue.region(found.region) if found.region is not None else None,
        source=item.source,
        original=present_original(found, item),
        practices=[practice_link(type_) for type_ in practices],
        citation=present_citation(found, catalogue),
        passages=present_passages(found, item.text),
        similar=similar,
        generic=generic,
        all_url=compare_url((found.id, *(other.card.id for other in similar))),
        permalink=urljoin(request.url_root, initiative_url(found.id)),
        json_ld=initiative_json_ld(found, catalogue, request.url_root),
        display=display,
        unknown=unknown,
    )


def present_citation(initiative: Initiative, catalogue: Catalogue) -> Citation:
    """The citation: title, or that there is none, region, and source with inferred parts marked."""
    region = catalogue.region(initiative.region).name if initiative.region is not None else "制度の例示"
    stage = stage_text(initiative)
    whose = f"{region}、{stage}" if initiative.is_draft else region
    return Citation(
        f"{heading_of(initiative, catalogue).cited}（{whose}）。{cite_initiative(initiative, catalogue)}。",
        stage,
        place_of(initiative, catalogue),
    )
