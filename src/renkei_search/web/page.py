"""The pages."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urljoin

from flask import Blueprint, current_app, render_template, request

from renkei_search.errors import NotFoundError
from renkei_search.search.request import FilterName, SearchRequest
from renkei_search.web.compare_view import get_known, parse_compared, present_comparison
from renkei_search.web.display import MAX_COMPARED, PLAIN, Display, Linker, compare_url, split_display
from renkei_search.web.json_ld import SITE_NAME, initiative_json_ld
from renkei_search.web.passage import present_passages
from renkei_search.web.presenter import (
    group_regions,
    heading_of,
    present_card,
    present_similar,
    present_tree,
)
from renkei_search.web.search_view import present_search
from renkei_search.web.similar_view import present_draft, read_draft
from renkei_search.web.url import initiative_url, parse_arguments, search_url

if TYPE_CHECKING:
    from renkei_search.record import Initiative, Region
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
    """Results with facets, as a list or by region."""
    engine = _engine()
    display, arguments = split_display(request.args.items(multi=True))
    display, unknown = _known(engine, display)
    view = present_search(engine, parse_arguments(arguments), display)
    return render_template("search.html", view=view, display=display, unknown=unknown)


@pages.get("/initiatives/<initiative_id>")
def initiative(initiative_id: str) -> str:
    """Everything known of an initiative, with the passage of its source."""
    engine = _engine()
    catalogue = engine.catalogue
    display, _ = split_display(request.args.items(multi=True))
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
    engine, draft = _engine(), read_draft(request)
    display, unknown = _known(engine, draft.display)
    view = present_draft(engine, replace(draft, display=display))
    page = render_template("similar.html", view=view, display=display, unknown=unknown)
    return page, 422 if view.error else 200


@pages.get("/compare")
def compare() -> tuple[str, int]:
    """Initiatives side by side."""
    ids, differing = parse_compared(request.args.items(multi=True))
    view = present_comparison(_engine(), ids, differing=differing)
    return render_template("compare.html", view=view), 404 if ids and not view.columns else 200


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


def _known(engine: SearchEngine, display: Display) -> tuple[Display, list[str]]:
    """The display without the ids on its list of which there is no initiative, and these."""
    unknown = get_known(engine, display.compared)[1]
    for initiative_id in unknown:
        display = display.without_compared(initiative_id)
    return display, unknown


def _today() -> str:
    now = datetime.now(UTC).astimezone(_JAPAN)
    return f"{now.year}年{now.month}月{now.day}日"


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
