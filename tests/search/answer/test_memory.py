from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from renkei_search.errors import QueryError
from renkei_search.facet.registry import FilterName
from renkei_search.search.answer.memory import AnswerMemory
from renkei_search.search.engine import SearchEngine
from renkei_search.search.request import Grouping, SearchRequest

if TYPE_CHECKING:
    from pathlib import Path

    from renkei_search.search.result import SearchResults

_REQUEST = SearchRequest("移住")


@pytest.fixture(scope="module")
def remembering(index_root: Path) -> SearchEngine:
    return SearchEngine.open(index_root, remembered=1 << 20)


def test_a_repeated_request_is_answered_from_the_cache(remembering: SearchEngine) -> None:
    first = remembering.search(_REQUEST)
    assert remembering.search(SearchRequest("移住")) is first


@pytest.mark.parametrize(
    "other",
    [
        replace(_REQUEST, text="移住 体験"),
        replace(_REQUEST, page=2),
        replace(_REQUEST, per_page=5),
        replace(_REQUEST, expand=False),
        replace(_REQUEST, semantic=False),
        replace(_REQUEST, facets_only=True),
        replace(_REQUEST, filters=((FilterName.PREFECTURE, "広島県"),)),
        replace(_REQUEST, excluded=((FilterName.PREFECTURE, "広島県"),)),
    ],
)
def test_any_other_request_has_an_answer_of_its_own(
    remembering: SearchEngine, index_root: Path, other: SearchRequest
) -> None:
    remembering.search(_REQUEST)
    assert remembering.search(other) == SearchEngine.open(index_root).search(other)


def test_groups_and_a_list_are_two_answers(remembering: SearchEngine) -> None:
    grouped = remembering.search(_REQUEST, Grouping(FilterName.REGION))
    assert grouped.groups
    assert not remembering.search(_REQUEST).groups
    assert remembering.search(_REQUEST, Grouping(FilterName.REGION)) is grouped


def test_an_error_is_not_cached(remembering: SearchEngine) -> None:
    for _ in range(2):
        with pytest.raises(QueryError):
            remembering.search(SearchRequest("あ" * 257))


def test_answers_beyond_the_size_are_dropped(index_root: Path) -> None:
    engine = SearchEngine.open(index_root, remembered=40_000)
    first = engine.search(replace(_REQUEST, per_page=2))
    for word in ("図書館", "防災", "観光", "子育て"):
        engine.search(SearchRequest(word, per_page=2))
    assert engine.search(replace(_REQUEST, per_page=2)) is not first


def test_with_size_0_no_answer_is_cached(engine: SearchEngine) -> None:
    asked = []

    def make(request: SearchRequest, _: Grouping | None) -> SearchResults:
        asked.append(request)
        return engine.search(request)

    memory = AnswerMemory(0)
    assert memory.answer(_REQUEST, None, make) == memory.answer(_REQUEST, None, make)
    assert asked == [_REQUEST, _REQUEST]
