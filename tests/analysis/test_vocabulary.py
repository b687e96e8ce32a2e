from __future__ import annotations

from renkei_search.analysis.vocabulary import find_mute_words
from renkei_search.model.practice import Practices, PracticeType
from renkei_search.model.thesaurus import Broader, SynonymGroup, Thesaurus


def problems(thesaurus: Thesaurus, *words: str) -> list[str]:
    types = (PracticeType(id="x", name="型", family="群", words=words),) if words else ()
    return list(find_mute_words(thesaurus, Practices(types=types)))


def test_words_with_terms_are_accepted() -> None:
    thesaurus = Thesaurus(
        groups=(SynonymGroup(words=("起業", "創業")),),
        one_way=(Broader(word="港", also=("港湾",)),),
    )
    assert problems(thesaurus, "廃校|閉校 活用 -失う") == []


def test_a_single_character_is_too_short_for_a_synonym() -> None:
    (problem,) = problems(Thesaurus(groups=(SynonymGroup(words=("港", "港湾")),)))
    assert "「港」は短すぎて" in problem


def test_words_with_the_same_terms_make_no_group() -> None:
    (problem,) = problems(Thesaurus(groups=(SynonymGroup(words=("空き家", "空家")),)))
    assert "同じ語になります" in problem


def test_words_without_terms_are_reported() -> None:
    assert len(problems(Thesaurus(one_way=(Broader(word="する", also=("の",)),)))) == 2
    (problem,) = problems(Thesaurus(), "図書館 の")
    assert "検索の語にならない部分" in problem
