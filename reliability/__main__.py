"""``python -m reliability``: run one trial, or all of them, and write the figures into a document."""

from __future__ import annotations

import os
import platform
import tempfile
from collections import Counter
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click
from rich.console import Console
from rich.progress import Progress

from reliability.crash import CrashFigures, crash
from reliability.fuzz import FuzzFigures, fuzz
from reliability.load import LoadFigures, load
from reliability.material import UnreliableError, make_client
from reliability.slow import SlowFigures, slow
from reliability.start import StartFigures, start
from reliability.swap import SwapFigures, swap
from renkei_search import resources
from renkei_search.corpus.reader import read_corpus
from renkei_search.search.service import SearchService, build_index

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from renkei_search.corpus.collection import Corpus

_SEED: Final = 20_261_122
_PACKAGES: Final = ("gunicorn", "waitress", "flask", "whoosh", "sudachipy", "sudachidict-core", "numpy")


@click.command()
@click.argument(
    "what", type=click.Choice(["all", "crash", "swap", "load", "slow", "fuzz", "start"]), default="all"
)
@click.option("--moments", default=100, show_default=True, help="Builds to kill.")
@click.option("--swaps", default=20, show_default=True, help="Rebuilds under load.")
@click.option("--clients", default=8, show_default=True, help="Clients that search during the rebuilds.")
@click.option("--seconds", default=30, show_default=True, help="How long to saturate.")
@click.option("--connections", default=64, show_default=True, help="Clients that wait at a time.")
@click.option("--drips", default=400, show_default=True, help="Clients that send a byte a second.")
@click.option("--inputs", default=200_000, show_default=True, help="Random inputs.")
@click.option("--seed", default=_SEED, show_default=True, help="Of everything drawn at random.")
@click.option(
    "--document",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="Write what was tried between its marks; what was not tried stays as it is.",
)
def main(  # noqa: PLR0913, PLR0917 # options
    what: str,
    moments: int,
    swaps: int,
    clients: int,
    seconds: int,
    connections: int,
    drips: int,
    inputs: int,
    seed: int,
    document: Path | None,
) -> None:
    """Try to bring the program down."""
    corpus = read_corpus(resources.corpus_folder())
    with Progress(console=Console(stderr=True)) as bars, tempfile.TemporaryDirectory() as name:
        folder = Path(name)

        def bar(label: str, total: int) -> Callable[[], None]:
            task = bars.add_task(label, total=total)
            return lambda: bars.advance(task)

        index = folder / "index"
        build_index(index, corpus)
        trials: dict[str, Callable[[], Iterator[str]]] = {
            "start": lambda: _tell_start(start(index, 15)),
            "crash": lambda: _tell_crash(_crash(corpus, folder, moments, seed, bar("crash", moments))),
            "swap": lambda: _tell_swap(swap(corpus, folder / "swap", swaps, clients, bar("swap", swaps))),
            "load": lambda: _tell_load(
                [load(index, folder, count, connections, seconds) for count in (1, os.cpu_count() or 1)]
            ),
            "slow": lambda: _tell_slow([slow(index, count, seconds) for count in (50, drips)]),
            "fuzz": lambda: _tell_fuzz(_fuzz(index, seed, inputs, bar("fuzz", inputs))),
        }
        try:
            for trial in trials if what == "all" else [what]:
                text = "\n".join([*trials[trial](), "", _tell_circumstances()])
                click.echo(text)
                if document is not None:
                    _write(document, trial, text)
        except UnreliableError as error:
            raise click.ClickException(str(error)) from error


def _crash(
    corpus: Corpus, folder: Path, moments: int, seed: int, progress: Callable[[], None]
) -> CrashFigures:
    index = folder / "crash"
    index.mkdir()
    return crash(corpus, index, moments, seed, progress)


def _fuzz(index: Path, seed: int, inputs: int, progress: Callable[[], None]) -> FuzzFigures:
    return fuzz(SearchService(index).engine(), make_client(index), seed, inputs, progress)


def _tell_start(figures: StartFigures) -> Iterator[str]:
    yield "| Starts | Median | Shortest | Longest |"
    yield "|---:|---:|---:|---:|"
    yield f"| {figures.starts} | {figures.median:.2f} s | {figures.shortest:.2f} s | {figures.longest:.2f} s |"


def _tell_crash(figures: CrashFigures) -> Iterator[str]:
    yield "| Builds killed | Length of a build | Old generation in use after | New one | Left a folder behind | Seed |"
    yield "|---:|---:|---:|---:|---:|---:|"
    yield (
        f"| {figures.killed} | {figures.build_seconds:.2f} s | {figures.old} | {figures.new} | {figures.leftovers} "
        f"| {figures.seed} |"
    )


def _tell_swap(figures: SwapFigures) -> Iterator[str]:
    yield "| Rebuilds | Clients | Answers | Failed or mixed | Generations seen | Left on the disk | Memory before | After |"
    yield "|---:|---:|---:|---:|---:|---:|---:|---:|"
    yield (
        f"| {figures.swaps} | {figures.clients} | {figures.answers:,} | 0 | {figures.generations} | {figures.left} "
        f"| {figures.before:.0f} MiB | {figures.after:.0f} MiB |"
    )


def _tell_load(runs: list[LoadFigures]) -> Iterator[str]:
    yield "| Workers | Connections | Seconds | Requests | A second | Errors | p50 | p95 | p99 | Longest |"
    yield "|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|"
    for run in runs:
        yield (
            f"| {run.workers} | {run.connections} | {run.seconds:.0f} | {run.requests:,} "
            f"| {run.requests / run.seconds:.0f} | {run.errors} | {run.p50:.0f} ms | {run.p95:.0f} ms "
            f"| {run.p99:.0f} ms | {run.longest:.0f} ms |"
        )


def _tell_slow(runs: list[SlowFigures]) -> Iterator[str]:
    yield "| Slow clients | Workers × threads | Given up | Answers to others | Median | Longest |"
    yield "|---:|---:|---:|---:|---:|---:|"
    for run in runs:
        yield (
            f"| {run.clients} | {run.workers} × {run.threads} | {run.closed} | {run.answers} "
            f"| {run.median * 1_000:.0f} ms | {run.longest * 1_000:.0f} ms |"
        )


def _tell_fuzz(figures: FuzzFigures) -> Iterator[str]:
    yield f"{figures.inputs:,} inputs, seed {figures.seed}."
    yield ""
    yield "| Part | Inputs | Outcomes | Slowest |"
    yield "|---|---:|---|---:|"
    for name, tally in figures.parts.items():
        outcomes = Counter(tally.outcomes).most_common()
        told = ", ".join(f"{outcome} {count:,}" for outcome, count in outcomes)
        yield f"| {name} | {tally.inputs:,} | {told} | {tally.slowest * 1_000:.0f} ms |"


def _tell_circumstances() -> str:
    packages = ", ".join(f"{package} {version(package)}" for package in _PACKAGES)
    load_average = ", ".join(f"{value:.1f}" for value in os.getloadavg())
    return (
        f"{datetime.now(UTC):%Y-%m-%d}, {platform.machine()}, {os.cpu_count()} cores, "
        f"{platform.system()} {platform.release()}, Python {platform.python_version()}, {packages}; "
        f"load average of the machine at the end, other programs included: {load_average}."
    )


def _write(document: Path, trial: str, text: str) -> None:
    """Put text between the document's marks of a trial.

    Raises:
        UnreliableError: there are none.
    """
    begin, end = f"<!-- {trial}: begin -->", f"<!-- {trial}: end -->"
    before, found, rest = document.read_text(encoding="utf-8").partition(begin)
    _, also, after = rest.partition(end)
    if not found or not also:
        raise UnreliableError(f"{document} lacks the marks {begin} and {end}")
    document.write_text(f"{before}{begin}\n\n{text}\n\n{end}{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
