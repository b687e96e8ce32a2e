"""The answer to a request: hits with snippets, facets with counts, and the receipt."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from renkei_search.facet.registry import FilterName
    from renkei_search.model.practice import PracticeType
    from renkei_search.model.record import Initiative, Span
    from renkei_search.search.request import SearchRequest


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


class Tier(StrEnum):
    """Where the words as typed occur in a match. Results by relevance are ordered by tier, then by score."""

    TITLE = "title"
    TEXT = "text"
    SYNONYM = "synonym"


class ReasonKind(StrEnum):
    """Why an initiative that does not match is shown as related."""

    PRACTICE = "practice"
    NEAR_PRACTICE = "near_practice"
    WORD = "word"
    KINDRED = "kindred"


@dataclass(frozen=True)
class Reason:
    """One reason: the name of a type of practice, or a word as the initiative writes it.

    The type is one that the initiative's expressions indicate, or only close to it in meaning. The word is shared, or near in
    meaning to one of the query's.
    """

    kind: ReasonKind
    text: str


@dataclass(frozen=True)
class Hit:
    """An initiative that matches, or a related one.

    Attributes:
        initiative: the record.
        score: comparable within one answer only; 0 when browsing without words.
        excerpts: passages of title and description with their marks.
        tier: where the typed words occur; none when browsing, for a sentence, and for related initiatives.
        found_by: the synonyms that found it, as it writes them, where the typed word itself does not occur; for
            a sentence, where none of its words does.
        reasons: why it is related; empty for a match.
        practices: the types of practice that its words indicate.
    """

    initiative: Initiative
    score: float
    excerpts: tuple[Excerpt, ...]
    tier: Tier | None = None
    found_by: tuple[str, ...] = ()
    reasons: tuple[Reason, ...] = ()
    practices: tuple[PracticeType, ...] = ()

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
    the request excludes the value; its count is still the one for choosing it alone.
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
    """A part of the query as typed and how it was understood.

    Attributes:
        text: as typed, without its operator.
        terms: the index terms looked for; empty if the part has no meaning by itself.
        kind: ``word``, ``phrase``, ``prefix`` or ``excluded``; ``suffix`` for one such as 市 that has no meaning by
            itself and is not looked for, ``general`` and ``cause`` for one of a sentence that does not decide what
            matches, because many initiatives have it or because it only gives a reason.
        field: the only field it is looked for in, if one was named.
        places: the municipalities of this name; the initiatives in which they take part match too.
    """

    text: str
    terms: tuple[str, ...]
    kind: str = "word"
    field: str | None = None
    places: tuple[str, ...] = ()


class StepKind(StrEnum):
    """How a request was widened beyond its literal words."""

    SYNONYMS = "synonyms"
    SPELLING = "spelling"
    READING = "reading"
    LINKED = "linked"
    RELATED = "related"
    MEANING = "meaning"


@dataclass(frozen=True)
class Step:
    """One widening: its kind, the words it added, and the word that it applies to, if it is a single one.

    For related initiatives, which are never counted, the words are the names of the types of practice that the query
    indicates. Where word vectors ordered the answer, they are the words in the results that are nearest to the
    query's.
    """

    kind: StepKind
    words: tuple[str, ...] = ()
    word: str | None = None


@dataclass(frozen=True)
class WordCount:
    """A part of the query as typed and how many initiatives match it alone, under the request's filters."""

    text: str
    total: int


@dataclass(frozen=True)
class AbsentPlace:
    """A municipality that is in no region of the corpus, or a prefecture that has no region in it.

    ``name`` is the official name if the reading was typed; ``prefecture`` is none if it is not known; ``regions`` are
    the ids of the regions of that prefecture in the corpus.
    """

    text: str
    name: str
    prefecture: str | None
    regions: tuple[str, ...] = ()


@dataclass(frozen=True)
class Alternatives:
    """What exists that is close to a query without matches.

    Attributes:
        words: words of the initiatives near a typed one in spelling or reading, each with its count.
        practices: ids of the types of practice that are close to the words, each with its count.
        fields: codes of the policy fields that are close to the words, each with its count.
    """

    words: tuple[WordCount, ...] = ()
    practices: tuple[tuple[str, int], ...] = ()
    fields: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True)
class Receipt:
    """How the request was understood.

    Attributes:
        words: the parts of the query, all of which must match; of a sentence its words, not all of which have to match.
        operators: the operators seen, as typed.
        notes: what was ignored or repaired, in Japanese sentences.
        steps: the widenings that were applied; without expansion there are none.
        sentence: whether the query was read as a sentence, not every part of which has to match.
        strict_total: how many initiatives match without the steps that widen the match set.
        counts: if several words have no match in common, how many initiatives each finds alone.
        absent_places: municipalities named in the query that are in no region of the corpus.
        practices: ids of the types of practice that the words indicate, the surest first, then of those whose names
            have the words; none if the query is taken literally.
    """

    words: tuple[UnderstoodWord, ...] = ()
    operators: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    steps: tuple[Step, ...] = ()
    sentence: bool = False
    strict_total: int = 0
    counts: tuple[WordCount, ...] = ()
    absent_places: tuple[AbsentPlace, ...] = ()
    practices: tuple[str, ...] = ()

    @property
    def ignored(self) -> tuple[str, ...]:
        """The words that were ignored because they contain no term and name no place."""
        return tuple(
            word.text for word in self.words if not word.terms and not word.places and word.kind != "suffix"
        )


@dataclass(frozen=True)
class Group:
    """The matches with one value of the facet: how many there are, and the first ones in the requested order."""

    value: str
    total: int
    hits: tuple[Hit, ...]


@dataclass(frozen=True)
class SearchResults:
    """One page of the answer.

    ``total`` and ``facets`` count the matches on all pages. ``related`` follows the last match: related initiatives,
    each with its reasons; they are never counted. ``alternatives`` are given where nothing matches.
    If groups were asked for, ``groups`` replaces ``hits`` and ``group_total`` counts the groups on all pages.
    """

    request: SearchRequest
    receipt: Receipt
    total: int
    hits: tuple[Hit, ...]
    facets: tuple[Facet, ...]
    related: tuple[Hit, ...] = ()
    alternatives: Alternatives = Alternatives()
    groups: tuple[Group, ...] = ()
    group_total: int = 0

    @property
    def pages(self) -> int:
        """How many pages there are; 0 for an empty answer."""
        return -(-self.total // self.request.per_page)


@dataclass(frozen=True)
class SimilarHit:
    """A comparable initiative, with the words (most distinctive first) and types of practice that it shares.

    ``near_practices`` are types to which both are close in meaning, although no expression of this one indicates them.
    """

    initiative: Initiative
    score: float
    shared_terms: tuple[str, ...]
    shared_practices: tuple[PracticeType, ...] = ()
    near_practices: tuple[PracticeType, ...] = ()


@dataclass(frozen=True)
class Comparable:
    """Comparable practice, best first: initiatives of regions, and generic examples without a region."""

    regional: tuple[SimilarHit, ...] = ()
    generic: tuple[SimilarHit, ...] = ()
