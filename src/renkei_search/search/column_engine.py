"""The engine on columns: answers with excerpts, facets and comparable practice."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple, Self

import numpy as np

from renkei_search.analysis.practice import analyse_text
from renkei_search.errors import NotFoundError
from renkei_search.index.columns import pack, unpack
from renkei_search.index.reader import IndexReader, open_reader
from renkei_search.index.similarity import Similarity
from renkei_search.index.writer import write_index
from renkei_search.search.facet import FacetColumns, make_facets
from renkei_search.search.limit import clean_pasted_text
from renkei_search.search.query import Interpreter
from renkei_search.search.ranking import best
from renkei_search.search.request import FilterName, Sort, check_filters, check_request
from renkei_search.search.result import Hit, SearchResults, SimilarHit
from renkei_search.search.retrieval import Retriever
from renkei_search.search.similar import likeness_of, shared_terms, spread
from renkei_search.search.snippet import LENGTH, make_excerpt
from renkei_search.search.tuning import DEFAULT, Tuning
from renkei_search.search.vocabulary import Vocabulary, prepare_vocabulary

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    import numpy.typing as npt

    from renkei_search.corpus.collection import Catalogue, Corpus
    from renkei_search.practice import PracticeType
    from renkei_search.record import Initiative
    from renkei_search.search.query import Query
    from renkei_search.search.request import Filters, SearchRequest
    from renkei_search.search.result import Excerpt
    from renkei_search.search.retrieval import Found
    from renkei_search.search.similar import Likeness
    from renkei_search.search.suggest import Suggestion


class _Marks(NamedTuple):
    """What excerpts of one field mark: terms and, by their first, runs of terms, and how telling each term is."""

    terms: frozenset[int]
    runs: Mapping[int, Sequence[tuple[int, ...]]]
    weights: Mapping[int, float]


class ColumnEngine:
    """See :class:`renkei_search.search.engine.SearchEngine`."""

    def __init__(self, reader: IndexReader, tuning: Tuning) -> None:
        self._reader = reader
        self._columns = reader.columns
        self._tuning = tuning
        self._vocabulary = Vocabulary(reader)
        vocabulary = self._vocabulary
        interpreter = Interpreter(vocabulary.synonyms, vocabulary.found, vocabulary.gazetteer, tuning)
        self._retriever = Retriever(reader, interpreter, self._vocabulary, tuning)
        self._facets = FacetColumns(reader.columns)

    @classmethod
    def build(
        cls,
        corpus: Corpus,
        root: Path,
        progress: Callable[[int, int], None] | None = None,
        tuning: Tuning = DEFAULT,
    ) -> str:
        """Index the corpus; see the protocol. Only the same tuning of BM25 can search it."""
        return write_index(
            corpus, root, progress, lambda columns: prepare_vocabulary(corpus, columns), _similarity(tuning)
        )

    @classmethod
    def open(cls, root: Path, tuning: Tuning = DEFAULT) -> Self:
        """Open the generation in use; see the protocol."""
        return cls(open_reader(root, _similarity(tuning)), tuning)

    @property
    def generation(self) -> str:
        """The id of the generation that is open."""
        return self._reader.generation.id

    @property
    def created(self) -> datetime:
        """When the generation was built."""
        return datetime.fromisoformat(self._reader.generation.manifest.created)

    @property
    def initiative_count(self) -> int:
        """How many initiatives there are."""
        return self._columns.size

    @property
    def corpus_fingerprint(self) -> str:
        """The fingerprint of the corpus that the generation was built from."""
        return self._reader.generation.manifest.corpus

    @property
    def catalogue(self) -> Catalogue:
        """Classification, regions and sources as they were when the index was built."""
        return self._reader.catalogue

    def search(self, request: SearchRequest) -> SearchResults:
        """Answer a request; see the protocol."""
        check_request(request, self.catalogue)
        found = self._retriever.find(request.text, expand=request.expand)
        kept, counts = self._facets.narrow(pack(found.mask), request.filters, request.excluded)
        total = int(np.bitwise_count(kept).sum())
        facets = make_facets(counts, request, self.catalogue)
        if request.facets_only:
            return SearchResults(request, found.receipt, total, (), facets)
        end = request.page * request.per_page
        shown = self._ordered(request, found, kept, end)[end - request.per_page :].tolist()
        # Related initiatives follow the last of the matches.
        last = request.page == max(-(-total // request.per_page), 1)
        related = self._related(request, found) if last else ()
        marks = self._marks(found.query)
        return SearchResults(
            request=request,
            receipt=found.receipt,
            total=total,
            hits=tuple(self._hit(number, float(found.scores[number]), marks) for number in shown),
            facets=facets,
            related=tuple(self._hit(number, found.related[number], marks) for number in related),
        )

    def scan(self, request: SearchRequest) -> Iterator[Initiative]:
        """Every match in order; see the protocol."""
        found, kept = self._matches(request)
        return map(self._reader.initiative, self._ordered(request, found, kept).tolist())

    def cross_tabulate(
        self, request: SearchRequest, rows: FilterName, columns: FilterName
    ) -> Mapping[tuple[str, str], int]:
        """Count by pairs of facet values; see the protocol."""
        return self._facets.cross_tabulate(self._matches(request)[1], rows, columns)

    def records(self, start: int, end: int) -> tuple[Initiative, ...]:
        """A slice of all initiatives; see the protocol."""
        return tuple(map(self._reader.initiative, range(start, min(end, self.initiative_count))))

    def get(self, initiative_id: str) -> Initiative:
        """One initiative; see the protocol."""
        return self._reader.initiative(self._number(initiative_id))

    def suggest(self, typed: str, limit: int = 10) -> list[Suggestion]:
        """Complete what was typed; see the protocol."""
        return self._vocabulary.suggester.complete(typed, limit)

    def practices_of(self, initiative_id: str) -> tuple[PracticeType, ...]:
        """Its types of practice; see the protocol."""
        return self._practices(self._number(initiative_id))

    def similar(
        self, initiative_id: str, filters: Filters = (), limit: int = 10, excluded: Filters = ()
    ) -> tuple[SimilarHit, ...]:
        """Comparable practice; see the protocol."""
        number = self._number(initiative_id)
        initiative = self._reader.initiative(number)
        fields = [coded.code for coded in initiative.fields]
        likeness = self._likeness(initiative.title or "", initiative.description, fields)
        others = np.ones(self._columns.size, bool)
        if initiative.region is not None:
            others = self._region_places != self._region_places[number]
        others[number] = False
        return self._comparable(likeness, others, (filters, excluded), limit)

    def similar_to_text(
        self, text: str, filters: Filters = (), limit: int = 10, excluded: Filters = ()
    ) -> tuple[SimilarHit, ...]:
        """Comparable practice for a draft; see the protocol."""
        likeness = self._likeness("", clean_pasted_text(text), ())
        return self._comparable(likeness, np.ones(self._columns.size, bool), (filters, excluded), limit)

    def _likeness(self, title: str, description: str, fields: Iterable[str]) -> Likeness | None:
        named, told = analyse_text(title), analyse_text(description)
        shown, tuning = self._vocabulary.classifier.weigh(named, told), self._tuning
        gains = [
            *(("field", code, tuning.similar_field) for code in fields),
            *(("practice", type_, tuning.similar_practice * sure) for type_, sure in shown.types.items()),
            *(("family", family, tuning.similar_family * sure) for family, sure in shown.families.items()),
        ]
        return likeness_of(
            named.tokens,
            told.tokens,
            {(facet, value): gain * self._retriever.facet_idf(facet, value) for facet, value, gain in gains},
            self._retriever.idf,
            self._vocabulary.synonyms,
            tuning,
        )

    def _comparable(
        self,
        likeness: Likeness | None,
        allowed: npt.NDArray[np.bool_],
        conditions: tuple[Filters, Filters],
        limit: int,
    ) -> tuple[SimilarHit, ...]:
        check_filters((*conditions[0], *conditions[1]), self.catalogue)
        if likeness is None:
            return ()
        found = self._retriever.evaluate(likeness.tree)
        kept = unpack(self._facets.filter(pack(found.mask & allowed), *conditions), self._columns.size)
        ranked = best(np.flatnonzero(kept), found.scores)
        chosen = spread(
            dict(zip(ranked.tolist(), found.scores[ranked].tolist(), strict=True)),
            self._region_of,
            limit,
            self._tuning,
        )
        return tuple(
            SimilarHit(
                self._reader.initiative(number),
                float(found.scores[number]),
                shared_terms(self._written(number), likeness.weights),
                tuple(type_ for type_ in self._practices(number) if type_.id in likeness.practices),
            )
            for number in chosen
        )

    def _matches(self, request: SearchRequest) -> tuple[Found, npt.NDArray[np.uint64]]:
        """What the words find, and what of it passes the filters, as bits."""
        check_filters((*request.filters, *request.excluded), self.catalogue)
        found = self._retriever.find(request.text, expand=request.expand)
        return found, self._facets.filter(pack(found.mask), request.filters, request.excluded)

    def _ordered(
        self, request: SearchRequest, found: Found, kept: npt.NDArray[np.uint64], count: int | None = None
    ) -> npt.NDArray[np.int64]:
        """The first matches in the order asked for, or all of them."""
        documents = np.flatnonzero(unpack(kept, self._columns.size))
        if request.sort is Sort.REGION:
            return documents[np.argsort(self._region_ranks[documents], kind="stable")][:count]
        return best(documents, found.scores, count)

    def _related(self, request: SearchRequest, found: Found) -> list[int]:
        """The related documents that pass the filters, best first."""
        mask = np.zeros(self._columns.size, bool)
        mask[list(found.related)] = True
        passing = unpack(self._facets.filter(pack(mask), request.filters, request.excluded), len(mask))
        return [number for number in found.related if passing[number]]

    def _hit(self, number: int, score: float, marks: Mapping[str, _Marks]) -> Hit:
        initiative = self._reader.initiative(number)
        excerpts = []
        if initiative.title is not None:
            excerpts.append(self._excerpt(number, "title", initiative.title, marks, None))
        excerpts.append(self._excerpt(number, "description", initiative.description, marks, LENGTH))
        return Hit(initiative, score, tuple(excerpts))

    def _excerpt(
        self, number: int, field: str, text: str, marks: Mapping[str, _Marks], length: int | None
    ) -> Excerpt:
        terms, runs, weights = marks[field]
        # Most titles, and related texts, hold nothing to mark: then it does not matter where their terms stand.
        rows = self._columns.term_rows(number, field)
        marked = not (terms.isdisjoint(rows) and runs.keys().isdisjoint(rows))
        occurrences = self._columns.occurrences(number, field) if marked else []
        return make_excerpt(field, text, occurrences, terms, weights.__getitem__, runs, length)

    def _marks(self, query: Query) -> dict[str, _Marks]:
        """What to mark, by field."""
        rows = self._columns.lexicon.row
        marks = {}
        for field in ("title", "description"):
            known = {
                term: row
                for term in (*query.terms, *(term for run in query.runs for term in run))
                if (row := rows(field, term)) is not None
            }
            runs: defaultdict[int, list[tuple[int, ...]]] = defaultdict(list)
            for run in query.runs:
                if known.keys() >= set(run):
                    runs[known[run[0]]].append(tuple(known[term] for term in run))
            marks[field] = _Marks(
                frozenset(known[term] for term in query.terms if term in known),
                runs,
                {row: self._retriever.idf(term) for term, row in known.items()},
            )
        return marks

    def _practices(self, number: int) -> tuple[PracticeType, ...]:
        """The types of practice of a document."""
        values = set(self._columns.values_of("practice", number))
        return tuple(type_ for type_ in self.catalogue.practices.types if type_.id in values)

    def _written(self, number: int) -> Iterator[tuple[str, str]]:
        """The terms of a document, each with how it is written there."""
        initiative = self._reader.initiative(number)
        for field, text in (("title", initiative.title or ""), ("description", initiative.description)):
            for term, start, end in self._columns.occurrences(number, field):
                yield self._columns.lexicon.text(term), text[start:end]

    @cached_property
    def _region_places(self) -> npt.NDArray[np.int64]:
        """For each document, the place of its region among the facet's values."""
        return self._facets.places(FilterName.REGION, self._columns.size)

    @cached_property
    def _region_ranks(self) -> npt.NDArray[np.int64]:
        """For each document, the place of its region from north to south; those without one come last."""
        ranks = {region.id: rank for rank, region in enumerate(self.catalogue.regions)}
        values = self._facets.values(FilterName.REGION)
        return np.array([ranks.get(value, len(ranks)) for value in values])[self._region_places]

    def _region_of(self, number: int) -> str | None:
        values = self._facets.values(FilterName.REGION)
        place = int(self._region_places[number])
        return values[place] if place < len(values) - 1 else None

    def _number(self, initiative_id: str) -> int:
        number = self._reader.number_of(initiative_id)
        if number is None:
            raise NotFoundError(f"取組「{initiative_id}」はありません。")
        return number


def _similarity(tuning: Tuning) -> Similarity:
    return Similarity(tuning.k1, tuning.b)
