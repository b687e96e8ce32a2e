"""Three nodes, of which one is killed while an index is built and the one in use is searched."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING, Final

import pytest
from opensearchpy import OpenSearch

from renkei_search.errors import RenkeiSearchError
from renkei_search.facet.registry import FilterName
from renkei_search.index.generation import current_id
from renkei_search.index.opensearch import bulk
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
_NAME: Final = "nodes"
# How many searches are waited for at each stage: every text twice, by two threads.
_SEARCHES: Final = 2 * len(TEXTS)
# Only what hangs takes so long, even on a machine that is busy with something else.
_PATIENCE: Final = 600
# How many documents a build sends at a time, and after how many times the node is killed.
_PORTION: Final = 40
_SENT_BEFORE: Final = 3

Counts = tuple[int, "Mapping[str, int]"]


@pytest.fixture(scope="module")
def nodes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[SearchNode]]:
    require_tools()
    with running_cluster(tmp_path_factory.mktemp("nodes"), 3) as found:
        # A lost copy is recreated at once, and not after a minute in which its node may be back.
        _client(found).indices.put_index_template(
            name="prompt",
            body={
                "index_patterns": [f"{_NAME}-*"],
                "template": {"settings": {"index.unassigned.node_left.delayed_timeout": "0"}},
            },
        )
        yield found


def test_nothing_is_lost_with_a_node(
    corpus: Corpus,
    engine: SearchEngine,
    nodes: list[SearchNode],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    settings = _settings(nodes)
    build_index(tmp_path, corpus, engine=settings)
    service = SearchService(tmp_path, settings)
    expected = {text: _count(engine, text) for text in TEXTS}
    monkeypatch.setattr(bulk, "_DOCUMENTS", _PORTION)

    with _searching(service, expected) as load:
        load.wait(_SEARCHES)
        # A node that only holds data, then the one that manages the cluster, both without a shutdown.
        for choose in (_other, _manager):
            victim = choose(nodes)
            with monkeypatch.context() as patch:
                killed = _kill_during_a_build(patch, victim)
                # The readers go over to the new generation while the node is missing.
                before, built = service.engine().generation, build_index(tmp_path, corpus, engine=settings)
            assert killed.is_set()
            assert current_id(tmp_path) == built != before
            load.wait(_SEARCHES)
            assert service.engine().generation == built
            victim.start()
            _await_copies(nodes)
            load.wait(_SEARCHES)

    index = f"{_NAME}-{str(current_id(tmp_path)).lower()}"
    assert list(_client(nodes).indices.get_alias(name=_NAME)) == [index]
    assert _client(nodes).count(index=index)["count"] == len(corpus.initiatives)


def _kill_during_a_build(patch: pytest.MonkeyPatch, victim: SearchNode) -> threading.Event:
    """Kill a node once the next build has sent some of its documents, and set the event returned."""
    killed, sent, send = threading.Event(), count(), bulk._send

    def send_or_kill(*arguments: object) -> list[bytes]:
        if next(sent) == _SENT_BEFORE:
            victim.kill()
            killed.set()
        return send(*arguments)  # type: ignore[arg-type] # as they came

    patch.setattr(bulk, "_send", send_or_kill)
    return killed


@dataclass
class _Load:
    """Searches that go on in other threads."""

    faults: list[str] = field(default_factory=list)
    done: int = 0
    step: threading.Condition = field(default_factory=threading.Condition)

    def wait(self, more: int) -> None:
        """Wait until ``more`` searches have been answered, or one wrongly."""
        with self.step:
            wanted = self.done + more
            in_time = self.step.wait_for(lambda: self.done >= wanted or self.faults, _PATIENCE)
        assert self.faults == []
        assert in_time

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
    assert load.faults == []


def _count(engine: SearchEngine, text: str) -> Counts:
    request = SearchRequest(text)
    return engine.search(request).total, dict(engine.count_by(request, FilterName.REGION))


def _settings(nodes: list[SearchNode]) -> EngineSettings:
    urls = tuple(node.url for node in nodes)
    return EngineSettings(
        Engine.OPENSEARCH, ClusterSettings(urls, name=_NAME, shards=2, replicas=1, seconds=60)
    )


def _client(nodes: list[SearchNode]) -> OpenSearch:
    return OpenSearch([node.url for node in nodes], timeout=_PATIENCE, max_retries=len(nodes))


def _manager(nodes: list[SearchNode]) -> SearchNode:
    (found,) = _client(nodes).cat.cluster_manager(format="json")
    return next(node for node in nodes if node.name == found["node"])


def _other(nodes: list[SearchNode]) -> SearchNode:
    """A node that does not manage the cluster."""
    manager = _manager(nodes)
    return next(node for node in nodes if node is not manager)


def _await_copies(nodes: list[SearchNode]) -> None:
    """Wait until every node is back and has its copies."""
    wait_for_nodes(nodes[0].url, len(nodes))
    cluster = _client(nodes).cluster
    for _ in range(_PATIENCE // 20):
        # A copy that failed five times, as on a busy machine, is not retried automatically.
        cluster.reroute(retry_failed=True)
        health = cluster.health(wait_for_status="green", timeout="20s", request_timeout=_PATIENCE, ignore=408)
        if health["status"] == "green":
            return
    raise TimeoutError("copies are missing")
