"""Which words of a sentence decide what matches it, and what the receipt says of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from renkei_search.analysis.analyzer import analyze
from tests.search.asking import own_texts, search

if TYPE_CHECKING:
    from renkei_search.search.engine import SearchEngine


def test_sentences_have_no_tiers(engine: SearchEngine) -> None:
    results = search(engine, "医師が足りないので、他の地域がどうやって医師を確保しているのか知りたい")
    assert results.receipt.sentence
    assert {hit.tier for hit in results.hits} == {None}
    assert [hit.score for hit in results.hits] == sorted((hit.score for hit in results.hits), reverse=True)


def test_a_sentence_counts_only_what_has_most_of_its_words(engine: SearchEngine) -> None:
    results = search(engine, "医師が足りないので、他の地域がどうやって医師を確保しているのか知りたい")
    assert [word.text for word in results.receipt.words] == ["医師", "確保"]
    for hit in results.hits:
        assert any(
            word in text for text in own_texts(hit.initiative) for word in ("医師", "診療所", "ドクター")
        )


@pytest.mark.parametrize("text", ["子どもが減って困っている", "発熱した子どもの預け先"])
def test_a_match_without_any_word_of_the_sentence_names_the_synonym(engine: SearchEngine, text: str) -> None:
    results = search(engine, text)
    assert results.hits
    typed = [term.term for term in analyze(text)]
    for hit in results.hits:
        whole = "".join(own_texts(hit.initiative))
        has_a_word = any(term in {token.term for token in analyze(whole)} for term in typed)
        assert hit.found_by or has_a_word
        assert all(word in "".join(whole.split()) for word in hit.found_by)
    assert any(hit.found_by for hit in results.hits)


def test_a_sentence_of_which_no_initiative_has_all_words_says_so(engine: SearchEngine) -> None:
    note = "すべての言葉にあてはまる取組はありません。一部の言葉にあてはまる取組を示しています。"
    assert note in search(engine, "空港から町へ行くバスを増やしたい").receipt.notes
    assert (
        note not in search(engine, "図書館の本を隣の町でも借りたい").receipt.notes
        or not search(engine, "図書館 本").total
    )
    assert note not in search(engine, "星がきれいに見えることを売りにしたい").receipt.notes


@pytest.mark.parametrize(
    ("text", "concept"),
    [
        ("子ども食堂を応援したい", "子ども食堂"),
        ("空き家を減らしたい", "空き家"),
        ("通帳の管理で困っている人を手伝う", "通帳"),
    ],
)
def test_the_wish_in_a_sentence_makes_no_match(engine: SearchEngine, text: str, concept: str) -> None:
    # 応援 is in seven initiatives, none of which is about 子ども食堂.
    assert search(engine, concept).total == 0
    assert search(engine, text).total == 0


def test_a_person_in_a_word_of_a_sentence_belongs_to_it(engine: SearchEngine) -> None:
    # 人 frames a question in 若い人, but of 外国人 it leaves 外国, and visitors from abroad would come first.
    words = [word.text for word in search(engine, "外国人の住民が増えて言葉が通じない").receipt.words]
    assert words == ["外国人", "言葉"]


def test_the_receipt_shows_words_and_not_stems(engine: SearchEngine) -> None:
    for text, words in (
        ("子どもが減って学校がなくなりそう", ["子どもが減って", "学校がなくなりそう"]),
        ("若い人がみんな都会へ出てしまう", ["みんな", "都会"]),
    ):
        assert [word.text for word in search(engine, text).receipt.words] == words


def test_work_is_what_people_speak_of_and_not_what_they_look_for(engine: SearchEngine) -> None:
    # 仕事 stands in offers of work.
    assert search(engine, "税金を集める仕事をまとめたい").total == 0
    assert search(engine, "仕事").total > 0


def test_how_many_and_when_decide_no_match_of_a_sentence(engine: SearchEngine) -> None:
    # 数 is rare in these texts, so an initiative with 職員 and 数 had more of the sentence than one with 職員 and 研修.
    results = search(engine, "職員の数が足りないので研修を一緒にやりたい")
    assert results.hits
    assert all("研修" in f"{hit.initiative.title}{hit.initiative.description}" for hit in results.hits)


def test_the_cause_in_a_sentence_makes_no_match_by_itself(engine: SearchEngine) -> None:
    # 少子化 is why rice is cooked together, and nothing about schools that close.
    results = search(engine, "子どもが減って学校がなくなりそう")
    assert "001-yamagata-rice-cooking-facility" not in [hit.initiative.id for hit in results.hits]
    assert ("子どもが減って", "cause") in [(word.text, word.kind) for word in results.receipt.words]


def test_a_cause_with_nothing_after_it_is_what_was_asked_for(engine: SearchEngine) -> None:
    # 困る says nothing of what; so the clause before it decides.
    results = search(engine, "子どもが減って困っている")
    assert ("子どもが減って", "word") in [(word.text, word.kind) for word in results.receipt.words]
    assert "001-yamagata-rice-cooking-facility" in [hit.initiative.id for hit in results.hits]
    assert "子どもが減って" in [step.word for step in results.receipt.steps]


@pytest.mark.parametrize(
    "text",
    [
        "年を取って聞こえにくくなった人のための助成を、よその町はやっていますか",
    ],
)
def test_an_initiative_with_a_little_of_a_sentence_is_no_match(engine: SearchEngine, text: str) -> None:
    results = search(engine, text)
    assert results.receipt.sentence
    assert results.total == 0
