"""The pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flask import Blueprint, current_app, render_template, request

from renkei_search.search.request import FilterName, SearchRequest
from renkei_search.web.passage import present_passages
from renkei_search.web.presenter import (
    heading_of,
    present_card,
    present_search,
    present_tree,
)
from renkei_search.web.url import parse_arguments, search_url

if TYPE_CHECKING:
    from renkei_search.search.engine import SearchEngine

pages = Blueprint("pages", __name__)

_EXAMPLES: Final = ("病児保育", "図書館 相互利用", "合同企業説明会", "消防指令", "移住 相談会", "脱炭素")


@pages.get("/")
def home() -> str:
    """The entrance: a search box, and the policy fields and regions to browse."""
    engine = _engine()
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
    """Results with facets."""
    engine = _engine()
    results = engine.search(parse_arguments(request.args.items(multi=True)))
    view = present_search(results, engine.catalogue, lambda other: engine.search(other).total)
    return render_template("search.html", view=view)


@pages.get("/initiatives/<initiative_id>")
def initiative(initiative_id: str) -> str:
    """Everything known of an initiative, with the passage of its source."""
    engine = _engine()
    catalogue = engine.catalogue
    found = engine.get(initiative_id)
    item = catalogue.source(found.source)
    return render_template(
        "initiative.html",
        initiative=found,
        card=present_card(found, catalogue),
        heading=heading_of(found),
        region=catalogue.region(found.region) if found.region is not None else None,
        source=item.source,
        passages=present_passages(found, item.text),
        similar=[
            (present_card(hit.initiative, catalogue), hit.shared_terms)
            for hit in engine.similar(found.id, limit=5)
        ],
    )


def _engine() -> SearchEngine:
    engine: SearchEngine = current_app.extensions["search_service"].engine()
    return engine
