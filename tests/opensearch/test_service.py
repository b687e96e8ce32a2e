"""The service on a node that disappears and returns, and builds that are interrupted."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest
from opensearchpy import OpenSearch

from renkei_search import resources
from renkei_search.index.generation import GENERATIONS, current_id
from renkei_search.index.opensearch.settings import ClusterSettings
from renkei_search.search.backend.registry import Engine, EngineSettings
from renkei_search.search.request import SearchRequest
from renkei_search.search.service import SearchService, build_index, rebuild_reason
from renkei_search.settings import Settings
from renkei_search.web.app import create_app
from tests.opensearch.cluster import SearchNode, running_cluster
from tests.opensearch.conftest import require_tools

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from renkei_search.corpus.collection import Corpus

_PATIENCE = 120


@pytest.fixture(scope="module")
def node(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SearchNode]:
    require_tools()
    with running_cluster(tmp_path_factory.mktemp("service")) as (found,):
        yield found


def test_old_indexes_go_when_nobody_reads_them(corpus: Corpus, node: SearchNode, tmp_path: Path) -> None:
    settings = _settings(node, "old")
    first = build_index(tmp_path, corpus, engine=settings)
    service = SearchService(tmp_path, settings)
    reader = service.engine()
    second = build_index(tmp_path, corpus, engine=settings)
    # A request that began before ends with the generation that it began with.
    assert reader.search(SearchRequest("移住")).total
    assert _indexes(node, "old") == {f"old-{first.lower()}", f"old-{second.lower()}"}
    assert list(OpenSearch([node.url]).indices.get_alias(name="old")) == [f"old-{second.lower()}"]
    del reader
    assert service.engine().generation == second
    third = build_index(tmp_path, corpus, engine=settings)
    assert f"old-{first.lower()}" not in _indexes(node, "old")
    assert f"old-{third.lower()}" in _indexes(node, "old")


def test_a_build_that_dies_leaves_nothing_in_use(corpus: Corpus, node: SearchNode, tmp_path: Path) -> None:
    settings = _settings(node, "dead")
    before = build_index(tmp_path, corpus, engine=settings)

    def die(_done: int, _total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build_index(tmp_path, corpus, die, settings)
    assert current_id(tmp_path) == before
    assert _indexes(node, "dead") == {f"dead-{before.lower()}"}
    assert [path.name for path in (tmp_path / GENERATIONS).iterdir()] == [before]


def test_another_folder_on_the_same_cluster_is_left_alone(
    corpus: Corpus, node: SearchNode, tmp_path: Path
) -> None:
    settings = _settings(node, "shared")
    build_index(tmp_path / "one", corpus, engine=settings)
    build_index(tmp_path / "other", corpus, engine=settings)
    for name in ("one", "other"):
        assert SearchService(tmp_path / name, settings).engine().search(SearchRequest("移住")).total


def test_an_index_that_is_gone_is_built_anew(corpus: Corpus, node: SearchNode, tmp_path: Path) -> None:
    settings = _settings(node, "gone")
    build_index(tmp_path, corpus, engine=settings)
    assert rebuild_reason(tmp_path, corpus, settings) is None
    OpenSearch([node.url]).indices.delete(index="gone-*")
    assert "がありません" in (rebuild_reason(tmp_path, corpus, settings) or "")
    moved = _settings(node, "moved")
    assert "名前" in (rebuild_reason(tmp_path, corpus, moved) or "")


def test_the_service_is_back_with_the_cluster(corpus: Corpus, node: SearchNode, tmp_path: Path) -> None:
    engine = _settings(node, "back")
    build_index(tmp_path, corpus, engine=engine)
    settings = Settings((resources.corpus_folder(),), tmp_path, resources.templates_folder(), engine=engine)
    client = create_app(settings, SearchService(tmp_path, engine)).test_client()
    total = client.get("/api/v1/search?q=移住").get_json()["total"]
    assert client.get("/readyz").status_code == 200
    node.kill()
    for path in ("/api/v1/search?q=観光", "/readyz"):
        answer = client.get(path)
        assert (answer.status_code, answer.mimetype) == (503, "application/problem+json")
        assert answer.get_json()["type"] == "/api#problem-cluster"
        assert "OpenSearch" in answer.get_json()["detail"]
    assert client.get("/search?q=観光").status_code == 503
    assert client.get("/healthz").status_code == 200
    assert client.get("/api/v1/suggest?q=移").status_code == 200
    node.start()
    end = time.monotonic() + _PATIENCE
    while client.get("/readyz").status_code != 200:
        assert time.monotonic() < end
        time.sleep(0.5)
    assert client.get("/api/v1/search?q=移住").get_json()["total"] == total


def _settings(node: SearchNode, name: str) -> EngineSettings:
    return EngineSettings(Engine.OPENSEARCH, ClusterSettings((node.url,), name=name, seconds=20))


def _indexes(node: SearchNode, name: str) -> set[str]:
    return set(OpenSearch([node.url]).indices.get(index=f"{name}-*"))
