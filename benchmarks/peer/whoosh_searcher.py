"""Whoosh's own searcher on the segment that our build made."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from whoosh.filedb.filestore import FileStorage
from whoosh.query import And, Or, Term
from whoosh.scoring import BM25F
from whoosh.sorting import Categorizer, Count, FacetType

from benchmarks.document import FACET_NAMES
from benchmarks.peer.protocol import TOP, Answer, Paths, Peer
from benchmarks.workload import Kind
from renkei_search.facet.declaration import MISSING
from renkei_search.index.generation import current_generation
from renkei_search.index.schema import CONTENT_FIELDS, facet_field
from renkei_search.index.writer import WHOOSH
from renkei_search.search.tuning import DEFAULT

if TYPE_CHECKING:
    from whoosh.query import Query as WhooshQuery
    from whoosh.searching import Searcher

    from benchmarks.workload import Query


class _Values(Categorizer):  # type: ignore[misc] # Whoosh ships no types
    """A field's values of every document, read once.

    Whoosh's own ``FieldFacet`` reads them again for every query, which at 100,000 records would be most of its time.
    """

    allow_overlap = True

    def __init__(self, searcher: Searcher, field: str) -> None:
        reader = searcher.reader()
        self._values: list[list[str]] = [[] for _ in range(searcher.doc_count_all())]
        for term in reader.lexicon(field):
            text = term.decode("utf-8")
            for number in reader.postings(field, term).all_ids():
                self._values[number].append(text)

    def keys_for(self, _matcher: Any, number: int) -> list[str]:
        return self._values[number] or [MISSING]


class _KeptFacet(FacetType):  # type: ignore[misc] # Whoosh ships no types
    """Groups by values that were read before."""

    def __init__(self, values: _Values) -> None:
        self._values = values
        self.maptype = Count

    def categorizer(self, _searcher: Searcher) -> _Values:
        return self._values


class _WhooshSearcher:
    def __init__(self, paths: Paths) -> None:
        folder = current_generation(paths.index).folder / WHOOSH
        self._searcher = FileStorage(str(folder)).open_index().searcher(weighting=BM25F())
        self._facets = {name: _KeptFacet(_Values(self._searcher, facet_field(name))) for name in FACET_NAMES}

    def search(self, query: Query) -> Any:
        # Unoptimised, because skipping blocks of postings that cannot reach the top would leave them uncounted.
        return self._searcher.search(_tree(query), limit=TOP, groupedby=self._facets, optimize=False)

    def answer(self, query: Query) -> Answer:
        results = self.search(query)
        return Answer(len(results), {name: dict(results.groups(name)) for name in FACET_NAMES})


def _tree(query: Query) -> WhooshQuery:
    branches = [
        Or([Term(field, term, boost=DEFAULT.weights[field]) for field in CONTENT_FIELDS])
        for term in query.terms
    ]
    return And(branches) if query.kind is Kind.KEYWORD else Or(branches)


WHOOSH_SEARCHER = Peer(
    key="whoosh",
    name="Whoosh",
    build=None,
    open=_WhooshSearcher,
    folder="index",
    share=((10_000, 60), (50_000, 30)),
)
