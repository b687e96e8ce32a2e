from __future__ import annotations

import pytest

from renkei_search.errors import ParameterError
from renkei_search.facet.registry import FilterName
from renkei_search.search.request import SearchRequest, Sort
from renkei_search.web.http.url import parse_arguments, request_arguments, search_url

FULL = SearchRequest(
    "図書館　相互利用",
    ((FilterName.FIELD, "ウ-A-d"), (FilterName.FIELD, "ア-d"), (FilterName.REGION, "_missing")),
    Sort.REGION,
    page=2,
    per_page=50,
    excluded=((FilterName.PREFECTURE, "新潟県"), (FilterName.KIND, "_missing")),
)


@pytest.mark.parametrize("request_", [SearchRequest(), FULL, SearchRequest("&=?#% +"), SearchRequest(page=3)])
def test_a_request_survives_its_url(request_: SearchRequest) -> None:
    assert parse_arguments(request_arguments(request_)) == request_


def test_defaults_are_left_out_of_a_link() -> None:
    assert search_url(SearchRequest()) == "/search"
    assert search_url(SearchRequest("移住"), "/api/v1/search") == "/api/v1/search?q=%E7%A7%BB%E4%BD%8F"


@pytest.mark.parametrize(
    ("arguments", "parameter"),
    [
        ([("regoin", "bingo")], "regoin"),
        ([("page", "0x1")], "page"),
        ([("page", "-1")], "page"),
        ([("page", "１")], "page"),
        ([("page", "1" * 5_000)], "page"),
        ([("per_page", "many")], "per_page"),
        ([("sort", "best")], "sort"),
        ([("q", "a"), ("q", "b")], "q"),
    ],
)
def test_malformed_arguments_name_themselves(arguments: list[tuple[str, str]], parameter: str) -> None:
    with pytest.raises(ParameterError) as caught:
        parse_arguments(arguments)
    assert caught.value.parameter == parameter


def test_a_misspelt_parameter_gets_the_nearest_name() -> None:
    with pytest.raises(ParameterError, match="「region」ではありませんか"):
        parse_arguments([("regoin", "bingo")])


def test_empty_values_are_as_if_absent() -> None:
    assert parse_arguments([("q", ""), ("region", ""), ("page", "")]) == SearchRequest()


def test_blanks_around_a_copied_value_are_ignored() -> None:
    copied = [
        ("q", " 移住"),
        ("region", "bingo\n"),
        ("kind", " -_missing "),
        ("page", "2\n"),
        ("sort", "region "),
    ]
    assert parse_arguments(copied) == SearchRequest(
        " 移住",
        ((FilterName.REGION, "bingo"),),
        Sort.REGION,
        page=2,
        excluded=((FilterName.KIND, "_missing"),),
    )
    assert parse_arguments([("region", " \n")]) == SearchRequest()
