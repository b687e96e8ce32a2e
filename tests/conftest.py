"""Real searches on real indexes: one of the bundled corpus for the whole run, and one of the small corpus.

The fixtures ``corpus``, ``engine`` and ``client`` are for tests about the bundled corpus, and for those that need many
initiatives. Tests of mechanisms use ``small_corpus``, ``small_engine`` and ``small_client``, so that they do not break
when somebody corrects the bundled corpus. The workers of a run share the indexes, which tests only read.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from renkei_search import resources
from renkei_search.corpus.reader import read_corpus
from renkei_search.search.service import SearchService, build_index
from renkei_search.settings import Settings
from renkei_search.web.app import create_app
from tests.fixture.make import FOLDER
from tests.shared import make_once

if TYPE_CHECKING:
    from flask.testing import FlaskClient

    from renkei_search.corpus.collection import Corpus
    from renkei_search.search.engine import SearchEngine


# Rooms whose tests start servers, browsers or nodes, or kill processes.
_SLOW = ("browser", "reliability", "opensearch")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        room = item.path.relative_to(Path(__file__).parent).parts[0]
        if room in _SLOW:
            item.add_marker(pytest.mark.slow)
        if item.get_closest_marker("slow"):
            # A module's server, browser or node is started by one process only.
            item.add_marker(pytest.mark.xdist_group(item.path.stem))
    # The long ones first, so that no process is left alone with one at the end.
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)


@pytest.fixture(scope="session")
def corpus() -> Corpus:
    return read_corpus(resources.corpus_folder())


@pytest.fixture(scope="session")
def index_root(corpus: Corpus, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_once(tmp_path_factory, "index", lambda root: build_index(root, corpus))


@pytest.fixture(scope="session")
def service(index_root: Path) -> SearchService:
    return SearchService(index_root)


@pytest.fixture(scope="session")
def engine(service: SearchService) -> SearchEngine:
    return service.engine()


@pytest.fixture(scope="session")
def client(service: SearchService, index_root: Path) -> FlaskClient:
    settings = Settings(
        corpus=(resources.corpus_folder(),), index=index_root, templates=resources.templates_folder()
    )
    return create_app(settings, service).test_client()


@pytest.fixture(scope="session")
def small_corpus() -> Corpus:
    """Three invented regions; see :mod:`tests.fixture.make`."""
    return read_corpus(FOLDER)


@pytest.fixture(scope="session")
def small_index_root(small_corpus: Corpus, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_once(tmp_path_factory, "small-index", lambda root: build_index(root, small_corpus))


@pytest.fixture(scope="session")
def small_service(small_index_root: Path) -> SearchService:
    return SearchService(small_index_root)


@pytest.fixture(scope="session")
def small_engine(small_service: SearchService) -> SearchEngine:
    return small_service.engine()


@pytest.fixture(scope="session")
def small_client(small_service: SearchService, small_index_root: Path) -> FlaskClient:
    settings = Settings(corpus=(FOLDER,), index=small_index_root, templates=resources.templates_folder())
    return create_app(settings, small_service).test_client()


@pytest.fixture
def corpus_copy(tmp_path: Path) -> Path:
    """The bundled corpus in a folder of its own, to be damaged."""
    folder = tmp_path / "corpus"
    shutil.copytree(resources.corpus_folder(), folder)
    return folder
