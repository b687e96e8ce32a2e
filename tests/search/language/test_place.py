from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from renkei_search.search.engine import SearchEngine


def ids(engine: SearchEngine, name: str) -> list[str]:
    return [found.region.id for found in engine.places(name).regions]


@pytest.mark.parametrize(
    "name",
    [
        "益城町",
        "ましきまち",
        "マシキマチ",
        "益城",
        "熊本県益城町",
        "上益城郡益城町",
        "熊本県上益城郡益城町",
        " 益城 町 ",
    ],
)
def test_a_member_in_any_spelling_means_its_region(engine: SearchEngine, name: str) -> None:
    (found,) = engine.places(name).regions
    assert (found.region.id, found.municipality) == ("kumamoto", "益城町")


@pytest.mark.parametrize("name", ["熊本連携中枢都市圏", "熊本", "くまもと"])
def test_the_name_of_a_region_means_the_region(engine: SearchEngine, name: str) -> None:
    (found,) = engine.places(name).regions
    assert (found.region.id, found.municipality) == ("kumamoto", None)


def test_places_of_the_same_name_elsewhere_are_listed(engine: SearchEngine) -> None:
    places = engine.places("池田町")
    assert [found.region.prefectures[0] for found in places.regions] == ["福井県"]
    assert {place.prefecture for place in places.absent} == {"北海道", "長野県", "岐阜県"}


def test_a_prefecture_before_a_name_decides(engine: SearchEngine) -> None:
    assert ids(engine, "福井県池田町") == ["fukui-reihoku"]
    assert engine.places("福井県池田町").absent == ()
    nagano = engine.places("長野県池田町")
    assert nagano.regions == ()
    assert [place.prefecture for place in nagano.absent] == ["長野県"]


def test_a_name_with_the_sign_for_county_in_it_is_whole(engine: SearchEngine) -> None:
    assert ids(engine, "小郡市") == ["kurume"]
    assert ids(engine, "福岡県小郡市") == ["kurume"]


def test_what_is_in_no_region_is_told(engine: SearchEngine) -> None:
    places = engine.places("京都市")
    assert places.regions == ()
    assert [(place.name, place.prefecture) for place in places.absent] == [("京都市", "京都府")]


@pytest.mark.parametrize("name", ["", "町", "xyz", "図書館", "郡"])
def test_other_words_name_no_region(engine: SearchEngine, name: str) -> None:
    places = engine.places(name)
    assert (places.regions, places.absent) == ((), ())
