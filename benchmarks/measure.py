"""Run the same queries on every engine in turn, and measure each."""

from __future__ import annotations

import gc
import math
import statistics
import time
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec

from benchmarks.workload import Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from pathlib import Path

    from benchmarks.peer.protocol import OpenEngine, Peer
    from benchmarks.workload import Query

_WARM_UP = 10


class DisagreementError(Exception):
    """Two engines find different results, so comparing their times would be meaningless."""


@dataclass(frozen=True)
class Summary:
    """Milliseconds over a set of queries, each query's median of its rounds."""

    queries: int
    p50: float
    p95: float
    longest: float


def summarize(milliseconds: Iterable[float]) -> Summary:
    """Median, 95th percentile (nearest rank) and maximum."""
    values = sorted(milliseconds)
    return Summary(
        len(values), statistics.median(values), values[math.ceil(0.95 * len(values)) - 1], values[-1]
    )


@dataclass(frozen=True)
class Timings:
    """Milliseconds by engine and query; an engine that ran fewer queries has fewer."""

    by_engine: Mapping[str, Mapping[Query, float]]

    def summary(self, key: str, kind: Kind) -> Summary:
        """The times of an engine for one kind of query."""
        return summarize(taken for query, taken in self.by_engine[key].items() if query.kind is kind)

    def ratio(self, key: str, to: str, kind: Kind) -> tuple[float, float]:
        """The ratio of an engine's times to those of ``to``: at the median and the 95th percentile.

        Over the queries that both ran.
        """
        common = [
            query for query in self.by_engine[key] if query.kind is kind and query in self.by_engine[to]
        ]
        one, other = (summarize(self.by_engine[name][query] for query in common) for name in (key, to))
        return one.p50 / other.p50, one.p95 / other.p95


def write_timings(timings: Timings, path: Path) -> None:
    """Write each query's milliseconds by engine, one query per line."""
    found: dict[Query, dict[str, float]] = defaultdict(dict)
    for key, taken in timings.by_engine.items():
        for query, milliseconds in taken.items():
            found[query][key] = round(milliseconds, 4)
    lines = ({"kind": query.kind, "text": query.text, "ms": by_key} for query, by_key in found.items())
    path.write_bytes(b"".join(msgspec.json.encode(line) + b"\n" for line in lines))


def check_agreement(
    engines: Mapping[str, OpenEngine], peers: Sequence[Peer], queries: Sequence[Query]
) -> None:
    """Make sure that engines find the same number of records with the same facet counts.

    Literal keyword queries in all engines, sentences in those that answer them in the same way.

    Raises:
        DisagreementError: naming engines and query.
    """
    for query in queries:
        comparable = [peer for peer in peers if peer.alike or query.kind is Kind.KEYWORD]
        answers = {peer.name: engines[peer.key].answer(query).without_zeros() for peer in comparable}
        first, *others = answers.items()
        for name, answer in others:
            if answer != first[1]:
                raise DisagreementError(
                    f"{first[0]} finds {first[1].total}, {name} {answer.total} for {query.text!r}, or counts otherwise."
                )


def measure_engines(
    engines: Mapping[str, OpenEngine],
    queries: Mapping[str, Sequence[Query]],
    rounds: Mapping[str, int],
    progress: Callable[[], None],
) -> Timings:
    """Time each query on every engine in turn, in several rounds.

    Args:
        engines: by key.
        queries: the queries that each engine answers.
        rounds: how often each engine answers each of them.
        progress: called after each query of a round.
    """
    asked = list(dict.fromkeys(query for some in queries.values() for query in some))
    belongs = {key: frozenset(some) for key, some in queries.items()}
    for key, engine in engines.items():
        for query in _first_of_each(queries[key]) if rounds[key] == 1 else queries[key]:
            engine.search(query)
    taken: dict[str, dict[Query, list[float]]] = {key: defaultdict(list) for key in engines}
    gc.collect()
    gc.freeze()
    for number in range(max(rounds.values())):
        for turn, query in enumerate(asked):
            taking_part = [key for key in engines if query in belongs[key] and number < rounds[key]]
            # Rotate the order, so that no engine always follows the same one.
            shift = (turn + number) % max(len(taking_part), 1)
            for key in taking_part[shift:] + taking_part[:shift]:
                taken[key][query].append(time_call(engines[key].search, query))
            progress()
    gc.unfreeze()
    return Timings(
        {
            key: {query: statistics.median(times) for query, times in found.items()}
            for key, found in taken.items()
        }
    )


def time_call(function: Callable[[Query], Any], query: Query) -> float:
    """Milliseconds of one call."""
    start = time.perf_counter()
    function(query)
    return (time.perf_counter() - start) * 1000


def _first_of_each(queries: Sequence[Query]) -> list[Query]:
    return [
        query
        for kind in Kind
        for query in [query for query in queries if query.kind is kind][: _WARM_UP // 2]
    ]
