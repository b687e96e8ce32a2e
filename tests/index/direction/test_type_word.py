"""The words of the types of practice, and how close a text's words are to them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from renkei_search.analysis.analyzer import analyze
from renkei_search.index.direction.type_word import TypeWords, prepare_type_words, weigh
from renkei_search.model.practice import Practices, PracticeType

if TYPE_CHECKING:
    from pathlib import Path

    from renkei_search.analysis.vector import Vector, WordVectors
    from renkei_search.corpus.collection import Corpus


def prepare(folder: Path, vectors: WordVectors, practices: Practices) -> TypeWords:
    for name, data in prepare_type_words(practices, vectors).items():
        (folder / name).write_bytes(data)
    found = TypeWords.open(folder, vectors)
    assert found is not None
    return found


@pytest.fixture(scope="module")
def words(corpus: Corpus, vectors: WordVectors, tmp_path_factory: pytest.TempPathFactory) -> TypeWords:
    return prepare(tmp_path_factory.mktemp("types"), vectors, corpus.catalogue.practices)


def closest(words: TypeWords, text: str, count: int = 3) -> list[str]:
    closeness = weigh(words.closeness(token.term) for token in analyze(text))
    assert closeness is not None
    return [words.types[row] for row in np.argsort(-closeness)[:count].tolist()]


@pytest.mark.parametrize(
    ("text", "type_"),
    [
        ("イノシシに畑を荒らされて収穫ができない", "wildlife-damage"),
        ("隣町の図書館の蔵書も取り寄せて読みたい", "library-mutual-use"),
        ("犬や猫を連れて逃げられる避難所", "evacuation"),
        ("店の主人が高齢で跡取りがおらず廃業する", "business-succession"),
    ],
)
def test_each_word_indicates_types_by_itself(words: TypeWords, text: str, type_: str) -> None:
    assert type_ in closest(words, text)


def test_a_word_of_a_type_is_as_close_to_it_as_can_be(words: TypeWords) -> None:
    closeness = words.closeness("図書")
    assert closeness is not None
    assert closeness[words.types.index("library-mutual-use")] == pytest.approx(1.0, abs=1e-3)
    assert closeness.min() >= 0.0
    assert closeness.max() <= 1.0 + 1e-5
    assert (closeness < 0.5).sum() > len(words.types) / 2


@pytest.mark.parametrize("term", ["病院", "足", "猪", "店主", "外国"])
def test_candidates_hold_what_comparing_all_words_finds(words: TypeWords, term: str) -> None:
    vector = words.vectors.vector(term)
    assert vector is not None
    cosines = words.words @ (vector / np.linalg.norm(vector))
    whole = np.zeros(len(words.types))
    each = np.clip((cosines - 0.4) / 0.6, 0, 1) ** 0.7
    np.maximum.at(whole, words.owners, each.repeat(np.diff(words.starts)))
    found = words.closeness(term)
    assert found is not None
    assert np.abs(found - whole).max() < 0.25
    assert np.abs(found - whole).mean() < 0.01


def test_a_word_without_a_vector_is_close_to_no_type(words: TypeWords) -> None:
    assert words.closeness("ゎゑヰヱゔ") is None
    assert weigh([None]) is None
    assert weigh([]) is None


def test_a_word_close_to_few_types_counts_more() -> None:
    common: Vector = np.ones(40, np.float32)
    common[1] = 0.0
    rare: Vector = np.zeros(40, np.float32)
    rare[1] = 1.0
    found = weigh([common, None, rare])
    assert found is not None
    assert found.argmax() == 1
    assert found.max() < 1.0


def test_a_type_without_a_known_word_is_close_to_nothing(vectors: WordVectors, tmp_path: Path) -> None:
    types = (
        PracticeType(id="none", name="ゎゑヰ", family="x", words=("ヱゔ",)),
        PracticeType(id="library", name="図書館", family="x", words=("図書館",), said=("本を借りる",)),
    )
    words = prepare(tmp_path, vectors, Practices(types=types))
    assert words.types == ("none", "library")
    for term in ("図書", "本", "病院"):
        closeness = words.closeness(term)
        assert closeness is not None
        assert closeness[0] == 0.0
    closeness = words.closeness("本")
    assert closeness is not None
    assert closeness[1] == pytest.approx(1.0, abs=1e-3)


def test_words_that_frame_a_text_can_be_left_out(vectors: WordVectors) -> None:
    types = (PracticeType(id="library", name="図書館 推進", family="x", words=("図書館",)),)
    whole = prepare_type_words(Practices(types=types), vectors)
    less = prepare_type_words(Practices(types=types), vectors, {"推進"})
    assert len(less["type_words.npy"]) < len(whole["type_words.npy"])


def test_words_of_other_vectors_are_not_used(vectors: WordVectors, corpus: Corpus, tmp_path: Path) -> None:
    prepare(tmp_path, vectors, corpus.catalogue.practices)
    assert TypeWords.open(tmp_path, replace(vectors, version="another")) is None
    assert TypeWords.open(tmp_path / "nowhere", vectors) is None
