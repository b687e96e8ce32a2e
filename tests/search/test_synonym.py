from __future__ import annotations

from typing import TYPE_CHECKING

from renkei_search.analysis.analyzer import analyze
from renkei_search.analysis.wording import make_wording
from renkei_search.index.reader import open_reader
from renkei_search.index.similarity import Similarity
from renkei_search.search.request import SearchRequest
from renkei_search.search.synonym import Synonyms, analyse_thesaurus
from renkei_search.search.tuning import DEFAULT
from renkei_search.search.vocabulary import Vocabulary
from renkei_search.thesaurus import Broader, SynonymGroup, Thesaurus

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
            ),
            one_way=(Broader(word="MaaS", also=("公共交通",)),),
        )
    )
)


def segments(text: str) -> list[tuple[tuple[str, ...], list[str]]]:
    return [
        (found.terms, [wording.text for wording in found.synonyms])
        for found in SYNONYMS.segment(analyze(text))
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
    assert set(SYNONYMS.related(analyze("MaaS"))) == {"公共交通", "バス・鉄道"}
    assert "MaaS" not in SYNONYMS.related(analyze("公共交通"))


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


def test_a_synonym_in_no_initiative_is_told_all_the_same(engine: SearchEngine) -> None:
    (step,) = engine.search(SearchRequest("診療所")).receipt.steps[:1]
    assert "町医者" in step.words
