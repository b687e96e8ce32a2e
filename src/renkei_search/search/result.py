"""The answer to a request: hits with snippets, facets with counts, and the receipt."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from renkei_search.record import Initiative, Span
    from renkei_search.search.request import FilterName, SearchRequest


@dataclass(frozen=True)
class Excerpt:
    """A passage of one property of an initiative with its marks.

    ``text`` is the property's text from character ``start`` on; ``ranges`` are ``[start, end)`` within
    ``text``. ``whole`` says whether it is the property's entire text.
    """

    property: str
    text: str
    start: int
    ranges: tuple[Span, ...]
    whole: bool


@dataclass(frozen=True)
class Hit:
    """An initiative that matches. ``score`` is comparable within one answer only; browsing has none (0)."""

    initiative: Initiative
    score: float
    excerpts: tuple[Excerpt, ...]

    def excerpt(self, name: str) -> Excerpt:
        """The excerpt of one property.

        Raises:
            KeyError: the hit has no excerpt of it.
        """
        for found in self.excerpts:
            if found.property == name:
                return found
        raise KeyError(name)


@dataclass(frozen=True)
class Bucket:
    """One value of a facet and how many initiatives would be left with it.

    ``depth`` and ``parent`` place it in the tree of policy fields; elsewhere 0 and none.
    """

    value: str
    label: str
    count: int
    selected: bool
    depth: int = 0
    parent: str | None = None


@dataclass(frozen=True)
class Facet:
    """A facet's buckets. Its counts ignore its own filter, so they say what choosing a value would give."""

    name: FilterName
    buckets: tuple[Bucket, ...]


@dataclass(frozen=True)
class UnderstoodWord:
    """A word as typed and the terms it was taken for; no terms means it says nothing by itself."""

    text: str
    terms: tuple[str, ...]


@dataclass(frozen=True)
class Receipt:
    """How the words were understood. All words must occur in an initiative for it to match."""

    words: tuple[UnderstoodWord, ...] = ()

    @property
    def ignored(self) -> tuple[str, ...]:
        """The words that were left out because they carry no term."""
        return tuple(word.text for word in self.words if not word.terms)


@dataclass(frozen=True)
class SearchResults:
    """One page of the answer; ``total`` counts all pages."""

    request: SearchRequest
    receipt: Receipt
    total: int
    hits: tuple[Hit, ...]
    facets: tuple[Facet, ...]

    @property
    def pages(self) -> int:
        """How many pages there are; 0 for an empty answer."""
        return -(-self.total // self.request.per_page)


@dataclass(frozen=True)
class SimilarHit:
    """A comparable initiative and the words it shares with the one compared, most telling first."""

    initiative: Initiative
    score: float
    shared_terms: tuple[str, ...]
