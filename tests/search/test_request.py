from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from renkei_search.errors import ParameterError
from renkei_search.facet.registry import FilterName
from renkei_search.search.filter_value import check_request
from renkei_search.search.request import SearchRequest, Sort

if TYPE_CHECKING:
    from renkei_search.corpus.collection import Corpus


def test_requests_are_changed_by_copy_and_return_to_the_first_page() -> None:
    request = SearchRequest("移住", page=3)
    narrowed = request.with_filter(FilterName.REGION, "bingo")
    assert request.filters == ()
    assert narrowed.page == 1
    assert narrowed.without_filter(FilterName.REGION, "bingo").filters == ()


def test_without_words_nothing_is_more_relevant() -> None:
    assert SearchRequest("移住").order is Sort.RELEVANCE
    assert SearchRequest("移住", sort=Sort.REGION).order is Sort.REGION
    assert SearchRequest("　 ", sort=Sort.RELEVANCE).order is Sort.REGION


def test_choosing_a_value_twice_chooses_it_once() -> None:
    request = SearchRequest().with_filter(FilterName.REGION, "bingo").with_filter(FilterName.REGION, "bingo")
    assert request.values(FilterName.REGION) == ("bingo",)


def test_a_choice_in_the_tree_replaces_those_above_and_below_it() -> None:
    request = SearchRequest().with_filter(FilterName.FIELD, "ウ-A").with_filter(FilterName.FIELD, "ウ-A-c")
    assert request.values(FilterName.FIELD) == ("ウ-A-c",)
    assert request.with_filter(FilterName.FIELD, "ウ").values(FilterName.FIELD) == ("ウ",)
    assert request.with_filter(FilterName.FIELD, "ア-a").values(FilterName.FIELD) == ("ウ-A-c", "ア-a")


def test_a_value_is_either_chosen_or_excluded() -> None:
    request = SearchRequest(page=2).with_filter(FilterName.REGION, "bingo")
    excluded = request.with_exclusion(FilterName.REGION, "bingo")
    assert (excluded.filters, excluded.excluded) == ((), ((FilterName.REGION, "bingo"),))
    assert excluded.with_filter(FilterName.REGION, "bingo") == request
    assert excluded.without_filters() == excluded.without_exclusion(FilterName.REGION, "bingo")


@pytest.mark.parametrize(
    ("request_", "parameter"),
    [
        (SearchRequest(excluded=((FilterName.REGION, "niigta"),)), "region"),
        (SearchRequest(page=0), "page"),
        (SearchRequest(page=51), "page"),
        (SearchRequest(per_page=0), "per_page"),
        (SearchRequest(per_page=101), "per_page"),
        (SearchRequest(filters=((FilterName.REGION, "niigta"),)), "region"),
        (SearchRequest(filters=((FilterName.FIELD, "ウ-A-z"),)), "field"),
        (SearchRequest(filters=((FilterName.CATEGORY, "ウ-A"),)), "category"),
        (SearchRequest(filters=((FilterName.PREFECTURE, "新潟"),)), "prefecture"),
        (SearchRequest(filters=((FilterName.MUNICIPALITY, "架空市"),)), "municipality"),
    ],
)
def test_unknown_filter_values_are_refused_by_name(
    corpus: Corpus, request_: SearchRequest, parameter: str
) -> None:
    with pytest.raises(ParameterError) as caught:
        check_request(request_, corpus.catalogue)
    assert caught.value.parameter == parameter


def test_the_nearest_value_is_suggested(corpus: Corpus) -> None:
    with pytest.raises(ParameterError, match="「niigata」ではありませんか"):
        check_request(SearchRequest(filters=((FilterName.REGION, "niigta"),)), corpus.catalogue)
