from __future__ import annotations

import pytest

from renkei_search.analysis.analyzer import analyze
from renkei_search.analysis.coordination import with_coordinated


def stands_together(text: str, word: str) -> bool:
    """Whether a word's terms are adjacent in a text or in one of its expanded coordinations."""
    tokens, wanted = with_coordinated(text, analyze(text)), [token.term for token in analyze(word)]
    return any(
        [token.term for token in tokens[at : at + len(wanted)]] == wanted
        and tokens[at + len(wanted) - 1].position - tokens[at].position == len(wanted) - 1
        for at in range(len(tokens) - len(wanted) + 1)
    )


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("病児・病後児保育", "病児保育"),
        ("病児・病後児保育", "病後児保育"),
        ("病児・病後児保育施設の利用", "病児保育"),
        ("小・中学校", "小学校"),
        ("小・中学校", "中学校"),
        ("小中学校", "小学校"),
        ("国・県道", "国道"),
        ("移住・定住・交流促進事業", "移住促進事業"),
        ("移住・定住・交流促進事業", "定住促進"),
        ("上下水道事業", "下水道事業"),
        ("商工業の振興", "工業"),
    ],
)
def test_a_coordination_has_the_words_that_share_its_end(text: str, word: str) -> None:
    assert stands_together(text, word)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("診療・相談・通所の機能", "診療所"),
        ("保育士・保育所支援センター運営事業", "事業所"),
        ("図書館・公民館の利用", "図書館利用"),
        ("病児・病後児保育", "保育病後児"),
        ("生産地の紹介", "生地"),
        ("病児、保育", "病児保育"),
    ],
)
def test_other_words_are_not_coordinated(text: str, word: str) -> None:
    assert not stands_together(text, word)


def test_implied_words_keep_the_characters_they_come_from() -> None:
    text = "病児・病後児保育"
    tokens = analyze(text)
    added = with_coordinated(text, tokens)[len(tokens) :]
    assert [text[token.start : token.end] for token in added] == ["病", "児", "保育"]
    assert min(token.position for token in added) > max(token.position for token in tokens) + 8


def test_a_text_without_a_coordination_is_unchanged() -> None:
    tokens = analyze("図書館の利用")
    assert with_coordinated("図書館の利用", tokens) is tokens
