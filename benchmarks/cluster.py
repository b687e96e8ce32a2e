"""``python -m benchmarks.cluster``: columns compared with an OpenSearch node, all over HTTP.

Starts a node of its own (JDK 17 and Maven; see tests/opensearch/), builds the same generated records for both, checks
that both give the same counts, and queries in turn the two as `renkei-search serve` serves them, and the node alone.
"""

from __future__ import annotations

import os
import platform
import shutil
import statistics
import threading
import time
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from itertools import cycle
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click
import msgspec
import psutil
from opensearchpy import OpenSearch

from benchmarks.contract import ContractClient, make_contract
from benchmarks.document import read_documents
from benchmarks.generate import generate_corpus, write_corpus
from benchmarks.measure import summarize, time_call
from benchmarks.peer.protocol import Paths
from benchmarks.process import Usage, memory_of, run_watched
from benchmarks.report import Bar
from benchmarks.sentence import split_sentences
from benchmarks.server import Client, measure_throughput, serving
from benchmarks.step import Floor, step_arguments
from benchmarks.workload import Kind, Query, make_workload
from renkei_search import resources
from renkei_search.corpus.reader import read_corpus
from tests.opensearch.cluster import FULL, running_cluster

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from renkei_search.corpus.collection import Corpus

_CLIENTS: Final = 8
_WORKERS: Final = 2
_NAME: Final = "benchmark"
_MARKS: Final = ("<!-- cluster {size}: begin -->", "<!-- cluster {size}: end -->")
# No initiative has these words, so other spellings are searched for, which once took the most memory.
_MISSPELLED: Final = (
    "ウェブサイド",
    "ボランテイア",
    "スポツー",
    "デマンドバズ",
    "コミュニテー",
    "インバウンズ",
)


class DisagreementError(Exception):
    """Two engines counted differently."""


@dataclass
class _Contender:
    """A contender, with its measurements."""

    name: str
    connect: Callable[[], Client | ContractClient]
    answered: int = 0
    seconds: float = 0.0
    times: dict[Query, list[float]] = field(default_factory=dict)

    def part(self, kind: Kind, part: str) -> float:
        """The p50 or p95 of a kind of query: milliseconds."""
        found = summarize(
            statistics.median(times) for query, times in self.times.items() if query.kind is kind
        )
        return float(getattr(found, part))

    @property
    def rate(self) -> float:
        """The answers per second under load."""
        return self.answered / self.seconds


@dataclass
class _Served(_Contender):
    """An engine as `renkei-search serve` serves it."""

    port: int = 0
    build: Usage = Usage(0.0, 0.0, 0.0, 0)  # noqa: RUF009 # frozen
    disk: float = 0.0
    memory: float = 0.0
    largest: float = 0.0
    private: float = 0.0


@click.command()
@click.option("--size", type=click.IntRange(min=100), default=100_000, show_default=True)
@click.option("--queries", type=click.IntRange(min=1), default=100, show_default=True, help="Of each kind.")
@click.option("--rounds", type=click.IntRange(min=1), default=3, show_default=True)
@click.option(
    "--seconds", type=float, default=8.0, show_default=True, help="Of load, for each contender a round."
)
@click.option(
    "--document",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write the tables there, between its marks for this size.",
)
@click.option(
    "--folder",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("build/bench-cluster"),
    show_default=True,
    help="Where corpora and indexes are kept; emptied first.",
)
def main(size: int, queries: int, rounds: int, seconds: float, document: Path | None, folder: Path) -> None:
    """Measure them and write the tables."""
    marks = tuple(mark.format(size=size) for mark in _MARKS)
    if document is not None and not all(mark in document.read_text(encoding="utf-8") for mark in marks):
        raise click.UsageError(f"{document} has no place for {size} records: {' … '.join(marks)}")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    tell = _Progress()
    bundled = read_corpus(resources.corpus_folder())
    corpus = folder / "corpus"
    tell(f"making {size:,} records")
    write_corpus(generate_corpus(bundled, (), size), resources.corpus_folder(), corpus)
    workload = _make_workload(bundled, folder, queries)
    with ExitStack() as stack:
        tell("starting a node")
        (node,) = stack.enter_context(running_cluster(folder, java=FULL))
        options = ["--engine", "opensearch", "--opensearch-url", node.url, "--opensearch-name", _NAME]
        tell("tokenising alone")
        run_watched(step_arguments("floor", corpus, folder / "floor.json"))
        floor = msgspec.json.decode((folder / "floor.json").read_bytes(), type=Floor)
        tell("building for columns")
        columns = _serve(stack, "columns", corpus, folder / "columns", [])
        tell("building for OpenSearch")
        cluster = _serve(stack, "opensearch", corpus, folder / "opensearch", options)
        cluster.disk += _disk_of_node(node.url)
        tell("comparing answers")
        contract = make_contract(folder / "opensearch", node.url, workload)
        bare = _Contender("contract tree", partial(ContractClient, contract))
        contenders = (columns, cluster, bare)
        for query in workload:
            _ask_all(contenders, query)
        for number in range(1, rounds + 1):
            tell(f"round {number} of {rounds}: one after another")
            clients = [stack.enter_context(closing(one.connect())) for one in contenders]
            for query in workload:
                for contender, client in zip(contenders, clients, strict=True):
                    contender.times.setdefault(query, []).append(time_call(client.search, query))
            tell(f"round {number} of {rounds}: {_CLIENTS} clients")
            for contender in contenders:
                _load(contender, workload, seconds)
        for served in (columns, cluster):
            _misspell(served)
            _measure_memory(served)
        memory = _memory_of_node(node.url)
    tell("the bundled corpus")
    bars = [*_judge(columns, bare, floor), _judge_bundled(folder / "bundled", workload, seconds)]
    figures = _figures(columns, cluster, bare, size, memory)
    tables = f"{_describe_run()}\n\n{figures}\n\n{_bars(bars, size)}"
    click.echo(tables)
    if document is not None:
        text = document.read_text(encoding="utf-8")
        before, _, rest = text.partition(marks[0])
        _, _, after = rest.partition(marks[1])
        document.write_text(f"{before}{marks[0]}\n\n{tables}\n\n{marks[1]}{after}", encoding="utf-8")


class _Progress:
    """Prints each step on standard error, with the time since the start."""

    def __init__(self) -> None:
        self._start = time.monotonic()

    def __call__(self, step: str) -> None:
        click.echo(f"{time.monotonic() - self._start:7.0f} s  {step}", err=True)


def _make_workload(bundled: Corpus, folder: Path, count: int) -> tuple[Query, ...]:
    paths = Paths(resources.corpus_folder(), folder / "documents.jsonl", folder / "none", folder)
    run_watched(step_arguments("prepare", paths.corpus, paths.documents))
    sentences = split_sentences(initiative.description for initiative in bundled.initiatives)
    return make_workload(read_documents(paths.documents), sentences, (), count)


def _serve(stack: ExitStack, name: str, corpus: Path, index: Path, options: Sequence[str]) -> _Served:
    arguments = ["-m", "renkei_search", "index", "--corpus", str(corpus), "--index", str(index), *options]
    build = run_watched(arguments)
    disk = sum(path.stat().st_size for path in index.rglob("*") if path.is_file()) / 1024**2
    # Without a cache, so that every question is searched for although the questions repeat.
    own = ["--workers", str(_WORKERS), "--no-request-log", "--remember", "0"]
    port = stack.enter_context(serving(corpus, index, *options, *own))
    return _Served(name, partial(Client, port), port=port, build=build, disk=disk)


def _ask_all(contenders: Sequence[_Contender], query: Query) -> None:
    """Warm up all contenders with a query.

    Raises:
        DisagreementError: they count differently.
    """
    counted = []
    for contender in contenders:
        with closing(contender.connect()) as client:
            answer = msgspec.json.decode(client.search(query))
        # A node answers in its own form.
        whole = "facets" in answer
        counted.append((answer["total"], answer["facets"]) if whole else answer["hits"]["total"]["value"])
    served, other, found = counted
    if served != other or served[0] != found:
        raise DisagreementError(query.text)


def _load(contender: _Contender, queries: Sequence[Query], seconds: float) -> None:
    """Send queries on several connections at once for a given time."""
    stop = threading.Event()
    answered = [0] * _CLIENTS

    def ask(number: int) -> None:
        first = number * len(queries) // _CLIENTS
        turn = cycle((*queries[first:], *queries[:first]))
        with closing(contender.connect()) as client:
            while not stop.is_set():
                client.search(next(turn))
                answered[number] += 1

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(_CLIENTS)]
    start = time.perf_counter()
    for thread in threads:
        thread.start()
    stop.wait(seconds)
    stop.set()
    for thread in threads:
        thread.join()
    contender.answered += sum(answered)
    contender.seconds += time.perf_counter() - start


def _misspell(served: _Served) -> None:
    """Search for misspelled words on one connection per client, so that every worker gets some."""
    clients = [served.connect() for _ in range(_CLIENTS)]
    for word in _MISSPELLED:
        for client in clients:
            client.search(Query(Kind.KEYWORD, word, (word,)))
    for client in clients:
        client.close()


def _measure_memory(served: _Served) -> None:
    processes = _servers(served.port)
    workers = [one for process in processes for one in process.children()]
    served.memory = sum(map(memory_of, processes))
    served.largest = max(map(_peak_of, workers))
    served.private = max(one.memory_full_info().uss for one in workers) / 1024**2


def _servers(port: int) -> list[psutil.Process]:
    """The processes that were started to serve on a port."""
    return [
        child
        for child in psutil.Process().children()
        if str(port) in (line := child.cmdline()) and "serve" in line
    ]


def _peak_of(process: psutil.Process) -> float:
    """The peak resident memory of a process in MiB, including mapped files, or else its current memory."""
    status = Path(f"/proc/{process.pid}/status")
    if status.exists():
        for line in status.read_text(encoding="ascii", errors="replace").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / 1024
    return float(process.memory_info().rss) / 1024**2


def _disk_of_node(url: str) -> float:
    stats = OpenSearch([url]).indices.stats(index=f"{_NAME}-*")
    return float(stats["_all"]["primaries"]["store"]["size_in_bytes"]) / 1024**2


def _memory_of_node(url: str) -> float:
    process = next(iter(OpenSearch([url]).nodes.info(metric="process")["nodes"].values()))["process"]
    return memory_of(psutil.Process(process["id"]))


def _bars(bars: Iterable[Bar], size: int) -> str:
    lines = [f"| one machine, {size:,} records | wanted | measured | |", "|---|---|---|---|"]
    lines += [
        f"| {bar.what} | {bar.wanted} | {bar.measured} | {'met' if bar.met else '**missed**'} |"
        for bar in bars
    ]
    return "\n".join(lines)


def _describe_run() -> str:
    day = datetime.now(UTC).date().isoformat()
    memory = psutil.virtual_memory().total / 1024**3
    load = f"{os.getloadavg()[2]:.1f}" if hasattr(os, "getloadavg") else "unknown"
    return (
        f"{day}. {platform.machine()}, {os.cpu_count()} cores, {memory:.0f} GiB, {platform.system()}; a node with 1 GiB of"
        f" heap and {_WORKERS} workers each for both engines, on the same cores as the clients; load average of the last 15"
        f" minutes, other programs included: {load}."
    )


def _figures(columns: _Served, cluster: _Served, bare: _Contender, size: int, node: float) -> str:
    rows: Mapping[str, tuple[float | None, ...]] = {
        **{
            f"{kind.value}, {part} (ms)": tuple(one.part(kind, part) for one in (columns, cluster, bare))
            for kind in Kind
            for part in ("p50", "p95")
        },
        f"searches a second, {_CLIENTS} clients": (columns.rate, cluster.rate, bare.rate),
        "build (s)": (columns.build.seconds, cluster.build.seconds),
        "peak memory of the build (MiB)": (columns.build.total, cluster.build.total),
        "disk (MiB)": (columns.disk, cluster.disk),
        f"memory of `serve`, {_WORKERS} workers (MiB)": (columns.memory, cluster.memory),
        "peak memory of a worker, mapped files included (MiB)": (columns.largest, cluster.largest),
        "memory of a worker at the end, without what it shares (MiB)": (columns.private, cluster.private),
        "memory of the node (MiB)": (None, node, node),
    }
    lines = [f"| {size:,} records | columns | opensearch | contract tree |", "|---|---:|---:|---:|"]
    for name, values in rows.items():
        cells = ["" if value is None else f"{value:,.1f}" for value in (*values, None)[:3]]
        lines.append(f"| {name} | {' | '.join(cells)} |")
    return "\n".join(lines)


def _judge(columns: _Served, bare: _Contender, floor: Floor) -> Iterator[Bar]:
    for kind in Kind:
        for part in ("p50", "p95"):
            mine, other = columns.part(kind, part), bare.part(kind, part)
            yield Bar(
                f"{kind.value}, {part}",
                f"≤ 1.0 × the contract tree ({other:,.1f} ms)",
                f"{mine:,.1f} ms, {mine / other:.2f} ×",
                mine <= other,
            )
    rate, peak = columns.rate, columns.largest
    yield Bar(
        f"answers a second, {_CLIENTS} clients, {_WORKERS} workers", "≥ 250", f"{rate:,.0f}", rate >= 250
    )
    yield Bar("peak memory of a worker", "≤ 600 MiB", f"{peak:,.0f} MiB", peak <= 600)
    build = columns.build.seconds / floor.seconds
    yield Bar("build", f"≤ 1.6 × bare tokenisation ({floor.seconds:,.0f} s)", f"{build:.2f} ×", build <= 1.6)


def _judge_bundled(folder: Path, queries: Sequence[Query], seconds: float) -> Bar:
    corpus = resources.corpus_folder()
    run_watched(["-m", "renkei_search", "index", "--corpus", str(corpus), "--index", str(folder)])
    rate = measure_throughput(corpus, folder, queries, 4, seconds)
    return Bar("bundled corpus, answers a second a worker", "≥ 600", f"{rate:,.0f}", rate >= 600)


if __name__ == "__main__":
    main()
