"""The directions of documents and types of practice in a real generation."""

from __future__ import annotations

from dataclasses import replace
from time import perf_counter
from typing import TYPE_CHECKING

import numpy as np
import pytest

from renkei_search.analysis.analyzer import analyze
from renkei_search.index.direction.centroid import Centroids, make_centroids, save_centroids
from renkei_search.index.schema import CONTENT_FIELDS

if TYPE_CHECKING:
    from pathlib import Path

    from renkei_search.analysis.vector import Vector, WordVectors
    from renkei_search.index.reader import IndexReader


@pytest.fixture(scope="module")
def folder(reader: IndexReader, vectors: WordVectors, tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("centroids")
    made = make_centroids(reader.columns, reader.columns, reader.catalogue.practices, vectors)
    for name, data in save_centroids(made, vectors).items():
        (root / name).write_bytes(data)
    return root


@pytest.fixture(scope="module")
def centroids(folder: Path, vectors: WordVectors) -> Centroids:
    found = Centroids.open(folder, vectors)
    assert found is not None
    return found


def direction_of(text: str, reader: IndexReader, vectors: WordVectors, centroids: Centroids) -> Vector:
    def idf(term: str) -> float:
        return min(reader.columns.idf(field, term) for field in CONTENT_FIELDS)

    found = centroids.direction(vectors.centroid((token.term for token in analyze(text)), idf))
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("text", "type_"),
    [
        ("貝の資源を取り戻す", "fisheries"),
        ("猿が畑を荒らす", "wildlife-damage"),
        ("ペットを連れて逃げる", "evacuation"),
        ("古い橋を直す", "infrastructure-ageing"),
        ("海外にルーツをもつ子ども", "multicultural"),
    ],
)
def test_a_text_is_near_the_types_that_share_no_word_with_it(
    text: str, type_: str, reader: IndexReader, vectors: WordVectors, centroids: Centroids
) -> None:
    cosines = centroids.type_cosines(direction_of(text, reader, vectors, centroids))
    assert len(cosines) == len(centroids.types)
    assert type_ in {centroids.types[row] for row in np.argsort(-cosines)[:5]}


def test_a_document_is_nearest_to_its_own_text(
    reader: IndexReader, vectors: WordVectors, centroids: Centroids
) -> None:
    everything = np.arange(reader.columns.size)
    for number in range(0, reader.columns.size, 31):
        item = reader.initiative(number)
        direction = direction_of(f"{item.title or ''}\n{item.description}", reader, vectors, centroids)
        cosines = centroids.cosines(direction, everything)
        assert cosines[number] == pytest.approx(cosines.max(), abs=0.01)
        # Besides a text's own terms, the index has those of its expanded coordinations.
        assert cosines[number] > 0.97


def test_cosines_stand_in_the_order_of_the_candidates(centroids: Centroids) -> None:
    direction = centroids.document(5)
    assert direction is not None
    candidates = np.array([9, 5, 0])
    one_by_one = [float(centroids.cosines(direction, np.array([number]))[0]) for number in candidates]
    assert centroids.cosines(direction, candidates).tolist() == pytest.approx(one_by_one)
    assert centroids.cosines(direction, candidates)[1] == pytest.approx(1.0, abs=0.01)
    assert len(centroids.cosines(direction, np.zeros(0, np.int64))) == 0


def test_what_all_documents_have_in_common_says_nothing(centroids: Centroids) -> None:
    everything = np.arange(len(centroids.numbers))
    found = [centroids.cosines(direction, everything).mean() for n in everything[::20].tolist()
             if (direction := centroids.document(n)) is not None]  # fmt: skip
    assert abs(float(np.mean(found))) < 0.1


def test_directions_of_other_word_vectors_are_not_used(
    folder: Path, vectors: WordVectors, tmp_path: Path
) -> None:
    assert Centroids.open(folder, replace(vectors, version="another")) is None
    assert Centroids.open(tmp_path, vectors) is None


def test_the_best_candidates_of_many_are_compared_at_once(vectors: WordVectors) -> None:
    random = np.random.default_rng(3)
    numbers = random.integers(-127, 127, (100_000, vectors.dimensions), np.int8)
    zeros = np.zeros(vectors.dimensions, np.float32)
    none = np.zeros((0, vectors.dimensions), np.float32)
    many = Centroids((), zeros, none, numbers, np.ones(100_000, np.float32))
    candidates = random.choice(100_000, 8_192, replace=False)
    direction = random.normal(size=vectors.dimensions).astype(np.float32)
    many.cosines(direction, candidates)
    begin = perf_counter()
    many.cosines(direction, candidates)
    # It takes about a millisecond. This only guards against a Python loop over the hundred thousand.
    assert perf_counter() - begin < 5
