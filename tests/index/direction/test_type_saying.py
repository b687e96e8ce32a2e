"""The directions of what people say of the types of practice."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import msgspec
import numpy as np
import pytest

from renkei_search.analysis.analyzer import analyze
from renkei_search.index.dictionary import text_idf
from renkei_search.index.direction.centroid import Centroids, make_centroids
from renkei_search.index.direction.type_saying import TypeSayings, make_type_sayings, save_type_sayings
from renkei_search.model.practice import Practices, PracticeType
from renkei_search.search.language.sentence import GENERAL_TERMS

if TYPE_CHECKING:
    from pathlib import Path

    from renkei_search.analysis.vector import WordVectors
    from renkei_search.index.reader import IndexReader


class Space:
    """Types of practice in the generation of the bundled corpus."""

    def __init__(self, folder: Path, reader: IndexReader, vectors: WordVectors, practices: Practices) -> None:
        self.folder, self.vectors = folder, vectors
        self._columns = reader.columns
        self.centroids: Centroids = make_centroids(self._columns, self._columns, practices, vectors)
        made = make_type_sayings(practices, self.centroids, self._columns, vectors, GENERAL_TERMS)
        for name, data in save_type_sayings(made, vectors).items():
            (folder / name).write_bytes(data)
        found = TypeSayings.open(folder, vectors)
        assert found is not None
        self.sayings = found

    def nearest(self, text: str, count: int = 3) -> list[str]:
        terms = (token.term for token in analyze(text) if token.term not in GENERAL_TERMS)
        direction = self.centroids.direction(
            self.vectors.centroid(terms, lambda term: text_idf(self._columns, term))
        )
        assert direction is not None
        closeness = self.sayings.closeness(direction)
        return [self.sayings.types[row] for row in np.argsort(-closeness)[:count].tolist()]


def without_sayings(practices: Practices) -> Practices:
    return Practices(types=tuple(msgspec.structs.replace(found, said=()) for found in practices.types))


@pytest.fixture(scope="module")
def space(reader: IndexReader, vectors: WordVectors, tmp_path_factory: pytest.TempPathFactory) -> Space:
    return Space(tmp_path_factory.mktemp("said"), reader, vectors, reader.catalogue.practices)


@pytest.mark.parametrize(
    ("text", "type_"),
    [
        ("子どもの熱が急に出たのに、今日はどこの医者も閉まっている", "emergency-clinic"),
        ("本を借りたいのに隣町の人には貸してくれない", "library-mutual-use"),
        ("近所に店がなくなって、年寄りが食べ物を買えない", "shopping-support"),
        ("誰も住んでいない家が傾いていて危ない", "vacant-house-measures"),
    ],
)
def test_a_sentence_is_near_the_type_of_which_people_speak_so(space: Space, text: str, type_: str) -> None:
    assert type_ in space.nearest(text)


def test_directions_and_closeness_are_those_of_unit_vectors(space: Space) -> None:
    lengths = np.linalg.norm(space.sayings.directions, axis=1)
    assert lengths == pytest.approx(1.0, abs=1e-3)
    assert np.abs(space.sayings.transform - space.sayings.transform.T).max() < 1e-4
    for direction, nearest in zip(space.sayings.directions[:5], space.sayings.types[:5], strict=True):
        own = np.linalg.solve(space.sayings.transform, direction).astype(np.float32)
        closeness = space.sayings.closeness(own)
        assert space.sayings.types[int(closeness.argmax())] == nearest
        assert closeness.max() == pytest.approx(1.0, abs=1e-2)


def test_how_people_speak_counts_less_than_what_they_speak_of(
    reader: IndexReader, vectors: WordVectors, tmp_path: Path
) -> None:
    # All complain and all wish, whatever it is about.
    topics = {"library": "図書館", "clinic": "診療所", "road": "道路", "festival": "祭り", "forest": "森林"}
    said = ("{}に困っている", "{}の悩み", "{}が欲しいと願う", "{}への希望", "{}の不満")
    practices = Practices(
        types=tuple(
            PracticeType(
                id=id_, name=word, family="x", words=(word,), said=tuple(text.format(word) for text in said)
            )
            for id_, word in topics.items()
        )
    )
    space = Space(tmp_path, reader, vectors, practices)

    def gain(term: str) -> float:
        vector = vectors.vector(term)
        assert vector is not None
        unit = vector / np.linalg.norm(vector)
        return float(np.linalg.norm(unit @ space.sayings.transform))

    assert gain("不満") < gain("図書")
    assert space.nearest("図書館の不満", 1) == ["library"]


def test_without_sayings_the_expressions_decide(
    reader: IndexReader, vectors: WordVectors, tmp_path: Path
) -> None:
    space = Space(tmp_path, reader, vectors, without_sayings(reader.catalogue.practices))
    assert (space.sayings.transform == np.eye(vectors.dimensions)).all()
    direction = space.centroids.type_directions[3]
    assert space.sayings.closeness(direction) == pytest.approx(
        space.centroids.type_cosines(direction), abs=1e-3
    )


def test_a_type_without_a_known_word_is_close_to_nothing(
    reader: IndexReader, vectors: WordVectors, tmp_path: Path
) -> None:
    types = (
        PracticeType(id="none", name="zzqqx", family="x", words=("ωψ",), said=("zzqqx",)),
        PracticeType(id="library", name="図書館", family="x", words=("図書館",), said=("本を借りる",)),
    )
    space = Space(tmp_path, reader, vectors, Practices(types=types))
    closeness = space.sayings.closeness(space.centroids.type_directions[1])
    assert closeness[0] == 0.0
    assert closeness[1] > 0.5
    assert (space.sayings.closeness(np.zeros(vectors.dimensions, np.float32)) == 0.0).all()


def test_no_type_at_all_can_be_prepared(reader: IndexReader, vectors: WordVectors, tmp_path: Path) -> None:
    space = Space(tmp_path, reader, vectors, Practices())
    assert space.sayings.closeness(np.ones(vectors.dimensions, np.float32)).shape == (0,)


def test_sayings_of_other_vectors_are_not_used(space: Space, tmp_path: Path) -> None:
    assert TypeSayings.open(space.folder, replace(space.vectors, version="another")) is None
    assert TypeSayings.open(tmp_path, space.vectors) is None
