"""Terms of a real generation that are close in meaning to words that no initiative has."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from renkei_search.analysis.vector import WordVectors, to_unit
from renkei_search.index.direction.kindred import KindredTerms, prepare_kindred

if TYPE_CHECKING:
    from pathlib import Path

    from renkei_search.analysis.vector import Vector
    from renkei_search.index.reader import IndexReader


@pytest.fixture(scope="module")
def folder(reader: IndexReader, vectors: WordVectors, tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("kindred")
    for name, data in prepare_kindred(reader.columns, vectors).items():
        (root / name).write_bytes(data)
    return root


@pytest.fixture(scope="module")
def terms(folder: Path, reader: IndexReader, vectors: WordVectors) -> KindredTerms:
    found = KindredTerms.open(folder, vectors, reader.dictionary.lexicon)
    assert found is not None
    return found


def unit(word: str, vectors: WordVectors) -> Vector:
    vector = vectors.vector(word)
    assert vector is not None
    found = to_unit(vector)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("word", "near"), [("赤ちゃん", "出産"), ("校舎", "庁舎"), ("通院", "病院"), ("鉄路", "鉄道")]
)
def test_a_word_that_no_initiative_has_leads_to_terms_that_some_have(
    word: str, near: str, reader: IndexReader, vectors: WordVectors, terms: KindredTerms
) -> None:
    found = terms.nearest(unit(word, vectors), 15, 0.3)
    assert near in {neighbour.term for neighbour in found}
    assert all(
        any(reader.columns.document_frequency(field, neighbour.term) for field in ("title", "description"))
        for neighbour in found
    )


def test_the_nearest_come_first_and_none_is_further_than_the_least(
    vectors: WordVectors, terms: KindredTerms
) -> None:
    found = terms.nearest(unit("病院", vectors), 10, 0.45)
    cosines = [neighbour.cosine for neighbour in found]
    assert cosines == sorted(cosines, reverse=True)
    assert cosines[0] == pytest.approx(1.0, abs=0.01)
    assert min(cosines) >= 0.45


def test_few_dimensions_find_what_all_find(vectors: WordVectors, terms: KindredTerms) -> None:
    raw = vectors.numbers[terms.rows].astype(np.float32)
    units = raw / np.linalg.norm(raw, axis=1, keepdims=True) - terms.mean
    units /= np.linalg.norm(units, axis=1, keepdims=True)
    for word in ("赤ちゃん", "鉄道", "農家", "地震", "図書館", "観光", "病気", "海"):
        wanted = to_unit(unit(word, vectors) - terms.mean)
        assert wanted is not None
        cosines = units @ wanted
        best = {int(row) for row in np.argsort(-cosines)[:5]}
        least = float(np.sort(cosines)[-5])
        found = terms.nearest(unit(word, vectors), 5, least - 1e-4)
        entries = {neighbour.cosine for neighbour in found}
        assert len(entries) >= len(best) - 1


def test_general_terms_and_numbers_are_not_kept(terms: KindredTerms) -> None:
    kept = {terms.lexicon.text(int(row)) for row in terms.terms}
    assert "圏域" not in kept
    assert not any(term.isnumeric() for term in kept)


def test_other_word_vectors_are_not_compared(folder: Path, reader: IndexReader, vectors: WordVectors) -> None:
    (folder / "kindred_version.txt").write_text("another", encoding="utf-8")
    assert KindredTerms.open(folder, vectors, reader.dictionary.lexicon) is None
    (folder / "kindred_version.txt").write_text(vectors.version, encoding="utf-8")


def test_a_collection_without_terms_has_no_near_terms(vectors: WordVectors, terms: KindredTerms) -> None:
    empty = KindredTerms(
        vectors,
        terms.lexicon,
        terms.rows[:0],
        terms.starts[:1],
        terms.terms[:0],
        terms.coarse[:0],
        terms.basis,
        terms.mean,
        terms.lengths[:0],
        terms.distances[:0],
    )
    assert empty.nearest(unit("病院", vectors), 5, 0.1) == []
