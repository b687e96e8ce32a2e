from __future__ import annotations

from typing import TYPE_CHECKING

from renkei_search.export.comparison import compare

if TYPE_CHECKING:
    from renkei_search.corpus.collection import Corpus


def cells(corpus: Corpus, initiative_id: str) -> dict[str, str]:
    found = next(initiative for initiative in corpus.initiatives if initiative.id == initiative_id)
    return {row[0]: row[1] for row in compare((found,), corpus.catalogue).rows()}


def test_population_and_members_are_those_of_the_region(corpus: Corpus) -> None:
    shown = cells(corpus, "001-bingo-denim-project")
    region = corpus.catalogue.region("bingo")
    figures = [figure.value for figure in region.figures if figure.name in {"圏域人口", "人口"}]
    assert figures
    assert [line.split("（")[0] for line in shown["人口"].split("\n")] == figures
    assert shown["構成市町村"].startswith("、".join(region.members))


def test_a_generic_example_has_no_region(corpus: Corpus) -> None:
    generic = next(found for found in corpus.initiatives if found.region is None)
    shown = cells(corpus, generic.id)
    assert (shown["圏域"], shown["人口"], shown["構成市町村"]) == ("", "", "")
    assert shown["具体的内容"] == generic.description
