"""The generation of the bundled corpus and the word vectors."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from renkei_search.analysis.vector import WordVectors
from renkei_search.index.reader import open_reader
from renkei_search.index.similarity import Similarity
from renkei_search.search.tuning import DEFAULT

if TYPE_CHECKING:
    from pathlib import Path

    from renkei_search.index.reader import IndexReader


@pytest.fixture(scope="package")
def reader(index_root: Path) -> IndexReader:
    return open_reader(index_root, Similarity(DEFAULT.k1, DEFAULT.b))


@pytest.fixture(scope="package")
def vectors() -> WordVectors:
    found = WordVectors.open()
    assert found is not None
    return found
