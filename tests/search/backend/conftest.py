from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from renkei_search.index.reader import open_reader
from renkei_search.index.similarity import Similarity
from renkei_search.index.writer import write_index
from tests.search.backend.generated import SIZES, generate
from tests.shared import make_once

if TYPE_CHECKING:
    from renkei_search.corpus.collection import Corpus
    from renkei_search.index.reader import IndexReader


@pytest.fixture(scope="package", params=SIZES)
def reader(
    request: pytest.FixtureRequest, corpus: Corpus, tmp_path_factory: pytest.TempPathFactory
) -> IndexReader:
    size: int = request.param
    root = make_once(
        tmp_path_factory, f"generated-{size}", lambda root: write_index(generate(corpus, size), root)
    )
    return open_reader(root, Similarity())
