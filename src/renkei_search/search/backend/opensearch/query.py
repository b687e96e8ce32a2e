"""Compile a query tree into OpenSearch's query language.

Its BM25 is that of :mod:`renkei_search.index.similarity`, with the factor k1 + 1 that Lucene has dropped.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from renkei_search.index.opensearch.encoding import encode_term
from renkei_search.index.schema import SIGNAL_FIELDS, TEXT_FIELDS, WRITTEN_FIELDS
from renkei_search.search.tree import (
    AllOf,
    AnyOf,
    AtLeast,
    Best,
    Boosting,
    Every,
    MostOf,
    Nothing,
    Phrase,
    Prefix,
    Presence,
    Term,
    Tree,
    Without,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

Json = dict[str, Any]
"""A part of a request or of an answer."""

_ENCODED: Final = frozenset((*TEXT_FIELDS, *SIGNAL_FIELDS, *WRITTEN_FIELDS))
_SCORED: Final = frozenset((*TEXT_FIELDS, *SIGNAL_FIELDS))


class Compiler:
    """Translates trees into OpenSearch's query language.

    Args:
        enough: for a MostOf, the query for the documents that reach its threshold.
    """

    def __init__(self, enough: Callable[[MostOf], Json]) -> None:
        self._enough = enough

    def compile(self, tree: Tree) -> Json:  # noqa: PLR0911, PLR0912 # one branch for each kind of node
        """The same query in OpenSearch's query language."""
        match tree:
            case Term():
                return _term(tree.field, tree.text, tree.boost)
            case Phrase():
                return _phrase(tree)
            case Prefix():
                return _constant({"prefix": {tree.field: {"value": encode_term(tree.text)}}}, tree.boost)
            case Every():
                return {"match_all": {"boost": tree.boost}}
            case Nothing():
                return _NOTHING
            case AllOf():
                must = self._all(tree.branches)
                return {"bool": {"must": must, "boost": tree.boost}} if must else _NOTHING
            case AnyOf():
                return _any(self._all(tree.branches), 1, tree.boost)
            case AtLeast():
                return _any(self._all(tree.branches), tree.minimum, tree.boost)
            case MostOf():
                should = self._all(tree.branches)
                return {"bool": {"filter": [self._enough(tree)], "should": should, "boost": tree.boost}}
            case Best():
                queries = self._all(tree.branches)
                return {"dis_max": {"queries": queries, "tie_breaker": tree.tie, "boost": tree.boost}}
            case Without():
                return {
                    "bool": {"must": [self.compile(tree.tree)], "must_not": [self.compile(tree.excluded)]}
                }
            case Presence():
                return _constant(self.compile(tree.tree), tree.score)
            case Boosting():
                return {"bool": {"must": [self.compile(tree.tree)], "should": [self.compile(tree.extra)]}}

    def _all(self, trees: Sequence[Tree]) -> list[Json]:
        return [self.compile(tree) for tree in trees]


def _any(should: Sequence[Json], minimum: int, boost: float) -> Json:
    if len(should) < minimum:
        return _NOTHING
    return {"bool": {"should": should, "minimum_should_match": minimum, "boost": boost}}


def _term(field: str, text: str, boost: float) -> Json:
    # Ids and facet values are sent as they are.
    term: Json = {field: {"value": encode_term(text) if field in _ENCODED else text}}
    if field not in _SCORED:
        return _constant({"term": term}, boost)
    term[field]["boost"] = boost
    return {"term": term}


def _phrase(tree: Phrase) -> Json:
    """A filter decides which documents match; the score is that of the terms, as in our own definition."""
    terms = [encode_term(term) for term in tree.terms]
    scored = [_term(tree.field, term, 1.0) for term in dict.fromkeys(tree.terms)]
    counts = {term: tree.terms.count(term) for term in tree.terms}
    for query, count in zip(scored, counts.values(), strict=True):
        query["term"][tree.field]["boost"] *= count
    return {
        "bool": {
            "filter": [_stand_together(tree.field, terms, tree.reach)],
            "should": scored,
            "boost": tree.boost,
        }
    }


def _stand_together(field: str, terms: Sequence[str], reach: int) -> Json:
    """Consecutive terms. The slop of a match_phrase applies to all steps together, our ``reach`` to each step."""
    if reach == 1:
        return {"match_phrase": {field: " ".join(terms)}}
    found = _match(terms[0])
    for term in terms[1:]:
        found = {
            "all_of": {"ordered": True, "max_gaps": reach - 1, "intervals": [found, _match(term)]},
        }
    return {"intervals": {field: found}}


def _match(term: str) -> Json:
    return {"match": {"query": term}}


def _constant(query: Json, boost: float) -> Json:
    return {"constant_score": {"filter": query, "boost": boost}}


_NOTHING: Final[Json] = {"match_none": {}}
