from __future__ import annotations

from typing import TYPE_CHECKING

from renkei_search.corpus.population import population_of
from renkei_search.export.comparison import make_comparison

if TYPE_CHECKING:
    from renkei_search.corpus.collection import Corpus


def cells(corpus: Corpus, initiative_id: str) -> dict[str, str]:
    found = next(initiative for initiative in corpus.initiatives if initiative.id == initiative_id)
    return {row[0]: row[1] for row in make_comparison((found,), corpus.catalogue).rows()}


def test_population_and_members_are_those_of_the_region(corpus: Corpus) -> None:
    shown = cells(corpus, "001-bingo-denim-project")
    region = corpus.catalogue.region("bingo")
    population = population_of(region, corpus.catalogue)
    assert population is not None
    assert shown["人口"] == f"{population.short_value}\n{population.statement}"
    assert shown["中心市"] == "福山市"
    assert shown["構成市町村"] == f"{len(region.members)}市町村（{'、'.join(region.members)}）（推定）"


def test_a_generic_example_has_no_region(corpus: Corpus) -> None:
    generic = next(found for found in corpus.initiatives if found.region is None)
    shown = cells(corpus, generic.id)
    assert shown["圏域"].startswith("制度の例示")
    assert shown.keys().isdisjoint({"人口", "構成市町村", "役割"})
    assert shown["具体的内容"] == generic.description


def test_a_row_is_left_out_only_where_nobody_has_anything(corpus: Corpus) -> None:
    ids = {"001-bingo-denim-project", "003-advanced-medicine"}
    chosen = tuple(found for found in corpus.initiatives if found.id in ids)
    rows = {row[0]: row[1:] for row in make_comparison(chosen, corpus.catalogue).rows()}
    assert rows["役割"][0] == ""
    assert rows["役割"][1].startswith("甲（富山市）：")
    assert "参加市町村" not in rows


def test_what_has_no_title_is_named_by_our_heading(corpus: Corpus) -> None:
    assert cells(corpus, "000-niigata-net119")["取組名"] == (
        "NET119緊急通報システムの共同運用〔当サイトの見出し〕"
    )
