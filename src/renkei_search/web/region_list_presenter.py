"""What the list of regions and its map show."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from renkei_search.prefecture import PREFECTURES
from renkei_search.record import Basis, RegionKind
from renkei_search.search.facet import value_label
from renkei_search.search.request import FilterName, SearchRequest
from renkei_search.web.presenter import Chip
from renkei_search.web.region_url import Shade, matrix_url, regions_url
from renkei_search.web.tile import COLUMNS, ROWS, TILES
from renkei_search.web.url import region_url, search_url

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from renkei_search.corpus.collection import Catalogue
    from renkei_search.search.region import RegionSummary

_TILE: Final = 48
_GAP: Final = 4
# The least counts of the shades of the map, lightest first.
_STEPS: Final = {Shade.REGIONS: (1, 2, 3, 5), Shade.INITIATIVES: (1, 6, 11, 21)}


class Option(Struct, frozen=True):
    """A choice as a link, with how many regions it has."""

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
    population: str | None
    initiatives: int
    search_url: str


class Tile(Struct, frozen=True):
    """A prefecture on the map, in units of the drawing; no link where there is no region."""

    short: str
    x: int
    y: int
    number: int
    style: str
    url: str | None
    label: str
    selected: bool


class RegionsView(Struct, frozen=True):
    """The list of regions with its map."""

    total: int
    groups: list[tuple[str, list[RegionLine]]]
    kinds: list[Option]
    chips: list[Chip]
    clear_url: str
    matrix_url: str
    tiles: list[Tile]
    tile: int
    width: int
    height: int
    shade: Shade
    shades: list[tuple[str, str, bool]]
    legend: list[tuple[str, str]]


def format_people(people: int) -> str:
    """A population as one says it: 約52万人, below 10,000 to the hundred."""
    if people >= 10_000:
        return f"約{round(people / 10_000)}万人"
    return f"約{round(people, -2):,}人"


def kind_options(
    request: SearchRequest, catalogue: Catalogue, link: Callable[[SearchRequest], str]
) -> list[Option]:
    """The kinds of region to choose from, all first, counted within the chosen prefectures."""
    within = request.without_filter(FilterName.KIND)
    prefectures = set(request.values(FilterName.PREFECTURE))
    kinds = [
        region.kind
        for region in catalogue.regions
        if not prefectures or not prefectures.isdisjoint(region.prefectures)
    ]
    chosen = request.values(FilterName.KIND)
    return [
        Option("すべて", link(within), len(kinds), not chosen),
        *(
            Option(
                kind.label,
                link(within.with_filter(FilterName.KIND, kind.value)),
                kinds.count(kind),
                kind.value in chosen,
            )
            for kind in RegionKind
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
    prefectures = set(request.values(FilterName.PREFECTURE))
    listed = [
        item for item in summaries if not prefectures or not prefectures.isdisjoint(item.region.prefectures)
    ]
    groups: dict[str, list[RegionLine]] = {}
    for item in listed:
        groups.setdefault(item.region.prefectures[0], []).append(present_line(item))
    return RegionsView(
        total=len(listed),
        groups=list(groups.items()),
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
        tiles=_present_tiles(summaries, request, shade),
        tile=_TILE - _GAP,
        width=COLUMNS * _TILE,
        height=ROWS * _TILE,
        shade=shade,
        shades=[(option.label, regions_url(request, option), option is shade) for option in Shade],
        legend=_legend(shade),
    )


def present_line(summary: RegionSummary) -> RegionLine:
    """A region as a line of a list."""
    region, population = summary.region, summary.population
    return RegionLine(
        name=region.name,
        url=region_url(region.id),
        kind=region.kind.label,
        core_cities="・".join(region.core_cities),
        core_cities_inferred=region.basis.core_cities is Basis.INFERRED,
        elsewhere="・".join(region.prefectures[1:]),
        members=len(region.members),
        population=format_people(population.people) if population else None,
        initiatives=summary.initiatives,
        search_url=search_url(SearchRequest().with_filter(FilterName.REGION, region.id)),
    )


def _present_tiles(summaries: Iterable[RegionSummary], request: SearchRequest, shade: Shade) -> list[Tile]:
    regions: dict[str, int] = {}
    initiatives: dict[str, int] = {}
    for item in summaries:
        for name in item.region.prefectures:
            regions[name] = regions.get(name, 0) + 1
            initiatives[name] = initiatives.get(name, 0) + item.initiatives
    chosen = request.values(FilterName.PREFECTURE)
    within = request.without_filter(FilterName.PREFECTURE)
    tiles = []
    for name in PREFECTURES:
        short = name if name == "北海道" else name[:-1]
        number = (regions if shade is Shade.REGIONS else initiatives).get(name, 0)
        step = sum(number >= least for least in _STEPS[shade])
        url = regions_url(within.with_filter(FilterName.PREFECTURE, name), shade)
        counts = [f"{regions.get(name, 0)}圏域", f"{initiatives.get(name, 0)}件の取組"]
        tiles.append(
            Tile(
                short=short,
                x=TILES[name].column * _TILE + _GAP // 2,
                y=TILES[name].row * _TILE + _GAP // 2,
                number=number,
                style=f"step{step}" if step else "blank",
                url=f"{url}#list" if name in regions else None,
                # Begins with what stands on the tile, for those who say what they see.
                label=f"{short} {'、'.join(counts if shade is Shade.REGIONS else reversed(counts))}",
                selected=name in chosen,
            )
        )
    return tiles


def _legend(shade: Shade) -> list[tuple[str, str]]:
    """The style of each shade and the counts it stands for."""
    steps = _STEPS[shade]
    bounds = [
        str(least) if least + 1 == after else f"{least}〜{after - 1}" for least, after in pairwise(steps)
    ]
    bounds.append(f"{steps[-1]}以上")
    return [("blank", "0"), *((f"step{n}", text) for n, text in enumerate(bounds, start=1))]
