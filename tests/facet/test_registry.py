from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from renkei_search.analysis.practice import PracticeConfidence
from renkei_search.corpus.fiscal_year import years_of
from renkei_search.corpus.population import population_of
from renkei_search.facet.declaration import MISSING, Subject
from renkei_search.facet.registry import FACETS, LISTED, FilterName
from renkei_search.model.record import Cost
from renkei_search.search.filter_value import choose_value
from renkei_search.search.request import SearchRequest

if TYPE_CHECKING:
    from flask.testing import FlaskClient

    from renkei_search.corpus.collection import Corpus
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


def test_a_stated_part_holds_the_initiatives_whose_source_states_it(engine: SearchEngine) -> None:
    everything = list(engine.scan(SearchRequest()))
    stated = {
        "indicator": {item.id for item in everything if item.indicators},
        "role": {item.id for item in everything if item.roles},
        "period": {item.id for item in everything if item.period},
    }
    for value, expected in stated.items():
        request = SearchRequest().with_filter(FilterName.STATED, value)
        assert {item.id for item in engine.scan(request)} == expected
        assert expected
    nothing = SearchRequest().with_filter(FilterName.STATED, MISSING)
    assert engine.search(nothing).total == len(everything) - len(set().union(*stated.values()))


def test_an_initiative_may_state_several_parts(small_corpus: Corpus) -> None:
    initiative = replace(
        small_corpus.initiatives[0], costs=(Cost(amount="2,400", spans=()),), period="令和6年度～令和8年度"
    )
    subject = Subject(initiative, None, small_corpus.catalogue, PracticeConfidence({}, {}))
    assert FilterName.STATED.declaration.values(subject) == ("cost", "period")


def test_stated_parts_are_chosen_by_their_names(engine: SearchEngine) -> None:
    for name, value in (
        ("事業費", "cost"),
        ("指標", "indicator"),
        ("役割分担", "role"),
        ("実施期間", "period"),
    ):
        assert choose_value(FilterName.STATED, name, engine.catalogue) == value


def test_stated_parts_are_listed_beside_the_results_of_a_search(client: FlaskClient) -> None:
    assert FilterName.STATED in LISTED
    page = client.get("/search?q=移住").get_data(as_text=True)
    assert 'name="stated" value="indicator"' in page
