"""The page of a region: its facts and initiatives, its peers, and the policy fields that only they have."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from flask import Blueprint, render_template, request
from msgspec import Struct

from renkei_search.corpus.citation import cite_title, date_text, half_width
from renkei_search.corpus.heading import HeadingKind, heading_of
from renkei_search.corpus.population import populations_of
from renkei_search.facet.registry import FilterName
from renkei_search.model.record import Basis
from renkei_search.region.matrix import policy_fields
from renkei_search.region.peer import PeerTrait
from renkei_search.region.profile import describe_region
from renkei_search.search.request import SearchRequest
from renkei_search.web.http.engine import get_engine
from renkei_search.web.http.parameter import read_query
from renkei_search.web.http.url import initiative_url, search_url
from renkei_search.web.page.own_region import split_own
from renkei_search.web.page.region.address import matrix_url
from renkei_search.web.page.region.figure import present_profile
from renkei_search.web.page.region.population import PopulationNotes
from renkei_search.web.page.region.regions import RegionLine, present_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from renkei_search.corpus.collection import Catalogue
    from renkei_search.corpus.population import Population
    from renkei_search.model.record import DeclaredField, Figure, Initiative, Quote, Region, Source
    from renkei_search.region.peer import LackingField, PeerRegion
    from renkei_search.region.profile import RegionProfile
    from renkei_search.region.summary import RegionSummary
    from renkei_search.web.page.chart import FigureView

region_page = Blueprint("region", __name__)

_SNIPPET: Final = 90
_MEMBER_COUNT: Final = "構成市町村数"
_COUNTED: Final = re.compile(r"([0-9]+) *[市町村]")
_FORMATION: Final = ("締結年月日", "都市圏ビジョン策定日")


class InitiativeLine(Struct, frozen=True):
    """An initiative in a region's list: its heading, the beginning of its text, its further policy fields."""

    heading: str
    heading_kind: HeadingKind
    url: str
    snippet: str
    fields: list[str]
    inferred: bool
    draft: bool


class FieldGroup(Struct, frozen=True):
    """A region's initiatives of one policy field; ``inferred`` if the field is inferred for all of them."""

    label: str
    url: str
    lines: list[InitiativeLine]

    @property
    def inferred(self) -> bool:
        """Whether the field is inferred for all of them."""
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
    near_population: bool


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
    printed_members: str | None
    population: Population | None
    two_populations: bool
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
    population_notes: list[str]
    lacking: list[LackingView]
    figure: FigureView | None
    peer_initiatives_url: str
    search_url: str
    matrix_url: str


@region_page.get("/regions/<region_id>")
def region(region_id: str) -> str:
    """A region with its initiatives by policy field and its peers."""
    engine = get_engine()
    split_own(engine, read_query(request.query_string))
    profile = describe_region(engine, region_id)
    own = engine.scan(SearchRequest().with_filter(FilterName.REGION, region_id))
    return render_template("region.html", view=present_region(profile, own, engine.catalogue))


def present_region(
    profile: RegionProfile, initiatives: Iterable[Initiative], catalogue: Catalogue
) -> RegionView:
    """Make the view model of a region, with links to similar regions."""
    region = profile.summary.region
    sources = {item.source.id: item.source for item in catalogue.sources}
    own = SearchRequest().with_filter(FilterName.REGION, region.id)
    declared = list(region.declared_fields)
    described = {cell.field.code: cell.count for cell in profile.cells}
    notes = PopulationNotes()
    peers = [_present_peer(peer, profile.summary, notes) for peer in profile.peers]
    of_peers = SearchRequest()
    for peer in profile.peers:
        of_peers = of_peers.with_filter(FilterName.REGION, peer.summary.region.id)
    return RegionView(
        region=region,
        members=[
            (name, search_url(SearchRequest().with_filter(FilterName.MUNICIPALITY, name)))
            for name in region.members
        ],
        printed_members=_printed_members(region, sources),
        population=profile.summary.population,
        two_populations=len({population.people for population in populations_of(region, catalogue)}) > 1,
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
        declared_source=cite_title(sources[declared[0].source]) if declared else None,
        history=_quote(region.history, sources),
        outlook=_quote(region.outlook, sources),
        peers=peers,
        population_notes=notes.texts,
        lacking=[_present_lacking(item) for item in profile.lacking],
        figure=present_profile(profile),
        peer_initiatives_url=search_url(of_peers),
        search_url=search_url(own),
        matrix_url=f"{matrix_url(SearchRequest())}#{region.id}",
    )


def _group_initiatives(
    initiatives: Sequence[Initiative], own: SearchRequest, catalogue: Catalogue
) -> list[tuple[str, list[FieldGroup]]]:
    """Group initiatives by category and policy field; each initiative once, under its first field."""
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
                    [_present_initiative(item, catalogue) for item in found[node.code]],
                )
            )
    return list(groups.items())


def _present_initiative(initiative: Initiative, catalogue: Catalogue) -> InitiativeLine:
    text = "".join(initiative.description.split("\n")).lstrip("・•●○ ")
    heading = heading_of(initiative, catalogue)
    return InitiativeLine(
        heading=heading.text,
        heading_kind=heading.kind,
        url=initiative_url(initiative.id),
        snippet="" if heading.kind is HeadingKind.BEGINNING else _cut(text),
        fields=[catalogue.taxonomy[field.code].label for field in initiative.fields[1:]],
        inferred=initiative.fields[0].basis is Basis.INFERRED,
        draft=initiative.is_draft,
    )


def _cut(text: str) -> str:
    return text if len(text) <= _SNIPPET else f"{text[: _SNIPPET - 1]}…"


def _present_peer(peer: PeerRegion, summary: RegionSummary, notes: PopulationNotes) -> PeerView:
    return PeerView(
        present_line(peer.summary, notes),
        [_reason(name, peer.summary, summary) for name in peer.reasons if name is not PeerTrait.POPULATION],
        near_population=PeerTrait.POPULATION in peer.reasons,
    )


def _reason(name: PeerTrait, peer: RegionSummary, summary: RegionSummary) -> str:
    """A reason other than the population, which has a note."""
    region = peer.region
    match name:
        case PeerTrait.MEMBERS:
            same = len(region.members) == len(summary.region.members)
            return f"市町村の数が{'同じ' if same else '近い'}（{len(region.members)}）"
        case PeerTrait.KIND:
            return f"種類が同じ（{region.kind.label}）"
        case _:
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


def _printed_members(region: Region, sources: Mapping[str, Source]) -> str | None:
    """The number of members that a source states, if it differs from the list because of its date."""
    for figure in region.figures:
        if figure.name == _MEMBER_COUNT:
            printed = half_width(figure.value)
            if sum(map(int, _COUNTED.findall(printed))) != len(region.members):
                source = sources[figure.source]
                return f"『{source.title}』では{printed.replace(' ', '')}（{date_text(source)}）"
    return None


def _fact(figure: Figure, sources: Mapping[str, Source]) -> Fact:
    """A figure in half-width digits, with its source and date."""
    source = cite_title(sources[figure.source])
    as_of = half_width(figure.as_of) if figure.as_of else None
    return Fact(
        figure.name,
        half_width(figure.value),
        f"{as_of}。出典：{source}" if as_of else f"出典：{source}",
    )


def _quote(quote: Quote | None, sources: Mapping[str, Source]) -> CitedQuote | None:
    return CitedQuote(quote.text, cite_title(sources[quote.source])) if quote else None
