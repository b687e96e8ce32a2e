"""The backends against each other: the same matches, order and counts for thousands of questions."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

import pytest

from renkei_search.facet.registry import FilterName
from renkei_search.search.backend.columns import evaluator
from renkei_search.search.backend.columns.backend import ColumnBackend
from renkei_search.search.backend.columns.facet_columns import FacetColumns
from renkei_search.search.backend.registry import Engine, EngineSettings
from renkei_search.search.backend.whoosh.backend import WhooshBackend
from renkei_search.search.engine import SearchEngine
from renkei_search.search.request import SearchRequest
from renkei_search.search.result import StepKind
from tests.search.backend.conformance import QuestionMaker, differences
from tests.search.backend.generated import SEED
from tests.search.backend.tree_maker import TreeMaker

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from types import ModuleType

    from renkei_search.index.reader import IndexReader

QUESTIONS = {30: 1_200, 250: 500, 1_200: 60}


def ask(reader: IndexReader, count: int) -> Iterator[str]:
    random = Random(SEED)
    questions = QuestionMaker(random, TreeMaker(random, reader), reader.catalogue)
    backend, reference = ColumnBackend(reader), WhooshBackend(reader)
    for _ in range(count):
        yield from differences(backend, reference, questions)


def test_columns_answer_as_whoosh_does(reader: IndexReader) -> None:
    assert next(ask(reader, QUESTIONS[reader.columns.size]), None) is None


@pytest.mark.parametrize(
    ("owner", "name", "wrong"),
    [
        (
            evaluator,
            "best_of_branches",
            lambda right: lambda *asked: [leaf._replace(boost=1.0) for leaf in right(*asked)],
        ),
        (FacetColumns, "_passing", lambda right: lambda self, name, condition: ~right(self, name, condition)),
        (
            ColumnBackend,
            "region_ranks",
            lambda _: property(lambda self: self.facets.places(FilterName.REGION)),
        ),
    ],
)
def test_a_planted_bug_is_found(
    reader: IndexReader, monkeypatch: pytest.MonkeyPatch, owner: type | ModuleType, name: str, wrong: object
) -> None:
    monkeypatch.setattr(owner, name, wrong(owner.__dict__[name]))  # type: ignore[operator]
    assert next(ask(reader, QUESTIONS[reader.columns.size]), None) is not None


@pytest.mark.parametrize(
    "typed", ["医師確保", "企業誘致推進", "公共交通網構築", "利便性向上", "体制整備 企業誘致推進"]
)
def test_a_compound_with_no_between_its_words_is_found_alike(index_root: Path, typed: str) -> None:
    request = SearchRequest(typed, per_page=100)
    columns, whoosh = (
        SearchEngine.open(index_root, engine=EngineSettings(engine)).search(request)
        for engine in (Engine.COLUMNS, Engine.WHOOSH)
    )
    assert StepKind.LINKED in {step.kind for step in columns.receipt.steps}
    assert columns.receipt == whoosh.receipt
    assert [(hit.initiative.id, hit.tier, hit.found_by) for hit in columns.hits] == [
        (hit.initiative.id, hit.tier, hit.found_by) for hit in whoosh.hits
    ]
