"""What the pages about regions show: the list, the map, one region with its peers."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from renkei_search.prefecture import PREFECTURES
from renkei_search.record import Basis, RegionKind
from renkei_search.search.facet import value_label
from renkei_search.search.matrix import policy_fields
from renkei_search.search.peer import Likeness
from renkei_search.search.request import FilterName, SearchRequest
from renkei_search.web.presenter import Chip, heading_of
from renkei_search.web.region_url import Shade, matrix_url, regions_url
from renkei_search.web.tile import COLUMNS, ROWS, TILES
from renkei_search.web.url import initiative_url, region_url, search_url

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from renkei_search.corpus.collection import Catalogue
    from renkei_search.record import DeclaredField, Figure, Initiative, Quote, Region, Source
    from renkei_search.search.peer import LackingField, PeerRegion
    from renkei_search.search.population import Population
    from renkei_search.search.profile import RegionProfile
    from renkei_search.search.region import RegionSummary
    from renkei_search.taxonomy import Taxonomy

_TILE: Final = 48
_GAP: Final = 4
# The least counts of the shades of the map, lightest first.
_STEPS: Final = {Shade.REGIONS: (1, 2, 3, 5), Shade.INITIATIVES: (1, 6, 11, 21)}
_SNIPPET: Final = 90
_FORMATION: Final = ("締結年月日", "都市圏ビジョン策定日")


@dataclass(frozen=True)
class Option:
    """A choice as a link, with how many regions it has."""

    label: str
    url: str
    count: int
    selected: bool


@dataclass(frozen=True)
class RegionLine:
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


@dataclass(frozen=True)
class Tile:
    """A prefecture on the map, in units of the drawing; no link where there is no region."""

    short: str
    x: int
    y: int
    number: int
    style: str
    url: str | None
    label: str
    selected: bool


@dataclass(frozen=True)
class RegionsView:
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


@dataclass(frozen=True)
class InitiativeLine:
    """An initiative in a region's list: its title, the beginning of its text, its further policy fields."""

    title: str
    url: str
    snippet: str
    fields: list[str]
    inferred: bool
    draft: bool


@dataclass(frozen=True)
class FieldGroup:
    """A region's initiatives of one policy field; ``inferred`` if no source says so of any of them."""

    label: str
    url: str
    lines: list[InitiativeLine]

    @property
    def inferred(self) -> bool:
        """Whether the field is our judgement for all of them."""
        return all(line.inferred for line in self.lines)


@dataclass(frozen=True)
class Fact:
    """A figure in words with the document that prints it."""

    name: str
    value: str
    source: str


@dataclass(frozen=True)
class PeerView:
    """A peer region with the reasons in words."""

    line: RegionLine
    reasons: list[str]


@dataclass(frozen=True)
class LackingView:
    """A policy field that peers have, with the link to their initiatives in it."""

    label: str
    name: str
    url: str
    peers: str
    count: int
    declared: bool


@dataclass(frozen=True)
class CitedQuote:
    """A passage and its document."""

    text: str
    source: str


@dataclass(frozen=True)
class RegionView:
    """A region's page."""

    region: Region
    members: list[tuple[str, str]]
    population: Fact | None
    formation: list[Fact]
    figures: list[Fact]
    initiatives: int
    categories: list[tuple[str, list[FieldGroup]]]
    field_count: int
    blank_fields: list[str]
    declared: list[tuple[str, DeclaredField, str | None]]
    declared_source: str | None
    history: CitedQuote | None
    outlook: CitedQuote | None
    peers: list[PeerView]
    lacking: list[LackingView]
    peer_initiatives_url: str
    search_url: str
    matrix_url: str


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
        groups.setdefault(item.region.prefectures[0], []).append(_present_line(item))
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


def _present_line(summary: RegionSummary) -> RegionLine:
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


def present_region(
    profile: RegionProfile, initiatives: Iterable[Initiative], catalogue: Catalogue
) -> RegionView:
    """Label what is known of a region and link it to its like."""
    region = profile.summary.region
    sources = {item.source.id: item.source for item in catalogue.sources}
    own = SearchRequest().with_filter(FilterName.REGION, region.id)
    declared = list(region.declared_fields)
    described = {cell.field.code: cell.count for cell in profile.cells}
    peers = [_present_peer(peer, profile.summary) for peer in profile.peers]
    of_peers = SearchRequest()
    for peer in profile.peers:
        of_peers = of_peers.with_filter(FilterName.REGION, peer.summary.region.id)
    return RegionView(
        region=region,
        members=[
            (name, search_url(SearchRequest().with_filter(FilterName.MUNICIPALITY, name)))
            for name in region.members
        ],
        population=_population_fact(profile.summary.population, sources),
        formation=[_fact(figure, sources) for figure in region.figures if figure.name in _FORMATION],
        figures=[_fact(figure, sources) for figure in region.figures],
        initiatives=profile.summary.initiatives,
        categories=_group_initiatives(list(initiatives), own, catalogue),
        field_count=sum(cell.count > 0 for cell in profile.cells),
        blank_fields=[cell.field.label for cell in profile.cells if not cell.count and not cell.declared],
        declared=[
            (
                catalogue.taxonomy[item.code].name,
                item,
                search_url(own.with_filter(FilterName.FIELD, item.code)) if described[item.code] else None,
            )
            for item in declared
        ],
        declared_source=_cite(sources[declared[0].source]) if declared else None,
        history=_quote(region.history, sources),
        outlook=_quote(region.outlook, sources),
        peers=peers,
        lacking=[_present_lacking(item) for item in profile.lacking],
        peer_initiatives_url=search_url(of_peers),
        search_url=search_url(own),
        matrix_url=f"{matrix_url(SearchRequest())}#{region.id}",
    )


def _group_initiatives(
    initiatives: Sequence[Initiative], own: SearchRequest, catalogue: Catalogue
) -> list[tuple[str, list[FieldGroup]]]:
    """By category of the policy field, then by policy field; each initiative once, under its first field."""
    taxonomy = catalogue.taxonomy
    found: dict[str, list[Initiative]] = {}
    for initiative in initiatives:
        found.setdefault(initiative.fields[0].code, []).append(initiative)
    groups: dict[str, list[FieldGroup]] = {}
    for node in policy_fields(taxonomy):
        if node.code in found:
            groups.setdefault(taxonomy.path(node.code)[0].name, []).append(
                FieldGroup(
                    node.label,
                    search_url(own.with_filter(FilterName.FIELD, node.code)),
                    [_present_initiative(item, taxonomy) for item in found[node.code]],
                )
            )
    return list(groups.items())


def _present_initiative(initiative: Initiative, taxonomy: Taxonomy) -> InitiativeLine:
    text = "".join(initiative.description.split("\n")).lstrip("・•●○ ")
    return InitiativeLine(
        title=heading_of(initiative),
        url=initiative_url(initiative.id),
        # Where the source gives no title, the heading is the beginning of the text already.
        snippet="" if initiative.title is None else _cut(text),
        fields=[taxonomy[field.code].label for field in initiative.fields[1:]],
        inferred=initiative.fields[0].basis is Basis.INFERRED,
        draft=initiative.status == "draft",
    )


def _cut(text: str) -> str:
    return text if len(text) <= _SNIPPET else f"{text[: _SNIPPET - 1]}…"


def _present_peer(peer: PeerRegion, summary: RegionSummary) -> PeerView:
    return PeerView(
        _present_line(peer.summary), [_reason(name, peer.summary, summary) for name in peer.reasons]
    )


def _reason(name: Likeness, peer: RegionSummary, summary: RegionSummary) -> str:
    region = peer.region
    match name:
        case Likeness.POPULATION:
            # A reason by population is given only where it is known.
            return f"人口が近い（{format_people(peer.population.people) if peer.population else ''}）"
        case Likeness.MEMBERS:
            same = len(region.members) == len(summary.region.members)
            return f"市町村の数が{'同じ' if same else '近い'}（{len(region.members)}）"
        case Likeness.KIND:
            return f"種類が同じ（{region.kind.label}）"
        case Likeness.CROSSING:
            return f"県境をまたぐ（{'・'.join(region.prefectures)}）"


def _present_lacking(item: LackingField) -> LackingView:
    request = SearchRequest().with_filter(FilterName.FIELD, item.field.code)
    for region in item.peers:
        request = request.with_filter(FilterName.REGION, region.id)
    return LackingView(
        label=item.field.label,
        name=item.field.name,
        url=search_url(request),
        peers="、".join(region.name for region in item.peers),
        count=item.count,
        declared=item.declared,
    )


def _population_fact(population: Population | None, sources: Mapping[str, Source]) -> Fact | None:
    return _fact(population.figure, sources) if population else None


def _fact(figure: Figure, sources: Mapping[str, Source]) -> Fact:
    """A figure with its full-width digits made plain, and where and when it was printed."""
    source = _cite(sources[figure.source])
    as_of = unicodedata.normalize("NFKC", figure.as_of) if figure.as_of else None
    return Fact(
        figure.name, unicodedata.normalize("NFKC", figure.value), f"{as_of}。{source}" if as_of else source
    )


def _quote(quote: Quote | None, sources: Mapping[str, Source]) -> CitedQuote | None:
    return CitedQuote(quote.text, _cite(sources[quote.source])) if quote else None


def _cite(source: Source) -> str:
    return f"{source.title}（{source.as_of}時点）"
