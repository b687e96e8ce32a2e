"""Real searches over the real corpus: one index for the whole run, small ones where a test changes things."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from renkei_search import resources
from renkei_search.corpus.reader import read_corpus
from renkei_search.search.service import SearchService, build_index
from renkei_search.settings import Settings
from renkei_search.web.app import create_app

if TYPE_CHECKING:
    from pathlib import Path

    from flask.testing import FlaskClient

    from renkei_search.corpus.collection import Corpus
    from renkei_search.search.engine import SearchEngine


@pytest.fixture(scope="session")
def corpus() -> Corpus:
    return read_corpus(resources.corpus_folder())


@pytest.fixture(scope="session")
def index_root(corpus: Corpus, tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("index")
    build_index(root, corpus)
    return root


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


@pytest.fixture
def corpus_copy(tmp_path: Path) -> Path:
    """The bundled corpus in a folder of its own, to be damaged."""
    folder = tmp_path / "corpus"
    shutil.copytree(resources.corpus_folder(), folder)
    return folder
