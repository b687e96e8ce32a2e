"""The documents close in meaning to each type of practice."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from renkei_search.index.direction.centroid import Centroids
from renkei_search.index.direction.type_document import (
    MOST_DOCUMENTS,
    TypeDocuments,
    prepare_type_documents,
)
from renkei_search.index.direction.type_saying import TypeSayings

if TYPE_CHECKING:
    from pathlib import Path

    from renkei_search.analysis.vector import Vector, WordVectors

TYPES = ("bus", "clinic", "library")


def open_documents(
    folder: Path, vectors: WordVectors, directions: Vector, types: tuple[str, ...] = TYPES
) -> TypeDocuments:
    """Types along the first axes, and documents with these directions along them."""
    size = vectors.dimensions
    axes = np.eye(size, dtype=np.float32)[: len(types)]
    raw = np.zeros((len(directions), size), np.float32)
    raw[:, : directions.shape[1]] = directions
    scales = np.maximum(np.abs(raw).max(axis=1), 1e-9) / 127
    centroids = Centroids(
        types,
        np.zeros(size, np.float32),
        axes,
        np.rint(raw / scales[:, None]).astype(np.int8),
        scales.astype(np.float32),
    )
    sayings = TypeSayings(types, axes, np.eye(size, dtype=np.float32))
    names = [f"initiative-{number}" for number in range(len(directions))]
    for name, data in prepare_type_documents(centroids, sayings, names, vectors).items():
        (folder / name).write_bytes(data)
    found = TypeDocuments.open(folder, vectors)
    assert found is not None
    return found


def test_a_document_scores_by_the_best_of_the_types_asked_for(tmp_path: Path, vectors: WordVectors) -> None:
    documents = open_documents(tmp_path, vectors, np.array([[4, 3, 0], [0, 1, 0], [1, 0, 0], [0, 0, 0]]))
    found = documents.nearest({"bus": 1.0, "clinic": 2.0, "unknown": 9.0}, 10)
    assert [(item.id, item.type) for item in found] == [
        ("initiative-1", "clinic"),
        ("initiative-0", "clinic"),
        ("initiative-2", "bus"),
    ]
    assert [item.closeness for item in found] == pytest.approx([1.0, 0.75, 1.0], abs=0.01)
    assert [item.score for item in found] == pytest.approx([2.0, 1.5, 1.0], abs=0.02)


def test_no_more_documents_are_returned_than_asked_for(tmp_path: Path, vectors: WordVectors) -> None:
    documents = open_documents(tmp_path, vectors, np.array([[1, 0, 0], [1, 1, 0], [1, 2, 0]]))
    assert [item.id for item in documents.nearest({"bus": 1.0}, 2)] == ["initiative-0", "initiative-1"]


@pytest.mark.parametrize("weights", [{}, {"unknown": 1.0}, {"library": 1.0}, {"bus": 0.0}])
def test_types_to_which_nothing_is_close_find_nothing(
    tmp_path: Path, vectors: WordVectors, weights: dict[str, float]
) -> None:
    documents = open_documents(tmp_path, vectors, np.array([[1, 0, 0], [0, 1, -1]]))
    assert documents.nearest(weights, 5) == []


def test_only_the_closest_documents_of_a_type_are_kept(tmp_path: Path, vectors: WordVectors) -> None:
    far = np.column_stack([np.full(MOST_DOCUMENTS, 1.0), np.full(MOST_DOCUMENTS, 0.9)])
    documents = open_documents(
        tmp_path, vectors, np.vstack([far, [[0.0, 1.0]]]).astype(np.float32), ("bus", "clinic")
    )
    found = documents.nearest({"clinic": 1.0}, 2 * MOST_DOCUMENTS)
    assert len(found) == MOST_DOCUMENTS
    assert found[0].id == f"initiative-{MOST_DOCUMENTS}"


def test_a_generation_without_documents_or_types_can_be_opened(tmp_path: Path, vectors: WordVectors) -> None:
    for folder, types in ((tmp_path / "documents", TYPES), (tmp_path / "types", ())):
        folder.mkdir()
        count = 0 if types else 2
        assert (
            open_documents(folder, vectors, np.ones((count, 2), np.float32), types).nearest({"bus": 1.0}, 5)
            == []
        )


def test_documents_of_other_vectors_are_not_used(tmp_path: Path, vectors: WordVectors) -> None:
    open_documents(tmp_path, vectors, np.ones((1, 1), np.float32))
    about = tmp_path / "type_documents.json"
    about.write_bytes(about.read_bytes().replace(vectors.version.encode(), b"another"))
    assert TypeDocuments.open(tmp_path, vectors) is None
