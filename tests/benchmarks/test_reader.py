from __future__ import annotations

import pytest

from benchmarks.reader import SETS, compare, read_readings
from renkei_search import resources
from renkei_search.evaluation.judgment import JudgedInitiative, JudgedQuery, read_initiatives, read_queries

QUERIES = [
    JudgedQuery(id="q1", kind="sentence", text="x", judgments={"a": 2, "b": 1}),
    JudgedQuery(id="q2", kind="synonym", text="y", judgments={"c": 2}),
]
CASES = [JudgedInitiative(id="i1", judgments={"generic": 2, "d": 2})]


def test_a_reader_who_agrees_reaches_everything() -> None:
    rankings = {"q1": ["a", "b"], "q2": ["c"], "i1": ["generic", "d"]}
    every, synonym, sentence, keyword, _, similar = compare(rankings, QUERIES, CASES, {"generic"})
    assert (every, synonym, sentence, keyword, similar) == (1.0, 1.0, 1.0, 0.0, 1.0)


def test_a_reader_who_does_not_agree_loses_by_the_place() -> None:
    rankings = {"q1": ["b", "x", "a"], "q2": [], "i1": ["x", "d"]}
    every, synonym, sentence, _, _, similar = compare(rankings, QUERIES, CASES, {"generic"})
    assert synonym == 0.0
    assert sentence == pytest.approx(2 / (2 + 1 / 1.585), abs=1e-3)
    assert every == pytest.approx(sentence / 2)
    assert similar == pytest.approx(1 / 1.585, abs=1e-3)


@pytest.mark.parametrize("name", SETS)
def test_each_reader_read_every_query_and_initiative(name: str) -> None:
    folder = resources.judgments_folder()
    asked = {query.id for query in read_queries(folder / f"{name}-queries.jsonl")}
    cases = {case.id for case in read_initiatives(folder / f"{name}-similar.jsonl")}
    for rankings in read_readings(f"{name}-readers.jsonl").values():
        assert rankings.keys() == asked | cases
