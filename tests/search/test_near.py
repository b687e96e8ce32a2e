"""What is near a search without matching it: where it ends, what it rests on, and what makes nothing near."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest

from renkei_search.facet.registry import FilterName
from renkei_search.search.request import SearchRequest
from renkei_search.search.result import ReasonKind
from tests.search.asking import own_texts, search

if TYPE_CHECKING:
    from renkei_search.search.engine import SearchEngine


@pytest.mark.parametrize(
    "word",
    [
        "空き家",
        "部活動",
        "スマート農業",
        "公共施設マネジメント",
        "自動運転",
        "介護人材",
        "サイクリング",
    ],
)
def test_what_is_near_is_never_counted(engine: SearchEngine, word: str) -> None:
    results = search(engine, word)
    assert (results.total, results.hits) == (0, ())
    assert all(bucket.count == 0 for facet in results.facets for bucket in facet.buckets)
    assert list(engine.scan(SearchRequest(word))) == []
    assert engine.cross_tabulate(SearchRequest(word), FilterName.REGION, FilterName.CATEGORY) == {}
    assert 0 < len(results.related) <= 20
    assert all(hit.reasons for hit in results.related)


def test_what_is_near_ends_where_likeness_ends(engine: SearchEngine) -> None:
    assert len(search(engine, "認知症").related) < 10
    assert search(engine, "あいうえおかき").related == ()


def test_reasons_are_types_of_practice_and_words_as_written(engine: SearchEngine) -> None:
    for word in ("介護人材", "スマート農業", "婚活"):
        for hit in search(engine, word).related:
            types = {type_.name for type_ in engine.practices_of(hit.initiative.id)}
            for reason in hit.reasons:
                if reason.kind is ReasonKind.PRACTICE:
                    assert reason.text in types
                elif reason.kind is ReasonKind.NEAR_PRACTICE:
                    assert reason.text not in types
                else:
                    assert len(reason.text) > 1
                    assert any(reason.text in "".join(text.split()) for text in own_texts(hit.initiative))


def test_a_part_of_a_word_does_not_carry_what_is_near(engine: SearchEngine) -> None:
    reasons = {reason.text for hit in search(engine, "多文化共生").related for reason in hit.reasons}
    assert "外国人" in reasons
    assert not {"文化", "多"} & reasons


@pytest.mark.parametrize(
    ("word", "part"), [("フードバンク", "バンク"), ("電子入札", "電子"), ("滞納整理", "整理")]
)
def test_a_part_of_a_word_of_the_thesaurus_does_not_either(
    engine: SearchEngine, word: str, part: str
) -> None:
    reasons = {reason.text for hit in search(engine, word).related for reason in hit.reasons}
    assert part not in reasons


@pytest.mark.parametrize(
    "typed", ["京都市", "きょうとし", "津市", "渋谷区", "さいたま市", "那覇", "松本", "沖縄"]
)
def test_the_name_of_a_place_is_near_to_nothing(engine: SearchEngine, typed: str) -> None:
    # きょうとし begins with 今日, which is close to 午後; 津 is a harbour.
    results = search(engine, typed)
    assert results.receipt.absent_places
    assert (results.total, results.related) == (0, ())
    assert results.alternatives.practices == results.alternatives.fields == ()


def test_beside_the_name_of_a_place_the_other_word_says_what_is_near(engine: SearchEngine) -> None:
    related = search(engine, "那覇 図書館").related
    assert related
    for hit in related:
        assert any("図書館" in reason.text or reason.kind is ReasonKind.PRACTICE for reason in hit.reasons)


@pytest.mark.parametrize("typed", ["第III期", "第Ⅲ期", "10年"])
def test_a_number_makes_no_two_initiatives_alike(engine: SearchEngine, typed: str) -> None:
    assert search(engine, typed).related == ()


def test_a_verb_of_a_sentence_carries_no_near_ones(engine: SearchEngine) -> None:
    related = search(engine, "認知症の人を地域で支える取組はありますか").related
    assert not [hit for hit in related if any(reason.text.startswith("支え") for reason in hit.reasons)]


@pytest.mark.parametrize("word", ["引きこもり", "生活困窮", "認知症", "空き家"])
def test_one_of_several_near_initiatives_names_no_policy_field(engine: SearchEngine, word: str) -> None:
    # One initiative near 引きこもり is in 高度医療・救急 as well.
    results = search(engine, word)
    counted = Counter(field.code for hit in results.related[:5] for field in hit.initiative.fields)
    near = {code for code, _ in results.alternatives.fields}
    assert near == {code for code, count in counted.items() if count > 1} != set()


def test_one_match_does_not_say_alone_what_is_near(engine: SearchEngine) -> None:
    results = search(engine, "温泉")
    assert results.total == 1
    own = {type_.name for type_ in engine.practices_of(results.hits[0].initiative.id)}
    asked = {engine.catalogue.practices.by_id[type_].name for type_ in results.receipt.practices}
    reasons = {reason.text for hit in results.related for reason in hit.reasons}
    assert results.related
    assert "物産展・マルシェ・フェア" in own - asked
    assert "物産展・マルシェ・フェア" not in reasons


@pytest.mark.parametrize(("typed", "title"), [("公園", "中央"), ("有害鳥獣", "災害")])
def test_a_word_in_the_title_of_one_match_does_not_say_what_is_near(
    engine: SearchEngine, typed: str, title: str
) -> None:
    # Near 中央公園リニューアル was whatever has 中央.
    results = search(engine, typed)
    assert [title in (hit.initiative.title or "") for hit in results.hits] == [True]
    assert title not in {reason.text for hit in results.related for reason in hit.reasons}


def test_a_type_that_several_matches_share_says_what_is_near(engine: SearchEngine) -> None:
    results = search(engine, "合同企業説明会")
    counts = Counter(
        type_.name for hit in results.hits[:3] for type_ in engine.practices_of(hit.initiative.id)
    )
    asked = {engine.catalogue.practices.by_id[type_].name for type_ in results.receipt.practices}
    reasons = {reason.text for hit in results.related for reason in hit.reasons}
    assert {name for name, count in counts.items() if count > 1} & reasons - asked
