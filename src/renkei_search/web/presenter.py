"""Initiatives, regions and policy fields as pages show them, with their labels and links."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from renkei_search.record import Basis
from renkei_search.search.request import FilterName, SearchRequest
from renkei_search.web.display import Linker, compare_url
from renkei_search.web.url import region_url, search_url

if TYPE_CHECKING:
    from renkei_search.corpus.collection import Catalogue
    from renkei_search.practice import PracticeType
    from renkei_search.record import Coded, Initiative, Span
    from renkei_search.search.result import Excerpt, Facet, Hit, SimilarHit
    from renkei_search.web.display import Toggle
    from renkei_search.web.passage import Segments

_HEADING_LENGTH: Final = 42
_SNIPPET_LENGTH: Final = 140


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
    name: str
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
    toggle: Toggle


@dataclass(frozen=True)
class SimilarCard:
    """A comparable initiative, what it shares, and the link that puts it beside the one it is compared with.

    Types of practice come with their search.
    """

    card: Card
    shared_terms: tuple[str, ...]
    shared_fields: list[str]
    shared_practices: list[tuple[str, str]]
    pair_url: str | None


@dataclass(frozen=True)
class Chip:
    """A filter and the link that removes it; ``excluded`` if it leaves its value out."""

    label: str
    value: str
    url: str
    excluded: bool = False


@dataclass(frozen=True)
class Branch:
    """A node of the policy fields with its link and what lies below it."""

    name: str
    url: str
    count: int
    children: list[Branch]


_PLAIN_LINKS: Final = Linker()


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


def present_hit(hit: Hit, catalogue: Catalogue, linker: Linker = _PLAIN_LINKS) -> Card:
    """A hit as a card: the marked title and the best passage."""
    heading = (
        mark(hit.excerpt("title"))
        if hit.initiative.title is not None
        else [(heading_of(hit.initiative), False)]
    )
    snippet = mark(hit.excerpt("description"), ellipsis=True)
    return present_card(hit.initiative, catalogue, heading, snippet, linker)


def present_similar(
    hit: SimilarHit, catalogue: Catalogue, linker: Linker = _PLAIN_LINKS, beside: Initiative | None = None
) -> SimilarCard:
    """A comparable initiative, its shared words marked; ``beside`` is the one it is compared with, if not a draft."""
    initiative = hit.initiative
    codes = {field.code for field in beside.fields} if beside else set()
    card = present_card(
        initiative,
        catalogue,
        mark_words(heading_of(initiative), hit.shared_terms),
        mark_words(_shorten(initiative.description), hit.shared_terms),
        linker,
    )
    return SimilarCard(
        card,
        hit.shared_terms,
        [catalogue.taxonomy[field.code].label for field in initiative.fields if field.code in codes],
        [practice_link(type_) for type_ in hit.shared_practices],
        compare_url((beside.id, initiative.id)) if beside else None,
    )


def present_card(
    initiative: Initiative,
    catalogue: Catalogue,
    heading: Segments | None = None,
    snippet: Segments | None = None,
    linker: Linker = _PLAIN_LINKS,
) -> Card:
    """An initiative as a card; without a snippet its description is cut."""
    region = catalogue.region(initiative.region) if initiative.region is not None else None
    source = catalogue.source(initiative.source).source
    name = heading_of(initiative)
    return Card(
        id=initiative.id,
        url=linker.initiative_url(initiative.id),
        heading=heading or [(name, False)],
        name=name,
        titled=initiative.title is not None,
        snippet=snippet or [(_shorten(initiative.description), False)],
        region=region.name if region else None,
        region_url=region_url(region.id) if region else None,
        kind=region.kind.label if region else None,
        prefectures="・".join(region.prefectures) if region else "",
        category=tag(FilterName.CATEGORY, initiative.category, catalogue),
        fields=[tag(FilterName.FIELD, field, catalogue) for field in initiative.fields],
        draft=is_draft(initiative),
        source=source.title,
        as_of=source.as_of,
        toggle=linker.toggle(initiative.id),
    )


def is_draft(initiative: Initiative) -> bool:
    """Whether the source is a proposal (案)."""
    return initiative.status == "draft"


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


def practice_link(type_: PracticeType) -> tuple[str, str]:
    """A type of practice: its name and its search."""
    return type_.name, search_url(SearchRequest().with_filter(FilterName.PRACTICE, type_.id))


def mark(excerpt: Excerpt, *, ellipsis: bool = False) -> Segments:
    """Cut an excerpt at its marks; with ``ellipsis`` show where text was left out."""
    segments = _cut(excerpt.text, excerpt.ranges)
    if ellipsis and excerpt.start > 0:
        segments.insert(0, ("…", False))
    if ellipsis and not excerpt.whole and not excerpt.text.endswith("。"):
        segments.append(("…", False))
    return segments


def mark_words(text: str, words: tuple[str, ...]) -> Segments:
    """Cut a text so that the given words are marked wherever they stand."""
    if not words:
        return [(text, False)]
    # The longest first, so that a word is not cut short by one that it begins with.
    pattern = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    pieces = re.split(f"({pattern})", text)
    return [(piece, n % 2 == 1) for n, piece in enumerate(pieces) if piece]


def _shorten(text: str) -> str:
    return text if len(text) <= _SNIPPET_LENGTH else text[: _SNIPPET_LENGTH - 1] + "…"


def _cut(text: str, ranges: tuple[Span, ...]) -> Segments:
    segments: Segments = []
    at = 0
    for start, end in ranges:
        segments += [(text[at:start], False), (text[start:end], True)]
        at = end
    segments.append((text[at:], False))
    return [item for item in segments if item[0]]
