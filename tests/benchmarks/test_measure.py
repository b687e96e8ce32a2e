"""The whole benchmark on a few records, and the parts in which a wrong figure could go unnoticed."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import pytest
from click.testing import CliRunner

from benchmarks import process
from benchmarks.__main__ import main
from benchmarks.document import write_documents
from benchmarks.measure import DisagreementError, Timings, check_agreement, summarize
from benchmarks.peer.own import OWN
from benchmarks.peer.protocol import Answer, Paths
from benchmarks.peer.registry import PEERS
from benchmarks.plot import Line, draw_plot
from benchmarks.process import run_watched
from benchmarks.workload import Kind, Query
from renkei_search import resources

if TYPE_CHECKING:
    from pathlib import Path

    from benchmarks.peer.protocol import OpenEngine
    from renkei_search.corpus.collection import Corpus

WORDS = (Query(Kind.KEYWORD, "移住 相談", ("移住", "相談")), Query(Kind.KEYWORD, "広域", ("広域",)))
SENTENCE = Query(Kind.SENTENCE, "空き家の相談はどこでできますか", ("空き家", "相談"))


@pytest.fixture(scope="module")
def engines(
    corpus: Corpus, index_root: Path, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, OpenEngine]:
    folder = tmp_path_factory.mktemp("peers")
    write_documents(corpus, folder / "documents.jsonl")
    opened = {}
    for peer in PEERS:
        paths = Paths(resources.corpus_folder(), folder / "documents.jsonl", index_root, folder / peer.folder)
        if peer.build is not None and peer is not OWN:
            peer.build(paths)
        opened[peer.key] = peer.open(paths)
    return opened


def test_all_engines_find_and_count_the_same(engines: dict[str, OpenEngine]) -> None:
    check_agreement(engines, PEERS, (*WORDS, SENTENCE))
    assert engines["sqlite"].answer(WORDS[0]).total > 0


class _Miscounting:
    """An engine whose count is off by one in a single bucket."""

    def __init__(self, engine: OpenEngine) -> None:
        self._engine = engine

    def search(self, query: Query) -> Any:
        return self._engine.search(query)

    def answer(self, query: Query) -> Answer:
        answer = self._engine.answer(query)
        kinds = dict(answer.facets["kind"])
        kinds["renkei-chusu"] += 1
        return replace(answer, facets={**answer.facets, "kind": kinds})


def test_an_engine_with_other_counts_stops_the_run(engines: dict[str, OpenEngine]) -> None:
    with pytest.raises(DisagreementError, match="SQLite"):
        check_agreement(engines | {"sqlite": _Miscounting(engines["sqlite"])}, PEERS, WORDS)


def test_a_program_is_watched_with_its_children(monkeypatch: pytest.MonkeyPatch) -> None:
    # On a busy machine one sample takes long, and with the usual pause after it none would fall into the time of holding.
    monkeypatch.setattr(process, "_LARGEST_SHARE", 1.0)
    hold = "import time; held = bytearray(100 * 2**20); time.sleep(3)"
    usage = run_watched(
        ["-c", f"import subprocess, sys; subprocess.run([sys.executable, '-c', {hold!r}], check=True)"]
    )
    assert usage.processes == 2
    assert usage.largest > 100
    assert usage.total > usage.largest * 0.9
    assert 3 < usage.seconds < 300


def test_a_program_that_fails_stops_the_run() -> None:
    with pytest.raises(subprocess.CalledProcessError):
        run_watched(["-c", "raise SystemExit(3)"])


def test_percentiles_are_of_real_values() -> None:
    summary = summarize(range(1, 101))
    assert (summary.p50, summary.p95, summary.longest, summary.queries) == (50.5, 95, 100, 100)


def test_a_ratio_is_over_the_queries_both_were_asked() -> None:
    timings = Timings({"own": {WORDS[0]: 2.0, WORDS[1]: 100.0}, "slow": {WORDS[0]: 8.0}})
    assert timings.ratio("slow", "own", Kind.KEYWORD) == (4.0, 4.0)


def test_the_plot_labels_every_line() -> None:
    lines = [Line("A & B", ((1_000, 0.5), (100_000, 30.0))), Line("C", ((1_000, 2.0), (100_000, 31.0)))]
    texts = [element.text for element in ET.fromstring(draw_plot([("keywords", lines)])).iter()]  # noqa: S314 # our own
    assert {"keywords", "A & B 30", "C 31", "1,000", "100,000"} <= set(texts)


def test_a_quick_run_writes_the_figures_and_keeps_the_text_around_them(tmp_path: Path) -> None:
    document = tmp_path / "performance.md"
    document.write_text("before\n<!-- figures: begin -->\nold\n<!-- figures: end -->\nafter\n")
    done = CliRunner().invoke(
        main, ["--quick", "--document", str(document), "--folder", str(tmp_path / "run")]
    )
    assert done.exit_code == 0, done.output
    text = document.read_text(encoding="utf-8")
    assert text.startswith("before\n")
    assert text.endswith("after\n")
    assert "old" not in text
    for peer in PEERS:
        assert f"| keywords | {peer.name} | 200 |" in text
    assert document.with_suffix(".svg").exists()
    assert len((tmp_path / "run" / "200" / "workload.jsonl").read_text(encoding="utf-8").splitlines()) == 12
