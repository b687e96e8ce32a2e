from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from renkei_search.errors import NotFoundError
from renkei_search.facet.registry import FilterName
from renkei_search.region.profile import describe_region
from renkei_search.region.surroundings import find_surroundings
from renkei_search.search.request import SearchRequest

if TYPE_CHECKING:
    from renkei_search.corpus.collection import Corpus
    from renkei_search.search.engine import SearchEngine


def test_peers_are_those_of_the_region_page(engine: SearchEngine, corpus: Corpus) -> None:
    for region in corpus.catalogue.regions:
        peers = [peer.summary.region for peer in describe_region(engine, region.id).peers]
        assert list(find_surroundings(engine, region.id).peers) == peers


def test_neighbours_are_the_others_of_any_of_its_prefectures(engine: SearchEngine) -> None:
    around = find_surroundings(engine, "bingo")
    assert len(around.region.prefectures) == 2
    assert around.region not in around.neighbours
    assert {name for region in around.neighbours for name in region.prefectures} >= set(
        around.region.prefectures
    )
    assert all(set(region.prefectures) & set(around.region.prefectures) for region in around.neighbours)


def test_practices_are_counted_as_a_search_counts_them(engine: SearchEngine) -> None:
    practices = find_surroundings(engine, "kumamoto").practices
    assert practices
    for type_, count in practices.items():
        request = SearchRequest().with_filter(FilterName.REGION, "kumamoto")
        assert engine.search(request.with_filter(FilterName.PRACTICE, type_)).total == count


def test_an_unknown_region_has_no_surroundings(engine: SearchEngine) -> None:
    with pytest.raises(NotFoundError):
        find_surroundings(engine, "atlantis")
