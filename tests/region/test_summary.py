from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from renkei_search.errors import ParameterError
from renkei_search.facet.declaration import MISSING
from renkei_search.facet.registry import FilterName
from renkei_search.region.summary import RegionOrder, summarize_regions
from renkei_search.search.request import SearchRequest

if TYPE_CHECKING:
    from renkei_search.corpus.collection import Corpus
    from renkei_search.search.engine import SearchEngine


def test_all_regions_stand_north_to_south_with_their_initiatives(
    engine: SearchEngine, corpus: Corpus
) -> None:
    summaries = summarize_regions(engine, SearchRequest())
    assert [item.region.id for item in summaries] == [region.id for region in corpus.catalogue.regions]
    for item in summaries:
        assert item.initiatives == sum(found.region == item.region.id for found in corpus.initiatives)


def test_unknown_populations_come_last(engine: SearchEngine) -> None:
    summaries = summarize_regions(engine, SearchRequest(), RegionOrder.POPULATION)
    people = [item.population.people if item.population else 0 for item in summaries]
    assert people == sorted(people, reverse=True)
    assert people[0] > 2_000_000
    assert people[-1] == 0


def test_the_most_initiatives_come_first(engine: SearchEngine) -> None:
    counts = [
        item.initiatives for item in summarize_regions(engine, SearchRequest(), RegionOrder.INITIATIVES)
    ]
    assert counts == sorted(counts, reverse=True)
    assert counts[0] > counts[-1] > 0


def test_a_region_is_found_by_every_prefecture_it_reaches_into(engine: SearchEngine) -> None:
    request = SearchRequest().with_filter(FilterName.PREFECTURE, "兵庫県")
    found = {item.region.id for item in summarize_regions(engine, request)}
    assert found == {"harima", "inaba-tajima"}


def test_filters_narrow_together(engine: SearchEngine) -> None:
    request = SearchRequest().with_filter(FilterName.KIND, "teiju-jiritsu")
    assert len(summarize_regions(engine, request)) == 6
    assert not summarize_regions(engine, request.with_filter(FilterName.PREFECTURE, "広島県"))


def test_regions_are_filtered_by_population_too(engine: SearchEngine) -> None:
    request = SearchRequest().with_filter(FilterName.POPULATION, "200000-300000")
    found = summarize_regions(engine, request)
    assert found
    assert all(item.population is not None and 200_000 <= item.population.people < 300_000 for item in found)
    unknown = summarize_regions(engine, SearchRequest().with_filter(FilterName.POPULATION, MISSING))
    assert unknown
    assert all(item.population is None for item in unknown)


def test_regions_without_a_match_stay_with_zero(engine: SearchEngine) -> None:
    summaries = summarize_regions(engine, SearchRequest("デニム"))
    assert [item.region.id for item in summaries if item.initiatives] == ["bingo"]
    assert len(summaries) == 43


def test_an_unknown_prefecture_is_refused(engine: SearchEngine) -> None:
    with pytest.raises(ParameterError):
        summarize_regions(engine, SearchRequest().with_filter(FilterName.PREFECTURE, "江戸"))
