"""The home page: a search box, five ways in, the map of regions, what is new, and the reader's own region."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from flask import Blueprint, render_template, request
from msgspec import Struct

from renkei_search.corpus.era import day_text, japanese_date
from renkei_search.corpus.heading import heading_of
from renkei_search.facet.declaration import MISSING
from renkei_search.facet.registry import FilterName
from renkei_search.region.profile import describe_region
from renkei_search.search.request import SearchRequest
from renkei_search.web.http.engine import get_engine
from renkei_search.web.http.parameter import read_query
from renkei_search.web.http.url import initiative_url, search_url
from renkei_search.web.page.display import Link
from renkei_search.web.page.own_region import split_own
from renkei_search.web.page.region_map import draw_region_maps

if TYPE_CHECKING:
    from collections.abc import Iterator

    from renkei_search.corpus.collection import Catalogue
    from renkei_search.region.peer import LackingField
    from renkei_search.search.engine import SearchEngine
    from renkei_search.search.result import Facet
    from renkei_search.web.page.own_region import OwnRegion

home_page = Blueprint("home", __name__)

_EXAMPLES: Final = ("病児保育", "図書館 相互利用", "合同企業説明会", "消防指令", "移住 相談会", "脱炭素")
_MOST_NEWS: Final = 5
_MOST_GAPS: Final = 3
# With more titles, the news would be a long list.
_MOST_TITLES: Final = 3


class Branch(Struct, frozen=True):
    """A node of the policy fields with its link and what lies below it."""

    name: str
    url: str
    count: int
    children: list[Branch]


class News(Struct, frozen=True):
    """What was added or changed on one day: how many of a source's initiatives, or their titles if they are few."""

    day: str
    moment: str
    source: str
    changed: bool
    count: int
    total: int
    url: str
    titles: list[Link]


class Gap(Struct, frozen=True):
    """A policy field in which only the peers of the reader's region have initiatives, with one of these as an example."""

    label: str
    url: str
    regions: int
    count: int
    example: Link | None
    example_region: str


class OwnHome(Struct, frozen=True):
    """The part for the reader's own region: the fields that it lacks, its initiatives and those of its peers."""

    gaps: list[Gap]
    gap_count: int
    initiatives: int
    search_url: str
    peers_url: str


@home_page.get("/")
def home() -> str:
    """The home page, with a map that leads to the regions of each prefecture."""
    engine = get_engine()
    own, _ = split_own(engine, read_query(request.query_string))
    results = engine.search(SearchRequest(per_page=1))
    facets = {facet.name: facet for facet in results.facets}
    return render_template(
        "home.html",
        total=results.total,
        scheme_examples=engine.count_by(SearchRequest(), FilterName.REGION).get(MISSING, 0),
        region_count=len(engine.catalogue.regions),
        source_count=len(engine.catalogue.sources),
        examples=[(text, search_url(SearchRequest(text))) for text in _EXAMPLES],
        news=[*_present_news(engine)],
        home=_present_own(engine, own) if own is not None else None,
        fields=present_tree(facets[FilterName.FIELD], engine.catalogue),
        maps=draw_region_maps(
            Counter(name for region in engine.catalogue.regions for name in region.prefectures),
            {bucket.value: bucket.count for bucket in facets[FilterName.PREFECTURE].buckets},
            SearchRequest(),
        ),
        prefectures=[
            (bucket, search_url(SearchRequest().with_filter(FilterName.PREFECTURE, bucket.value)))
            for bucket in facets[FilterName.PREFECTURE].buckets
        ],
    )


def present_tree(facet: Facet, catalogue: Catalogue) -> list[Branch]:
    """The policy fields as a tree of links, the categories by their official names."""

    def branches(parent: str | None) -> list[Branch]:
        return [
            Branch(
                name=catalogue.taxonomy[bucket.value].name if parent is None else bucket.label,
                url=search_url(SearchRequest().with_filter(facet.name, bucket.value)),
                count=bucket.count,
                children=branches(bucket.value),
            )
            for bucket in facet.buckets
            if bucket.parent == parent
        ]

    return branches(None)


def _present_news(engine: SearchEngine) -> Iterator[News]:
    totals = engine.count_by(SearchRequest(), FilterName.SOURCE)
    for arrival in engine.history.arrivals[:_MOST_NEWS]:
        source = engine.catalogue.source(arrival.source).source
        few = arrival.ids if arrival.initiatives <= _MOST_TITLES else ()
        yield News(
            day=day_text(japanese_date(arrival.moment)),
            moment=arrival.moment.isoformat(),
            source=source.title,
            changed=arrival.changed,
            count=arrival.initiatives,
            total=totals[source.id],
            url=search_url(SearchRequest().with_filter(FilterName.SOURCE, source.id)),
            titles=[
                Link(heading_of(engine.get(found), engine.catalogue).marked, initiative_url(found))
                for found in few
            ],
        )


def _present_own(engine: SearchEngine, own: OwnRegion) -> OwnHome:
    profile = describe_region(engine, own.region.id)
    of_peers = SearchRequest()
    for region in own.surroundings.peers:
        of_peers = of_peers.with_filter(FilterName.REGION, region.id)
    return OwnHome(
        gaps=[*_present_gaps(engine, profile.lacking[:_MOST_GAPS])],
        gap_count=len(profile.lacking),
        initiatives=profile.summary.initiatives,
        search_url=search_url(SearchRequest().with_filter(FilterName.REGION, own.region.id)),
        peers_url=search_url(of_peers),
    )


def _present_gaps(engine: SearchEngine, lacking: tuple[LackingField, ...]) -> Iterator[Gap]:
    for item in lacking:
        asked = SearchRequest(per_page=1).with_filter(FilterName.FIELD, item.field.code)
        for region in item.peers:
            asked = asked.with_filter(FilterName.REGION, region.id)
        hit = next(iter(engine.search(asked).hits), None)
        region_id = hit.initiative.region if hit is not None else None
        yield Gap(
            label=item.field.label,
            url=search_url(SearchRequest(filters=asked.filters)),
            regions=len(item.peers),
            count=item.count,
            example=Link(
                heading_of(hit.initiative, engine.catalogue).marked, initiative_url(hit.initiative.id)
            )
            if hit
            else None,
            example_region=engine.catalogue.region(region_id).name if region_id is not None else "",
        )
