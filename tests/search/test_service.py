from __future__ import annotations

import gc
import weakref
from typing import TYPE_CHECKING

import pytest

from renkei_search.search.backend.registry import Engine, EngineSettings
from renkei_search.search.engine import SearchEngine
from renkei_search.search.request import SearchRequest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def _no_collector() -> Iterator[None]:
    gc.collect()
    gc.disable()
    yield
    gc.enable()


@pytest.mark.usefixtures("_no_collector")
@pytest.mark.parametrize("kind", [Engine.COLUMNS, Engine.WHOOSH])
def test_an_engine_frees_its_files_with_its_last_request(index_root: Path, kind: Engine) -> None:
    engine = SearchEngine.open(index_root, engine=EngineSettings(kind))
    engine.search(SearchRequest("移住 相談会"))
    assert not engine.search(SearchRequest("空き家")).total
    engine.search(SearchRequest("フアミリーサポート"))
    engine.search(SearchRequest("子どもが急に熱を出したときに預けられるところはありますか"))
    engine.similar("001-bingo-denim-project")
    engine.suggest("いじゅう")
    kept, files = weakref.ref(engine), weakref.ref(engine._dictionary.lexicon)
    del engine
    assert kept() is None
    assert files() is None
