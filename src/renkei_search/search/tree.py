"""The Whoosh query nodes that search is made of."""

from __future__ import annotations

from collections import Counter
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from whoosh.matching import FilterMatcher, ListMatcher, NullMatcher
from whoosh.query import Or, Phrase, Prefix, Term
from whoosh.query import Query as WhooshQuery

from renkei_search.index.schema import SIGNAL_FIELDS, facet_field

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from whoosh.matching import Matcher
    from whoosh.searching import Searcher

CONTENT_WEIGHTS: Final = MappingProxyType({"title": 1.3, "description": 1.0})
"""The fields that hold an initiative's own words, where synonyms are looked for, and their weights."""


class AtLeast(Or):  # type: ignore[misc] # Whoosh ships no types
    """An Or of which at least ``minimum`` branches must match; the score is the sum of those that do."""

    def __init__(self, subqueries: Sequence[WhooshQuery], minimum: int, boost: float = 1.0) -> None:
        super().__init__(subqueries, boost=boost)
        self.minimum = minimum

    def matcher(self, searcher: Searcher, context: Any = None) -> Matcher:
        """Count the branches per document, then score the documents that have enough."""
        counts: Counter[int] = Counter()
        for branch in self.subqueries:
            counts.update(set(branch.matcher(searcher).all_ids()))
        enough = {number for number, count in counts.items() if count >= self.minimum}
        if not enough:
            return NullMatcher()
        return FilterMatcher(super().matcher(searcher, context), enough)

    def normalize(self) -> WhooshQuery:
        """Stay as it is: dropping or merging branches would change what ``minimum`` means."""
        return self


class BeginningWith(Prefix):  # type: ignore[misc] # Whoosh ships no types
    """Any term of a field that begins so. The score is the boost, however many do.

    Whoosh's Prefix scores differently with one term than with several, and with few documents than with many.
    """

    def matcher(self, searcher: Searcher, context: Any = None) -> Matcher:  # noqa: ARG002 # Whoosh calls it so
        """List the documents of all the terms."""
        reader = searcher.reader()
        found = {
            number
            for text in reader.expand_prefix(self.fieldname, self.text)
            for number in reader.postings(self.fieldname, text).all_ids()
        }
        return ListMatcher(sorted(found), all_weights=self.boost) if found else NullMatcher()


def any_field(term: str, weights: Mapping[str, float], boost: float = 1.0) -> WhooshQuery:
    """The term in any of the fields, each at its weight."""
    return Or([Term(field, term, boost=boost * weight) for field, weight in weights.items()])


def adjacent(
    terms: Sequence[str], reach: int, weights: Mapping[str, float] = CONTENT_WEIGHTS, boost: float = 1.0
) -> WhooshQuery:
    """The terms in this order, each at most ``reach`` positions after the one before, in any of the fields."""
    if len(terms) == 1:
        return any_field(terms[0], weights, boost)
    return Or(
        [Phrase(field, list(terms), slop=reach, boost=boost * weight) for field, weight in weights.items()]
    )


def beginning_with(starts: Iterable[str], weights: Mapping[str, float]) -> WhooshQuery:
    """Any term that begins in one of these ways, in any of the fields."""
    return Or(
        [BeginningWith(field, start, boost=weight) for start in starts for field, weight in weights.items()]
    )


def facet_is(name: str, value: str, boost: float = 1.0) -> WhooshQuery:
    """The documents with this facet value."""
    return Term(facet_field(name), value, boost=boost)


def signals(found: Mapping[str, Iterable[str]], weights: Mapping[str, float]) -> WhooshQuery | None:
    """Neighbouring words and characters, to be added to a score by AndMaybe; the match set stays as it is."""
    extra = [
        Term(field, text, boost=weights[field])
        for field in SIGNAL_FIELDS
        for text in found.get(field, ())
        if weights[field]
    ]
    return Or(extra) if extra else None
