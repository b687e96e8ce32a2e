"""The list of regions with its map, and the page of each region."""

from __future__ import annotations

from flask import Blueprint, render_template, request

from renkei_search.search.profile import describe_region
from renkei_search.search.region import summarize_regions
from renkei_search.search.request import FilterName, SearchRequest, check_filters
from renkei_search.web.current import current_engine
from renkei_search.web.region_list_presenter import present_regions
from renkei_search.web.region_presenter import present_region
from renkei_search.web.region_url import parse_regions_arguments

region_pages = Blueprint("region_pages", __name__)


@region_pages.get("/regions")
def regions() -> str:
    """All regions, north to south, by prefecture or kind, and a map that leads to them."""
    engine = current_engine()
    asked, shade = parse_regions_arguments(request.args.items(multi=True))
    check_filters(asked.filters, engine.catalogue)
    # The map keeps all prefectures, so that one can be exchanged for another.
    summaries = summarize_regions(engine, asked.without_filter(FilterName.PREFECTURE))
    return render_template("regions.html", view=present_regions(summaries, asked, shade, engine.catalogue))


@region_pages.get("/regions/<region_id>")
def region(region_id: str) -> str:
    """A region with its initiatives by policy field and its peers."""
    engine = current_engine()
    profile = describe_region(engine, region_id)
    own = engine.scan(SearchRequest().with_filter(FilterName.REGION, region_id))
    return render_template("region.html", view=present_region(profile, own, engine.catalogue))
