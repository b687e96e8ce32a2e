"""Measure the node alone: a contender that receives compiled queries and returns the node's answers.

A query is the tree of the matches, scored without feedback, word vectors and tiers. Nothing is parsed, excerpted, marked
or labelled. The answer contains the ten best records, the exact total and the counts of all facets.
"""

from __future__ import annotations

import http.client
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

import msgspec

from benchmarks.peer.protocol import TOP
from renkei_search.index.generation import Store
from renkei_search.index.opensearch.client import connect
from renkei_search.index.opensearch.mapping import NUMBER, RECORD
from renkei_search.index.opensearch.settings import ClusterSettings
from renkei_search.index.reader import open_reader
from renkei_search.index.similarity import Similarity
from renkei_search.search.backend.opensearch.backend import OpenSearchBackend, OpenSearchSession
from renkei_search.search.backend.opensearch.cluster import Cluster
from renkei_search.search.backend.opensearch.facet import all_counts
from renkei_search.search.backend.opensearch.most import Enough
from renkei_search.search.engine import SearchEngine
from renkei_search.search.request import SearchRequest
from renkei_search.search.tuning import DEFAULT

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from benchmarks.workload import Query
    from renkei_search.search.backend.protocol import Order, Ranked, Selection

_SECONDS: Final = 120.0


@dataclass(frozen=True)
class Contract:
    """An index on a node, and for each query the body of the request."""

    url: str
    index: str
    bodies: dict[Query, bytes]


class ContractClient:
    """One kept connection to the node."""

    def __init__(self, contract: Contract) -> None:
        self._contract = contract
        self._connection = http.client.HTTPConnection(urlsplit(contract.url).netloc, timeout=_SECONDS)

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    def search(self, query: Query) -> bytes:
        """The node's answer.

        Raises:
            http.client.HTTPException: the answer is incomplete.
        """
        self._connection.request(
            "POST",
            f"/{self._contract.index}/_search?allow_partial_search_results=false",
            self._contract.bodies[query],
            {"Content-Type": "application/json"},
        )
        response = self._connection.getresponse()
        body = response.read()
        if response.status != http.client.OK:
            raise http.client.HTTPException(f"{response.status}: {body[:200]!r}")
        return body


def make_contract(root: Path, url: str, queries: Sequence[Query]) -> Contract:
    """Translate the queries for the generation in use."""
    reader = open_reader(root, Similarity(DEFAULT.k1, DEFAULT.b), Store.OPENSEARCH)
    manifest = reader.generation.manifest
    client = connect(ClusterSettings((url,), seconds=_SECONDS))
    backend = _Noting(Cluster(client, manifest.remote, reader.dictionary, manifest.shards, _SECONDS))
    engine = SearchEngine(reader, backend, DEFAULT)
    bodies = {}
    for query in queries:
        engine.search(SearchRequest(query.text, per_page=TOP, semantic=False))
        bodies[query] = msgspec.json.encode(_body(backend))
    return Contract(url, manifest.remote, bodies)


class _Noting(OpenSearchBackend):
    """A backend that records the requests for a page of results."""

    noted: Selection

    def open_session(self) -> _NotingSession:
        return _NotingSession(self)


class _NotingSession(OpenSearchSession):
    def __init__(self, backend: _Noting) -> None:
        super().__init__(backend.cluster)
        self._backend = backend

    def rank(
        self, selection: Selection, order: Order, start: int, stop: int, *, count: bool = False
    ) -> Ranked:
        if count:
            self._backend.noted = selection
        return super().rank(selection, order, start, stop, count=count)


def _body(backend: _Noting) -> dict[str, Any]:
    """One request body for the whole page, without tiers."""
    enough = Enough(backend.cluster)
    enough.prepare([backend.noted.tree])
    return {
        "query": enough.compile(backend.noted.tree),
        "size": TOP,
        "sort": [{"_score": "desc"}, {NUMBER: "asc"}],
        "track_total_hits": True,
        "_source": [RECORD],
        "aggs": all_counts({}),
    }
