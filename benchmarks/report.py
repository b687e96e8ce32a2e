"""The figures of a run as Markdown, and into the document."""

from __future__ import annotations

import os
import platform
import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, packages_distributions, version
from pathlib import Path
from typing import TYPE_CHECKING, Final

import psutil

from benchmarks.peer.own import OWN
from benchmarks.peer.registry import PEERS
from benchmarks.peer.whoosh_searcher import WHOOSH_SEARCHER
from benchmarks.plot import Line, draw_plot, format_number
from benchmarks.workload import Kind
from renkei_search.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from benchmarks.peer.protocol import Peer
    from benchmarks.run import RunResult, SizeResult

_BEGIN: Final = "<!-- figures: begin -->"
_END: Final = "<!-- figures: end -->"
_LIBRARIES: Final = ("tantivy", "numpy", "sudachipy", "sudachidict-core", "flask", "waitress")
_KINDS: Final = {Kind.KEYWORD: "keywords", Kind.SENTENCE: "sentences"}


@dataclass(frozen=True)
class Bar:
    """A target: its name, the required value, the measured value, and whether it is reached."""

    what: str
    wanted: str
    measured: str
    met: bool


def write_document(result: RunResult, document: Path) -> None:
    """Put the figures between the document's marks, and the plot beside it under the document's name.

    Raises:
        UsageError: the document lacks the marks.
    """
    text = document.read_text(encoding="utf-8") if document.exists() else ""
    before, begin, rest = text.partition(_BEGIN)
    _, end, after = rest.partition(_END)
    if not begin or not end:
        raise UsageError(f"{document} に目印 {_BEGIN} と {_END} がありません。")
    plot = document.with_suffix(".svg")
    plot.write_text(make_plot(result), encoding="utf-8")
    figures = make_figures(result, plot.name)
    document.write_text(f"{before}{begin}\n\n{figures}\n\n{end}{after}", encoding="utf-8")


def make_plot(result: RunResult) -> str:
    """The medians of every engine by size, as an SVG."""
    return draw_plot(
        [
            (
                name,
                [
                    Line(
                        peer.name,
                        tuple((one.size, one.timings.summary(peer.key, kind).p50) for one in result.sizes),
                    )
                    for peer in PEERS
                ],
            )
            for kind, name in _KINDS.items()
        ]
    )


def make_figures(result: RunResult, plot: str) -> str:
    """All tables, with machine, versions and date."""
    bars = _table(
        ("bar", "wanted", "measured", ""),
        ((bar.what, bar.wanted, bar.measured, "met" if bar.met else "**missed**") for bar in judge(result)),
    )
    return "\n\n".join(
        [
            _describe_run(result),
            f"### Bars, at {result.sizes[-1].size:,} records\n\n{bars}",
            f"### Milliseconds per query\n\n![Median by number of records]({plot})\n\n{_latency_table(result)}",
            f"### Building and opening\n\n{_build_table(result)}\n\n{_floor_table(result)}",
            f"### As served\n\n{_server_table(result)}\n\n{_throughput_table(result)}",
        ]
    )


def judge(result: RunResult) -> Iterator[Bar]:
    """Each bar against the largest size or the bundled corpus."""
    last = result.sizes[-1]
    for kind, name in _KINDS.items():
        own = last.timings.summary(OWN.key, kind)
        for peer in [peer for peer in PEERS if peer.key.startswith("tantivy")]:
            other = last.timings.summary(peer.key, kind)
            for label, mine, theirs in (("p50", own.p50, other.p50), ("p95", own.p95, other.p95)):
                measured = f"{format_number(mine)} ms, {mine / theirs:.2f} ×"
                yield Bar(
                    f"{name}, {label}",
                    f"≤ {format_number(theirs)} ms ({peer.name})",
                    measured,
                    mine <= theirs,
                )
        ratio, _ = last.timings.ratio(WHOOSH_SEARCHER.key, OWN.key, kind)
        yield Bar(f"{name}, p50", "≥ 50 × faster than Whoosh", f"{ratio:.1f} ×", ratio >= 50)
    http = last.http.p50 / last.bare.p50
    yield Bar("JSON over HTTP, p50", "≤ 3 × the bare engine call", f"{http:.2f} ×", http <= 3)
    build = last.builds[OWN.key]
    floor = build.seconds / last.floor.seconds
    yield Bar("build on two cores", "≤ 1.6 × bare tokenisation on one", f"{floor:.2f} ×", floor <= 1.6)
    yield Bar("peak memory of the build", "≤ 2,048 MiB", f"{build.total:,.0f} MiB", build.total <= 2048)
    bundled = result.bundled
    best = max(bundled.throughput.values())
    yield Bar("bundled corpus, JSON searches", "≥ 600 /s per worker", f"{best:,.0f} /s", best >= 600)
    yield Bar(
        "bundled corpus, start to first answer", "≤ 1.0 s", f"{bundled.start:.2f} s", bundled.start <= 1
    )


def _describe_run(result: RunResult) -> str:
    plan = result.plan
    # The distribution may be Whoosh or its fork.
    names = [packages_distributions()["whoosh"][0], *_LIBRARIES]
    libraries = ", ".join(f"{name} {found}" for name in names if (found := _version(name)))
    day = datetime.now(UTC).date().isoformat()
    memory = psutil.virtual_memory().total / 1024**3
    load = f"{os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "unknown"
    return (
        f"{day}. {_processor()}, {os.cpu_count()} cores, {memory:.0f} GiB, {platform.system()} {platform.machine()};"
        f" Python {platform.python_version()}, renkei-search {version('renkei-search')}, {libraries},"
        f" SQLite {sqlite3.sqlite_version}. {plan.queries} queries of each kind, {plan.rounds} rounds;"
        f" load average at the end {load}."
    )


def _latency_table(result: RunResult) -> str:
    rows = []
    for kind, name in _KINDS.items():
        for peer in PEERS:
            before: SizeResult | None = None
            for one in result.sizes:
                rows.append(
                    (
                        name,
                        peer.name,
                        f"{one.size:,}",
                        *_latency(one, peer, kind),
                        _growth(before, one, peer, kind),
                    )
                )
                before = one
    headings = (
        "",
        "engine",
        "records",
        "queries",
        "p50",
        "p95",
        "max",
        "÷ ours, p50",
        "÷ ours, p95",
        "growth of p50",
    )
    return _table(headings, rows)


def _latency(one: SizeResult, peer: Peer, kind: Kind) -> list[str]:
    summary = one.timings.summary(peer.key, kind)
    ratios = ["", ""]
    if peer.key != OWN.key:
        ratios = [format_number(ratio) for ratio in one.timings.ratio(peer.key, OWN.key, kind)]
    return [str(summary.queries), *map(format_number, (summary.p50, summary.p95, summary.longest)), *ratios]


def _growth(before: SizeResult | None, one: SizeResult, peer: Peer, kind: Kind) -> str:
    """The growth factors of the median and of the number of records."""
    if before is None:
        return ""
    times = one.timings.summary(peer.key, kind).p50 / before.timings.summary(peer.key, kind).p50
    return f"{times:.1f} × for {format_number(one.size / before.size)} ×"


def _build_table(result: RunResult) -> str:
    rows = [
        (
            peer.name,
            f"{one.size:,}",
            f"{build.seconds:.1f}",
            f"{one.size / build.seconds:,.0f}",
            f"{build.total:,.0f}",
            f"{build.largest:,.0f}",
            str(build.processes),
            f"{one.disk[peer.key]:,.0f}",
            f"{one.opened[peer.key] * 1000:.1f}",
        )
        for peer in PEERS
        for one in result.sizes
        if (build := one.builds.get(peer.key)) is not None
    ]
    headings = (
        "engine", "records", "s", "records/s", "peak MiB", "largest process MiB", "processes", "index MiB", "open ms",
    )  # fmt: skip
    return _table(headings, rows)


def _floor_table(result: RunResult) -> str:
    rows = []
    for one in result.sizes:
        build = one.builds[OWN.key].seconds
        rows.append(
            (
                f"{one.size:,}",
                f"{one.floor.characters / 1e6:.2f}",
                f"{one.floor.seconds:.1f}",
                f"{build / one.floor.seconds:.2f} ×",
                f"{one.floor.own_seconds:.1f}",
                f"{build / one.floor.own_seconds:.2f} ×",
                f"{one.prepared.seconds:.1f}",
            )
        )
    headings = (
        "records", "million characters", "bare Sudachi s", "our build", "titles and descriptions only s", "our build",
        "terms for the peers s",
    )  # fmt: skip
    return _table(headings, rows)


def _server_table(result: RunResult) -> str:
    rows = [
        (
            f"{one.size:,}",
            *map(format_number, (one.http.p50, one.http.p95, one.bare.p50, one.bare.p95)),
            f"{one.http.p50 / one.bare.p50:.2f}",
            f"{one.start:.2f}",
        )
        for one in result.sizes
    ]
    headings = (
        "records",
        "JSON p50",
        "JSON p95",
        "bare p50",
        "bare p95",
        "ratio of p50",
        "start to first answer s",
    )
    return _table(headings, rows)


def _throughput_table(result: RunResult) -> str:
    bundled = result.bundled
    rows = [
        (f"{bundled.size:,} (bundled)", str(connections), f"{rate:,.0f}", f"{bundled.start:.2f}")
        for connections, rate in bundled.throughput.items()
    ]
    return _table(("records", "connections", "JSON searches/s", "start to first answer s"), rows)


def _table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    return "\n".join(f"| {' | '.join(line)} |" for line in [headings, ("---",) * len(headings), *rows])


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    lines = info.read_text(encoding="utf-8").splitlines() if info.exists() else []
    models = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return models[0] if models else platform.processor() or "unknown processor"
