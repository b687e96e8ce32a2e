"""The engine on Whoosh's own searcher: BM25F over the text fields."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice, product
from math import log
from typing import TYPE_CHECKING, Final, Self

import msgspec
from whoosh.query import Or
from whoosh.scoring import BM25F

from renkei_search.errors import NotFoundError
from renkei_search.index.reader import IndexReader, open_reader
from renkei_search.index.writer import write_index
from renkei_search.search.facet import make_facets, narrow, values_of
from renkei_search.search.gazetteer import Gazetteer
from renkei_search.search.limit import clean_pasted_text, clean_text
from renkei_search.search.query import Interpreter, Query
from renkei_search.search.request import Sort, check_filters, check_request
from renkei_search.search.result import Hit, Receipt, SearchResults, SimilarHit, Step, StepKind
from renkei_search.search.similar import likeness_of, shared_terms, spread, telling_weights
from renkei_search.search.snippet import make_excerpt
from renkei_search.search.spelling import SpellingCorrector
from renkei_search.search.suggest import Entry, Homophones, Suggester, Suggestion, make_entries
from renkei_search.search.synonym import Synonyms
from renkei_search.search.tree import any_field, facet_is
from renkei_search.search.tuning import DEFAULT, Tuning

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from whoosh.query import Query as WhooshQuery
    from whoosh.searching import Searcher

    from renkei_search.corpus.collection import Catalogue, Corpus
    from renkei_search.record import Initiative
    from renkei_search.search.request import FilterName, Filters, SearchRequest
    from renkei_search.search.similar import Likeness


_SUGGESTIONS: Final = "suggestions.json"
_MAX_RESPELLINGS: Final = 8


class _Bm25(BM25F):  # type: ignore[misc] # Whoosh ships no types
    """BM25 with the inverse document frequency of Robertson and Spärck Jones, kept positive as in Lucene.

    Whoosh adds 1 to a logarithm, which makes common words count too much in a sentence.
    """

    def idf(self, searcher: Searcher, fieldname: str, text: str) -> float:
        """ln(1 + (N - n + 0.5) / (n + 0.5)) for a term in n of N documents."""
        count = searcher.doc_frequency(fieldname, text)
        return log(1 + (searcher.doc_count_all() - count + 0.5) / (count + 0.5))


@dataclass(frozen=True)
class _Found:
    """Matches and related documents with their scores, both best first, and how they came about."""

    scores: dict[int, float]
    related: dict[int, float]
    receipt: Receipt


def _ranked(scores: dict[int, float]) -> dict[int, float]:
    """Best first; equal scores in the corpus's order."""
    return dict(sorted(scores.items(), key=lambda item: (-item[1], item[0])))


class WhooshEngine:
    """See :class:`renkei_search.search.engine.SearchEngine`."""

    def __init__(self, reader: IndexReader, tuning: Tuning) -> None:
        self._reader = reader
        self._tuning = tuning
        self._synonyms = Synonyms(reader.catalogue.thesaurus)
        self._interpreter = Interpreter(self._synonyms, Gazetteer(reader.catalogue), tuning)
        self._suggester = Suggester(msgspec.json.decode(reader.attachment(_SUGGESTIONS), type=list[Entry]))
        frequencies = reader.term_frequencies("title", "description")
        self._corrector = SpellingCorrector(
            Homophones(frequencies),
            lambda term: reader.nearest_terms("description", term),
            lambda term: frequencies.get(term, 0),
        )
        self._region_rank = {region.id: rank for rank, region in enumerate(reader.catalogue.regions)}

    @classmethod
    def build(cls, corpus: Corpus, root: Path, progress: Callable[[int, int], None] | None = None) -> str:
        """Index the corpus; see the protocol."""
        return write_index(corpus, root, progress, {_SUGGESTIONS: msgspec.json.encode(make_entries(corpus))})

    @classmethod
    def open(cls, root: Path, tuning: Tuning = DEFAULT) -> Self:
        """Open the generation in use; see the protocol."""
        # Names of fields, regions and municipalities are short lists whose length says nothing.
        names = {f"{field}_B": 0.0 for field in ("field", "region", "municipality")}
        weighting = _Bm25(B=tuning.b, K1=tuning.k1, title_B=tuning.b / 2, **names)
        return cls(open_reader(root, weighting), tuning)

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
        return self._reader.document_count

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
        query, found = self._answer(request)
        kept, counts = self._order(request, found)
        related, _ = narrow(found.related, request.filters, self._reader.facet_values)
        first = (request.page - 1) * request.per_page
        results = SearchResults(
            request=request,
            receipt=found.receipt,
            total=len(kept),
            hits=tuple(
                self._hit(number, found.scores[number], query)
                for number in kept[first : first + request.per_page]
            ),
            facets=make_facets(counts, request, self.catalogue),
        )
        # Related initiatives follow the last of the matches.
        if request.page != max(results.pages, 1):
            return results
        return replace(
            results, related=tuple(self._hit(number, found.related[number], query) for number in related)
        )

    def scan(self, request: SearchRequest) -> Iterator[Initiative]:
        """Every match in order; see the protocol."""
        return map(self._reader.initiative, self._matches(request))

    def cross_tabulate(
        self, request: SearchRequest, rows: FilterName, columns: FilterName
    ) -> Mapping[tuple[str, str], int]:
        """Count by pairs of facet values; see the protocol."""
        values = self._reader.facet_values
        return Counter(
            pair
            for number in self._matches(request)
            for pair in product(values_of(number, rows, values), values_of(number, columns, values))
        )

    def get(self, initiative_id: str) -> Initiative:
        """One initiative; see the protocol."""
        return self._reader.initiative(self._number(initiative_id))

    def suggest(self, typed: str, limit: int = 10) -> list[Suggestion]:
        """Complete what was typed; see the protocol."""
        return self._suggester.complete(typed, limit)

    def similar(self, initiative_id: str, filters: Filters = (), limit: int = 10) -> tuple[SimilarHit, ...]:
        """Comparable practice; see the protocol."""
        number = self._number(initiative_id)
        initiative = self._reader.initiative(number)
        likeness = likeness_of(
            initiative.title or "",
            initiative.description,
            {coded.code: self._field_idf(coded.code) for coded in initiative.fields},
            self._idf,
            self._synonyms,
            self._tuning,
        )
        own = self._region_of(number)
        return self._comparable(
            likeness,
            lambda other: other != number and (own is None or self._region_of(other) != own),
            filters,
            limit,
        )

    def similar_to_text(self, text: str, filters: Filters = (), limit: int = 10) -> tuple[SimilarHit, ...]:
        """Comparable practice for a draft; see the protocol."""
        likeness = likeness_of("", clean_pasted_text(text), {}, self._idf, self._synonyms, self._tuning)
        return self._comparable(likeness, lambda _: True, filters, limit)

    def _comparable(
        self, likeness: Likeness | None, allowed: Callable[[int], bool], filters: Filters, limit: int
    ) -> tuple[SimilarHit, ...]:
        check_filters(filters, self.catalogue)
        if likeness is None:
            return ()
        scores = self._score(likeness.tree)
        kept, _ = narrow(filter(allowed, scores), filters, self._reader.facet_values)
        chosen = spread({number: scores[number] for number in kept}, self._region_of, limit, self._tuning)
        return tuple(
            SimilarHit(initiative, scores[number], shared_terms(initiative, likeness.weights))
            for number, initiative in ((number, self._reader.initiative(number)) for number in chosen)
        )

    def _matches(self, request: SearchRequest) -> list[int]:
        check_filters(request.filters, self.catalogue)
        return self._order(request, self._answer(request)[1])[0]

    def _answer(self, request: SearchRequest) -> tuple[Query, _Found]:
        """What the words find, before the filters."""
        query = self._interpreter.understand(request.text, expand=request.expand)
        found = self._match(query)
        if request.expand and not found.receipt.strict_total:
            return self._respell(request.text, query, found)
        return query, found

    def _order(
        self, request: SearchRequest, found: _Found
    ) -> tuple[list[int], Mapping[FilterName, Counter[str]]]:
        """The matches that pass the filters, in the order asked for, and the facets' counts."""
        kept, counts = narrow(found.scores, request.filters, self._reader.facet_values)
        if request.sort is Sort.REGION:
            kept.sort(key=self._place)
        return kept, counts

    def _match(self, query: Query) -> _Found:
        if query.matching is None:
            count = self._reader.document_count
            return _Found(dict.fromkeys(range(count), 0.0), {}, replace(query.receipt, strict_total=count))
        strict = self._score(query.matching)
        receipt = replace(query.receipt, strict_total=len(strict))
        room = self._tuning.page - len(strict)
        if query.related is None or (room <= 0 and not receipt.sentence):
            return _Found(strict, {}, receipt)
        wider = self._score(self._with_feedback(query.related, strict, sentence=receipt.sentence))
        least = self._tuning.related_least * max(wider.values(), default=0.0)
        added = [number for number, score in wider.items() if number not in strict and score >= least]
        added = added[: max(room, 0)]
        if added:
            receipt = replace(receipt, steps=(*receipt.steps, Step(StepKind.RELATED)))
        related = {number: wider[number] for number in added}
        if not receipt.sentence and strict:
            return _Found(_ranked({number: wider.get(number, 0.0) for number in strict}), related, receipt)
        # In a sentence a match is a matter of degree: it counts, but something related may rank higher.
        bonus = self._tuning.sentence_bonus * max(wider.values(), default=0.0)
        matches = {number: wider.get(number, 0.0) + bonus for number in strict}
        return _Found(_ranked(matches | related), {}, receipt)

    def _with_feedback(self, tree: WhooshQuery, strict: dict[int, float], *, sentence: bool) -> WhooshQuery:
        """Add what the best initiatives are about, so that others of their kind are found.

        Pseudo-relevance feedback in the manner of RM3 (Abdul-Jaleel and others, 2004), with policy fields beside
        words. For a sentence, whose best match is less certain, only the fields.
        """
        tuning = self._tuning
        best = list(strict or self._score(tree))[: tuning.feedback]
        words: Counter[str] = Counter()
        fields: Counter[str] = Counter()
        for initiative in map(self._reader.initiative, best):
            words.update(telling_weights(initiative.title or "", initiative.description, self._idf, tuning))
            fields.update(coded.code for coded in initiative.fields)
        branches = [tree]
        if not sentence and tuning.feedback_weight:
            top = words.most_common(tuning.feedback_terms)
            branches += [
                any_field(term, tuning.similar_weights, tuning.feedback_weight * weight / top[0][1])
                for term, weight in top
            ]
        if tuning.feedback_field:
            branches += [
                facet_is("field", code, tuning.feedback_field * self._field_idf(code) * count / len(best))
                for code, count in fields.items()
            ]
        return Or(branches) if len(branches) > 1 else tree

    def _respell(self, text: str, query: Query, found: _Found) -> tuple[Query, _Found]:
        """If another spelling finds what this one does not, search for that, and say so."""
        cleaned = clean_text(text)
        for candidate in islice(self._corrector.candidates(cleaned), _MAX_RESPELLINGS):
            other = self._interpreter.understand(candidate)
            better = self._match(other)
            if better.receipt.strict_total:
                step = Step(StepKind.SPELLING, (candidate,), cleaned)
                receipt = replace(better.receipt, steps=(step, *better.receipt.steps))
                return other, replace(better, receipt=receipt)
        return query, found

    def _score(self, tree: WhooshQuery) -> dict[int, float]:
        """Matching documents with their scores, best first; equal scores in the corpus's order."""
        found = self._reader.searcher.search(tree, limit=None)
        return _ranked({hit.docnum: hit.score for hit in found})

    def _hit(self, number: int, score: float, query: Query) -> Hit:
        initiative = self._reader.initiative(number)
        marks = (query.terms, self._idf, query.runs)
        excerpts = []
        if initiative.title is not None:
            excerpts.append(make_excerpt("title", initiative.title, *marks, length=None))
        excerpts.append(make_excerpt("description", initiative.description, *marks))
        return Hit(initiative, score, tuple(excerpts))

    def _idf(self, term: str) -> float:
        """How telling a term is; one that is common in titles or in descriptions is not."""
        searcher = self._reader.searcher
        return min(float(searcher.idf(field, term)) for field in ("title", "description"))

    def _field_idf(self, code: str) -> float:
        """How telling a policy field is, around 1."""
        count = sum(code in values for values in self._reader.facet_values["field"])
        return log(self._reader.document_count / max(count, 1)) / 2.5

    def _place(self, number: int) -> tuple[int, int]:
        region = self._region_of(number)
        return self._region_rank[region] if region is not None else len(self._region_rank), number

    def _region_of(self, number: int) -> str | None:
        return next(iter(self._reader.facet_values["region"][number]), None)

    def _number(self, initiative_id: str) -> int:
        number = self._reader.number_of(initiative_id)
        if number is None:
            raise NotFoundError(f"取組「{initiative_id}」はありません。")
        return number
