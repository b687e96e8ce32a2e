"""What pages show: results, facets and records with their labels and links."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from renkei_search.record import Basis
from renkei_search.search.facet import value_label
from renkei_search.search.grammar import And, operands, parse, to_text
from renkei_search.search.limit import clean_text
from renkei_search.search.request import FilterName, SearchRequest, Sort
from renkei_search.web.receipt import receipt_lines
from renkei_search.web.url import initiative_url, region_url, request_arguments, search_url

if TYPE_CHECKING:
    from collections.abc import Callable

    from renkei_search.corpus.collection import Catalogue
    from renkei_search.record import Coded, Initiative, Span
    from renkei_search.search.result import Bucket, Excerpt, Facet, Hit, SearchResults
    from renkei_search.web.passage import Segments

_OPEN_BUCKETS: Final = 8
_HEADING_LENGTH: Final = 42


@dataclass(frozen=True)
class Tag:
    """A classification with a link to its search; ``inferred`` is shown as 推定."""

    label: str
    title: str
    url: str
    inferred: bool


@dataclass(frozen=True)
class Card:
    """An initiative in a list."""

    id: str
    url: str
    heading: Segments
    titled: bool
    snippet: Segments
    region: str | None
    region_url: str | None
    kind: str | None
    prefectures: str
    category: Tag
    fields: list[Tag]
    draft: bool
    source: str
    as_of: str


@dataclass(frozen=True)
class Choice:
    """A bucket as a check box; its label may be indented in a tree."""

    value: str
    label: str
    count: int
    selected: bool
    depth: int


@dataclass(frozen=True)
class FacetView:
    """A facet as a group of check boxes, the long tail apart. ``chosen`` opens it."""

    name: str
    label: str
    shown: list[Choice]
    more: list[Choice]
    chosen: bool


@dataclass(frozen=True)
class Branch:
    """A node of the policy fields with its link and what lies below it."""

    name: str
    url: str
    count: int
    children: list[Branch]


@dataclass(frozen=True)
class Chip:
    """A chosen filter and the link that removes it."""

    label: str
    value: str
    url: str


@dataclass(frozen=True)
class PageLink:
    """A page of results; no link for the one shown, nothing but a gap where pages are left out."""

    number: int | None
    url: str | None


@dataclass(frozen=True)
class SearchView:
    """The search page."""

    request: SearchRequest
    total: int
    first: int
    last: int
    cards: list[Card]
    facets: list[FacetView]
    chips: list[Chip]
    clear_url: str
    receipt: list[str]
    exact_url: str | None
    widen_url: str
    related: list[Card]
    sorts: list[tuple[str, str, bool]]
    page_links: list[PageLink]
    prev_url: str | None
    next_url: str | None
    hidden: list[tuple[str, str]]
    remedies: list[tuple[str, str]]


def present_search(
    results: SearchResults, catalogue: Catalogue, count: Callable[[SearchRequest], int]
) -> SearchView:
    """Label a page of results and link every state it leads to; ``count`` says what a request would find."""
    request, pages = results.request, results.pages
    first = (request.page - 1) * request.per_page + 1
    return SearchView(
        request=request,
        total=results.total,
        first=first,
        last=first + len(results.hits) - 1,
        cards=[present_hit(hit, catalogue) for hit in results.hits],
        facets=[_present_facet(facet) for facet in results.facets],
        chips=[
            Chip(
                name.label,
                value_label(name, value, catalogue),
                search_url(request.without_filter(name, value)),
            )
            for name, value in request.filters
        ],
        clear_url=search_url(request.without_filters()),
        receipt=receipt_lines(results.receipt),
        exact_url=search_url(request.without_expansion()) if results.receipt.steps else None,
        widen_url=search_url(replace(request, expand=True, page=1)),
        related=[present_hit(hit, catalogue) for hit in results.related],
        sorts=[(sort.label, search_url(request.with_sort(sort)), sort is request.sort) for sort in Sort],
        page_links=_page_links(request, pages),
        prev_url=search_url(request.with_page(request.page - 1)) if 1 < request.page <= pages else None,
        next_url=search_url(request.with_page(request.page + 1)) if request.page < pages else None,
        hidden=[
            (name, value)
            for name, value in request_arguments(request)
            if name in {"per_page", "sort", "expand", FilterName.MUNICIPALITY.value}
        ],
        remedies=[] if results.total else _remedies(results, catalogue, count),
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


def present_hit(hit: Hit, catalogue: Catalogue) -> Card:
    """A hit as a card: the marked title and the best passage."""
    heading = (
        mark(hit.excerpt("title"))
        if hit.initiative.title is not None
        else [(heading_of(hit.initiative), False)]
    )
    return present_card(hit.initiative, catalogue, heading, mark(hit.excerpt("description"), ellipsis=True))


def present_card(
    initiative: Initiative,
    catalogue: Catalogue,
    heading: Segments | None = None,
    snippet: Segments | None = None,
) -> Card:
    """An initiative as a card; without a snippet its description is cut."""
    region = catalogue.region(initiative.region) if initiative.region is not None else None
    source = catalogue.source(initiative.source).source
    description = initiative.description
    return Card(
        id=initiative.id,
        url=initiative_url(initiative.id),
        heading=heading or [(heading_of(initiative), False)],
        titled=initiative.title is not None,
        snippet=snippet or [(description if len(description) <= 140 else description[:139] + "…", False)],
        region=region.name if region else None,
        region_url=region_url(region.id) if region else None,
        kind=region.kind.label if region else None,
        prefectures="・".join(region.prefectures) if region else "",
        category=tag(FilterName.CATEGORY, initiative.category, catalogue),
        fields=[tag(FilterName.FIELD, field, catalogue) for field in initiative.fields],
        draft=initiative.status == "draft",
        source=source.title,
        as_of=source.as_of,
    )


def heading_of(initiative: Initiative) -> str:
    """The title, or the beginning of the description where the source gives none."""
    if initiative.title is not None:
        return initiative.title
    start = initiative.description.split("\n", 1)[0].split("。", 1)[0].lstrip("・•●○ ")
    return start if len(start) <= _HEADING_LENGTH else start[: _HEADING_LENGTH - 1] + "…"


def tag(name: FilterName, coded: Coded, catalogue: Catalogue) -> Tag:
    """A category or policy field as a link to its search."""
    node = catalogue.taxonomy[coded.code]
    url = search_url(SearchRequest().with_filter(name, coded.code))
    return Tag(node.label, node.name, url, coded.basis is Basis.INFERRED)


def mark(excerpt: Excerpt, *, ellipsis: bool = False) -> Segments:
    """Cut an excerpt at its marks; with ``ellipsis`` show where text was left out."""
    segments = _cut(excerpt.text, excerpt.ranges)
    if ellipsis and excerpt.start > 0:
        segments.insert(0, ("…", False))
    if ellipsis and not excerpt.whole and not excerpt.text.endswith("。"):
        segments.append(("…", False))
    return segments


def _cut(text: str, ranges: tuple[Span, ...]) -> Segments:
    segments: Segments = []
    at = 0
    for start, end in ranges:
        segments += [(text[at:start], False), (text[start:end], True)]
        at = end
    segments.append((text[at:], False))
    return [item for item in segments if item[0]]


def _present_facet(facet: Facet) -> FacetView:
    choices = [_choice(bucket) for bucket in facet.buckets]
    tree = facet.name is FilterName.FIELD
    shown = choices if tree else [c for n, c in enumerate(choices) if n < _OPEN_BUCKETS or c.selected]
    return FacetView(
        name=facet.name.value,
        label=facet.name.label,
        shown=shown,
        more=[choice for choice in choices if choice not in shown],
        chosen=any(choice.selected for choice in choices),
    )


def _choice(bucket: Bucket) -> Choice:
    return Choice(bucket.value, bucket.label, bucket.count, bucket.selected, bucket.depth)


def _page_links(request: SearchRequest, pages: int) -> list[PageLink]:
    if pages <= 1:
        return []
    near = {1, pages, *range(request.page - 2, request.page + 3)}
    numbers = sorted(number for number in near if 1 <= number <= pages)
    links = []
    for before, number in pairwise([0, *numbers]):
        if number - before > 1:
            links.append(PageLink(None, None))
        shown = number == request.page
        links.append(PageLink(number, None if shown else search_url(request.with_page(number))))
    return links


def _remedies(
    results: SearchResults, catalogue: Catalogue, count: Callable[[SearchRequest], int]
) -> list[tuple[str, str]]:
    """For an empty answer: what to drop so that something is found, with how much, as label and link."""
    request = results.request
    parts = operands(parse(clean_text(request.text)).node)
    options = [
        (
            f"「{name.label}：{value_label(name, value, catalogue)}」の条件を外す",
            request.without_filter(name, value),
        )
        for name, value in request.filters
    ]
    if len(request.filters) > 1:
        options.append(("条件をすべて外す", request.without_filters()))
    if len(parts) > 1:
        # By the grammar, so that an excluded word stays excluded and a phrase a phrase.
        options += [
            (
                f"「{to_text(part)}」を除いて探す",
                request.with_text(to_text(And((*parts[:n], *parts[n + 1 :])))),
            )
            for n, part in enumerate(parts)
        ]
    return [
        (f"{label}（{found}件）", search_url(option)) for label, option in options if (found := count(option))
    ]
