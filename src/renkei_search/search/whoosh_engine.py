"""The engine on Whoosh's own searcher: BM25F over the text fields."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final, Self

from whoosh.query import Or
from whoosh.scoring import BM25F

from renkei_search.analysis.analyzer import analyze
from renkei_search.errors import NotFoundError
from renkei_search.index.reader import IndexReader, open_reader
from renkei_search.index.writer import write_index
from renkei_search.search.facet import make_facets, narrow
from renkei_search.search.query import Query, in_content, parse_query
from renkei_search.search.request import SearchRequest, Sort, check_request
from renkei_search.search.result import Hit, SearchResults, SimilarHit
from renkei_search.search.snippet import make_excerpt

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from pathlib import Path

    from renkei_search.analysis.analyzer import Token
    from renkei_search.corpus.collection import Catalogue, Corpus
    from renkei_search.record import Initiative

# Descriptions are short and of similar length, titles shorter still: little length normalisation.
_WEIGHTING: Final = BM25F(B=0.6, K1=1.2, title_B=0.3, region_B=0.0, municipality_B=0.0, field_B=0.0)

# Comparable practice is looked for with the initiative's most telling terms.
_SIMILAR_TERMS: Final = 25
_SIMILAR_PER_REGION: Final = 2
_SHARED_TERMS: Final = 8


class WhooshEngine:
    """See :class:`renkei_search.search.engine.SearchEngine`."""

    def __init__(self, reader: IndexReader) -> None:
        self._reader = reader
        self._region_rank = {region.id: rank for rank, region in enumerate(reader.catalogue.regions)}

    @classmethod
    def build(cls, corpus: Corpus, root: Path, progress: Callable[[int, int], None] | None = None) -> str:
        """Index the corpus; see the protocol."""
        return write_index(corpus, root, progress)

    @classmethod
    def open(cls, root: Path) -> Self:
        """Open the generation in use; see the protocol."""
        return cls(open_reader(root, _WEIGHTING))

    @property
    def generation(self) -> str:
        """The id of the generation that is open."""
        return self._reader.generation.id

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
        query = parse_query(request.text)
        scores = self._scores(query)
        kept, counts = narrow(scores, request, self._reader.facet_values)
        if request.sort is Sort.REGION:
            kept.sort(key=self._place)
        first = (request.page - 1) * request.per_page
        return SearchResults(
            request=request,
            receipt=query.receipt,
            total=len(kept),
            hits=tuple(
                self._hit(number, scores[number], query) for number in kept[first : first + request.per_page]
            ),
            facets=make_facets(counts, request, self.catalogue),
        )

    def get(self, initiative_id: str) -> Initiative:
        """One initiative; see the protocol."""
        return self._reader.initiative(self._number(initiative_id))

    def similar(self, initiative_id: str, limit: int = 10) -> tuple[SimilarHit, ...]:
        """Comparable practice; see the protocol."""
        number = self._number(initiative_id)
        initiative = self._reader.initiative(number)
        telling = self._telling_terms(initiative)
        if not telling:
            return ()
        results = self._reader.searcher.search(
            Or([in_content(term, weight) for term, weight in telling.items()]), limit=None
        )
        of_regions: list[SimilarHit] = []
        generic: list[SimilarHit] = []
        taken: Counter[str] = Counter()
        for found in results:
            candidate = self._reader.initiative(found.docnum)
            if found.docnum == number or (
                candidate.region is not None and candidate.region == initiative.region
            ):
                continue
            if candidate.region is None:
                group = generic
            elif taken[candidate.region] < _SIMILAR_PER_REGION:
                group = of_regions
                taken[candidate.region] += 1
            else:
                continue
            if len(group) < limit:
                group.append(SimilarHit(candidate, found.score, _shared(candidate, telling)))
            if len(of_regions) == limit:
                break
        return tuple([*of_regions, *generic][:limit])

    def _scores(self, query: Query) -> dict[int, float]:
        """Matching documents with their scores, best first; equal scores in the corpus's order."""
        if query.browses:
            return dict.fromkeys(range(self._reader.document_count), 0.0)
        found = self._reader.searcher.search(query.tree, limit=None)
        return {hit.docnum: hit.score for hit in sorted(found, key=lambda hit: (-hit.score, hit.docnum))}

    def _hit(self, number: int, score: float, query: Query) -> Hit:
        initiative = self._reader.initiative(number)
        excerpts = []
        if initiative.title is not None:
            excerpts.append(make_excerpt("title", initiative.title, query.terms, self._idf, length=None))
        excerpts.append(make_excerpt("description", initiative.description, query.terms, self._idf))
        return Hit(initiative, score, tuple(excerpts))

    def _idf(self, term: str) -> float:
        """How telling a term is; one that is common in titles or in descriptions is not."""
        searcher = self._reader.searcher
        return min(float(searcher.idf(field, term)) for field in ("title", "description"))

    def _place(self, number: int) -> tuple[int, int]:
        regions = self._reader.facet_values["region"][number]
        return self._region_rank[regions[0]] if regions else len(self._region_rank), number

    def _number(self, initiative_id: str) -> int:
        number = self._reader.number_of(initiative_id)
        if number is None:
            raise NotFoundError(f"取組「{initiative_id}」はありません。")
        return number

    def _telling_terms(self, initiative: Initiative) -> dict[str, float]:
        """The terms by frequency times inverse document frequency, titles counting double, weights up to 1."""
        counts = Counter(token.term for token in analyze(initiative.description))
        counts.update(token.term for token in analyze(initiative.title or "") for _ in range(2))
        weights = {term: count * self._idf(term) for term, count in counts.items()}
        best = sorted(weights, key=lambda term: -weights[term])[:_SIMILAR_TERMS]
        return {term: weights[term] / weights[best[0]] for term in best if weights[term] > 0}


def _shared(candidate: Initiative, telling: dict[str, float]) -> tuple[str, ...]:
    """The words of the candidate, as it writes them, that are among the telling terms."""
    text = f"{candidate.title or ''}\n{candidate.description}"
    written = _surfaces(text, analyze(text), telling)
    return tuple(written[term] for term in sorted(written, key=lambda term: -telling[term])[:_SHARED_TERMS])


def _surfaces(text: str, tokens: Collection[Token], wanted: Collection[str]) -> dict[str, str]:
    """How each wanted term is first written. Single characters say too little to show."""
    surfaces: dict[str, str] = {}
    for token in tokens:
        surface = text[token.start : token.end]
        if token.term in wanted and len(surface) > 1:
            surfaces.setdefault(token.term, surface)
    return surfaces
