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

_MEASURES: Final = (ir_measures.nDCG @ 10, ir_measures.RR @ 10, ir_measures.R @ 20, ir_measures.R(rel=2) @ 20)
MEASURES: Final = tuple(map(str, _MEASURES))
"""The last is the recall of the initiatives that answer the query (2), the one before that of all relevant ones."""
PRECISION: Final = "precision"
_RESAMPLES: Final = 9_999
_SEED: Final = 20_261_122


@dataclass(frozen=True)
class QueryOutcomes:
    """Each query's value by measure; ``kinds`` groups the queries. A query without a match has no precision."""

    kinds: Mapping[str, str]
    values: Mapping[str, Mapping[str, float]]

    def mean(self, measure: str, kind: str | None = None) -> float:
        """The mean over all queries that have a value, or over those of one kind."""
        chosen = [value for query, value in self.values[measure].items() if kind in {None, self.kinds[query]}]
        return sum(chosen) / len(chosen) if chosen else 0.0


def measure_queries(
    engine: SearchEngine, queries: Sequence[JudgedQuery], progress: Callable[[], None] = lambda: None
) -> QueryOutcomes:
    """Search for each query and measure the ranking, and the share of the match set that is relevant."""
    rankings: dict[str, list[str]] = {}
    precision: dict[str, float] = {}
    for query in queries:
        results = engine.search(SearchRequest(query.text, per_page=MAX_PER_PAGE))
        ranking = [hit.initiative.id for hit in results.hits]
        rankings[query.id] = [*ranking, *(hit.initiative.id for hit in results.related)]
        # Relevant ones below rank 100 count for recall, not here. A query without matches has no precision.
        if results.total:
            precision[query.id] = sum(found in query.judgments for found in ranking) / results.total
        progress()
    outcome = measure_rankings(rankings, {query.id: query.judgments for query in queries})
    return QueryOutcomes({query.id: query.kind for query in queries}, {**outcome, PRECISION: precision})


def measure_questions(
    engine: SearchEngine, queries: Sequence[JudgedQuery], progress: Callable[[], None] = lambda: None
) -> QueryOutcomes:
    """Search for each question, which has one correct passage, and measure the first ten results."""
    rankings = {}
    for query in queries:
        results = engine.search(SearchRequest(query.text, per_page=10))
        rankings[query.id] = [hit.initiative.id for hit in (*results.hits, *results.related)][:10]
        progress()
    values = measure_rankings(rankings, {query.id: query.judgments for query in queries})
    return QueryOutcomes({query.id: query.kind for query in queries}, values)


def measure_similar(engine: SearchEngine, cases: Sequence[JudgedInitiative]) -> QueryOutcomes:
    """Measure the ranking of comparable practice for each initiative.

    Generic examples are in a separate list, so judged ones are ignored here.
    """
    generic = {
        initiative.id
        for initiative in engine.records(0, engine.initiative_count)
        if initiative.region is None
    }
    rankings = {case.id: [hit.initiative.id for hit in engine.similar(case.id).regional] for case in cases}
    judgments = {
        case.id: {id_: gain for id_, gain in case.judgments.items() if id_ not in generic} for case in cases
    }
    values = measure_rankings(rankings, judgments)
    return QueryOutcomes(dict.fromkeys(rankings, "similar"), values)


def p_value(one: QueryOutcomes, other: QueryOutcomes, measure: str) -> float:
    """The probability of a difference at least this large if both are equally good.

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


def measure_rankings(
    rankings: Mapping[str, list[str]], judgments: Mapping[str, dict[str, int]]
) -> dict[str, dict[str, float]]:
    """Each query's value by measure, of the ids that were found for it, best first.

    A query without a ranking is left out, one with an empty ranking counts 0.
    """
    # Scores that decrease with the rank, because equal ones would be reordered by id.
    run = {
        query: {found: float(len(ranking) - rank) for rank, found in enumerate(ranking)}
        for query, ranking in rankings.items()
    }
    values: dict[str, dict[str, float]] = defaultdict(lambda: dict.fromkeys(rankings, 0.0))
    for metric in ir_measures.iter_calc(_MEASURES, judgments, run):
        values[str(metric.measure)][metric.query_id] = float(metric.value)
    return dict(values)
