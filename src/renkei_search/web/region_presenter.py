"""What the page of a region shows: its facts and initiatives, its peers and what they do beyond it."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from renkei_search.record import Basis
from renkei_search.search.matrix import policy_fields
from renkei_search.search.peer import Likeness
from renkei_search.search.request import FilterName, SearchRequest
from renkei_search.web.presenter import heading_of
from renkei_search.web.region_list_presenter import RegionLine, format_people, present_line
from renkei_search.web.region_url import matrix_url
from renkei_search.web.url import initiative_url, search_url

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from renkei_search.corpus.collection import Catalogue
    from renkei_search.record import DeclaredField, Figure, Initiative, Quote, Region, Source
    from renkei_search.search.peer import LackingField, PeerRegion
    from renkei_search.search.population import Population
    from renkei_search.search.profile import RegionProfile
    from renkei_search.search.region import RegionSummary
    from renkei_search.taxonomy import Taxonomy

_SNIPPET: Final = 90
_FORMATION: Final = ("締結年月日", "都市圏ビジョン策定日")


class InitiativeLine(Struct, frozen=True):
    """An initiative in a region's list: its title, the beginning of its text, its further policy fields."""

    title: str
    url: str
    snippet: str
    fields: list[str]
    inferred: bool
    draft: bool


class FieldGroup(Struct, frozen=True):
    """A region's initiatives of one policy field; ``inferred`` if no source says so of any of them."""

    label: str
    url: str
    lines: list[InitiativeLine]

    @property
    def inferred(self) -> bool:
        """Whether the field is our judgement for all of them."""
        return all(line.inferred for line in self.lines)


class Fact(Struct, frozen=True):
    """A figure in words with the document that prints it."""

    name: str
    value: str
    source: str


class PeerView(Struct, frozen=True):
    """A peer region with the reasons in words."""

    line: RegionLine
    reasons: list[str]


class LackingView(Struct, frozen=True):
    """A policy field that peers have, with the link to their initiatives in it."""

    label: str
    name: str
    url: str
    peers: str
    count: int
    declared: bool


class CitedQuote(Struct, frozen=True):
    """A passage and its document."""

    text: str
    source: str


class RegionView(Struct, frozen=True):
    """A region's page."""

    region: Region
    members: list[tuple[str, str]]
    population: Fact | None
    formation: list[Fact]
    figures: list[Fact]
    initiatives: int
    categories: list[tuple[str, list[FieldGroup]]]
    field_count: int
    declared: list[tuple[str, DeclaredField, str | None]]
    declared_source: str | None
    history: CitedQuote | None
    outlook: CitedQuote | None
    peers: list[PeerView]
    lacking: list[LackingView]
    peer_initiatives_url: str
    search_url: str
    matrix_url: str


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
        present_line(peer.summary), [_reason(name, peer.summary, summary) for name in peer.reasons]
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
