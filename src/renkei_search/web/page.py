"""The pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flask import Blueprint, current_app, render_template, request

from renkei_search.errors import NotFoundError
from renkei_search.search.request import FilterName, SearchRequest
from renkei_search.web.passage import present_passages
from renkei_search.web.presenter import (
    group_regions,
    heading_of,
    present_card,
    present_search,
    present_tree,
)
from renkei_search.web.url import parse_arguments, search_url

if TYPE_CHECKING:
    from renkei_search.record import Initiative, Region
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


@pages.get("/regions")
def regions() -> str:
    """All regions, north to south."""
    engine = _engine()
    counts = _region_counts(engine)
    return render_template("regions.html", groups=group_regions(engine.catalogue), counts=counts)


@pages.get("/regions/<region_id>")
def region(region_id: str) -> str:
    """A region with its initiatives by policy field."""
    engine = _engine()
    catalogue = engine.catalogue
    if region_id not in catalogue.regions_by_id:
        raise NotFoundError(f"圏域「{region_id}」はありません。")
    found = catalogue.region(region_id)
    return render_template(
        "region.html",
        region=found,
        groups=_by_category(engine, found),
        declared=[(catalogue.taxonomy[declared.code], declared) for declared in found.declared_fields],
        sources={item.source.id: item.source for item in catalogue.sources},
        search_url=search_url(SearchRequest().with_filter(FilterName.REGION, found.id)),
    )


@pages.get("/about")
def about() -> str:
    """The scheme, the documents and what is missing."""
    catalogue = _engine().catalogue
    results = _engine().search(SearchRequest(per_page=1))
    counts = {
        bucket.value: bucket.count
        for facet in results.facets
        if facet.name is FilterName.SOURCE
        for bucket in facet.buckets
    }
    return render_template("about.html", catalogue=catalogue, counts=counts, total=results.total)


def _by_category(engine: SearchEngine, region: Region) -> list[tuple[str, list[object]]]:
    request_ = SearchRequest(per_page=100).with_filter(FilterName.REGION, region.id)
    initiatives: list[Initiative] = [hit.initiative for hit in engine.search(request_).hits]
    return [
        (
            category.name,
            [
                present_card(found, engine.catalogue)
                for found in initiatives
                if found.category.code == category.code
            ],
        )
        for category in engine.catalogue.taxonomy.categories
    ]


def _region_counts(engine: SearchEngine) -> dict[str, int]:
    results = engine.search(SearchRequest(per_page=1))
    return {
        bucket.value: bucket.count
        for facet in results.facets
        if facet.name is FilterName.REGION
        for bucket in facet.buckets
    }


def _engine() -> SearchEngine:
    engine: SearchEngine = current_app.extensions["search_service"].engine()
    return engine
