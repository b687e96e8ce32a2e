"""Our engine: the page as it is served, with excerpts, synonyms, related initiatives and all facets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.peer.protocol import TOP, Answer, Paths, Peer
from renkei_search.corpus.reader import read_corpus
from renkei_search.search.request import SearchRequest
from renkei_search.search.service import SearchService, build_index

if TYPE_CHECKING:
    from benchmarks.workload import Query
    from renkei_search.search.engine import SearchEngine
    from renkei_search.search.result import SearchResults


class _OwnEngine:
    def __init__(self, engine: SearchEngine) -> None:
        self._engine = engine

    def search(self, query: Query) -> SearchResults:
        return self._engine.search(SearchRequest(text=query.text, per_page=TOP))

    def answer(self, query: Query) -> Answer:
        results = self._engine.search(SearchRequest(text=query.text, per_page=TOP, expand=False))
        facets = {
            facet.name.value: {bucket.value: bucket.count for bucket in facet.buckets}
            for facet in results.facets
        }
        return Answer(results.total, facets)


def _build(paths: Paths) -> None:
    build_index(paths.index, read_corpus(paths.corpus))


OWN = Peer(
    key="own",
    name="renkei-search",
    build=_build,
    folder="index",
    open=lambda paths: _OwnEngine(SearchService(paths.index).engine()),
    alike=False,
)
