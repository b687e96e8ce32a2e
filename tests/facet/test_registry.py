from __future__ import annotations

from typing import TYPE_CHECKING

from renkei_search.corpus.fiscal_year import years_of
from renkei_search.corpus.population import population_of
from renkei_search.facet.declaration import MISSING
from renkei_search.facet.registry import FACETS, FilterName
from renkei_search.search.filter_value import choose_value
from renkei_search.search.request import SearchRequest

if TYPE_CHECKING:
    from renkei_search.search.engine import SearchEngine


def test_types_of_practice_are_listed_by_count_under_their_families(engine: SearchEngine) -> None:
    facet = next(facet for facet in engine.search(SearchRequest("移住")).facets if facet.name == "practice")
    counts = [bucket.count for bucket in facet.buckets if bucket.value != MISSING]
    assert counts == sorted(counts, reverse=True)
    assert all(known.heading for known in FilterName.PRACTICE.declaration.known(engine.catalogue))


def test_a_class_of_population_holds_the_regions_whose_printed_figure_lies_in_it(
    engine: SearchEngine,
) -> None:
    assert FilterName.POPULATION in FACETS
    request = SearchRequest().with_filter(FilterName.POPULATION, "500000-1000000")
    regions = engine.count_by(request, FilterName.REGION)
    for region in engine.catalogue.regions:
        population = population_of(region, engine.catalogue)
        inside = population is not None and 500_000 <= population.people < 1_000_000
        assert (regions.get(region.id, 0) > 0) == (
            inside and engine.count_by(SearchRequest(), FilterName.REGION).get(region.id, 0) > 0
        ), region.name


def test_regions_without_a_printed_population_are_counted_apart(engine: SearchEngine) -> None:
    counts = engine.count_by(SearchRequest(), FilterName.POPULATION)
    assert sum(counts.values()) == engine.initiative_count
    assert counts[MISSING] > 0


def test_a_fiscal_year_holds_the_initiatives_whose_source_states_it(engine: SearchEngine) -> None:
    assert FilterName.YEAR in FACETS
    catalogue = engine.catalogue
    for year in catalogue.years:
        request = SearchRequest().with_filter(FilterName.YEAR, str(year))
        found = {initiative.id for initiative in engine.scan(request)}
        assert found == {
            initiative.id
            for initiative in engine.scan(SearchRequest())
            if year in years_of(initiative, catalogue.source(initiative.source).source)
        }
        assert found


def test_initiatives_without_a_stated_year_are_counted_apart_and_found(engine: SearchEngine) -> None:
    facet = next(facet for facet in engine.search(SearchRequest()).facets if facet.name == "year")
    unknown = next(bucket for bucket in facet.buckets if bucket.value == MISSING)
    assert unknown.label == "年度の記載なし"
    total = engine.search(SearchRequest().with_filter(FilterName.YEAR, MISSING)).total
    either = engine.search(
        SearchRequest().with_filter(FilterName.YEAR, MISSING).with_filter(FilterName.YEAR, "2023")
    ).total
    assert unknown.count == total
    assert total < either <= engine.initiative_count


def test_the_latest_year_is_listed_first_and_called_by_its_era(engine: SearchEngine) -> None:
    known = list(FilterName.YEAR.declaration.known(engine.catalogue))
    assert [item.value for item in known] == sorted((item.value for item in known), reverse=True)
    labels = {item.value: item.label for item in known}
    assert labels["2023"] == "令和5年度（2023）"
    assert labels["2019"] == "令和元年度（2019）"
    assert choose_value(FilterName.YEAR, "令和５年度", engine.catalogue) == "2023"
