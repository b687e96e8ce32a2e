from __future__ import annotations

import pytest

from renkei_search.analysis import compound
from renkei_search.analysis.analyzer import analyze
from renkei_search.analysis.compound import LONGEST_COMPOUND, split_compound


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("ワーケーションツアー", ("ワーケーション", "ツアー")),
        ("ワーケーションガイドブック", ("ワーケーション", "ガイドブック")),
        ("ドクターカー", ("ドクター", "カー")),
        ("メガスポーツイベント", ("メガ", "スポーツ", "イベント")),
        ("デジタルサイネージ", ("デジタル", "サイネージ")),
        ("バスネットワーク", ("バス", "ネットワーク")),
    ],
)
def test_an_unknown_compound_is_cut_where_a_known_word_begins(word: str, parts: tuple[str, ...]) -> None:
    assert split_compound(word) == parts


@pytest.mark.parametrize(
    "word", ["ワーケーション", "インバウンド", "レジリエンス", "ヤングケアラー", "観光", "DX", ""]
)
def test_a_word_is_not_cut_at_what_is_found_in_it_by_chance(word: str) -> None:
    assert "".join(split_compound(word)) == word
    assert len(split_compound(word)) == 1


def test_the_parts_stand_at_their_characters_and_as_where_they_stand_alone() -> None:
    text = "周遊型ワーケーションツアーとゼロカーボンシティ"
    tokens = analyze(text)
    assert [(token.term, text[token.start : token.end]) for token in tokens[2:]] == [
        ("ワーケーション", "ワーケーション"),
        ("ツアー", "ツアー"),
        ("ゼロカーボン", "ゼロカーボン"),
        ("シティー", "シティ"),
    ]
    assert [token.position for token in tokens] == [0, 1, 2, 3, 5, 6]


def test_many_known_parts_are_split_off_one_after_the_other() -> None:
    parts = ("スクール", "ソーシャル", "ワーカー", "サポート", "センター")
    assert split_compound("".join(parts)) == parts


def test_a_long_word_is_not_looked_up_at_each_of_its_characters(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def count(text: str) -> None:
        asked.append(text)

    monkeypatch.setattr(compound, "common_nouns", count)
    word = "ヌヘメリロユワネムソナホレラミマフヒハケキクサシスセタチツテ"
    assert len(word) == LONGEST_COMPOUND
    assert split_compound(word) == (word,)
    # A draft may have a hundred and sixty such words, each of them different.
    assert len(asked) < len(word)
