from __future__ import annotations

import pytest

from renkei_search.corpus.total import find_total


@pytest.mark.parametrize(
    ("name", "description", "is_total"),
    [
        ("小計（観光）", "", True),
        ("観光の計", "", True),
        ("観光の計", "3事業 1,200千円", True),
        ("観光分野計", "", True),
        ("計", "何が書いてあっても", True),
        ("百年の計", "百年先の森の計画を作る。", False),
        ("観光の計", "観光の統計を計る。", False),
        ("家計", "", False),
        ("温度計の配布", "", False),
        ("統計の合計", "統計の数を合計する。", False),
    ],
)
def test_a_total_is_told_from_an_initiative(name: str, description: str, is_total: bool) -> None:
    assert bool(find_total([name], [description])) is is_total
