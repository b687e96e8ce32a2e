from __future__ import annotations

import csv
import gzip
import json
from typing import TYPE_CHECKING

import pytest

from renkei_search import resources
from renkei_search.errors import UsageError
from renkei_search.evaluation.command import Evaluation
from renkei_search.evaluation.judgment import read_initiatives, read_queries
from renkei_search.evaluation.measure import QueryOutcomes, measure_queries, measure_similar, p_value
from renkei_search.evaluation.report import KINDS

if TYPE_CHECKING:
    from pathlib import Path

    from renkei_search.corpus.collection import Corpus
    from renkei_search.search.engine import SearchEngine

QUERIES = resources.judgments_folder() / "queries.jsonl"
SIMILAR = resources.judgments_folder() / "similar.jsonl"
HELD_OUT = resources.judgments_folder() / "held-out-queries.jsonl"
HELD_OUT_SIMILAR = resources.judgments_folder() / "held-out-similar.jsonl"


@pytest.mark.parametrize(
    ("queries_file", "cases_file", "least"),
    [(QUERIES, SIMILAR, (60, 25)), (HELD_OUT, HELD_OUT_SIMILAR, (20, 10))],
)
def test_the_judgments_fit_the_corpus(
    corpus: Corpus, queries_file: Path, cases_file: Path, least: tuple[int, int]
) -> None:
    known = {item.id: item.region for item in corpus.initiatives}
    queries, cases = read_queries(queries_file), read_initiatives(cases_file)
    assert (len(queries), len(cases)) >= least
    assert {query.kind for query in queries} <= set(KINDS)
    assert len({query.text for query in queries}) == len(queries)
    for judgments in [query.judgments for query in queries] + [case.judgments for case in cases]:
        assert set(judgments) <= set(known)
        assert set(judgments.values()) <= {1, 2}
    for case in cases:
        assert known[case.id] is None or known[case.id] not in {known[found] for found in case.judgments}


@pytest.mark.parametrize("name", ["third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"])
def test_the_judgments_fit_their_invented_records(corpus: Corpus, name: str) -> None:
    folder = resources.judgments_folder()
    with (folder / f"{name}-records.csv").open(encoding="utf-8-sig", newline="") as file:
        known = {row["ID"]: row["圏域"] for row in csv.DictReader(file)}
    assert len(known) >= 60
    known |= {item.id: item.region or "" for item in corpus.initiatives}
    queries = read_queries(folder / f"{name}-queries.jsonl")
    cases = read_initiatives(folder / f"{name}-similar.jsonl")
    assert len({query.text for query in queries}) == len(queries) >= 40
    assert len(cases) >= 15
    assert {query.kind for query in queries} <= set(KINDS)
    for judgments in [query.judgments for query in queries] + [case.judgments for case in cases]:
        assert set(judgments) <= set(known)
        assert set(judgments.values()) <= {1, 2}
    for case in cases:
        assert not known[case.id] or known[case.id] not in {known[found] for found in case.judgments}


def test_relevance_does_not_fall_below_what_it_was(engine: SearchEngine) -> None:
    outcome = measure_queries(engine, read_queries(QUERIES))
    assert outcome.mean("nDCG@10") >= 0.91
    assert outcome.mean("R@20") >= 0.89
    assert outcome.mean("R(rel=2)@20") >= 0.97
    assert outcome.mean("nDCG@10", "synonym") >= 0.82
    assert outcome.mean("precision") >= 0.85
    assert outcome.mean("precision", "sentence") >= 0.6
    assert outcome.mean("R(rel=2)@20", "sentence") >= 0.98
    assert measure_similar(engine, read_initiatives(SIMILAR)).mean("nDCG@10") >= 0.88


def test_relevance_does_not_fall_on_judgments_that_nothing_was_chosen_by(engine: SearchEngine) -> None:
    outcome = measure_queries(engine, read_queries(HELD_OUT))
    assert outcome.mean("nDCG@10") >= 0.92
    assert outcome.mean("R@20") >= 0.91
    assert outcome.mean("precision", "sentence") >= 0.6
    assert measure_similar(engine, read_initiatives(HELD_OUT_SIMILAR)).mean("nDCG@10") >= 0.84


def test_a_difference_by_chance_is_told_from_a_real_one() -> None:
    queries = [str(number) for number in range(40)]
    kinds = dict.fromkeys(queries, "keyword")
    base = QueryOutcomes(kinds, {"nDCG@10": dict.fromkeys(queries, 0.5)})
    better = QueryOutcomes(kinds, {"nDCG@10": dict.fromkeys(queries, 0.6)})
    mixed = QueryOutcomes(
        kinds, {"nDCG@10": {query: 0.5 + (-1) ** number / 10 for number, query in enumerate(queries)}}
    )
    assert p_value(base, better, "nDCG@10") < 0.01
    assert p_value(base, mixed, "nDCG@10") > 0.5
    assert p_value(base, base, "nDCG@10") == 1.0


def test_passages_and_questions_are_measured_with_the_same_settings(corpus: Corpus, tmp_path: Path) -> None:
    passages, questions = tmp_path / "p.jsonl.gz", tmp_path / "q.jsonl.gz"
    texts = [item.description for item in corpus.initiatives[:40]]
    lines = [json.dumps({"id": number, "text": text}) for number, text in enumerate(texts)]
    passages.write_bytes(gzip.compress("\n".join(lines).encode()))
    questions.write_bytes(
        gzip.compress(json.dumps({"q": "「デニム」を活用した事業は何ですか", "rel": 8}).encode())
    )
    denim = next(number for number, text in enumerate(texts) if "デニム" in text)
    questions.write_bytes(
        gzip.compress(json.dumps({"q": "「デニム」を活用した事業は何ですか", "rel": denim}).encode())
    )
    evaluation = Evaluation(corpus, QUERIES, SIMILAR, passages, questions, all_variants=False)
    ticks: list[None] = []
    (row,) = evaluation.run(lambda: ticks.append(None))
    assert row.questions == 1.0
    assert len(ticks) == evaluation.steps
    document = tmp_path / "doc.md"
    document.write_text(
        "before\n<!-- figures: begin -->\nold\n<!-- figures: end -->\nafter\n", encoding="utf-8"
    )
    evaluation.write(document, [row])
    text = document.read_text(encoding="utf-8")
    assert "old" not in text
    assert f"{row.ndcg:.3f}" in text
    assert text.startswith("before")
    assert text.endswith("after\n")
    with pytest.raises(UsageError, match="目印"):
        evaluation.write(tmp_path / "none.md", [row])


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="none"):
        read_queries(tmp_path / "none")
