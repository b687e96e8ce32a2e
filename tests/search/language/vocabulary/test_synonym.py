from __future__ import annotations

from typing import TYPE_CHECKING

from renkei_search.analysis.analyzer import analyze
from renkei_search.analysis.wording import make_wording
from renkei_search.index.reader import open_reader
from renkei_search.index.similarity import Similarity
from renkei_search.model.thesaurus import Broader, Narrower, SynonymGroup, Thesaurus
from renkei_search.search.language.vocabulary.synonym import Synonyms, analyse_thesaurus
from renkei_search.search.language.vocabulary.vocabulary import Vocabulary
from renkei_search.search.request import SearchRequest
from renkei_search.search.tuning import DEFAULT

if TYPE_CHECKING:
    from pathlib import Path

    from renkei_search.search.engine import SearchEngine

SYNONYMS = Synonyms(
    analyse_thesaurus(
        Thesaurus(
            groups=(
                SynonymGroup(words=("起業", "創業", "スタートアップ")),
                SynonymGroup(words=("起業支援", "創業塾")),
                SynonymGroup(words=("公共交通", "バス・鉄道")),
                SynonymGroup(words=("空き家", "空家")),
                SynonymGroup(words=("町内会", "町内", "自治会")),
                SynonymGroup(words=("町医者", "診療所")),
                SynonymGroup(words=("家を探す", "物件情報")),
            ),
            one_way=(Broader(word="MaaS", also=("公共交通",)),),
        )
    )
)


def segments(text: str) -> list[tuple[tuple[str, ...], list[str]]]:
    return [
        (found.terms, [wording.text for wording in found.synonyms])
        for found in SYNONYMS.segment(text, analyze(text))
    ]


def test_each_word_of_a_group_stands_for_the_others() -> None:
    assert segments("創業") == [(("創業",), ["起業", "スタートアップ"])]


def test_the_longest_word_wins() -> None:
    assert segments("起業支援") == [(("起業", "支援"), ["創業塾"])]


def test_other_words_are_their_own_segments() -> None:
    assert segments("若者 起業") == [(("若者",), []), (("起業",), ["創業", "スタートアップ"])]


def test_spellings_the_analyzer_unifies_are_no_synonyms() -> None:
    assert segments("空き家") == [(("空き家",), [])]


def test_broader_words_are_related_one_way_and_with_their_synonyms() -> None:
    assert set(SYNONYMS.related("MaaS", analyze("MaaS"))) == {"公共交通", "バス・鉄道"}
    assert "MaaS" not in SYNONYMS.related("公共交通", analyze("公共交通"))


def test_a_part_of_a_word_is_no_synonym_of_it_but_near() -> None:
    assert segments("町内会") == [(("町内", "会"), ["自治会"])]
    assert "町内" in SYNONYMS.related("町内会", analyze("町内会"))


def test_a_part_of_a_word_is_not_the_word() -> None:
    """町内 is not a word in 町内会館."""
    assert all(not synonyms for _, synonyms in segments("町内会館"))


def test_no_word_is_found_across_a_particle_that_it_has_not() -> None:
    assert all(not synonyms for _, synonyms in segments("町や医者"))
    assert segments("町医者") == [(("町", "医者"), ["診療所"])]
    assert segments("家を探す") == [(("家", "探す"), ["物件情報"])]
    assert all(not synonyms for _, synonyms in segments("家で探す"))


def test_a_wording_knows_how_far_its_terms_stand_apart() -> None:
    assert make_wording("バス・鉄道").reach == 2
    assert make_wording("創業塾").reach == 1


def test_the_words_that_stand_in_no_initiative_are_those_that_a_phrase_search_does_not_find(
    engine: SearchEngine, index_root: Path
) -> None:
    found = Vocabulary(open_reader(index_root, Similarity(DEFAULT.k1, DEFAULT.b))).found
    words = [word for group in engine.catalogue.thesaurus.groups for word in group.words][::9]
    told = {make_wording(word).terms in found for word in words}
    assert told == {True, False}
    for word in words:
        wording = make_wording(word)
        results = engine.search(SearchRequest(f"題名:「{word}」", expand=False))
        if len(wording.terms) > 1 and results.total:
            assert wording.terms in found, word


def test_a_synonym_that_no_initiative_has_is_in_the_receipt_too(engine: SearchEngine) -> None:
    (step,) = engine.search(SearchRequest("診療所")).receipt.steps[:1]
    assert "町医者" in step.words


def test_a_word_leads_to_its_kinds_and_not_the_other_way_round() -> None:
    found = Synonyms(
        analyse_thesaurus(
            Thesaurus(
                groups=(
                    SynonymGroup(words=("買い物支援", "買い物弱者対策")),
                    SynonymGroup(words=("移動販売", "移動スーパー")),
                ),
                narrower=(Narrower(word="買い物支援", kinds=("移動販売",)),),
            )
        )
    )

    def others(text: str) -> list[str]:
        return [
            wording.text for segment in found.segment(text, analyze(text)) for wording in segment.synonyms
        ]

    assert others("買い物支援") == ["買い物弱者対策", "移動販売", "移動スーパー"]
    assert others("買い物弱者対策") == ["買い物支援", "移動販売", "移動スーパー"]
    assert others("移動販売") == ["移動スーパー"]
    (segment,) = found.segment("買い物支援", analyze("買い物支援"))
    assert [wording.text for wording in segment.kinds] == ["移動販売", "移動スーパー"]


def test_a_match_by_a_kind_is_told_by_the_word_that_it_has(engine: SearchEngine) -> None:
    results = engine.search(SearchRequest("移動支援", per_page=50))
    assert "デマンド交通" in results.receipt.steps[0].words
    assert any("デマンド交通" in hit.found_by for hit in results.hits)
    assert all(hit.found_by or "移動支援" in hit.initiative.description for hit in results.hits)
