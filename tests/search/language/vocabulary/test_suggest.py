from __future__ import annotations

import unicodedata
from collections import Counter
from typing import TYPE_CHECKING

import msgspec
import pytest

from renkei_search.index.reader import open_reader
from renkei_search.index.similarity import Similarity
from renkei_search.search.language.vocabulary.suggest import (
    MAX_TYPED,
    Homophones,
    SuggestEntry,
    Suggester,
    Suggestion,
    group_homophones,
    make_entries,
)

if TYPE_CHECKING:
    from pathlib import Path

    from renkei_search.corpus.collection import Corpus
    from renkei_search.model.record import Initiative


@pytest.fixture(scope="module")
def entries(corpus: Corpus, index_root: Path) -> list[SuggestEntry]:
    return make_entries(corpus, open_reader(index_root, Similarity()).columns)


@pytest.fixture(scope="module")
def suggester(entries: list[SuggestEntry]) -> Suggester:
    return Suggester(entries)


def homophones(terms: dict[str, int]) -> Homophones:
    return Homophones(group_homophones(terms), lambda term: terms.get(term, 0))


def texts(suggestions: list[Suggestion]) -> list[str]:
    return [suggestion.text for suggestion in suggestions]


def count_of(entries: list[SuggestEntry], text: str, kind: str) -> int:
    [entry] = [entry for entry in entries if (entry.text, entry.kind) == (text, kind)]
    return entry.count


def takes_part(name: str, initiative: Initiative, corpus: Corpus) -> bool:
    if initiative.municipalities or initiative.region is None:
        return name in initiative.municipalities
    return name in corpus.catalogue.region(initiative.region).members


@pytest.mark.parametrize("typed", ["いじゅう", "イジュウ", "ｲｼﾞｭｳ", "ijuu", "iju", "ij", "いj", "いじ", "移"])
def test_a_term_is_found_by_all_its_spellings(suggester: Suggester, typed: str) -> None:
    assert "移住" in texts(suggester.complete(typed))[:3]


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("おのみち", "尾道市"),
        ("onomichi", "尾道市"),
        ("尾", "尾道市"),
        ("とうおん", "東温市"),
        ("toon", "東温市"),
        ("kochi", "高知市"),
        ("くまこうげんちょう", "久万高原町"),
        ("くまこうげんまち", "久万高原町"),
        ("つばめ", "燕市"),
    ],
)
def test_a_municipality_is_found_by_its_readings(suggester: Suggester, typed: str, name: str) -> None:
    first = suggester.complete(typed)[0]
    assert (first.text, first.kind) == (name, "municipality")


@pytest.mark.parametrize("typed", ["かんこう", "kankou", "kanko", "kannkou"])
def test_frequent_words_come_first(suggester: Suggester, typed: str) -> None:
    assert texts(suggester.complete(typed))[0] == "観光"


def test_a_region_is_found_by_the_reading_of_its_name(suggester: Suggester) -> None:
    assert "播磨圏域連携中枢都市圏" in texts(suggester.complete("はりまけん"))
    assert "とやま呉西圏域連携中枢都市圏" in texts(suggester.complete("toyamagosei"))


def test_widths_and_case_do_not_matter(suggester: Suggester) -> None:
    assert suggester.complete("ｉｃｔ") == suggester.complete("ICT") != []


def test_a_title_is_found_by_what_it_holds_in_the_middle(suggester: Suggester) -> None:
    assert "デジタル化の推進（びんごデジタルラボ・びんごＩＣＴ相談所）" in texts(
        suggester.complete("びんごデ")
    )


def test_spelling_comes_before_reading_before_middle() -> None:
    suggester = Suggester(
        [
            SuggestEntry("会議のいす", "title", 9, ("kaiginoisu",)),
            SuggestEntry("椅子", "term", 5, ("isu",)),
            SuggestEntry("いす", "term", 2, ("isu",)),
            SuggestEntry("いすの修理", "title", 3, ("isunosyuuri",)),
        ]
    )
    assert texts(suggester.complete("いす")) == ["いす", "いすの修理", "椅子", "会議のいす"]


def test_the_last_word_is_completed_and_the_others_stay(suggester: Suggester) -> None:
    assert texts(suggester.complete("観光　移"))[0] == "観光 移住"


def test_counts_are_those_of_the_corpus(entries: list[SuggestEntry], corpus: Corpus) -> None:
    initiatives = corpus.initiatives
    region = next(region for region in corpus.catalogue.regions if region.name.startswith("富山広域"))
    assert count_of(entries, "移住", "term") == sum(
        "移住" in f"{initiative.title}{initiative.description}" for initiative in initiatives
    )
    assert count_of(entries, "尾道市", "municipality") == sum(
        takes_part("尾道市", initiative, corpus) for initiative in initiatives
    )
    assert count_of(entries, region.name, "region") == sum(
        initiative.region == region.id for initiative in initiatives
    )
    for name in ("地域医療", "高度医療・救急"):
        node = next(node for node in corpus.catalogue.taxonomy.fields if node.label == name)
        expected = sum(node.code in {field.code for field in item.fields} for item in initiatives)
        assert count_of(entries, node.label, "field") == expected
        assert count_of(entries, node.name, "field") == expected


def test_equal_titles_are_one_entry(entries: list[SuggestEntry], corpus: Corpus) -> None:
    titles = Counter(initiative.title for initiative in corpus.initiatives if initiative.title)
    assert {entry.text: entry.count for entry in entries if entry.kind == "title"} == titles


def test_terms_are_words_of_several_initiatives(entries: list[SuggestEntry], corpus: Corpus) -> None:
    written = [
        unicodedata.normalize("NFKC", f"{initiative.title}\n{initiative.description}").lower()
        for initiative in corpus.initiatives
    ]
    terms = [entry for entry in entries if entry.kind == "term"]
    assert 100 < len(terms) <= 3_000
    for entry in terms:
        assert len(entry.text) >= 2
        assert 2 <= entry.count <= sum(entry.text.lower() in text for text in written), entry.text
    assert {"事業", "令和", "推進事業", "活性"}.isdisjoint(entry.text for entry in terms)


def test_every_entry_has_readings_and_survives_json(entries: list[SuggestEntry]) -> None:
    assert all(entry.readings and entry.count for entry in entries)
    assert msgspec.json.decode(msgspec.json.encode(entries), type=list[SuggestEntry]) == entries


@pytest.mark.parametrize("typed", ["い", "s", "の", "地域", "k", "し"])
def test_suggestions_are_few_and_different(suggester: Suggester, typed: str) -> None:
    suggestions = suggester.complete(typed)
    assert 0 < len(suggestions) <= 10
    assert len(set(texts(suggestions))) == len(suggestions)
    assert suggester.complete(typed, limit=3) == suggestions[:3]
    assert suggester.complete(typed, limit=0) == []


@pytest.mark.parametrize(
    "typed",
    [
        "",
        " 　\n",
        "\0",
        "💛",
        "\ud800",
        "移" * 10_000,
        "ijuu".rjust(MAX_TYPED + 1),
        "ﷺ" * MAX_TYPED,
        "々",
    ],
)
def test_unlikely_input_gets_no_suggestions(suggester: Suggester, typed: str) -> None:
    assert suggester.complete(typed) == []


def test_a_wrong_conversion_is_respelt() -> None:
    found = homophones({"移動": 12, "支援": 150, "異常": 3, "気象": 2, "以上": 30, "者": 90})
    assert found.candidates("異動支援") == ["移動支援"]
    assert found.candidates("以上気象") == ["異常気象"]
    assert found.candidates("異動の支援") == ["移動の支援"]
    assert found.candidates("移動支援") == []
    assert found.candidates("車") == []


def test_a_word_that_is_read_like_one_term_is_that_term() -> None:
    assert homophones({"再開発": 4}).candidates("再会発") == ["再開発"]


def test_another_spelling_of_the_same_term_is_no_mistake() -> None:
    assert homophones({"空き家": 4}).candidates("空家") == []


def test_frequent_spellings_come_first() -> None:
    assert homophones({"機関": 23, "期間": 4, "基幹": 9}).candidates("帰還") == ["機関", "基幹", "期間"]


@pytest.mark.parametrize("word", ["", "\0", "💛", "\ud800", "異動" * 5_000, "異動" * 32, "、。"])
def test_any_word_may_be_respelt(word: str) -> None:
    candidates = homophones({"移動": 12, "支援": 150, "・": 1}).candidates(word)
    assert bool(candidates) == (word == "異動" * 32)


def test_a_suggestion_for_one_thing_has_its_target(suggester: Suggester, corpus: Corpus) -> None:
    titles = Counter(initiative.title for initiative in corpus.initiatives)
    named = 0
    for initiative in corpus.initiatives:
        title = initiative.title
        if title is not None and len(title) <= MAX_TYPED and " " not in title:
            for found in suggester.complete(title):
                # A title may also be a common word; then the word is searched for.
                if found.text == title and found.kind == "title":
                    assert found.target == (initiative.id if titles[title] == 1 else None)
                    named += 1
    assert named > 100
    [region] = suggester.complete("熊本連携中枢都市圏")
    assert (region.kind, region.target) == ("region", "kumamoto")
    assert all(one.target is None for one in suggester.complete("移住"))


def test_behind_another_word_a_name_is_one_of_several_words(suggester: Suggester) -> None:
    [found] = suggester.complete("観光 熊本連携中枢都市圏")
    assert found.target is None


def test_a_whole_name_is_told_from_its_beginning(suggester: Suggester) -> None:
    assert [one.target for one in suggester.named("熊本連携中枢都市圏")] == ["kumamoto"]
    assert suggester.named("熊本連携中枢都市") == []
    assert suggester.named("") == []
