"""The pages."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urljoin

from flask import Blueprint, render_template, request

from renkei_search.export.comparison import MAX_COMPARED
from renkei_search.search.request import FilterName, SearchRequest
from renkei_search.web.compare_view import get_known, parse_compared, present_comparison
from renkei_search.web.current import current_engine
from renkei_search.web.display import PLAIN, Display, Linker, compare_url, split_display
from renkei_search.web.json_ld import SITE_NAME, initiative_json_ld
from renkei_search.web.parameter import read_query
from renkei_search.web.passage import present_passages
from renkei_search.web.presenter import (
    heading_of,
    practice_link,
    present_card,
    present_similar,
    present_tree,
)
from renkei_search.web.search_view import present_search
from renkei_search.web.similar_view import present_draft, read_draft
from renkei_search.web.url import initiative_url, parse_arguments, search_url

if TYPE_CHECKING:
    from renkei_search.search.engine import SearchEngine

pages = Blueprint("pages", __name__)

_EXAMPLES: Final = ("病児保育", "図書館 相互利用", "合同企業説明会", "消防指令", "移住 相談会", "脱炭素")
_SIMILAR: Final = 5
_JAPAN: Final = timezone(timedelta(hours=9))


@pages.app_context_processor
def _add_sheet() -> dict[str, Any]:
    """What every page says of itself, on screen or on paper."""
    return {
        "site_name": SITE_NAME,
        "today": _today(),
        "display": PLAIN,
        "compare_url": compare_url,
        "max_compared": MAX_COMPARED,
    }


@pages.get("/")
def home() -> str:
    """The entrance: a search box, and the policy fields and regions to browse."""
    engine = current_engine()
    results = engine.search(SearchRequest(per_page=1))
    facets = {facet.name: facet for facet in results.facets}
    return render_template(
        "home.html",
        total=results.total,
        region_count=len(engine.catalogue.regions),
        source_count=len(engine.catalogue.sources),
        examples=[(text, search_url(SearchRequest(text))) for text in _EXAMPLES],
        fields=present_tree(facets[FilterName.FIELD], engine.catalogue),
        prefectures=[
            (bucket, search_url(SearchRequest().with_filter(FilterName.PREFECTURE, bucket.value)))
            for bucket in facets[FilterName.PREFECTURE].buckets
        ],
    )


@pages.get("/search")
def search() -> str:
    """Results with facets, as a list or by region."""
    engine = current_engine()
    display, arguments = split_display(read_query(request.query_string))
    display, unknown = _known(engine, display)
    view = present_search(engine, parse_arguments(arguments), display)
    return render_template("search.html", view=view, display=display, unknown=unknown)


@pages.get("/initiatives/<initiative_id>")
def initiative(initiative_id: str) -> str:
    """Everything known of an initiative, with the passage of its source."""
    engine = current_engine()
    catalogue = engine.catalogue
    display, _ = split_display(read_query(request.query_string))
    display, unknown = _known(engine, display)
    found = engine.get(initiative_id)
    item = catalogue.source(found.source)
    linker = Linker(display, lambda other: other.initiative_url(found.id))
    similar = [
        present_similar(hit, catalogue, linker, beside=found)
        for hit in engine.similar(found.id, limit=_SIMILAR)
    ]
    return render_template(
        "initiative.html",
        initiative=found,
        card=present_card(found, catalogue, linker=linker),
        heading=heading_of(found),
        region=catalogue.region(found.region) if found.region is not None else None,
        source=item.source,
        practices=[practice_link(type_) for type_ in engine.practices_of(found.id)],
        passages=present_passages(found, item.text),
        similar=similar,
        all_url=compare_url((found.id, *(other.card.id for other in similar))),
        permalink=urljoin(request.url_root, initiative_url(found.id)),
        json_ld=initiative_json_ld(found, catalogue, request.url_root),
        display=display,
        unknown=unknown,
    )


@pages.route("/similar", methods=["GET", "POST"])
def similar() -> tuple[str, int]:
    """Comparable practice for a pasted draft. The text is sent in the body, so that no address or log keeps it."""
    engine, draft = current_engine(), read_draft(request)
    display, unknown = _known(engine, draft.display)
    view = present_draft(engine, replace(draft, display=display))
    page = render_template("similar.html", view=view, display=display, unknown=unknown)
    return page, 422 if view.error else 200


@pages.get("/compare")
def compare() -> tuple[str, int]:
    """Initiatives side by side."""
    ids, differing = parse_compared(read_query(request.query_string))
    view = present_comparison(current_engine(), ids, differing=differing)
    return render_template("compare.html", view=view), 404 if ids and not view.columns else 200


def _known(engine: SearchEngine, display: Display) -> tuple[Display, list[str]]:
    """The display without the ids on its list of which there is no initiative, and these."""
    unknown = get_known(engine, display.compared)[1]
    for initiative_id in unknown:
        display = display.without_compared(initiative_id)
    return display, unknown


def _today() -> str:
    now = datetime.now(UTC).astimezone(_JAPAN)
    return f"{now.year}年{now.month}月{now.day}日"
