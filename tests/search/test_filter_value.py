from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from renkei_search.errors import ParameterError
from renkei_search.facet.registry import FilterName, value_label
from renkei_search.search.filter_value import check_filters, choose_value, known_values

if TYPE_CHECKING:
    from renkei_search.corpus.collection import Corpus


@pytest.mark.parametrize("name", list(FilterName))
def test_each_value_is_found_by_itself_and_by_what_pages_call_it(corpus: Corpus, name: FilterName) -> None:
    catalogue = corpus.catalogue
    for value in known_values(name, catalogue):
        assert choose_value(name, value, catalogue) == value
        label = value_label(name, value, catalogue)
        assert choose_value(name, label, catalogue) == value, label


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        (FilterName.KIND, "連携中枢都市圏", "renkei-chusu"),
        (FilterName.FIELD, "福祉・子育て", "ウ-A-c"),
        (FilterName.FIELD, "福祉 子育て", "ウ-A-c"),
        (FilterName.FIELD, "ICTインフラ整備", "ウ-B-b"),
        (FilterName.REGION, "熊本連携中枢都市圏", "kumamoto"),
        (FilterName.REGION, "熊本", "kumamoto"),
        (FilterName.PREFECTURE, "熊本", "熊本県"),
        (FilterName.PREFECTURE, "京都", "京都府"),
        (FilterName.PREFECTURE, "東京", "東京都"),
        (FilterName.CATEGORY, "経済成長", "ア"),
        (FilterName.SOURCE, "連携中枢都市圏制度の概要", "004"),
        (FilterName.PRACTICE, "図書館の相互利用", "library-mutual-use"),
    ],
)
def test_a_value_is_found_by_its_names(corpus: Corpus, name: FilterName, text: str, value: str) -> None:
    assert choose_value(name, text, corpus.catalogue) == value


@pytest.mark.parametrize(
    ("name", "text", "hint"),
    [
        (FilterName.KIND, "連携中枢都市", "連携中枢都市圏"),
        (FilterName.FIELD, "福祉・子育", "福祉・子育て"),
        (FilterName.REGION, "niigta", "niigata"),
        (FilterName.REGION, "熊本連携都市圏", "熊本連携中枢都市圏"),
        (FilterName.MUNICIPALITY, "福山", "福山市"),
    ],
)
def test_the_nearest_name_is_proposed(corpus: Corpus, name: FilterName, text: str, hint: str) -> None:
    with pytest.raises(ParameterError, match=f"「{hint}」ではありませんか") as caught:
        choose_value(name, text, corpus.catalogue)
    assert caught.value.nearest == hint


def test_without_a_similar_name_nothing_is_proposed(corpus: Corpus) -> None:
    with pytest.raises(ParameterError) as caught:
        choose_value(FilterName.KIND, "あああ", corpus.catalogue)
    assert str(caught.value) == "圏域の種類「あああ」はありません。"


@pytest.mark.parametrize("text", ["", "・", "＊" * 10_000])
def test_what_is_no_word_is_no_value(corpus: Corpus, text: str) -> None:
    with pytest.raises(ParameterError):
        choose_value(FilterName.FIELD, text, corpus.catalogue)


def test_programs_are_told_the_value_of_a_name(corpus: Corpus) -> None:
    with pytest.raises(ParameterError) as caught:
        check_filters(((FilterName.KIND, "連携中枢都市圏"),), corpus.catalogue)
    assert str(caught.value).endswith("「renkei-chusu」（連携中枢都市圏）ではありませんか。")
    assert caught.value.nearest == "renkei-chusu"
