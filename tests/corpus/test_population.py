from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import pytest

from renkei_search.corpus.population import compare_populations, population_of
from renkei_search.model.record import Figure, Span

if TYPE_CHECKING:
    from renkei_search.corpus.collection import Corpus
    from renkei_search.corpus.population import ComparedPopulations
    from renkei_search.model.record import Region


def with_figures(corpus: Corpus, *figures: tuple[str, str, str | None]) -> Region:
    made = tuple(
        Figure(name=name, value=value, as_of=as_of, source="001", spans=(Span(0, 1),))
        for name, value, as_of in figures
    )
    return msgspec.structs.replace(corpus.catalogue.region("bingo"), figures=made)


@pytest.mark.parametrize(
    ("printed", "people"),
    [
        ("４８１，６９９人", 481_699),
        ("543,424人", 543_424),
        ("64.61万人", 646_100),
        ("約260万人", 2_600_000),
        ("110万人超", 1_100_000),
    ],
)
def test_a_population_is_read_as_sources_print_it(corpus: Corpus, printed: str, people: int) -> None:
    found = population_of(with_figures(corpus, ("圏域人口", printed, None)), corpus.catalogue)
    assert found is not None
    assert found.people == people


def test_the_core_citys_population_is_not_the_regions(corpus: Corpus) -> None:
    assert (
        population_of(with_figures(corpus, ("連携中枢都市人口", "461,357人", None)), corpus.catalogue) is None
    )


def test_a_figure_with_a_date_goes_before_one_without(corpus: Corpus) -> None:
    found = population_of(
        with_figures(corpus, ("圏域人口", "459,623人", None), ("人口", "452,986人", "令和2年国勢調査")),
        corpus.catalogue,
    )
    assert found is not None
    assert found.people == 452_986


def test_of_two_dated_figures_the_later_counts(corpus: Corpus) -> None:
    figures = (("人口", "543,424人", "平成27年国勢調査"), ("圏域人口", "531,000人", "令和２年国勢調査"))
    for order in (figures, figures[::-1]):
        found = population_of(with_figures(corpus, *order), corpus.catalogue)
        assert found is not None
        assert (found.value, found.year, found.short_year) == ("531,000人", "令和2年国勢調査", "令和2年")


def test_a_figure_says_its_year_and_source_or_that_none_is_printed(corpus: Corpus) -> None:
    found = population_of(with_figures(corpus, ("人口", "５３１，０００人", None)), corpus.catalogue)
    assert found is not None
    assert found.statement == (
        "531,000人（年の記載なし。出典：『連携中枢都市圏の取組（37圏域の概要）』、令和5年度時点（推定））"
    )


def test_what_is_no_number_of_people_is_no_population(corpus: Corpus) -> None:
    assert population_of(with_figures(corpus, ("人口", "28.24万世帯", None)), corpus.catalogue) is None


def test_every_printed_population_of_the_corpus_is_read(corpus: Corpus) -> None:
    printed = {
        region.id
        for region in corpus.catalogue.regions
        for figure in region.figures
        if figure.name in {"人口", "圏域人口"}
    }
    assert len(printed) >= 19
    assert printed == {
        region.id for region in corpus.catalogue.regions if population_of(region, corpus.catalogue)
    }


def compared(corpus: Corpus, *regions: str) -> ComparedPopulations:
    return compare_populations(map(corpus.catalogue.region, regions), corpus.catalogue)


def test_figures_of_one_survey_are_compared_as_they_stand(corpus: Corpus) -> None:
    found = compared(corpus, "nagano", "matsuyama", "niigata")
    assert found.note is None
    assert {population.short_year for population in found.by_region.values()} == {"平成27年"}


def test_figures_of_a_shared_source_go_before_each_regions_own(corpus: Corpus) -> None:
    found = compared(corpus, "kurume", "kumamoto", "toyama")
    assert found.note == "同じ調査か資料の数値にそろえています"
    assert {region: population.value for region, population in found.by_region.items()} == {
        "kurume": "459,623人",
        "kumamoto": "1,116,317人",
    }


def test_what_no_survey_joins_is_said_to_differ(corpus: Corpus) -> None:
    found = compared(corpus, "niigata", "kurume")
    assert found.note == "調査の年や資料が違います"
    assert found.by_region["kurume"].year == "令和2年国勢調査"


def test_nothing_known_is_nothing_to_compare(corpus: Corpus) -> None:
    found = compared(corpus, "toyama", "aomori")
    assert (found.by_region, found.note) == ({}, None)
