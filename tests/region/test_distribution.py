from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from renkei_search.corpus.population import population_of
from renkei_search.facet.declaration import MISSING
from renkei_search.facet.registry import FilterName
from renkei_search.region.distribution import Distribution, make_distribution
from renkei_search.search.request import SearchRequest

if TYPE_CHECKING:
    from renkei_search.search.engine import SearchEngine

MIGRATION = SearchRequest("移住")


def distribution_of(engine: SearchEngine, request: SearchRequest) -> Distribution:
    return make_distribution(engine, engine.search(request))


@pytest.mark.parametrize(
    "request_",
    [
        SearchRequest(),
        MIGRATION,
        MIGRATION.with_filter(FilterName.POPULATION, "500000-1000000"),
        MIGRATION.with_filter(FilterName.PREFECTURE, "新潟県"),
        MIGRATION.with_filter(FilterName.REGION, "niigata"),
        MIGRATION.with_exclusion(FilterName.KIND, "teiju-jiritsu"),
    ],
)
def test_every_part_is_what_choosing_it_finds(engine: SearchEngine, request_: SearchRequest) -> None:
    distribution = distribution_of(engine, request_)
    for name, count in distribution.prefectures.items():
        only = request_.without_filter(FilterName.PREFECTURE).with_filter(FilterName.PREFECTURE, name)
        assert engine.search(only).total == count, name
    for part in distribution.fields[:3]:
        only = request_.without_filter(FilterName.FIELD).with_filter(FilterName.FIELD, part.value)
        assert engine.search(only).total == part.count
    for row in distribution.populations:
        only = request_.without_filter(FilterName.POPULATION).with_filter(FilterName.POPULATION, row.value)
        counts = engine.count_by(only, FilterName.REGION)
        assert {region.id for region in row.having} == {*counts} - {MISSING}, row.label


def test_every_region_stands_once_among_the_populations(engine: SearchEngine) -> None:
    distribution = distribution_of(engine, MIGRATION)
    regions = [region for row in distribution.populations for region in (*row.having, *row.unknown)]
    assert sorted(region.id for region in regions) == sorted(region.id for region in engine.catalogue.regions)
    unknown = distribution.populations[-1]
    assert unknown.label == "人口の記載なし"
    assert all(population_of(region, engine.catalogue) is None for region in unknown.having + unknown.unknown)


def test_a_region_that_a_filter_leaves_out_is_not_among_those_of_which_nothing_is_known(
    engine: SearchEngine,
) -> None:
    distribution = distribution_of(engine, MIGRATION.with_filter(FilterName.PREFECTURE, "新潟県"))
    regions = [region for row in distribution.populations for region in (*row.having, *row.unknown)]
    assert {"新潟県" in region.prefectures for region in regions} == {True}
    assert not distribution.narrowed  # all prefectures are still on the map
    assert len(distribution.held) > 20
    settled = distribution_of(engine, SearchRequest().with_filter(FilterName.KIND, "teiju-jiritsu"))
    assert settled.held == {"新潟県"}
    assert settled.narrowed


def test_fields_are_those_that_records_carry_most_first(engine: SearchEngine) -> None:
    distribution = distribution_of(engine, SearchRequest())
    assert all(engine.catalogue.taxonomy.is_field(part.value) for part in distribution.fields)
    counts = [part.count for part in distribution.fields]
    assert counts == sorted(counts, reverse=True)


def test_examples_of_the_scheme_are_told_of(engine: SearchEngine) -> None:
    distribution = distribution_of(engine, SearchRequest())
    assert distribution.examples == sum(found.region is None for found in engine.records(0, 400)) > 0


def test_a_year_is_one_that_a_source_states(engine: SearchEngine) -> None:
    distribution = distribution_of(engine, SearchRequest())
    counts = engine.count_by(SearchRequest(), FilterName.YEAR)
    assert {part.value: part.count for part in distribution.years} | {
        MISSING: distribution.without_year
    } == dict(counts)
    assert [part.value for part in distribution.years] == sorted(part.value for part in distribution.years)
