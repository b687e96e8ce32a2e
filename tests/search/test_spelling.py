"""Words typed by their reading or converted wrongly: what is searched instead, and what is only proposed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from renkei_search.facet.registry import FilterName
from renkei_search.search.request import SearchRequest
from renkei_search.search.result import StepKind
from tests.search.asking import search

if TYPE_CHECKING:
    from renkei_search.search.engine import SearchEngine


@pytest.mark.parametrize(("typed", "meant"), [("としょかん", "図書館"), ("びょうじほいく", "病児保育")])
def test_a_word_typed_by_its_reading_finds_what_the_word_finds(
    engine: SearchEngine, typed: str, meant: str
) -> None:
    results = search(engine, typed)
    step = results.receipt.steps[0]
    assert (step.kind, step.word, step.words) == (StepKind.READING, typed, (meant,))
    assert [hit.initiative.id for hit in results.hits] == [
        hit.initiative.id for hit in search(engine, meant).hits
    ]


@pytest.mark.parametrize(("typed", "meant"), [("ぼうさい", "防災"), ("かんこう", "観光")])
def test_a_reading_that_the_dictionary_knows_is_said_too(
    engine: SearchEngine, typed: str, meant: str
) -> None:
    results = search(engine, typed)
    step = results.receipt.steps[0]
    assert (step.kind, step.word, step.words) == (StepKind.READING, typed, (meant,))
    assert results.total == search(engine, meant).total


def test_a_word_that_texts_write_in_kana_is_not_read_as_another(engine: SearchEngine) -> None:
    steps = search(engine, "こども").receipt.steps
    assert StepKind.READING not in {step.kind for step in steps}


def test_a_slip_of_conversion_in_a_part_of_a_word_is_seen(engine: SearchEngine) -> None:
    results = search(engine, "図書間")
    step = results.receipt.steps[0]
    assert (step.kind, step.word, step.words) == (StepKind.SPELLING, "図書間", ("図書館",))
    assert results.total == search(engine, "図書館").total > 0
    assert search(engine, "図書間", expand=False).total == 0


def test_a_sign_is_not_respelt_as_itself_thrice(engine: SearchEngine) -> None:
    assert search(engine, "½").receipt.steps == ()


def test_each_word_is_respelt_by_itself(engine: SearchEngine) -> None:
    steps = search(engine, "としょかん でんし").receipt.steps
    assert [step.word for step in steps if step.kind is StepKind.READING] == ["としょかん", "でんし"]


def test_an_empty_answer_names_what_exists(engine: SearchEngine) -> None:
    near = search(engine, "介護人材").alternatives
    assert ("介護", search(engine, "介護").total) in [(word.text, word.total) for word in near.words]
    for type_, total in near.practices:
        request = SearchRequest().with_filter(FilterName.PRACTICE, type_)
        assert engine.search(request).total == total > 0
    for code, total in near.fields:
        assert engine.search(SearchRequest().with_filter(FilterName.FIELD, code)).total == total > 0
    assert near.practices
    assert near.fields


def test_a_character_more_or_less_is_proposed_and_not_taken(engine: SearchEngine) -> None:
    results = search(engine, "移住相談会場")
    assert results.total == 0
    assert [step for step in results.receipt.steps if step.kind is StepKind.SPELLING] == []
    assert "移住相談会" in [word.text for word in results.alternatives.words]


@pytest.mark.parametrize(
    "typed",
    # 目的 is near the normal form of メダカ, ゲート near that of game; neko has four letters, two of them in net.
    [
        "サウナ",
        "スキー",
        "フェリー",
        "テレビ",
        "ラーメン",
        "メダカ",
        "点字",
        "死亡",
        "教会",
        "いか",
        "game",
        "neko",
    ],
)
def test_a_word_that_people_know_is_not_taken_for_another(engine: SearchEngine, typed: str) -> None:
    results = search(engine, typed)
    assert results.total == 0
    assert StepKind.SPELLING not in [step.kind for step in results.receipt.steps]


def test_what_sounds_like_a_known_word_is_proposed(engine: SearchEngine) -> None:
    exhibition = search(engine, "展示").total
    assert ("展示", exhibition) in [
        (word.text, word.total) for word in search(engine, "点字").alternatives.words
    ]
    assert exhibition > 0


@pytest.mark.parametrize("typed", ["シカ", "ウニ", "クマ", "ペット", "ゆき", "りんご", "山", "熊", "え"])
def test_a_known_word_is_not_the_beginning_of_one_that_only_sounds_so(
    engine: SearchEngine, typed: str
) -> None:
    results = search(engine, typed)
    assert results.total == 0
    assert results.alternatives.words == ()


@pytest.mark.parametrize(
    ("typed", "near"), [("地産他消", "地産地消"), ("廃棄部", "廃棄物"), ("病児保行", "病児保育")]
)
def test_no_single_character_is_proposed(engine: SearchEngine, typed: str, near: str) -> None:
    words = [word.text for word in search(engine, typed).alternatives.words]
    assert near in words
    assert min(map(len, words)) > 1


def test_an_answer_with_matches_has_no_alternatives(engine: SearchEngine) -> None:
    results = search(engine, "図書館")
    assert (results.alternatives.words, results.alternatives.practices, results.alternatives.fields) == (
        (),
        (),
        (),
    )
