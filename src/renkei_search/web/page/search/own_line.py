"""The counts of a search's matches in the reader's own region and those around it, each with its search."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from msgspec import Struct

from renkei_search.facet.registry import FilterName
from renkei_search.web.page.own_region import OwnPractice

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from renkei_search.model.record import Region
    from renkei_search.search.engine import SearchEngine
    from renkei_search.search.request import SearchRequest
    from renkei_search.search.result import SearchResults
    from renkei_search.web.page.display import Display
    from renkei_search.web.page.own_region import OwnRegion


class OwnCount(Struct, frozen=True):
    """A group of regions: its number of matches, and the link to them unless it is the chosen group."""

    label: str
    title: str
    count: int
    url: str
    chosen: bool


class OwnLine(Struct, frozen=True):
    """The counts above the results; ``all_url`` removes the choice of a group, if one is chosen."""

    region: str
    region_url: str
    counts: list[OwnCount]
    all_url: str | None


def present_own_line(
    engine: SearchEngine, results: SearchResults, own: OwnRegion, display: Display
) -> OwnLine:
    """Count the matches in the reader's own region, in similar regions, and in the others of its prefectures.

    Choosing one of these groups replaces the filters on regions and prefectures, so the counts ignore those filters.
    """
    around, mine = own.surroundings, own.region
    base = _without_choice(results.request, mine)
    counts = _count_regions(engine, results, base)
    prefectures = base
    for name in mine.prefectures:
        prefectures = prefectures.with_filter(FilterName.PREFECTURE, name)
    parts = (
        ("自分の圏域", mine.name, (mine,), _of_regions(base, (mine,))),
        ("似た圏域", _names(around.peers), around.peers, _of_regions(base, around.peers)),
        (
            "同じ都道府県のほかの圏域",
            _names(around.neighbours),
            around.neighbours,
            prefectures.with_exclusion(FilterName.REGION, mine.id),
        ),
    )
    asked = _conditions(results.request)
    shown = [
        OwnCount(
            label,
            names,
            sum(counts.get(region.id, 0) for region in regions if not _shut_out(base, region)),
            display.search_url(request),
            _conditions(request) == asked,
        )
        for label, names, regions, request in parts
        if regions
    ]
    left = display.search_url(base) if any(part.chosen for part in shown) else None
    return OwnLine(mine.name, own.url, shown, left)


def own_practice(own: OwnRegion, line: OwnLine, results: SearchResults) -> OwnPractice:
    """The note about the reader's own region on each result."""
    first = line.counts[0]
    return OwnPractice(own, first.count if results.request.text.strip() else None, first.url)


def _without_choice(request: SearchRequest, mine: Region) -> SearchRequest:
    plain = request.without_filter(FilterName.REGION).without_filter(FilterName.PREFECTURE)
    return plain.without_exclusion(FilterName.REGION, mine.id)


def _of_regions(request: SearchRequest, regions: Iterable[Region]) -> SearchRequest:
    for region in regions:
        if not _shut_out(request, region):
            request = request.with_filter(FilterName.REGION, region.id)
    return request


def _shut_out(request: SearchRequest, region: Region) -> bool:
    return region.id in request.excluded_values(FilterName.REGION)


def _count_regions(engine: SearchEngine, results: SearchResults, base: SearchRequest) -> Mapping[str, int]:
    """The matches by region without any choice of regions: those of the facet, unless prefectures were chosen."""
    if results.request.values(FilterName.PREFECTURE):
        return engine.count_by(replace(base, page=1), FilterName.REGION)
    facet = next(facet for facet in results.facets if facet.name is FilterName.REGION)
    return {bucket.value: bucket.count for bucket in facet.buckets}


def _conditions(request: SearchRequest) -> tuple[frozenset[tuple[FilterName, str]], ...]:
    return frozenset(request.filters), frozenset(request.excluded)


def _names(regions: Iterable[Region]) -> str:
    return "、".join(region.name for region in regions)
