from __future__ import annotations

from renkei_search.analysis.analyzer import analyze
from renkei_search.search.highlight.snippet import make_excerpt

TEXT = "圏域の市町村が連携する。" * 20 + "図書館を相互に利用する。" + "圏域の市町村が連携する。" * 20


def test_a_short_text_is_given_whole() -> None:
    excerpt = make_excerpt(
        "description", "図書館を利用する。", analyze("図書館を利用する。"), {"図書", "館"}, lambda _: 1.0
    )
    assert excerpt.whole
    assert [excerpt.text[start:end] for start, end in excerpt.ranges] == ["図書館"]


def test_a_long_text_is_cut_at_the_sentence_that_says_most() -> None:
    excerpt = make_excerpt(
        "description",
        TEXT,
        analyze(TEXT),
        {"図書", "館", "圏域"},
        lambda term: 0.1 if term == "圏域" else 3.0,
    )
    assert "図書館を相互に利用する。" in excerpt.text
    assert len(excerpt.text) <= 140
    assert TEXT[excerpt.start :].startswith(excerpt.text)
    assert excerpt.text.endswith("。")


def test_without_an_occurrence_the_beginning_is_shown() -> None:
    assert make_excerpt("description", TEXT, analyze(TEXT), {"消防"}, lambda _: 1.0).start == 0


def test_a_run_is_marked_only_where_it_stands_together() -> None:
    text = "場を設ける。火葬場を使う。"
    excerpt = make_excerpt(
        "description", text, analyze(text), set(), lambda _: 1.0, runs={"火葬": [("火葬", "場")]}
    )
    assert [text[start:end] for start, end in excerpt.ranges] == ["火葬場"]


def test_an_excerpt_does_not_end_between_a_character_and_its_selector() -> None:
    text = "葛\U000e0100城" * 60
    for length in range(20, 40):
        excerpt = make_excerpt("description", text, analyze(text), {"葛城"}, lambda _: 1.0, length=length)
        assert not text[excerpt.start + len(excerpt.text) :].startswith("\U000e0100")
        assert {excerpt.text[start:end] for start, end in excerpt.ranges} == {
            "葛\U000e0100城" * (len(excerpt.text) // 3)
        }
