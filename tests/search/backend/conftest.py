from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from renkei_search.index.reader import open_reader
from renkei_search.index.similarity import Similarity
from renkei_search.index.writer import write_index
from tests.search.backend.generated import SIZES, generate

if TYPE_CHECKING:
    from renkei_search.corpus.collection import Corpus
    from renkei_search.index.reader import IndexReader


@pytest.fixture(scope="package", params=SIZES)
def reader(
    request: pytest.FixtureRequest, corpus: Corpus, tmp_path_factory: pytest.TempPathFactory
) -> IndexReader:
    root = tmp_path_factory.mktemp("oracle")
    write_index(generate(corpus, request.param), root)
    return open_reader(root, Similarity())
