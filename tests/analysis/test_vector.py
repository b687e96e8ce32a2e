"""Word vectors: those in the package, and small invented ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from renkei_search.analysis import vector
from renkei_search.analysis.analyzer import analyze
from renkei_search.analysis.vector import FOLDER, WordVectors, hash_word, quantise, to_unit
from vectors.__main__ import remove_common, write
from vectors.wheel import Vectors

if TYPE_CHECKING:
    from pathlib import Path

    from renkei_search.corpus.collection import Corpus

BUNDLED = WordVectors.open()


def bundled() -> WordVectors:
    assert BUNDLED is not None
    return BUNDLED


def even(_: str) -> float:
    return 1.0


def test_without_arrays_there_are_no_vectors(tmp_path: Path) -> None:
    assert WordVectors.open(tmp_path) is None
    assert WordVectors.open(tmp_path / "nowhere") is None


def test_arrays_that_do_not_belong_together_are_refused(tmp_path: Path) -> None:
    for path in FOLDER.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    np.save(tmp_path / "rows.npy", np.zeros(3, np.uint16))
    with pytest.raises(ValueError, match="do not belong together"):
        WordVectors.open(tmp_path)


def test_the_arrays_are_small_and_carry_their_licence() -> None:
    assert sum(path.stat().st_size for path in FOLDER.iterdir()) <= 12_000_000
    assert "Apache License" in (FOLDER / "LICENSE").read_text(encoding="utf-8")
    assert "chiVe" in (FOLDER / "NOTICE").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("word", "near", "far"),
    [
        ("給食", "献立", "道路"),
        ("貝", "牡蠣", "図書館"),
        ("婚活", "見合い", "下水"),
        ("水害", "洪水", "観光"),
    ],
)
def test_similar_words_are_closer(word: str, near: str, far: str) -> None:
    def cosine(one: str, other: str) -> float:
        left, right = (bundled().centroid([term], even) for term in (one, other))
        assert left is not None
        assert right is not None
        return float(left @ right)

    assert cosine(word, near) > cosine(word, far) + 0.2
    assert cosine(word, word) == pytest.approx(1.0, abs=1e-5)


def test_the_nearest_words_of_a_word_come_nearest_first_and_without_itself() -> None:
    found = bundled().nearest("貝", 8)
    assert len(found) == 8
    assert "貝" not in {neighbour.term for neighbour in found}
    assert {"貝殻", "牡蠣"} <= {neighbour.term for neighbour in found}
    assert [neighbour.cosine for neighbour in found] == sorted((n.cosine for n in found), reverse=True)
    assert bundled().nearest("ぬゐゑ", 3) == []


def test_the_nearest_pairs_explain_why_texts_are_close() -> None:
    pairs = bundled().closest(["貝", "資源", "回復"], ["魚", "橋", "資源"], 2)
    assert (pairs[0].term, pairs[0].other) == ("貝", "魚")
    assert "資源" not in {pair.term for pair in pairs}
    assert bundled().closest(["ぬゐゑ"], ["魚"], 3) == []


def test_a_centroid_weighs_terms_by_idf_and_frequency() -> None:
    def cosines(terms: list[str], weights: dict[str, float]) -> tuple[float, float]:
        centroid = bundled().centroid(terms, lambda term: weights.get(term, 1.0))
        assert centroid is not None
        one, other = (to_unit(found) for t in ("給食", "道路") if (found := bundled().vector(t)) is not None)
        assert one is not None
        assert other is not None
        return float(centroid @ one), float(centroid @ other)

    school, road = cosines(["給食", "道路"], {"給食": 3.0})
    assert school > road
    school, road = cosines(["給食", "道路", "道路", "道路"], {})
    assert road > school
    assert bundled().centroid(["ぬゐゑ", "道路"], lambda _: 0.0) is None
    assert bundled().centroid([], even) is None


def test_an_unknown_term_is_read_as_the_words_it_consists_of() -> None:
    assert "産学官" in bundled()
    assert len(bundled().rows_of("産学官")) > 1
    assert "ぬゐゑ" not in bundled()
    assert "xyzq" not in bundled()


@pytest.mark.parametrize("letters", ["アイウ", "abc", "漢字", "ぬゐゑ"])
def test_a_long_run_of_one_script_is_not_searched_for_words(
    letters: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked_up: list[str] = []

    def count(word: str) -> int:
        looked_up.append(word)
        return hash_word(word)

    monkeypatch.setattr(vector, "hash_word", count)
    vectors = WordVectors.open()
    assert vectors is not None
    assert vectors.rows_of((letters * 2_000)[:4_990]) == ()
    assert len(looked_up) == 1
    vectors.rows_of((letters * 10)[:30])
    assert len(looked_up) < 30 * 16


def test_of_the_words_in_a_term_the_longest_are_taken_from_the_left() -> None:
    vectors = bundled()
    assert "ワーケーションツアー" in vectors
    parts = ("ワーケーション", "ツアー")
    assert vectors.rows_of("".join(parts)) == tuple(row for part in parts for row in vectors.rows_of(part))


def test_nearly_all_terms_of_the_corpus_have_a_vector(corpus: Corpus) -> None:
    terms = [
        token.term
        for item in corpus.initiatives
        for token in analyze(f"{item.title or ''}\n{item.description}")
    ]
    assert sum(term in bundled() for term in terms) / len(terms) > 0.97


def test_quantising_keeps_directions() -> None:
    vectors = np.random.default_rng(1).normal(size=(50, 300))
    vectors[7] = 0
    numbers, scales = quantise(vectors)
    assert numbers.dtype == np.int8
    restored = numbers * scales[:, None]
    assert np.abs(restored - vectors).max() < 0.05
    assert not restored[7].any()


def test_what_all_vectors_have_in_common_is_removed() -> None:
    random = np.random.default_rng(2)
    vectors = random.normal(size=(200, 20)) + 5 + 10 * random.normal(size=(200, 1)) * np.eye(20)[3]
    rest = remove_common(vectors)
    assert np.abs(rest.mean(axis=0)).max() < 1e-9
    assert rest[:, 3].std() < 0.3 * rest[:, 4].std()


def test_only_words_that_the_analyzer_takes_for_one_term_are_kept(tmp_path: Path) -> None:
    rows = {"給食": 0, "学校給食": 1, "の": 2, "移動販売": 3, "道路": 4, "車道": 4}
    assert write(Vectors(rows, np.eye(5, 6, dtype=np.float32)), tmp_path) == 3
    written = WordVectors.open(tmp_path)
    assert written is not None
    assert "給食" in written
    assert "の" not in written
    assert written.rows_of("道路") == written.rows_of("車道")
    assert len(written.numbers) == 2
