"""One run: for each size generate, build and query; then measure the bundled corpus as it is served."""

from __future__ import annotations

import shutil
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import msgspec

from benchmarks.document import read_documents
from benchmarks.generate import generate_corpus, write_corpus
from benchmarks.measure import Summary, Timings, check_agreement, measure_engines, write_timings
from benchmarks.peer.own import OWN
from benchmarks.peer.protocol import Paths, Peer
from benchmarks.peer.registry import PEERS
from benchmarks.process import Usage, run_watched
from benchmarks.sentence import split_sentences
from benchmarks.server import measure_http, measure_start, measure_throughput
from benchmarks.step import Floor, build_arguments, step_arguments
from benchmarks.workload import Kind, Query, make_workload, write_workload

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from renkei_search.corpus.collection import Corpus

CONNECTIONS: Final = (1, 4)
_CORPUS: Final = "corpus"
_INDEX: Final = "index"


@dataclass(frozen=True)
class Plan:
    """What to measure.

    Attributes:
        sizes: the numbers of records.
        queries: the number of queries of each kind.
        rounds: how often each query is run.
        agreement: how many queries of each kind are compared between the engines first.
        starts: how often the service is started.
        seconds: how long searches are counted for throughput.
    """

    sizes: tuple[int, ...] = (1_000, 10_000, 100_000)
    queries: int = 300
    rounds: int = 3
    agreement: int = 10
    starts: int = 5
    seconds: float = 10.0


QUICK: Final = Plan(sizes=(200,), queries=6, rounds=1, agreement=3, starts=1, seconds=0.5)


@dataclass(frozen=True)
class Material:
    """What records and queries are made of."""

    folder: Path
    corpus: Corpus
    texts: Sequence[str]
    questions: Sequence[str]


@dataclass(frozen=True)
class SizeResult:
    """What was measured on one number of records.

    Attributes:
        size: how many records.
        floor: bare tokenisation of their texts.
        prepared: making the terms for the peers, which their builds do not include.
        builds: by engine.
        opened: seconds to open each index.
        disk: MiB of each index.
        timings: of the queries.
        http: JSON over HTTP, all queries of both kinds.
        bare: the same queries by the engine alone, measured in turn with ``http``.
        start: seconds to the first answer of ``renkei-search serve``.
    """

    size: int
    floor: Floor
    prepared: Usage
    builds: Mapping[str, Usage]
    opened: Mapping[str, float]
    disk: Mapping[str, float]
    timings: Timings
    http: Summary
    bare: Summary
    start: float


@dataclass(frozen=True)
class BundledResult:
    """The bundled corpus: records, seconds to the first answer, JSON searches a second by number of connections."""

    size: int
    start: float
    throughput: Mapping[int, float]


@dataclass(frozen=True)
class RunResult:
    """All figures of a run."""

    plan: Plan
    sizes: tuple[SizeResult, ...]
    bundled: BundledResult


def run(
    plan: Plan, material: Material, folder: Path, begin: Callable[[str, int], Callable[[], None]]
) -> RunResult:
    """Measure everything.

    Args:
        plan: what to measure.
        material: what records and queries are made of.
        folder: for corpora, indexes and queries; emptied first.
        begin: called at each step with its name and number of turns; what it returns is called after each turn.
    """
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return RunResult(
        plan,
        tuple(_run_size(size, plan, material, folder / str(size), begin) for size in plan.sizes),
        _run_bundled(plan, material, folder / "bundled", begin),
    )


def _run_size(
    size: int, plan: Plan, material: Material, folder: Path, begin: Callable[[str, int], Callable[[], None]]
) -> SizeResult:
    folder.mkdir()
    title = f"{size:,} records"
    turn = begin(f"{title}: generate", 1)
    write_corpus(generate_corpus(material.corpus, material.texts, size), material.folder, folder / _CORPUS)
    turn()
    paths = {peer.key: _paths(folder, peer) for peer in PEERS}
    own = paths[OWN.key]

    turn = begin(f"{title}: tokenise", 2)
    floor_file = folder / "floor.json"
    run_watched(step_arguments("floor", own.corpus, floor_file))
    turn()
    prepared = run_watched(step_arguments("prepare", own.corpus, own.documents))
    turn()
    built = [peer for peer in PEERS if peer.build is not None]
    turn = begin(f"{title}: build", len(built))
    builds = {}
    for peer in built:
        builds[peer.key] = run_watched(build_arguments(peer.key, paths[peer.key]))
        turn()

    queries = _make_queries(plan, material, own.documents, folder)
    engines, opened = {}, {}
    for peer in PEERS:
        start = time.perf_counter()
        engines[peer.key] = peer.open(paths[peer.key])
        opened[peer.key] = time.perf_counter() - start
    turn = begin(f"{title}: compare answers", 1)
    check_agreement(engines, PEERS, _some(queries, plan.agreement))
    turn()
    limits = {peer.key: peer.limit(size, plan.queries) for peer in PEERS}
    turn = begin(f"{title}: search", len(queries) * plan.rounds)
    timings = measure_engines(
        engines,
        {key: _some(queries, limit) for key, limit in limits.items()},
        {key: plan.rounds if limit == plan.queries else 1 for key, limit in limits.items()},
        turn,
    )
    write_timings(timings, folder / "timings.jsonl")
    turn = begin(f"{title}: serve", len(queries) * plan.rounds + 1)
    http, bare = measure_http(own.corpus, own.index, engines[OWN.key], queries, plan.rounds, turn)
    start = measure_start(own.corpus, own.index, queries[0], plan.starts)
    turn()
    return SizeResult(
        size=size,
        floor=msgspec.json.decode(floor_file.read_bytes(), type=Floor),
        prepared=prepared,
        builds=builds,
        opened=opened,
        disk={peer.key: _mebibytes(paths[peer.key].peer) for peer in built},
        timings=timings,
        http=http,
        bare=bare,
        start=start,
    )


def _run_bundled(
    plan: Plan, material: Material, folder: Path, begin: Callable[[str, int], Callable[[], None]]
) -> BundledResult:
    folder.mkdir()
    turn = begin("bundled corpus", 3 + len(CONNECTIONS))
    paths = Paths(material.folder, folder / "documents.jsonl", folder / _INDEX, folder)
    run_watched(step_arguments("prepare", paths.corpus, paths.documents))
    turn()
    run_watched(build_arguments(OWN.key, paths))
    turn()
    queries = _make_queries(plan, material, paths.documents, folder)
    start = measure_start(paths.corpus, paths.index, queries[0], plan.starts)
    turn()
    throughput = {}
    for connections in CONNECTIONS:
        throughput[connections] = measure_throughput(
            paths.corpus, paths.index, queries, connections, plan.seconds
        )
        turn()
    return BundledResult(len(material.corpus.initiatives), start, throughput)


def _make_queries(plan: Plan, material: Material, documents: Path, folder: Path) -> tuple[Query, ...]:
    sentences = split_sentences(initiative.description for initiative in material.corpus.initiatives)
    queries = make_workload(read_documents(documents), sentences, material.questions, plan.queries)
    write_workload(queries, folder / "workload.jsonl")
    return queries


def _some(queries: Sequence[Query], count: int) -> list[Query]:
    """The first ``count`` of each kind."""
    return [query for kind in Kind for query in [query for query in queries if query.kind is kind][:count]]


def _paths(folder: Path, peer: Peer) -> Paths:
    return Paths(folder / _CORPUS, folder / "documents.jsonl", folder / _INDEX, folder / peer.folder)


def _mebibytes(folder: Path) -> float:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1024**2
