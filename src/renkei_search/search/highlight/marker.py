"""Excerpts of initiatives in which the query's terms are marked."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from renkei_search.index.schema import CONTENT_FIELDS
from renkei_search.search.highlight.snippet import LENGTH, make_excerpt

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from renkei_search.search.backend.protocol import BackendDocument, TermDictionary
    from renkei_search.search.language.query import Query
    from renkei_search.search.result import Excerpt


class _Marks(NamedTuple):
    """What to mark in one field: terms, runs of terms (by their first term), the IDF of each, and prefixes."""

    terms: frozenset[int]
    runs: Mapping[int, Sequence[tuple[int, ...]]]
    weights: Mapping[int, float]
    beginnings: frozenset[str]


class Marker:
    """Cuts and marks excerpts. For one search: the query's terms are looked up once.

    Args:
        query: the query whose terms are marked.
        dictionary: of the generation.
        idf: the inverse document frequency of a term.
    """

    def __init__(self, query: Query, dictionary: TermDictionary, idf: Callable[[str], float]) -> None:
        self._marks: dict[str, _Marks] = {}
        for field in CONTENT_FIELDS:
            known = {
                term: row
                for term in (*query.terms, *(term for run in query.runs for term in run))
                if (row := dictionary.lexicon.row(field, term)) is not None
            }
            runs: defaultdict[int, list[tuple[int, ...]]] = defaultdict(list)
            for run in query.runs:
                if known.keys() >= set(run):
                    runs[known[run[0]]].append(tuple(known[term] for term in run))
            self._marks[field] = _Marks(
                frozenset(known[term] for term in query.terms if term in known),
                runs,
                {row: idf(term) for term, row in known.items()},
                query.beginnings,
            )

    def excerpts(self, document: BackendDocument) -> tuple[Excerpt, ...]:
        """The title, if there is one, and the best passage of the description."""
        initiative = document.initiative
        excerpts = []
        if initiative.title is not None:
            excerpts.append(self._excerpt(document, "title", initiative.title, None))
        excerpts.append(self._excerpt(document, "description", initiative.description, LENGTH))
        return tuple(excerpts)

    def _excerpt(self, document: BackendDocument, field: str, text: str, length: int | None) -> Excerpt:
        terms, runs, weights, beginnings = self._marks[field]
        # Most titles and related initiatives contain nothing to mark; then the positions of terms are not needed.
        rows = document.term_rows(field) if terms or runs else ()
        marked = bool(beginnings) or not (terms.isdisjoint(rows) and runs.keys().isdisjoint(rows))
        occurrences = document.occurrences(field) if marked else []
        return make_excerpt(
            field, text, occurrences, terms, lambda term: weights.get(term, 1.0), runs, beginnings, length
        )
