from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from renkei_search.analysis.analyzer import analyze, analyzer_fingerprint


def terms(text: str) -> list[str]:
    return [token.term for token in analyze(text)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("空家", "空き家"),
        ("取組", "取り組み"),
        ("子ども", "こども"),
        ("ＩＣカード", "icカード"),
        ("サーバ", "サーバー"),
    ],
)
def test_spellings_that_sudachi_unifies_give_the_same_terms(one: str, other: str) -> None:
    assert terms(one) == terms(other)


def test_particles_punctuation_and_generic_verbs_carry_no_term() -> None:
    assert terms("観光施策の推進を、している。") == ["観光", "施策", "推進"]
    assert terms("の、。○▲") == []


def test_letters_are_terms() -> None:
    assert terms("A型") == ["a", "型"]


def test_offsets_point_into_the_original_text() -> None:
    text = "病児保育\nＮＥＴ１１９ \ud800 図書館"
    for token in analyze(text):
        assert text[token.start : token.end].strip() != ""
    assert [text[token.start : token.end] for token in analyze(text)] == [
        "病",
        "児",
        "保育",
        "ＮＥＴ",
        "１１９",
        "図書",
        "館",
    ]


def test_a_dropped_particle_leaves_a_gap_in_the_positions() -> None:
    assert [token.position for token in analyze("図書館の利用")] == [0, 1, 3]


@pytest.mark.parametrize(
    "text", ["ﷺ" * 5_000, "あ" * 100_000, "図書館。" * 30_000, "\0\ud800\u202e", "", "\n" * 10_000]
)
def test_any_text_of_any_length_is_accepted(text: str) -> None:
    for token in analyze(text):
        assert 0 <= token.start < token.end <= len(text)


def test_long_texts_are_cut_between_sentences() -> None:
    sentence = "圏域の図書館を相互に利用する。"
    once = terms(sentence)
    assert terms(sentence * 500) == once * 500


def test_threads_share_the_dictionary() -> None:
    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(terms, ["圏域の図書館を相互に利用する。"] * 400))
    assert all(result == results[0] for result in results)


def test_the_fingerprint_names_the_dictionary() -> None:
    assert "sudachidict-core 20261015" in analyzer_fingerprint()
