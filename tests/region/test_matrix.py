from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from renkei_search.facet.declaration import MISSING
from renkei_search.facet.registry import FilterName
from renkei_search.region.matrix import make_matrix
from renkei_search.search.request import SearchRequest

if TYPE_CHECKING:
    from renkei_search.corpus.collection import Corpus
    from renkei_search.search.engine import SearchEngine


def test_every_cell_counts_what_the_records_say(engine: SearchEngine, corpus: Corpus) -> None:
    matrix = make_matrix(engine, SearchRequest())
    assert len(matrix.rows) == 43
    for row in matrix.rows:
        for cell in row.cells:
            assert cell.count == sum(
                found.region == row.summary.region.id
                and any(field.code == cell.field.code for field in found.fields)
                for found in corpus.initiatives
            )


def test_columns_are_the_policy_fields_in_the_official_order(engine: SearchEngine) -> None:
    codes = [node.code for node in make_matrix(engine, SearchRequest()).fields]
    assert len(codes) == 28
    assert codes[:2] == ["ア-a", "ア-b"]
    assert codes[-1] == "ウ-C-d"


def test_totals_are_what_a_search_for_the_field_finds_in_regions(engine: SearchEngine) -> None:
    matrix = make_matrix(engine, SearchRequest())
    for node, total in zip(matrix.fields, matrix.totals, strict=True):
        request = SearchRequest().with_filter(FilterName.FIELD, node.code)
        for kind in ("renkei-chusu", "teiju-jiritsu"):
            request = request.with_filter(FilterName.KIND, kind)
        assert total == engine.search(request).total
    assert matrix.total == 262


def test_declared_fields_are_distinguished_from_unknown_ones(engine: SearchEngine) -> None:
    rows = {row.summary.region.id: row.cells for row in make_matrix(engine, SearchRequest()).rows}
    niigata = {cell.field.code: cell for cell in rows["niigata"]}
    assert niigata["ア-a"].declared
    assert niigata["ア-a"].count == 0
    assert niigata["ア-d"].declared
    assert niigata["ア-d"].count == 3
    assert not niigata["ウ-A-b"].declared
    assert not any(cell.declared for cell in rows["bingo"])


def test_search_words_narrow_the_counts_but_not_the_rows(engine: SearchEngine) -> None:
    request = SearchRequest("観光")
    matrix = make_matrix(engine, request)
    in_regions = request.with_filter(FilterName.KIND, "renkei-chusu").with_filter(
        FilterName.KIND, "teiju-jiritsu"
    )
    assert 0 < matrix.total == engine.search(in_regions).total < 262
    assert len(matrix.rows) == 43


def test_a_matrix_without_rows_has_zero_totals(engine: SearchEngine) -> None:
    request = SearchRequest().with_filter(FilterName.KIND, "teiju-jiritsu")
    matrix = make_matrix(engine, request.with_filter(FilterName.PREFECTURE, "沖縄県"))
    assert matrix.rows == ()
    assert set(matrix.totals) == {0}


@pytest.mark.parametrize(
    "request_",
    [
        SearchRequest("移住"),
        SearchRequest(filters=((FilterName.PREFECTURE, "兵庫県"),)),
        SearchRequest(excluded=((FilterName.PREFECTURE, "兵庫県"),)),
        SearchRequest(filters=((FilterName.MUNICIPALITY, "福山市"),)),
        SearchRequest(excluded=((FilterName.REGION, MISSING), (FilterName.KIND, "teiju-jiritsu"))),
        SearchRequest("観光", filters=((FilterName.FIELD, "ア"),), excluded=((FilterName.REGION, "bingo"),)),
    ],
)
def test_rows_and_examples_are_what_a_search_finds(engine: SearchEngine, request_: SearchRequest) -> None:
    matrix = make_matrix(engine, request_)
    assert matrix.total + matrix.examples == engine.search(request_).total
    for name, value in request_.excluded:
        if name is FilterName.REGION:
            assert value not in {row.summary.region.id for row in matrix.rows}


def test_filters_on_fields_choose_the_columns(engine: SearchEngine) -> None:
    matrix = make_matrix(engine, SearchRequest(filters=((FilterName.FIELD, "ウ-B"),)))
    assert [node.parent for node in matrix.fields] == ["ウ-B"] * len(matrix.fields)
    assert sum(cell.count for cell in matrix.example_cells) > 0
