"""Places that no region contains: which are named as absent, and with which regions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.search.asking import search

if TYPE_CHECKING:
    from renkei_search.search.engine import SearchEngine


@pytest.mark.parametrize(
    ("typed", "name", "prefecture"),
    [("京都市", "京都市", "京都府"), ("宇都宮市", "宇都宮市", "栃木県"), ("きょうとし", "京都市", "京都府")],
)
def test_a_municipality_of_no_region_is_said_to_be_absent(
    engine: SearchEngine, typed: str, name: str, prefecture: str
) -> None:
    results = search(engine, typed)
    assert results.total == 0
    (place,) = results.receipt.absent_places
    assert (place.text, place.name, place.prefecture) == (typed, name, prefecture)


def test_an_absent_municipality_comes_with_the_regions_of_its_prefecture(engine: SearchEngine) -> None:
    (place,) = (
        search(engine, "笠岡市 図書館").receipt.absent_places
        or search(engine, "飯山市").receipt.absent_places
    )
    assert place.regions
    for region_id in place.regions:
        assert place.prefecture in engine.catalogue.region(region_id).prefectures


def test_a_municipality_held_here_is_not_absent(engine: SearchEngine) -> None:
    assert search(engine, "尾道市").receipt.absent_places == ()
    assert search(engine, "府中市").receipt.absent_places == ()


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("市町村:函館", "函館市"),
        ("函館", "函館市"),
        ("はこだて", "函館市"),
        ("宇都宮", "宇都宮市"),
        ("うつのみや", "宇都宮市"),
    ],
)
def test_a_short_name_that_is_found_nowhere_is_said_to_be_absent(
    engine: SearchEngine, typed: str, name: str
) -> None:
    assert [place.name for place in search(engine, typed).receipt.absent_places] == [name]
    with_word = search(engine, f"{typed} 図書館").receipt.absent_places
    assert [(place.text, place.name) for place in with_word] == [(typed.removeprefix("市町村:"), name)]


@pytest.mark.parametrize("word", ["大阪", "緑", "平和", "みどり", "尾道"])
def test_a_word_that_is_found_or_that_people_know_as_a_word_names_no_absent_place(
    engine: SearchEngine, word: str
) -> None:
    assert search(engine, word).receipt.absent_places == ()


@pytest.mark.parametrize("typed", ["大阪府", "沖縄県", "東京都"])
def test_a_prefecture_without_a_region_is_said_to_be_absent(engine: SearchEngine, typed: str) -> None:
    (place,) = search(engine, typed).receipt.absent_places
    assert (place.name, place.prefecture, place.regions) == (typed, typed, ())
    assert search(engine, "広島県").receipt.absent_places == ()
