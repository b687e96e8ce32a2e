"""An initiative in a list: its marked title and passage, its classification with links."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from msgspec import Struct
from msgspec.structs import replace

from renkei_search.corpus.heading import HeadingKind, heading_of
from renkei_search.facet.registry import FilterName
from renkei_search.model.record import Basis
from renkei_search.search.request import SearchRequest
from renkei_search.search.result import ReasonKind
from renkei_search.web.http.url import region_url, search_url
from renkei_search.web.page.display import Linker, compare_url

if TYPE_CHECKING:
    from collections.abc import Sequence

    from renkei_search.corpus.collection import Catalogue
    from renkei_search.model.practice import PracticeType
    from renkei_search.model.record import Coded, Initiative, Span
    from renkei_search.search.result import Excerpt, Hit, SimilarHit
    from renkei_search.web.page.display import Toggle
    from renkei_search.web.page.own_region import OwnNote, OwnPractice

Segments = list[tuple[str, bool]]
"""A text in pieces, each with whether it is marked."""

_SNIPPET_LENGTH: Final = 140


class LabelLink(Struct, frozen=True):
    """A classification with a link to its search; ``inferred`` is shown as 推定."""

    label: str
    title: str
    url: str
    inferred: bool


class Card(Struct, frozen=True):
    """An initiative in a list.

    ``repeated`` says that its category is above one of its policy fields, so that a list need not show both.
    ``found_by`` are the synonyms without which it would not match. Related and comparable initiatives have the shared
    types of practice, each with its search, and the shared words. ``own`` says what the reader's own region does of the
    same type.
    """

    id: str
    url: str
    heading: Segments
    name: str
    heading_kind: HeadingKind
    snippet: Segments
    region: str | None
    region_url: str | None
    kind: str | None
    prefectures: str
    category: LabelLink
    fields: list[LabelLink]
    repeated: bool
    draft: bool
    source: str
    as_of: str
    as_of_inferred: bool
    toggle: Toggle
    found_by: tuple[str, ...] = ()
    shared_practices: tuple[tuple[str, str], ...] = ()
    shared_terms: tuple[str, ...] = ()
    own: OwnNote | None = None
    kindred_terms: tuple[str, ...] = ()
    near_practices: tuple[tuple[str, str], ...] = ()


class SimilarCard(Struct, frozen=True):
    """A comparable initiative, the policy fields it shares, and the link to a side-by-side comparison."""

    card: Card
    shared_fields: list[str]
    pair_url: str | None


_PLAIN_LINKS: Final = Linker()


def present_hit(
    hit: Hit, catalogue: Catalogue, linker: Linker = _PLAIN_LINKS, own: OwnPractice | None = None
) -> Card:
    """A hit as a card: the marked title and the best passage, and how it was found or why it is related."""
    heading = mark(hit.excerpt("title")) if hit.initiative.title is not None else None
    snippet = mark(hit.excerpt("description"), ellipsis=True)
    card = present_card(hit.initiative, catalogue, heading, snippet, linker)
    if own is not None:
        card = replace(card, own=own.note(hit.initiative, hit.practices))
    if not (hit.found_by or hit.reasons):
        return card
    shared = {kind: [reason.text for reason in hit.reasons if reason.kind is kind] for kind in ReasonKind}
    return replace(
        card,
        found_by=hit.found_by,
        shared_practices=tuple(
            practice_link(type_)
            for type_ in catalogue.practices.types
            if type_.name in shared[ReasonKind.PRACTICE]
        ),
        near_practices=tuple(
            near_practice_link(type_)
            for type_ in catalogue.practices.types
            if type_.name in shared[ReasonKind.NEAR_PRACTICE]
        ),
        shared_terms=tuple(shared[ReasonKind.WORD]),
        kindred_terms=tuple(shared[ReasonKind.KINDRED]),
    )


def present_similar(
    hit: SimilarHit,
    practices: Sequence[PracticeType],
    catalogue: Catalogue,
    linker: Linker = _PLAIN_LINKS,
    own: OwnPractice | None = None,
    beside: Initiative | None = None,
) -> SimilarCard:
    """A comparable initiative with shared words marked.

    Args:
        hit: the initiative and what it shares.
        practices: all its types of practice.
        catalogue: for labels.
        linker: makes its links.
        own: says what the reader's own region does of the same type.
        beside: the original, unless that is a draft.
    """
    initiative = hit.initiative
    codes = {field.code for field in beside.fields} if beside else set()
    card = present_card(
        initiative,
        catalogue,
        mark_words(initiative.title, hit.shared_terms) if initiative.title is not None else None,
        mark_words(_shorten(initiative.description), hit.shared_terms),
        linker,
    )
    return SimilarCard(
        replace(
            card,
            shared_practices=tuple(practice_link(type_) for type_ in hit.shared_practices),
            near_practices=tuple(near_practice_link(type_) for type_ in hit.near_practices),
            shared_terms=hit.shared_terms,
            own=own.note(initiative, practices) if own is not None else None,
        ),
        [catalogue.taxonomy[field.code].label for field in initiative.fields if field.code in codes],
        compare_url((beside.id, initiative.id)) if beside else None,
    )


def present_card(
    initiative: Initiative,
    catalogue: Catalogue,
    heading: Segments | None = None,
    snippet: Segments | None = None,
    linker: Linker = _PLAIN_LINKS,
) -> Card:
    """Make the card of an initiative. The default heading is its own, the default text its truncated description."""
    region = catalogue.region(initiative.region) if initiative.region is not None else None
    source = catalogue.source(initiative.source).source
    own = heading_of(initiative, catalogue)
    return Card(
        id=initiative.id,
        url=linker.initiative_url(initiative.id),
        heading=heading or [(own.text, False)],
        name=own.text,
        heading_kind=own.kind,
        snippet=snippet or [(_shorten(initiative.description), False)],
        region=region.name if region else None,
        region_url=region_url(region.id) if region else None,
        kind=region.kind.label if region else None,
        prefectures="・".join(region.prefectures) if region else "",
        category=tag(FilterName.CATEGORY, initiative.category, catalogue),
        fields=[tag(FilterName.FIELD, field, catalogue) for field in initiative.fields],
        repeated=any(
            node.code == initiative.category.code
            for field in initiative.fields
            for node in catalogue.taxonomy.path(field.code)
        ),
        draft=initiative.is_draft,
        source=source.title,
        as_of=source.as_of,
        as_of_inferred=source.as_of_basis is Basis.INFERRED,
        toggle=linker.toggle(initiative.id),
    )


def is_classified(card: Card) -> bool:
    """Whether any classification on a card is inferred (推定)."""
    return bool(card.shared_practices or card.near_practices) or any(field.inferred for field in card.fields)


def tag(name: FilterName, coded: Coded, catalogue: Catalogue) -> LabelLink:
    """A category or policy field as a link to its search."""
    node = catalogue.taxonomy[coded.code]
    url = search_url(SearchRequest().with_filter(name, coded.code))
    return LabelLink(node.label, node.name, url, coded.basis is Basis.INFERRED)


def practice_link(type_: PracticeType) -> tuple[str, str]:
    """A type of practice: its name and the link to its search."""
    return type_.name, search_url(SearchRequest().with_filter(FilterName.PRACTICE, type_.id))


def near_practice_link(type_: PracticeType) -> tuple[str, str]:
    """The same for a type that may have no initiative by its expressions: the link searches for its name."""
    return type_.name, search_url(SearchRequest(type_.name))


def mark(excerpt: Excerpt, *, ellipsis: bool = False) -> Segments:
    """Split an excerpt at its marks; with ``ellipsis``, show where text was left out."""
    segments = _cut(excerpt.text, excerpt.ranges)
    if ellipsis and excerpt.start > 0:
        segments.insert(0, ("…", False))
    if ellipsis and not excerpt.whole and not excerpt.text.endswith("。"):
        segments.append(("…", False))
    return segments


def mark_words(text: str, words: tuple[str, ...]) -> Segments:
    """Split a text so that all occurrences of the given words are marked."""
    if not words:
        return [(text, False)]
    # Longest first, so that a word wins over its own prefix.
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
