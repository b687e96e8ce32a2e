from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import pytest

from renkei_search.record import Figure, Span
from renkei_search.search.population import population_of

if TYPE_CHECKING:
    from renkei_search.corpus.collection import Corpus
    from renkei_search.record import Region


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
    found = population_of(with_figures(corpus, ("圏域人口", printed, None)))
    assert found is not None
    assert found.people == people


def test_the_core_citys_population_is_not_the_regions(corpus: Corpus) -> None:
    assert population_of(with_figures(corpus, ("連携中枢都市人口", "461,357人", None))) is None


def test_a_figure_with_a_date_goes_before_one_without(corpus: Corpus) -> None:
    found = population_of(
        with_figures(corpus, ("圏域人口", "459,623人", None), ("人口", "452,986人", "令和2年国勢調査"))
    )
    assert found is not None
    assert found.people == 452_986


def test_what_is_no_number_of_people_is_no_population(corpus: Corpus) -> None:
    assert population_of(with_figures(corpus, ("人口", "28.24万世帯", None))) is None


def test_every_printed_population_of_the_corpus_is_read(corpus: Corpus) -> None:
    printed = {
        region.id
        for region in corpus.catalogue.regions
        for figure in region.figures
        if figure.name in {"人口", "圏域人口"}
    }
    assert len(printed) >= 19
    assert printed == {region.id for region in corpus.catalogue.regions if population_of(region)}
