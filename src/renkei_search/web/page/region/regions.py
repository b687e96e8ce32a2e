"""The list of regions with a map that leads to them."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from flask import Blueprint, render_template, request
from msgspec import Struct

from renkei_search.facet.registry import FilterName, value_label
from renkei_search.model.record import Basis
from renkei_search.region.summary import chosen_regions, summarize_regions
from renkei_search.search.filter_value import check_filters
from renkei_search.search.request import SearchRequest
from renkei_search.web.http.engine import get_engine
from renkei_search.web.http.parameter import read_parameters, read_query
from renkei_search.web.http.url import region_url, search_url
from renkei_search.web.page.display import Chip
from renkei_search.web.page.own_region import split_own
from renkei_search.web.page.parameter import RegionsParameters, Shade
from renkei_search.web.page.region.address import matrix_url
from renkei_search.web.page.region.population import PopulationNotes, PopulationView
from renkei_search.web.page.region_map import draw_region_maps, regions_url

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from renkei_search.corpus.collection import Catalogue
    from renkei_search.region.summary import RegionSummary

regions_page = Blueprint("regions", __name__)


class KindOption(Struct, frozen=True):
    """A choice as a link, with its number of regions."""

    label: str
    url: str
    count: int
    selected: bool


class RegionLine(Struct, frozen=True):
    """A region in a list. ``elsewhere`` names the other prefectures it reaches into."""

    name: str
    url: str
    kind: str
    core_cities: str
    core_cities_inferred: bool
    elsewhere: str
    members: int
    population: PopulationView | None
    initiatives: int
    search_url: str


class RegionsView(Struct, frozen=True):
    """The list of regions with its map."""

    total: int
    groups: list[tuple[str, list[RegionLine]]]
    population_notes: list[str]
    kinds: list[KindOption]
    chips: list[Chip]
    clear_url: str
    matrix_url: str
    maps: list[str]
    shade: Shade
    shades: list[tuple[str, str, bool]]


@regions_page.get("/regions")
def regions() -> str:
    """All regions, north to south, by prefecture or kind, and a map that leads to them."""
    engine = get_engine()
    _, pairs = split_own(engine, read_query(request.query_string))
    parameters = read_parameters(RegionsParameters, pairs)
    asked, shade = parameters.to_request(), parameters.shade
    check_filters(asked.filters, engine.catalogue)
    # The map keeps all prefectures, so that one can be exchanged for another.
    summaries = summarize_regions(engine, asked.without_filter(FilterName.PREFECTURE))
    return render_template("regions.html", view=present_regions(summaries, asked, shade, engine.catalogue))


def kind_options(
    request: SearchRequest, catalogue: Catalogue, link: Callable[[SearchRequest], str]
) -> list[KindOption]:
    """The kinds of region to choose from, all first, counted within the chosen prefectures."""
    within = request.without_filter(FilterName.KIND)
    kinds = [region.kind for region in chosen_regions(within, catalogue)]
    chosen = request.values(FilterName.KIND)
    return [
        KindOption("すべて", link(within), len(kinds), not chosen),
        *(
            KindOption(
                kind.label,
                link(within.with_filter(FilterName.KIND, kind.value)),
                kinds.count(kind),
                kind.value in chosen,
            )
            for kind in catalogue.kinds
        ),
    ]


def present_regions(
    summaries: Sequence[RegionSummary], request: SearchRequest, shade: Shade, catalogue: Catalogue
) -> RegionsView:
    """The chosen regions by the prefecture of their core city; the map shows those of the chosen kind.

    Args:
        summaries: all regions of the chosen kind, north to south.
        request: its filters on kind and prefecture.
        shade: what the map counts.
        catalogue: for labels.
    """
    chosen = {region.id for region in chosen_regions(request, catalogue)}
    listed = [item for item in summaries if item.region.id in chosen]
    groups: dict[str, list[RegionLine]] = {}
    notes = PopulationNotes()
    for item in listed:
        groups.setdefault(item.region.prefectures[0], []).append(present_line(item, notes))
    return RegionsView(
        total=len(listed),
        groups=list(groups.items()),
        population_notes=notes.texts,
        kinds=kind_options(request, catalogue, lambda other: regions_url(other, shade)),
        chips=[
            Chip(
                name.label,
                value_label(name, value, catalogue),
                regions_url(request.without_filter(name, value), shade),
            )
            for name, value in request.filters
        ],
        clear_url=regions_url(request.without_filters(), shade),
        matrix_url=matrix_url(request),
        maps=_draw_maps(summaries, request, shade),
        shade=shade,
        shades=[(option.label, regions_url(request, option), option is shade) for option in Shade],
    )


def present_line(summary: RegionSummary, notes: PopulationNotes) -> RegionLine:
    """A region as a line of a list."""
    region = summary.region
    return RegionLine(
        name=region.name,
        url=region_url(region.id),
        kind=region.kind.label,
        core_cities="・".join(region.core_cities),
        core_cities_inferred=region.basis.core_cities is Basis.INFERRED,
        elsewhere="・".join(region.prefectures[1:]),
        members=len(region.members),
        population=notes.refer(summary.population),
        initiatives=summary.initiatives,
        search_url=search_url(SearchRequest().with_filter(FilterName.REGION, region.id)),
    )


def _draw_maps(summaries: Iterable[RegionSummary], request: SearchRequest, shade: Shade) -> list[str]:
    """The map of the regions, each counted in all its prefectures."""
    regions: Counter[str] = Counter()
    initiatives: Counter[str] = Counter()
    for item in summaries:
        for name in item.region.prefectures:
            regions[name] += 1
            initiatives[name] += item.initiatives
    return draw_region_maps(regions, initiatives, request, shade)
