from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from renkei_search.facet.declaration import MISSING
from renkei_search.facet.registry import FilterName
from renkei_search.index.reader import IndexReader
from renkei_search.search.request import Grouping, SearchRequest, Sort

if TYPE_CHECKING:
    from renkei_search.corpus.collection import Corpus
    from renkei_search.model.record import Initiative
    from renkei_search.search.engine import SearchEngine
    from renkei_search.search.result import Group

REQUESTS = [
    SearchRequest(),
    SearchRequest("移住"),
    SearchRequest("観光", sort=Sort.REGION),
    SearchRequest("観光", filters=((FilterName.KIND, "renkei-chusu"),)),
    SearchRequest("移住", excluded=((FilterName.REGION, MISSING),)),
    SearchRequest("存在しない言葉のならび"),
]


@pytest.mark.parametrize("request_", REQUESTS)
@pytest.mark.parametrize("facet", [FilterName.REGION, FilterName.SOURCE, FilterName.CATEGORY])
def test_groups_are_those_of_all_matches_in_their_order(
    engine: SearchEngine, request_: SearchRequest, facet: FilterName
) -> None:
    expected: dict[str, list[str]] = {}
    for found in engine.scan(request_):
        value = {
            FilterName.REGION: found.region or MISSING,
            FilterName.SOURCE: found.source,
            FilterName.CATEGORY: found.category.code,
        }[facet]
        expected.setdefault(value, []).append(found.id)
    grouping = Grouping(facet, per_page=4, hits=2)
    groups: list[Group] = []
    for page in range(1, len(expected) // 4 + 2):
        results = engine.search(replace(request_, page=page), grouping)
        assert results.group_total == len(expected)
        assert results.hits == ()
        groups += results.groups
    assert [(group.value, group.total) for group in groups] == [
        (value, len(ids)) for value, ids in expected.items()
    ]
    assert [[hit.initiative.id for hit in group.hits] for group in groups] == [
        ids[:2] for ids in expected.values()
    ]


def test_groups_come_with_the_answer_they_belong_to(engine: SearchEngine) -> None:
    plain, grouped = (
        engine.search(SearchRequest("病児保育")),
        engine.search(SearchRequest("病児保育"), Grouping(FilterName.REGION)),
    )
    assert (grouped.total, grouped.facets, grouped.receipt) == (plain.total, plain.facets, plain.receipt)
    shown = {hit.initiative.id: hit for hit in plain.hits}
    for group in grouped.groups:
        assert all(shown[hit.initiative.id] == hit for hit in group.hits if hit.initiative.id in shown)


def test_related_initiatives_follow_the_last_group(engine: SearchEngine) -> None:
    request = SearchRequest("病児保育")
    whole = engine.search(request, Grouping(FilterName.REGION, per_page=100))
    if whole.related:
        assert not engine.search(request, Grouping(FilterName.REGION, per_page=1)).related
    assert whole.related == engine.search(replace(request, per_page=100)).related


@pytest.mark.parametrize("facet", list(FilterName))
@pytest.mark.parametrize("request_", REQUESTS)
def test_a_count_is_what_a_search_for_the_value_finds(
    engine: SearchEngine, request_: SearchRequest, facet: FilterName
) -> None:
    counts = engine.count_by(request_, facet)
    assert 0 not in counts.values()
    for value, count in list(counts.items())[:8]:
        if (facet, value) not in request_.filters:
            narrowed = replace(request_, filters=(*request_.filters, (facet, value)))
            if any(name is facet for name, _ in request_.filters):
                continue
            assert engine.search(narrowed).total == count, (facet, value)


def test_counts_add_up_where_each_initiative_has_one_value(engine: SearchEngine, corpus: Corpus) -> None:
    for facet in (FilterName.REGION, FilterName.SOURCE, FilterName.KIND, FilterName.CATEGORY):
        assert sum(engine.count_by(SearchRequest(), facet).values()) == len(corpus.initiatives)


def test_groups_and_counts_read_no_record_that_is_not_shown(
    engine: SearchEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[int] = []
    initiative = IndexReader.initiative

    def reading(reader: IndexReader, number: int) -> Initiative:
        read.append(number)
        return initiative(reader, number)

    monkeypatch.setattr(IndexReader, "initiative", reading)
    for facet in FilterName:
        engine.count_by(SearchRequest(), facet)
    assert read == []
    results = engine.search(SearchRequest(), Grouping(FilterName.REGION))
    assert len(read) == sum(len(group.hits) for group in results.groups)
