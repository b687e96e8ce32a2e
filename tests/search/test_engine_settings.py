"""The choice of the engine: contradictions are reported, missing settings named, and passwords never shown."""

from __future__ import annotations

import logging
import sys
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from renkei_search.cli import commands
from renkei_search.errors import ClusterUnusableError, IndexUnusableError, UsageError
from renkei_search.index.opensearch.settings import ClusterSettings
from renkei_search.search.backend.registry import Engine, EngineSettings
from renkei_search.search.engine import SearchEngine
from renkei_search.search.request import SearchRequest
from renkei_search.search.service import build_index, rebuild_reason

if TYPE_CHECKING:
    from pathlib import Path

    from renkei_search.corpus.collection import Corpus

SECRET = "tsuki-ga-kirei"  # noqa: S105 # not a real password
# Nothing listens there.
NOWHERE = "http://127.0.0.1:9"


def test_an_index_for_another_engine_is_built_anew(index_root: Path, corpus: Corpus) -> None:
    settings = EngineSettings(Engine.OPENSEARCH, ClusterSettings((NOWHERE,)))
    with pytest.raises(IndexUnusableError, match="このコンピューターで検索するためのもの"):
        SearchEngine.open(index_root, engine=settings)
    assert "設定と違います" in (rebuild_reason(index_root, corpus, settings) or "")
    assert rebuild_reason(index_root, corpus, EngineSettings(Engine.WHOOSH)) is None


def test_whoosh_finds_the_same(index_root: Path, engine: SearchEngine) -> None:
    other = SearchEngine.open(index_root, engine=EngineSettings(Engine.WHOOSH))
    request = SearchRequest("移住")
    assert other.search(request).total == engine.search(request).total


def test_a_missing_client_is_named(
    index_root: Path, corpus: Corpus, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in [name for name in sys.modules if "opensearch" in name and not name.endswith("settings")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "opensearchpy", None)
    with pytest.raises(UsageError, match=r"renkei-search\[opensearch\]"):
        build_index(tmp_path, corpus, engine=EngineSettings(Engine.OPENSEARCH))
    assert SearchEngine.open(index_root).search(SearchRequest("移住")).total


def test_no_password_is_shown(
    corpus: Corpus, tmp_path: Path, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    cluster = ClusterSettings((NOWHERE,), user=("kikaku", SECRET), seconds=0.5)
    with pytest.raises(ClusterUnusableError, match="接続できません") as raised:
        build_index(tmp_path, corpus, engine=EngineSettings(Engine.OPENSEARCH, cluster))
    with pytest.raises(UsageError) as refused:
        ClusterSettings((f"http://kikaku:{SECRET}@127.0.0.1:9200",))
    shown = [repr(cluster), str(raised.value), str(refused.value), caplog.text, *capfd.readouterr()]
    assert not any(SECRET in text for text in shown)
    assert not list((tmp_path / "generations").iterdir())


def test_the_command_line_takes_the_settings(tmp_path: Path) -> None:
    environment = {
        "RENKEI_SEARCH_ENGINE": "opensearch",
        "RENKEI_SEARCH_OPENSEARCH_URL": f"{NOWHERE} http://127.0.0.1:10",
        "RENKEI_SEARCH_OPENSEARCH_USER": "kikaku",
        "RENKEI_SEARCH_OPENSEARCH_PASSWORD": SECRET,
    }
    result = CliRunner().invoke(commands, ["search", "移住", "--index", str(tmp_path)], env=environment)
    assert isinstance(result.exception, ClusterUnusableError)
    assert result.exception.exit_code == 4
    assert SECRET not in result.output
    environment.pop("RENKEI_SEARCH_OPENSEARCH_PASSWORD")
    result = CliRunner().invoke(commands, ["search", "移住", "--index", str(tmp_path)], env=environment)
    assert isinstance(result.exception, UsageError)


@pytest.mark.parametrize("url", ["127.0.0.1:9200", "ftp://127.0.0.1", "http://", "http://127.0.0.1:x"])
def test_what_is_no_address_is_refused(url: str) -> None:
    with pytest.raises(UsageError, match="形が違います"):
        ClusterSettings((url,))


def test_a_name_that_no_index_can_have_is_refused() -> None:
    with pytest.raises(UsageError, match="英小文字"):
        ClusterSettings(name="Renkei*")
