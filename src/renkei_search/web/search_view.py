"""The search page: results as a list or by region, facets, and the links to every state next to this one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import islice, pairwise
from typing import TYPE_CHECKING, Final

from renkei_search.search.facet import value_label
from renkei_search.search.request import MISSING, FilterName, SearchRequest, Sort
from renkei_search.search.result import StepKind
from renkei_search.web.display import Display, Linker
from renkei_search.web.facet_view import present_facet
from renkei_search.web.presenter import Chip, present_card, present_hit
from renkei_search.web.receipt import receipt_lines
from renkei_search.web.remedy import find_remedies
from renkei_search.web.url import region_url, request_arguments, search_url

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from renkei_search.corpus.collection import Catalogue
    from renkei_search.record import Initiative
    from renkei_search.search.engine import SearchEngine
    from renkei_search.search.result import Receipt, SearchResults
    from renkei_search.web.facet_view import FacetView
    from renkei_search.web.presenter import Card

_GROUPS_PER_PAGE: Final = 10
_CARDS_PER_GROUP: Final = 3


@dataclass(frozen=True)
class Link:
    """A link, or where it would lead to the state that is shown, its label alone."""

    label: str
    url: str
    chosen: bool = False


@dataclass(frozen=True)
class PageLink:
    """A page of results; no link for the one shown, nothing but a gap where pages are left out."""

    number: int | None
    url: str | None


@dataclass(frozen=True)
class RegionGroup:
    """The first matches of a region, how many it has, and the link to all of them."""

    name: str
    region_url: str | None
    kind: str | None
    prefectures: str
    count: int
    cards: list[Card]
    url: str


@dataclass(frozen=True)
class Paging:
    """Which part is shown (``first`` to ``last`` of ``total``) and the links to the others."""

    first: int
    last: int
    total: int
    links: list[PageLink]
    first_url: str
    prev_url: str | None
    next_url: str | None


@dataclass(frozen=True)
class SearchView:
    """The search page. ``cards`` or, by region, ``groups`` are the matches."""

    request: SearchRequest
    display: Display
    total: int
    region_count: int
    cards: list[Card]
    groups: list[RegionGroup]
    paging: Paging
    related: list[Card]
    facets: list[FacetView]
    chips: list[Chip]
    clear_url: str
    receipt: list[str]
    exact: Link | None
    widen_url: str
    sorts: list[Link]
    views: list[Link]
    hidden: list[tuple[str, str]]
    remedies: list[Link]
    canonical: str
    emptied_url: str
    csv_url: str
    xlsx_url: str
    atom_url: str


def present_search(engine: SearchEngine, request: SearchRequest, display: Display) -> SearchView:
    """Search, label the answer, and link every state it leads to.

    Raises:
        QueryError: the words are refused.
        ParameterError: a filter or page is.
    """
    catalogue = engine.catalogue
    linker = Linker(display, lambda other: other.search_url(request))
    groups: list[RegionGroup] = []
    if display.by_region:
        results = engine.search(replace(request, page=1))
        groups, paging = _by_region(engine, request, display, linker)
    else:
        results = engine.search(request)
        paging = _paging(request, display, results.total, request.per_page)
    receipt = results.receipt
    if not (results.related or receipt.sentence or paging.next_url):
        # The filters left none of the related initiatives.
        receipt = replace(
            receipt, steps=tuple(step for step in receipt.steps if step.kind is not StepKind.RELATED)
        )
    everything = replace(request, page=1, per_page=SearchRequest.per_page)
    return SearchView(
        request=request,
        display=display,
        total=results.total,
        region_count=_count_regions(results),
        cards=[] if display.by_region else [present_hit(hit, catalogue, linker) for hit in results.hits],
        groups=groups,
        paging=paging,
        related=[present_hit(hit, catalogue, linker) for hit in results.related if not paging.next_url],
        facets=[present_facet(facet, catalogue) for facet in results.facets],
        chips=_chips(request, display, catalogue),
        clear_url=display.search_url(request.without_filters()),
        receipt=receipt_lines(receipt),
        exact=_exact_link(receipt, request, display),
        widen_url=display.search_url(replace(request, expand=True, page=1)),
        sorts=[
            Link(sort.label, display.search_url(request.with_sort(sort)), sort is request.sort)
            for sort in Sort
        ],
        views=[
            Link(
                label,
                replace(display, by_region=by_region).search_url(request.with_page(1)),
                by_region is display.by_region,
            )
            for label, by_region in (("取組ごと", False), ("圏域ごと", True))
        ],
        hidden=[
            *request_arguments(_without_fields(request)),
            *display.arguments(),
        ],
        remedies=[
            Link(f"{remedy.label}（{remedy.count}件）", display.search_url(remedy.request))
            for remedy in (
                []
                if results.total
                else find_remedies(request, catalogue, lambda other: engine.search(other).total)
            )
        ],
        canonical=search_url(request),
        emptied_url=replace(display, compared=()).search_url(request),
        csv_url=search_url(everything, "/search.csv"),
        xlsx_url=search_url(everything, "/search.xlsx"),
        atom_url=search_url(everything, "/search.atom"),
    )


def _without_fields(request: SearchRequest) -> SearchRequest:
    """What the form has no field for, so that it is kept when the form is sent."""
    municipalities = tuple(item for item in request.filters if item[0] is FilterName.MUNICIPALITY)
    return replace(request, text="", filters=municipalities, page=1)


def _chips(request: SearchRequest, display: Display, catalogue: Catalogue) -> list[Chip]:
    chosen = [(*item, False, request.without_filter(*item)) for item in request.filters]
    left_out = [(*item, True, request.without_exclusion(*item)) for item in request.excluded]
    return [
        Chip(name.label, value_label(name, value, catalogue), display.search_url(other), excluded)
        for name, value, excluded, other in (*chosen, *left_out)
    ]


def _exact_link(receipt: Receipt, request: SearchRequest, display: Display) -> Link | None:
    if not receipt.steps:
        return None
    url = display.search_url(request.without_expansion())
    for step in receipt.steps:
        if step.kind is StepKind.SPELLING:
            return Link(f"「{step.word}」のまま探す", url)
    return Link("入力した言葉どおりに探す", url)


def _count_regions(results: SearchResults) -> int:
    """In how many regions the matches are; a facet's counts ignore its own filter."""
    chosen = results.request.values(FilterName.REGION)
    return sum(
        bucket.count > 0 and bucket.value != MISSING and (not chosen or bucket.selected)
        for facet in results.facets
        if facet.name is FilterName.REGION
        for bucket in facet.buckets
    )


def _by_region(
    engine: SearchEngine, request: SearchRequest, display: Display, linker: Linker
) -> tuple[list[RegionGroup], Paging]:
    """The matches by region, the region with the best match first; a page is a number of regions."""
    matches: dict[str, list[Initiative]] = {}
    for initiative in engine.scan(request):
        matches.setdefault(initiative.region or MISSING, []).append(initiative)
    first = (request.page - 1) * _GROUPS_PER_PAGE
    shown = list(islice(matches.items(), first, first + _GROUPS_PER_PAGE))
    snippets = _snippets(engine, request, [region_id for region_id, _ in shown], linker)
    groups = [
        _group(engine.catalogue, region_id, found, snippets, request, display, linker)
        for region_id, found in shown
    ]
    return groups, _paging(request, display, len(matches), _GROUPS_PER_PAGE)


def _snippets(
    engine: SearchEngine, request: SearchRequest, region_ids: Sequence[str], linker: Linker
) -> dict[str, Card]:
    """Cards with the matching passage marked, for as many as one search gives."""
    narrowed = replace(request.without_filter(FilterName.REGION), per_page=100)
    for region_id in region_ids:
        narrowed = narrowed.with_filter(FilterName.REGION, region_id)
    hits = engine.search(narrowed).hits if region_ids else ()
    return {hit.initiative.id: present_hit(hit, engine.catalogue, linker) for hit in hits}


def _group(
    catalogue: Catalogue,
    region_id: str,
    found: Sequence[Initiative],
    snippets: dict[str, Card],
    request: SearchRequest,
    display: Display,
    linker: Linker,
) -> RegionGroup:
    region = catalogue.regions_by_id.get(region_id)
    narrowed = request.without_filter(FilterName.REGION).with_filter(FilterName.REGION, region_id)
    return RegionGroup(
        name=value_label(FilterName.REGION, region_id, catalogue),
        region_url=region_url(region.id) if region else None,
        kind=region.kind.label if region else None,
        prefectures="・".join(region.prefectures) if region else "",
        count=len(found),
        cards=[
            snippets.get(initiative.id) or present_card(initiative, catalogue, linker=linker)
            for initiative in found[:_CARDS_PER_GROUP]
        ],
        url=replace(display, by_region=False).search_url(narrowed),
    )


def _paging(request: SearchRequest, display: Display, total: int, per_page: int) -> Paging:
    pages = -(-total // per_page)
    page = request.page

    def url(number: int) -> str:
        return display.search_url(request.with_page(number))

    return Paging(
        first=(page - 1) * per_page + 1,
        last=min(page * per_page, total),
        total=total,
        links=_page_links(page, pages, url) if pages > 1 else [],
        first_url=url(1),
        prev_url=url(page - 1) if 1 < page <= pages else None,
        next_url=url(page + 1) if page < pages else None,
    )


def _page_links(page: int, pages: int, url: Callable[[int], str]) -> list[PageLink]:
    near = {1, pages, *range(page - 2, page + 3)}
    numbers = sorted(number for number in near if 1 <= number <= pages)
    links = []
    for before, number in pairwise([0, *numbers]):
        if number - before > 1:
            links.append(PageLink(None, None))
        links.append(PageLink(number, None if number == page else url(number)))
    return links
