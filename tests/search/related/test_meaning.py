"""Similarity in meaning orders matches and finds related initiatives; it never makes a match."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from renkei_search.search.engine import SearchEngine
from renkei_search.search.related.meaning import HEAD
from renkei_search.search.request import SearchRequest, Sort
from renkei_search.search.result import ReasonKind, StepKind, Tier
from renkei_search.search.service import SearchService

if TYPE_CHECKING:
    from pathlib import Path

    from renkei_search.search.result import SearchResults

QUERIES = (
    "時間外診療",
    "移住",
    "障碍者支援",
    "子どもが急に熱を出したとき、隣の市の施設でも預かってもらえる仕組みをつくりたい",
)


def ids(results: SearchResults) -> list[str]:
    return [hit.initiative.id for hit in (*results.hits, *results.related)]


@pytest.mark.parametrize("text", QUERIES)
def test_meaning_never_makes_a_match(engine: SearchEngine, text: str) -> None:
    request = SearchRequest(text, per_page=100)
    with_it, without = engine.search(request), engine.search(replace(request, semantic=False))
    assert {hit.initiative.id for hit in with_it.hits} == {hit.initiative.id for hit in without.hits}
    assert with_it.total == without.total


def test_meaning_finds_related_initiatives_without_shared_words(engine: SearchEngine) -> None:
    request = SearchRequest("時間外診療")
    clinics = "夜間・休日の急患診療所"

    def count(asked: SearchRequest) -> int:
        shown = engine.search(asked).related
        return sum(any(reason.text == clinics for reason in hit.reasons) for hit in shown)

    assert count(request) > count(replace(request, semantic=False))


def test_the_order_is_the_same_on_every_page(engine: SearchEngine) -> None:
    request = SearchRequest("連携", per_page=100)
    assert engine.search(request).hits != engine.search(replace(request, semantic=False)).hits
    whole = [hit.initiative.id for page in (1, 2) for hit in engine.search(request.with_page(page)).hits]
    assert len(whole) > HEAD
    pages = [
        hit.initiative.id
        for page in range(1, len(whole) // 20 + 1)
        for hit in engine.search(replace(request, per_page=20, page=page)).hits
    ]
    assert pages == whole[: len(pages)]


def test_a_text_without_words_is_close_to_nothing(engine: SearchEngine) -> None:
    for text in ("½", "あいうえおかき"):
        assert engine.search(SearchRequest(text)).related == ()


def test_tiers_stay_above_meaning(engine: SearchEngine) -> None:
    hits = engine.search(SearchRequest("移住", per_page=100)).hits
    places = [list(Tier).index(hit.tier) for hit in hits if hit.tier is not None]
    assert len(places) == len(hits)
    assert places == sorted(places)


def test_the_receipt_says_when_meaning_ordered_the_results(engine: SearchEngine) -> None:
    def steps(request: SearchRequest) -> set[StepKind]:
        return {step.kind for step in engine.search(request).receipt.steps}

    assert StepKind.MEANING in steps(SearchRequest("時間外診療"))
    assert StepKind.MEANING not in steps(SearchRequest("時間外診療", semantic=False))
    assert StepKind.MEANING not in steps(SearchRequest("時間外診療", sort=Sort.REGION))
    assert StepKind.MEANING not in steps(SearchRequest("時間外診療", expand=False))


def test_meaning_can_be_switched_off(index_root: Path, engine: SearchEngine) -> None:
    off = SearchService(index_root, semantic=False).engine()
    for text in QUERIES:
        assert ids(off.search(SearchRequest(text))) == ids(engine.search(SearchRequest(text, semantic=False)))


def test_an_index_without_arrays_is_searched_all_the_same(
    index_root: Path, engine: SearchEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("renkei_search.search.preparation._open_vectors", lambda: None)
    bare = SearchEngine.open(index_root)
    for text in QUERIES:
        assert ids(bare.search(SearchRequest(text))) == ids(
            engine.search(SearchRequest(text, semantic=False))
        )


def test_a_word_that_no_initiative_has_leads_to_words_close_in_meaning(engine: SearchEngine) -> None:
    def kindred(request: SearchRequest) -> list[str]:
        results = engine.search(request)
        if results.total:
            return []
        return [
            reason.text
            for hit in results.related
            for reason in hit.reasons
            if reason.kind is ReasonKind.KINDRED
        ]

    requests = [SearchRequest(word) for word in ("灯油", "浜辺", "墓石", "畑仕事", "息子", "汽笛")]
    found = [word for request in requests for word in kindred(request)]
    assert found
    assert all(len(word) > 1 for word in found)
    assert not any(kindred(replace(request, semantic=False)) for request in requests)


def test_a_term_very_close_to_a_word_that_no_initiative_has_makes_one_related(engine: SearchEngine) -> None:
    request = SearchRequest("介護人材")
    results = engine.search(request)
    assert not results.total
    by_closeness = {
        hit.initiative.id
        for hit in results.related
        if hit.reasons and {reason.kind for reason in hit.reasons} == {ReasonKind.KINDRED}
    }
    assert by_closeness
    without = engine.search(replace(request, semantic=False)).related
    assert by_closeness.isdisjoint(hit.initiative.id for hit in without)


def test_what_people_say_of_a_type_leads_to_it(engine: SearchEngine) -> None:
    text = "日曜に熱が出たときに行くところがほしい"
    clinics = "夜間・休日の急患診療所"

    def found(asked: SearchRequest) -> bool:
        return any(reason.text == clinics for hit in engine.search(asked).related for reason in hit.reasons)

    assert found(SearchRequest(text))
    assert not found(SearchRequest(text, semantic=False))


@pytest.mark.parametrize(
    ("text", "type_"),
    [
        ("8050問題 家族会", "若者の自立・ひきこもり支援"),
        ("バケーション 仕事", "ワーケーション"),
        ("通訳アプリ 免税", "観光客の受入環境(多言語等)"),
    ],
)
def test_so_it_does_for_a_few_words(engine: SearchEngine, text: str, type_: str) -> None:
    reasons = [reason.text for hit in engine.search(SearchRequest(text)).related for reason in hit.reasons]
    assert type_ in reasons
    without = engine.search(SearchRequest(text, semantic=False)).related
    assert type_ not in [reason.text for hit in without for reason in hit.reasons]


def test_only_the_nearest_types_of_a_sentence_and_its_own_words_make_anything_related(
    engine: SearchEngine,
) -> None:
    # 食堂 is close to what 古民家 are made into, but 子ども食堂 is closer to a type of its own; and 応援 is a wish.
    shown = engine.search(SearchRequest("子ども食堂を応援したい")).related
    reasons = [reason for hit in shown for reason in hit.reasons]
    assert {reason.text for reason in reasons if reason.kind is ReasonKind.WORD} >= {"子ども"}
    assert "応援" not in {reason.text for reason in reasons}
    types = {reason.text for reason in reasons if reason.kind is ReasonKind.PRACTICE}
    assert types <= {"子ども食堂・ひとり親支援"}


@pytest.mark.parametrize("text", ["手が回らない", "首が回らない", "人が来ない", "足が遠のく"])
def test_an_idiom_is_not_taken_for_what_its_words_mean(engine: SearchEngine, text: str) -> None:
    results = engine.search(SearchRequest(text))
    assert (results.total, results.related) == (0, ())


@pytest.mark.parametrize(
    ("text", "near", "far"),
    [
        ("窓口が回らない", "窓口", "クルーズ"),
        ("雪が多い", "除排雪", "クルーズ"),
        ("人手が足りない", "人材確保", "クルーズ"),
    ],
)
def test_the_noun_of_a_short_expression_says_what_is_meant(
    engine: SearchEngine, text: str, near: str, far: str
) -> None:
    reasons = [reason.text for hit in engine.search(SearchRequest(text)).related for reason in hit.reasons]
    assert any(near in reason for reason in reasons)
    assert not any(far in reason for reason in reasons)
