from __future__ import annotations

import pytest

from renkei_search.analysis.reading.compound import readings_of
from renkei_search.analysis.whole_word import is_known_word, whole_words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("図書館", ["図書館"]),
        ("図書間", ["図書間"]),
        ("町内会", ["町内会"]),
        ("事業所", ["事業所"]),
        ("多文化共生", ["多文化", "共生"]),
        ("介護人材", ["介護", "人材"]),
        ("10年", ["10年"]),
        ("医者や町", ["医者", "や", "町"]),
    ],
)
def test_affixes_and_counters_belong_to_their_word(text: str, words: list[str]) -> None:
    assert [word.text for word in whole_words(text)] == words


def test_particles_and_verbs_are_no_nouns() -> None:
    assert [(word.text, word.noun) for word in whole_words("本を読む")] == [
        ("本", True),
        ("を", False),
        ("読む", False),
    ]


def test_places_are_known() -> None:
    assert [word.place for word in whole_words("京都市")] == [True]


def test_the_dictionary_says_what_a_word_is() -> None:
    assert is_known_word("小学校")
    assert not is_known_word("病児保育")


def test_a_kanji_within_a_compound_is_read_as_an_affix_too() -> None:
    assert "ビョウジホイク" in readings_of("病児保育")
    assert readings_of("図書館") == ("トショカン",)
