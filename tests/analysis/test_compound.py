from __future__ import annotations

import pytest

from renkei_search.analysis.analyzer import analyze
from renkei_search.analysis.compound import split_compound


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
