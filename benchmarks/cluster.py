"""``python -m benchmarks.cluster``: columns compared with an OpenSearch node, both served over HTTP.

Starts a node of its own (JDK 17 and Maven; see tests/opensearch/), builds the same generated records for both, checks
that both give the same counts, and queries them in turn.
"""

from __future__ import annotations

import statistics
import threading
import time
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click
import msgspec
import psutil
from opensearchpy import OpenSearch

from benchmarks.document import read_documents
from benchmarks.generate import generate_corpus, write_corpus
from benchmarks.measure import Summary, summarize, time_call
from benchmarks.peer.protocol import Paths
from benchmarks.process import Usage, memory_of, run_watched
from benchmarks.sentence import split_sentences
from benchmarks.server import Client, serving
from benchmarks.step import step_arguments
from benchmarks.workload import Kind, Query, make_workload
from renkei_search import resources
from renkei_search.corpus.reader import read_corpus
from tests.opensearch.cluster import running_cluster

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from renkei_search.corpus.collection import Corpus

_CLIENTS: Final = 8
_WORKERS: Final = "2"
_NAME: Final = "benchmark"
_MARKS: Final = ("<!-- cluster: begin -->", "<!-- cluster: end -->")


class DisagreementError(Exception):
    """Two engines counted differently."""


@dataclass
class _Served:
    """A served engine with its measurements."""

    name: str
    port: int
    build: Usage
    disk: float
    answered: int = 0
    seconds: float = 0.0
    times: dict[Query, list[float]] = field(default_factory=dict)
    memory: float = 0.0


@click.command()
@click.option("--size", type=click.IntRange(min=100), default=100_000, show_default=True)
@click.option("--queries", type=click.IntRange(min=1), default=100, show_default=True, help="Of each kind.")
@click.option("--rounds", type=click.IntRange(min=1), default=3, show_default=True)
@click.option(
    "--seconds", type=float, default=8.0, show_default=True, help="Of load, for each engine a round."
)
@click.option("--document", type=click.Path(path_type=Path, dir_okay=False), help="Write the table there.")
@click.option(
    "--folder", type=click.Path(path_type=Path, file_okay=False), default=Path("build/bench-cluster")
)
def main(size: int, queries: int, rounds: int, seconds: float, document: Path | None, folder: Path) -> None:
    """Measure both and write the table."""
    folder.mkdir(parents=True, exist_ok=True)
    bundled = read_corpus(resources.corpus_folder())
    corpus = folder / "corpus"
    write_corpus(generate_corpus(bundled, (), size), resources.corpus_folder(), corpus)
    workload = _make_workload(bundled, folder, queries)
    with ExitStack() as stack:
        (node,) = stack.enter_context(running_cluster(folder))
        options = ["--engine", "opensearch", "--opensearch-url", node.url, "--opensearch-name", _NAME]
        engines = [
            _serve(stack, "columns", corpus, folder / "columns", []),
            _serve(stack, "opensearch", corpus, folder / "opensearch", options),
        ]
        engines[1].disk += _disk_of_node(node.url)
        for query in workload:
            _ask_both(engines, query)
        for _ in range(rounds):
            clients = [stack.enter_context(closing(Client(engine.port))) for engine in engines]
            for query in workload:
                for engine, client in zip(engines, clients, strict=True):
                    engine.times.setdefault(query, []).append(time_call(client.search, query))
            for engine in engines:
                _load(engine, workload, seconds)
        for engine in engines:
            engine.memory = sum(memory_of(one) for one in _servers(engine.port))
        table = _table(engines, size, _memory_of_node(node.url))
    click.echo(table)
    if document is not None:
        text = document.read_text(encoding="utf-8")
        before, _, rest = text.partition(_MARKS[0])
        _, _, after = rest.partition(_MARKS[1])
        document.write_text(f"{before}{_MARKS[0]}\n\n{table}\n\n{_MARKS[1]}{after}", encoding="utf-8")


def _make_workload(bundled: Corpus, folder: Path, count: int) -> tuple[Query, ...]:
    paths = Paths(resources.corpus_folder(), folder / "documents.jsonl", folder / "none", folder)
    run_watched(step_arguments("prepare", paths.corpus, paths.documents))
    sentences = split_sentences(initiative.description for initiative in bundled.initiatives)
    return make_workload(read_documents(paths.documents), sentences, (), count)


def _serve(stack: ExitStack, name: str, corpus: Path, index: Path, options: Sequence[str]) -> _Served:
    arguments = ["-m", "renkei_search", "index", "--corpus", str(corpus), "--index", str(index), *options]
    build = run_watched(arguments)
    disk = sum(path.stat().st_size for path in index.rglob("*") if path.is_file()) / 1024**2
    port = stack.enter_context(serving(corpus, index, *options, "--workers", _WORKERS, "--no-request-log"))
    return _Served(name, port, build, disk)


def _ask_both(engines: Sequence[_Served], query: Query) -> None:
    """Warm both up with a query.

    Raises:
        DisagreementError: they count differently.
    """
    counted = []
    for engine in engines:
        with closing(Client(engine.port)) as client:
            answer = msgspec.json.decode(client.search(query))
            counted.append((answer["total"], answer["facets"]))
    if counted[0] != counted[1]:
        raise DisagreementError(query.text)


def _load(engine: _Served, queries: Sequence[Query], seconds: float) -> None:
    """Send queries on several connections at once for a given time."""
    stop = threading.Event()
    answered = [0] * _CLIENTS

    def ask(number: int) -> None:
        first = number * len(queries) // _CLIENTS
        turn = cycle((*queries[first:], *queries[:first]))
        with closing(Client(engine.port)) as client:
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
    engine.answered += sum(answered)
    engine.seconds += time.perf_counter() - start


def _servers(port: int) -> list[psutil.Process]:
    """The processes that were started to serve on a port."""
    return [
        child
        for child in psutil.Process().children()
        if str(port) in (line := child.cmdline()) and "serve" in line
    ]


def _disk_of_node(url: str) -> float:
    stats = OpenSearch([url]).indices.stats(index=f"{_NAME}-*")
    return float(stats["_all"]["primaries"]["store"]["size_in_bytes"]) / 1024**2


def _memory_of_node(url: str) -> float:
    process = next(iter(OpenSearch([url]).nodes.info(metric="process")["nodes"].values()))["process"]
    return memory_of(psutil.Process(process["id"]))


def _summary(engine: _Served, kind: Kind) -> Summary:
    return summarize(statistics.median(times) for query, times in engine.times.items() if query.kind is kind)


def _table(engines: Sequence[_Served], size: int, node: float) -> str:
    columns, cluster = engines
    rows: Mapping[str, tuple[float, float]] = {
        **{
            f"{kind.value}, {part} (ms)": tuple(getattr(_summary(one, kind), part) for one in engines)
            for kind in Kind
            for part in ("p50", "p95")
        },
        f"searches a second, {_CLIENTS} clients": (
            columns.answered / columns.seconds,
            cluster.answered / cluster.seconds,
        ),
        "build (s)": (columns.build.seconds, cluster.build.seconds),
        "peak memory of the build (MiB)": (columns.build.total, cluster.build.total),
        "disk (MiB)": (columns.disk, cluster.disk),
        f"memory of `serve`, {_WORKERS} workers (MiB)": (columns.memory, cluster.memory),
        "memory of the node (MiB)": (0.0, node),
    }
    lines = [f"| {size:,} records | columns | opensearch | ratio |", "|---|---:|---:|---:|"]
    for name, (one, other) in rows.items():
        ratio = f"{other / one:.1f}" if one else ""
        lines.append(f"| {name} | {one:,.1f} | {other:,.1f} | {ratio} |")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
