"""The answer to a request: hits with snippets, facets with counts, and the receipt."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from renkei_search.practice import PracticeType
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

    ``depth`` and ``parent`` place it in the tree of policy fields; elsewhere 0 and none. ``excluded`` says that
    the request shuts the value out; its count is still that of choosing it alone.
    """

    value: str
    label: str
    count: int
    selected: bool
    depth: int = 0
    parent: str | None = None
    excluded: bool = False


@dataclass(frozen=True)
class Facet:
    """A facet's buckets. Its counts ignore its own filter, so they say what choosing a value would give."""

    name: FilterName
    buckets: tuple[Bucket, ...]


@dataclass(frozen=True)
class UnderstoodWord:
    """A part of the query as typed and what it was taken for.

    Attributes:
        text: as typed, without its operator.
        terms: the index terms looked for; none means that it says nothing by itself.
        kind: ``word``, ``phrase``, ``prefix`` or ``excluded``.
        field: the only field it is looked for in, if one was named.
        places: the municipalities of this name; the initiatives in which they take part match too.
    """

    text: str
    terms: tuple[str, ...]
    kind: str = "word"
    field: str | None = None
    places: tuple[str, ...] = ()


class StepKind(StrEnum):
    """How a request was read more widely than to the letter."""

    SYNONYMS = "synonyms"
    SPELLING = "spelling"
    RELATED = "related"


@dataclass(frozen=True)
class Step:
    """One widening: its kind, the words it added, and the word it was done for, if it was one."""

    kind: StepKind
    words: tuple[str, ...] = ()
    word: str | None = None


@dataclass(frozen=True)
class Receipt:
    """How the request was understood.

    Attributes:
        words: the parts of the query. All must match, unless a step says otherwise.
        operators: the operators seen, as typed.
        notes: what was ignored or repaired, in Japanese sentences.
        steps: the widenings that were applied; without expansion there are none.
        sentence: whether the query was taken for a sentence, of which not every part need match.
        strict_total: how many initiatives match without the steps that widen the match set.
    """

    words: tuple[UnderstoodWord, ...] = ()
    operators: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    steps: tuple[Step, ...] = ()
    sentence: bool = False
    strict_total: int = 0

    @property
    def ignored(self) -> tuple[str, ...]:
        """The words that were left out because they carry no term and name no place."""
        return tuple(word.text for word in self.words if not word.terms and not word.places)


@dataclass(frozen=True)
class SearchResults:
    """One page of the answer.

    ``total`` and ``facets`` count the matches on all pages. ``related`` follows the last match: initiatives that
    have part of the query, or something like it. When nothing matches they are the answer themselves.
    """

    request: SearchRequest
    receipt: Receipt
    total: int
    hits: tuple[Hit, ...]
    facets: tuple[Facet, ...]
    related: tuple[Hit, ...] = ()

    @property
    def pages(self) -> int:
        """How many pages there are; 0 for an empty answer."""
        return -(-self.total // self.request.per_page)


@dataclass(frozen=True)
class SimilarHit:
    """A comparable initiative: the words, most telling first, and types of practice it shares with the one compared."""

    initiative: Initiative
    score: float
    shared_terms: tuple[str, ...]
    shared_practices: tuple[PracticeType, ...] = ()
