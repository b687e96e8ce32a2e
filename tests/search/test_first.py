"""Some regions' matches first: the same matches, counts and order within, on every page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from renkei_search.facet.registry import FilterName
from renkei_search.region.surroundings import find_surroundings
from renkei_search.search.engine import SearchEngine
from renkei_search.search.request import Grouping, SearchRequest, Sort

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def first(engine: SearchEngine) -> tuple[tuple[str, ...], ...]:
    return find_surroundings(engine, "kumamoto").order


def band(region: str | None, first: tuple[tuple[str, ...], ...]) -> int:
    return next((place for place, regions in enumerate(first) if region in regions), len(first))


@pytest.mark.parametrize(
    "request_",
    [
        SearchRequest("移住", per_page=100),
        SearchRequest("地域の観光", per_page=100),
        SearchRequest("観光客を増やすにはどうしたらよいですか", per_page=100),
        SearchRequest("促進", sort=Sort.REGION, per_page=100),
        SearchRequest(per_page=100),
    ],
    ids=lambda request: request.text or "browsing",
)
def test_they_come_first_and_nothing_else_changes(
    engine: SearchEngine, first: tuple[tuple[str, ...], ...], request_: SearchRequest
) -> None:
    plain, ordered = engine.search(request_), engine.search(request_, first=first)
    assert (ordered.total, ordered.facets) == (plain.total, plain.facets)
    bands = [band(hit.initiative.region, first) for hit in ordered.hits]
    assert bands == sorted(bands)
    assert len(set(bands)) > 1
    if plain.total <= 100:
        assert sorted(hit.initiative.id for hit in ordered.hits) == sorted(
            hit.initiative.id for hit in plain.hits
        )
        expected = sorted(plain.hits, key=lambda hit: band(hit.initiative.region, first))
        assert [hit.initiative.id for hit in ordered.hits] == [hit.initiative.id for hit in expected]


def test_pages_join_without_gap_or_repetition(
    engine: SearchEngine, first: tuple[tuple[str, ...], ...]
) -> None:
    whole = engine.search(SearchRequest("連携", per_page=100), first=first)
    parts = [
        hit.initiative.id
        for page in range(1, 11)
        for hit in engine.search(SearchRequest("連携", page=page, per_page=10), first=first).hits
    ]
    assert parts == [hit.initiative.id for hit in whole.hits]


def test_groups_follow_the_same_order(engine: SearchEngine, first: tuple[tuple[str, ...], ...]) -> None:
    grouped = engine.search(SearchRequest("促進"), Grouping(FilterName.REGION, per_page=50), first)
    bands = [band(group.value, first) for group in grouped.groups]
    assert bands == sorted(bands)
    assert bands[0] < bands[-1]


def test_a_remembered_answer_is_not_taken_for_another_order(
    index_root: Path, first: tuple[tuple[str, ...], ...]
) -> None:
    engine = SearchEngine.open(index_root, remembered=1 << 20)
    request = SearchRequest("図書館")
    plain = engine.search(request)
    ordered = engine.search(request, first=first)
    assert [hit.initiative.id for hit in ordered.hits] != [hit.initiative.id for hit in plain.hits]
    assert engine.search(request) is plain
