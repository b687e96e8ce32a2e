"""The evaluator against Whoosh's own searcher: the same documents, scores and counts for thousands of trees."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

import numpy as np
import pytest

from renkei_search.facet.declaration import MISSING
from renkei_search.facet.registry import FACETS, FilterName
from renkei_search.index.columns import Columns, pack
from renkei_search.index.schema import facet_field
from renkei_search.search.backend.columns.evaluator import Evaluator
from renkei_search.search.backend.columns.facet_columns import FacetColumns
from renkei_search.search.backend.columns.phrase import Phrases
from renkei_search.search.tree import AllOf, AnyOf, Every, Term, Tree, Without
from tests.search.backend.generated import SEED, SIZES
from tests.search.backend.tree_maker import TreeMaker, search_whoosh

if TYPE_CHECKING:
    from collections.abc import Iterator

    from renkei_search.index.reader import IndexReader
    from renkei_search.search.request import Filters


def differences(reader: IndexReader, tree: Tree) -> list[str]:
    expected = search_whoosh(reader, tree)
    found = Evaluator(reader.columns, Phrases(reader.columns)).evaluate(tree)
    documents = np.flatnonzero(found.mask).tolist()
    if documents != sorted(expected):
        return [f"documents {sorted(set(documents) ^ expected.keys())[:5]} for {tree!r}"]
    return [
        f"score {found.scores[number]} instead of {score} of {number} for {tree!r}"
        for number, score in expected.items()
        if abs(found.scores[number] - score) > 1e-4 * max(score, 1.0)
    ]


def compare(reader: IndexReader, count: int) -> Iterator[str]:
    maker = TreeMaker(Random(SEED), reader)
    for _ in range(count):
        yield from differences(reader, maker.tree())


def test_documents_and_scores_are_those_of_whoosh(reader: IndexReader) -> None:
    assert next(compare(reader, SIZES[reader.columns.size]), None) is None


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("postings", lambda right: lambda self, row: tuple(part[1:] for part in right(self, row))),
        (
            "dense",
            lambda right: lambda self, row: None if (found := right(self, row)) is None else found * 1.01,
        ),
        (
            "positions",
            lambda right: lambda self, row: (*right(self, row)[:2], right(self, row)[2] // 2),
        ),
    ],
)
def test_a_planted_bug_is_found(
    reader: IndexReader, monkeypatch: pytest.MonkeyPatch, name: str, wrong: object
) -> None:
    if name == "dense" and reader.columns.size < 1_024:
        pytest.skip("few documents have no rows")
    monkeypatch.setattr(Columns, name, wrong(getattr(Columns, name)))  # type: ignore[operator]
    assert next(compare(reader, 200), None) is not None


def as_tree(name: FilterName, values: list[str]) -> Tree:
    field = facet_field(name.value)
    return AnyOf(tuple(Term(field, value) for value in values))


def test_counts_are_what_whoosh_finds_with_each_value(reader: IndexReader) -> None:
    chance = Random(SEED)
    maker = TreeMaker(chance, reader)
    facets = FacetColumns(reader.columns)
    for _ in range(25 if reader.columns.size < 100 else 4):
        tree = maker.tree()
        chosen = chance.sample(FACETS, 2)
        filters: Filters = tuple(
            (name, value)
            for name in chosen
            for value in chance.sample(facets.values(name)[:-1], min(2, len(facets.values(name)) - 1))
        )
        excluded: Filters = (
            (FilterName.MUNICIPALITY, chance.choice(facets.values(FilterName.MUNICIPALITY)[:-1])),
        )
        mask = Evaluator(reader.columns, Phrases(reader.columns)).evaluate(tree).mask
        _, counts = facets.narrow(pack(mask), filters, excluded)
        conditions = {
            name: as_tree(name, [value for other, value in filters if other is name]) for name in chosen
        }
        without = Without(Every(), as_tree(*next((name, [value]) for name, value in excluded)))
        for name in FACETS:
            others = [condition for other, condition in conditions.items() if other is not name]
            expected = {
                value: len(search_whoosh(reader, tree, AllOf((*others, without, as_tree(name, [value])))))
                for value in facets.values(name)
                if value != MISSING
            }
            found = {value: count for value, count in counts[name].items() if value != MISSING}
            assert found == {value: count for value, count in expected.items() if count}
