"""Run queries and measure the rankings.

nDCG, reciprocal rank, recall and precision are those of ir-measures (trec_eval's definitions; gains 1 and 2).
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import ir_measures
from scipy.stats import permutation_test

from renkei_search.search.request import MAX_PER_PAGE, SearchRequest

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from renkei_search.evaluation.judgment import JudgedInitiative, JudgedQuery
    from renkei_search.search.engine import SearchEngine

MEASURES: Final = ("nDCG@10", "RR@10", "R@20", "R(rel=2)@20")
"""The last is recall of the initiatives that answer the query (2), the one before also of those worth seeing (1)."""
PRECISION: Final = "precision"
_RESAMPLES: Final = 9_999
_SEED: Final = 20_261_122


@dataclass(frozen=True)
class Outcome:
    """Each query's value by measure; ``kinds`` groups the queries."""

    kinds: Mapping[str, str]
    values: Mapping[str, Mapping[str, float]]

    def mean(self, measure: str, kind: str | None = None) -> float:
        """The mean over all queries, or over those of one kind."""
        chosen = [value for query, value in self.values[measure].items() if kind in {None, self.kinds[query]}]
        return sum(chosen) / len(chosen)


def measure_queries(
    engine: SearchEngine, queries: Sequence[JudgedQuery], progress: Callable[[], None] = lambda: None
) -> Outcome:
    """Search for each query and measure the ranking, and the share of the match set that is relevant."""
    rankings: dict[str, list[str]] = {}
    precision: dict[str, float] = {}
    for query in queries:
        results = engine.search(SearchRequest(query.text, per_page=MAX_PER_PAGE))
        ranking = [hit.initiative.id for hit in results.hits]
        rankings[query.id] = [*ranking, *(hit.initiative.id for hit in results.related)]
        # Relevant ones below the first hundred are counted by recall, not here.
        precision[query.id] = (
            sum(found in query.judgments for found in ranking) / results.total if results.total else 0.0
        )
        progress()
    outcome = _measure(rankings, {query.id: query.judgments for query in queries})
    return Outcome({query.id: query.kind for query in queries}, {**outcome, PRECISION: precision})


def measure_questions(
    engine: SearchEngine, queries: Sequence[JudgedQuery], progress: Callable[[], None] = lambda: None
) -> Outcome:
    """Search for each question, of which one passage is the answer, and measure the first ten."""
    rankings = {}
    for query in queries:
        results = engine.search(SearchRequest(query.text, per_page=10))
        rankings[query.id] = [hit.initiative.id for hit in (*results.hits, *results.related)][:10]
        progress()
    values = _measure(rankings, {query.id: query.judgments for query in queries})
    return Outcome({query.id: query.kind for query in queries}, values)


def measure_similar(engine: SearchEngine, cases: Sequence[JudgedInitiative]) -> Outcome:
    """Ask for each initiative's comparable practice and measure the ranking."""
    rankings = {case.id: [hit.initiative.id for hit in engine.similar(case.id)] for case in cases}
    values = _measure(rankings, {case.id: case.judgments for case in cases})
    return Outcome(dict.fromkeys(rankings, "similar"), values)


def p_value(one: Outcome, other: Outcome, measure: str) -> float:
    """How likely a difference at least so large is if the two are equally good.

    Two-sided paired randomisation test over the queries (Smucker, Allan and Carterette, 2007).
    """
    queries = list(one.values[measure])
    samples = [[outcome.values[measure][query] for query in queries] for outcome in (one, other)]
    differences = [a - b for a, b in zip(*samples, strict=True)]
    if not any(differences):
        return 1.0
    result = permutation_test(
        (differences,),
        lambda values, axis: values.mean(axis=axis),
        permutation_type="samples",
        n_resamples=_RESAMPLES,
        vectorized=True,
        rng=_SEED,
    )
    return float(result.pvalue)


def _measure(
    rankings: Mapping[str, list[str]], judgments: Mapping[str, dict[str, int]]
) -> dict[str, dict[str, float]]:
    # Scores that fall with the rank: equal ones would be reordered by id.
    run = {
        query: {found: float(len(ranking) - rank) for rank, found in enumerate(ranking)}
        for query, ranking in rankings.items()
    }
    values: dict[str, dict[str, float]] = defaultdict(lambda: dict.fromkeys(rankings, 0.0))
    measures = [ir_measures.parse_measure(name) for name in MEASURES]
    for metric in ir_measures.iter_calc(measures, judgments, run):
        values[str(metric.measure)][metric.query_id] = float(metric.value)
    return dict(values)
