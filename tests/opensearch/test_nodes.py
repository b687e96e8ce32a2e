"""Three nodes, of which one is killed while they are searched and while an index is built."""

from __future__ import annotations

import os
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest
from opensearchpy import OpenSearch

from renkei_search.errors import RenkeiSearchError
from renkei_search.facet.registry import FilterName
from renkei_search.index.generation import current_id
from renkei_search.index.opensearch.settings import ClusterSettings
from renkei_search.search.backend.registry import Engine, EngineSettings
from renkei_search.search.request import SearchRequest
from renkei_search.search.service import SearchService, build_index
from tests.opensearch.cluster import SearchNode, running_cluster, wait_for_nodes
from tests.opensearch.conftest import require_tools

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from renkei_search.corpus.collection import Corpus
    from renkei_search.search.engine import SearchEngine

TEXTS = ("移住", "公共交通", "病院", "高齢者の移動手段をどう確保すればよいですか", "観光 OR 農業", "")
_SEARCHES = 20
_PATIENCE = 120

Counts = tuple[int, "Mapping[str, int]"]


@pytest.fixture(scope="module")
def nodes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[SearchNode]]:
    require_tools()
    with running_cluster(tmp_path_factory.mktemp("nodes"), 3) as found:
        yield found


@pytest.mark.skipif(
    os.environ.get("RENKEI_SEARCH_OPENSEARCH_NODES") != "1",
    reason="three nodes need a quiet machine; set RENKEI_SEARCH_OPENSEARCH_NODES=1",
)
def test_nothing_is_lost_with_a_node(
    corpus: Corpus, engine: SearchEngine, nodes: list[SearchNode], tmp_path: Path
) -> None:
    settings = _settings(nodes)
    build_index(tmp_path, corpus, engine=settings)
    service = SearchService(tmp_path, settings)
    expected = {text: _count(engine, text) for text in TEXTS}

    with _searching(service, expected) as load:
        load.wait(_SEARCHES)
        # The node that manages the cluster, then one that only holds data, both without a shutdown.
        for victim in (_manager(nodes), _other(nodes)):
            victim.kill()
            load.wait(_SEARCHES)
            victim.start()
            _await_copies(nodes)

        # While a build sends its documents, and readers under load change to its generation.
        first = service.engine().generation
        killer = threading.Timer(1.0, _other(nodes).kill)
        killer.start()
        build_index(tmp_path, corpus, engine=settings)
        killer.join()
        load.wait(_SEARCHES)
        for node in nodes:
            node.start()
        _await_copies(nodes)
        build_index(tmp_path, corpus, engine=settings)
        load.wait(_SEARCHES)
        assert service.engine().generation == current_id(tmp_path) != first
    assert load.faults == []

    client = OpenSearch([nodes[0].url])
    index = f"nodes-{str(current_id(tmp_path)).lower()}"
    assert list(client.indices.get_alias(name="nodes")) == [index]


@dataclass
class _Load:
    """Searches that run in other threads."""

    faults: list[str] = field(default_factory=list)
    done: int = 0
    step: threading.Condition = field(default_factory=threading.Condition)

    def wait(self, count: int) -> None:
        """Wait until ``count`` more searches have been answered, or one wrongly."""
        wanted = self.done + count
        with self.step:
            assert self.step.wait_for(lambda: self.done >= wanted or self.faults, _PATIENCE)
        assert self.faults == []

    def note(self, fault: str | None) -> None:
        with self.step:
            self.done += 1
            if fault is not None:
                self.faults.append(fault)
            self.step.notify_all()


@contextmanager
def _searching(service: SearchService, expected: Mapping[str, Counts]) -> Iterator[_Load]:
    load, stop = _Load(), threading.Event()

    def ask() -> None:
        while not stop.is_set():
            for text, counts in expected.items():
                try:
                    found = _count(service.engine(), text)
                except RenkeiSearchError as error:
                    load.note(f"{text}: {error}")
                else:
                    load.note(None if found == counts else f"{text}: {found} instead of {counts}")

    threads = [threading.Thread(target=ask) for _ in range(2)]
    for thread in threads:
        thread.start()
    try:
        yield load
    finally:
        stop.set()
        for thread in threads:
            thread.join()


def _count(engine: SearchEngine, text: str) -> Counts:
    request = SearchRequest(text)
    return engine.search(request).total, dict(engine.count_by(request, FilterName.REGION))


def _settings(nodes: list[SearchNode]) -> EngineSettings:
    urls = tuple(node.url for node in nodes)
    return EngineSettings(Engine.OPENSEARCH, ClusterSettings(urls, name="nodes", shards=2, replicas=1))


def _manager(nodes: list[SearchNode]) -> SearchNode:
    (found,) = OpenSearch([nodes[0].url]).cat.cluster_manager(format="json")
    return next(node for node in nodes if node.name == found["node"])


def _other(nodes: list[SearchNode]) -> SearchNode:
    """A node that does not manage the cluster, and to which this test does not connect first."""
    manager = _manager(nodes)
    return next(node for node in reversed(nodes) if node is not manager)


def _await_copies(nodes: list[SearchNode]) -> None:
    """Wait until every node is back and has its shards."""
    wait_for_nodes(nodes[0].url, len(nodes))
    cluster = OpenSearch([nodes[0].url], timeout=_PATIENCE, max_retries=0).cluster
    for _ in range(3):
        # A replica whose allocation failed five times, as on a busy machine, is not retried automatically.
        cluster.reroute(retry_failed=True)
        if (
            cluster.health(wait_for_status="green", timeout="60s", request_timeout=_PATIENCE, ignore=408)[
                "status"
            ]
            == "green"
        ):
            return
    raise TimeoutError("copies are missing")
