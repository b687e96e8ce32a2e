"""A broader word is no synonym: what it finds is near to the narrower one and no match."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from renkei_search.search.request import SearchRequest

if TYPE_CHECKING:
    from renkei_search.search.engine import SearchEngine


@pytest.mark.parametrize(
    ("typed", "broader"),
    [
        ("児童虐待", "虐待防止"),
        ("消費生活相談", "暮らし・仕事相談"),
        ("福祉総合相談", "外国人総合相談"),
        ("首長会議", "推進協議会"),
        ("共同研究", "研究開発"),
        ("祭り", "イベント"),
        ("ふるさと", "地元"),
        ("首都圏", "大都市圏"),
        ("複合施設", "交流拠点施設"),
        ("工場", "企業誘致"),
        ("大学", "学生"),
        ("熊対策", "鳥獣対策"),
        ("バス路線の廃止", "路線バス"),
    ],
)
def test_a_broader_word_makes_no_match(engine: SearchEngine, typed: str, broader: str) -> None:
    answer = engine.search(SearchRequest(typed, per_page=100))
    assert engine.search(SearchRequest(broader, expand=False)).total
    assert not [hit.initiative.title for hit in answer.hits if broader in hit.found_by]


@pytest.mark.parametrize(
    ("typed", "narrower"),
    [("大都市圏", "首都圏"), ("研究開発", "共同研究"), ("暮らしの相談", "消費生活相談")],
)
def test_the_broader_word_finds_the_narrower_one(engine: SearchEngine, typed: str, narrower: str) -> None:
    found = {item.id for item in engine.scan(SearchRequest(typed))}
    assert found >= {item.id for item in engine.scan(SearchRequest(narrower, expand=False))} > set()
