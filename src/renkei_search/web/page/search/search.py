"""The search page: results as a list or by region, facets, and links to all neighbouring states."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from flask import Blueprint, render_template, request
from msgspec import Struct

from renkei_search.explain.heading import alternatives_line, present_heading
from renkei_search.explain.receipt import receipt_digest, receipt_lines
from renkei_search.facet.declaration import MISSING
from renkei_search.facet.registry import FilterName, value_label
from renkei_search.search.request import Grouping, SearchRequest, Sort
from renkei_search.search.result import Receipt, StepKind
from renkei_search.web.http.engine import get_engine
from renkei_search.web.http.parameter import read_query
from renkei_search.web.http.url import parse_arguments, region_url, request_arguments, search_url
from renkei_search.web.page.card import is_classified, present_hit
from renkei_search.web.page.display import (
    FILTERS_PAGE,
    Chip,
    Display,
    Link,
    Linker,
    keep_known,
    split_display,
)
from renkei_search.web.page.own_region import find_own
from renkei_search.web.page.search.absence import present_absence, present_absent_places
from renkei_search.web.page.search.facet import present_facets, without_fields
from renkei_search.web.page.search.figure import present_distribution
from renkei_search.web.page.search.own_line import own_practice, present_own_line
from renkei_search.web.page.search.practice import present_indicated_types

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from renkei_search.corpus.collection import Catalogue
    from renkei_search.explain.heading import Heading
    from renkei_search.search.engine import SearchEngine
    from renkei_search.search.result import Group, SearchResults
    from renkei_search.web.page.card import Card
    from renkei_search.web.page.own_region import OwnPractice, OwnRegion
    from renkei_search.web.page.search.absence import AbsenceView, PlaceNotice
    from renkei_search.web.page.search.facet import FacetView
    from renkei_search.web.page.search.figure import DistributionView
    from renkei_search.web.page.search.own_line import OwnLine

search_page = Blueprint("search", __name__)

_BY_REGION: Final = Grouping(FilterName.REGION)


class PageLink(Struct, frozen=True):
    """A page of results: without a link for the current one, a gap where pages are left out."""

    number: int | None
    url: str | None


class RegionGroup(Struct, frozen=True):
    """The first matches of a region, their total, and the link to all of them."""

    name: str
    region_url: str | None
    kind: str | None
    prefectures: str
    count: int
    cards: list[Card]
    url: str


class Paging(Struct, frozen=True):
    """The current part (``first`` to ``last`` of ``total``) and the links to the others."""

    first: int
    last: int
    total: int
    links: list[PageLink]
    first_url: str
    prev_url: str | None
    next_url: str | None


class SearchView(Struct, frozen=True):
    """The search page. ``cards`` or, by region, ``groups`` are the matches; without any there is an ``absence``.

    ``distribution`` are pictures of the matches. ``related`` are related initiatives, which no count includes. ``either``
    are sentences on facets with several chosen values. ``named`` are the pages of the initiative or regions that the
    words name; ``own`` are the counts for the reader's region.
    """

    request: SearchRequest
    heading: Heading
    total: int
    region_count: int
    example_count: int
    cards: list[Card]
    groups: list[RegionGroup]
    paging: Paging
    related: list[Card]
    distribution: DistributionView | None
    facets: list[FacetView]
    chips: list[Chip]
    either: list[str]
    clear_url: str
    filters_url: str
    practices: list[Link]
    classified: bool
    receipt: list[str]
    receipt_digest: str
    correction: str
    exact: Link | None
    widen_url: str
    sorts: list[Link]
    views: list[Link]
    hidden: list[tuple[str, str]]
    absence: AbsenceView | None
    absent_places: list[PlaceNotice]
    named: list[Link]
    own: OwnLine | None
    canonical: str
    emptied_url: str
    csv_url: str
    xlsx_url: str
    atom_url: str


@search_page.get("/search")
def search() -> str:
    """The search page, as a list or by region."""
    engine = get_engine()
    display, arguments = split_display(read_query(request.query_string))
    display, unknown = keep_known(engine, display)
    own = find_own(engine)
    display = display.with_own(own)
    view = present_search(engine, parse_arguments(arguments), display, own)
    return render_template("search.html", view=view, display=display, unknown=unknown)


def present_search(
    engine: SearchEngine, request: SearchRequest, display: Display, own: OwnRegion | None = None
) -> SearchView:
    """Search, and make the view model with links to all neighbouring states.

    Raises:
        QueryError: the words are refused.
        ParameterError: a filter or page is.
    """
    catalogue = engine.catalogue
    linker = Linker(display, lambda other: other.search_url(request))
    first = own.surroundings.order if own is not None and display.own_first else ()
    results = engine.search(request, _BY_REGION if display.by_region else None, first)
    own_line = present_own_line(engine, results, own, display) if own is not None else None
    practice = own_practice(own, own_line, results) if own is not None and own_line is not None else None
    paging = (
        _paging(request, display, results.group_total, _BY_REGION.per_page)
        if display.by_region
        else _paging(request, display, results.total, request.per_page)
    )
    practices = present_indicated_types(engine, results, display)
    absence = None if results.total else present_absence(engine, results, display, practices)
    receipt = _told_receipt(results)
    corrected = tuple(step for step in results.receipt.steps if step.kind is StepKind.SPELLING)
    cards = [present_hit(hit, catalogue, linker, practice) for hit in results.hits]
    groups = [_present_group(group, request, catalogue, linker, practice) for group in results.groups]
    related = [
        present_hit(hit, catalogue, linker, practice) for hit in results.related if not paging.next_url
    ]
    shown = [*cards, *(card for group in groups for card in group.cards), *related]
    everything = replace(request, page=1, per_page=SearchRequest.per_page)
    return SearchView(
        request=request,
        heading=present_heading(results, catalogue, shut_out=absence.shut_out if absence else 0),
        total=results.total,
        region_count=_count_regions(results),
        example_count=_count_examples(results),
        cards=cards,
        groups=groups,
        paging=paging,
        related=related,
        distribution=present_distribution(engine, results, display),
        facets=present_facets(results.facets, catalogue),
        filters_url=display.search_url(replace(request, page=1), FILTERS_PAGE),
        practices=practices,
        classified=any(map(is_classified, shown)),
        chips=_chips(request, display, catalogue),
        either=[
            alternatives_line(name, count) for name in FilterName if (count := len(request.values(name))) > 1
        ],
        clear_url=display.search_url(request.without_filters()),
        receipt=receipt_lines(receipt),
        receipt_digest=receipt_digest(receipt),
        correction="".join(receipt_lines(Receipt(steps=corrected))),
        exact=_exact_link(results, display),
        widen_url=display.search_url(replace(request, expand=True, page=1)),
        sorts=[*_sorts(request, display, own)],
        views=[
            Link(
                label,
                replace(display, by_region=by_region).search_url(request.with_page(1)),
                by_region is display.by_region,
            )
            for label, by_region in (("取組ごと", False), ("圏域ごと", True))
        ],
        hidden=[
            *request_arguments(without_fields(request)),
            *display.arguments(),
        ],
        absence=absence,
        absent_places=present_absent_places(results.receipt.absent_places, catalogue),
        named=_present_named(engine, request, display),
        own=own_line,
        canonical=search_url(request),
        emptied_url=replace(display, compared=()).search_url(request),
        csv_url=search_url(everything, "/search.csv"),
        xlsx_url=search_url(everything, "/search.xlsx"),
        atom_url=search_url(everything, "/search.atom"),
    )


def _sorts(request: SearchRequest, display: Display, own: OwnRegion | None) -> Iterator[Link]:
    """The orders to choose from. Browsed initiatives have no relevance."""
    plain = replace(display, own_first=False)
    for sort in Sort if request.text.strip() else (Sort.REGION,):
        chosen = sort is request.order and not display.own_first
        yield Link(sort.label, plain.search_url(request.with_sort(sort)), chosen)
    if own is not None:
        url = replace(display, own_first=True).search_url(request.with_sort(Sort.RELEVANCE))
        yield Link("自分の圏域に近い順", url, display.own_first)


def _present_named(engine: SearchEngine, request: SearchRequest, display: Display) -> list[Link]:
    """The pages of the initiative or regions whose complete name the words are."""
    found = {
        region_url(named.region.id): f"圏域「{named.region.name}」のページを開く"
        for named in (engine.places(request.text).regions if request.text.strip() else ())
        if named.municipality is None
    }
    for suggestion in engine.named(request.text):
        if suggestion.kind == "title" and suggestion.target is not None:
            found[display.initiative_url(suggestion.target)] = f"取組「{suggestion.text}」のページを開く"
    return [Link(label, url) for url, label in found.items()]


def _chips(request: SearchRequest, display: Display, catalogue: Catalogue) -> list[Chip]:
    chosen = [(*item, False, request.without_filter(*item)) for item in request.filters]
    left_out = [(*item, True, request.without_exclusion(*item)) for item in request.excluded]
    return [
        Chip(name.label, value_label(name, value, catalogue), display.search_url(other), excluded)
        for name, value, excluded, other in (*chosen, *left_out)
    ]


def _told_receipt(results: SearchResults) -> Receipt:
    """The receipt without what the page says elsewhere (words without matches, other spellings, related initiatives)."""
    told = {StepKind.SPELLING}  # has a line of its own
    if not results.total:
        told |= {StepKind.SYNONYMS, StepKind.RELATED}
    elif not results.related:
        told.add(StepKind.RELATED)  # they are on the last page, if the filters leave any
    if not results.total and not results.related:
        told.add(StepKind.MEANING)  # there is nothing to order
    steps = tuple(step for step in results.receipt.steps if step.kind not in told)
    return replace(results.receipt, steps=steps)


def _exact_link(results: SearchResults, display: Display) -> Link | None:
    """The link to a literal search, if that may have a different answer."""
    url = display.search_url(results.request.without_expansion())
    for step in results.receipt.steps:
        if step.kind is StepKind.SPELLING:
            return Link(f"「{step.word}」のまま探す", url)
    return Link("入力した言葉どおりに探す", url) if results.total and results.receipt.steps else None


def _count_regions(results: SearchResults) -> int:
    """The number of regions with matches; a facet's counts ignore its own filter and its own exclusions."""
    chosen = results.request.values(FilterName.REGION)
    return sum(
        bucket.count > 0
        and bucket.value != MISSING
        and not bucket.excluded
        and (not chosen or bucket.selected)
        for facet in results.facets
        if facet.name is FilterName.REGION
        for bucket in facet.buckets
    )


def _count_examples(results: SearchResults) -> int:
    """The number of matches that are generic examples and belong to no region."""
    buckets = (
        bucket for facet in results.facets if facet.name is FilterName.REGION for bucket in facet.buckets
    )
    bucket = next((bucket for bucket in buckets if bucket.value == MISSING), None)
    if (
        bucket is None
        or bucket.excluded
        or (results.request.values(FilterName.REGION) and not bucket.selected)
    ):
        return 0
    return bucket.count


def _present_group(
    group: Group,
    request: SearchRequest,
    catalogue: Catalogue,
    linker: Linker,
    practice: OwnPractice | None,
) -> RegionGroup:
    region = catalogue.regions_by_id.get(group.value)
    narrowed = request.without_filter(FilterName.REGION).with_filter(FilterName.REGION, group.value)
    return RegionGroup(
        name=value_label(FilterName.REGION, group.value, catalogue),
        region_url=region_url(region.id) if region else None,
        kind=region.kind.label if region else None,
        prefectures="・".join(region.prefectures) if region else "",
        count=group.total,
        cards=[present_hit(hit, catalogue, linker, practice) for hit in group.hits],
        url=replace(linker.display, by_region=False).search_url(narrowed),
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
