"""Builds that are killed, that run out of space, or that may not write."""

from __future__ import annotations

import errno
import gc
import multiprocessing
import os
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psutil
import pytest

from benchmarks.generate import generate_corpus, write_corpus
from reliability.crash import crash
from reliability.material import make_client, take_part
from renkei_search import resources
from renkei_search.errors import IndexForbiddenError, IndexUnusableError
from renkei_search.index import writer
from renkei_search.index.generation import GENERATIONS, current_generation, current_id
from renkei_search.search.backend.registry import Engine, EngineSettings
from renkei_search.search.request import SearchRequest
from renkei_search.search.service import SearchService, build_index, rebuild_reason

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from renkei_search.corpus.collection import Corpus

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="kills and forks")
_PATIENCE = 300


def _in_a_process(do: Callable[[], None]) -> int | None:
    process = multiprocessing.get_context("fork").Process(target=do)
    process.start()
    process.join(_PATIENCE)
    return process.exitcode


def test_a_build_killed_at_any_moment_leaves_a_complete_generation(corpus: Corpus, tmp_path: Path) -> None:
    figures = crash(corpus, tmp_path, moments=8, seed=20_261_122)
    assert figures.killed == 8
    assert figures.old + figures.new == 8


@pytest.mark.parametrize(
    ("step", "is_new"), [("seal", False), ("activate", False), ("remove_leftovers", True)]
)
def test_a_build_killed_between_its_last_steps(
    corpus: Corpus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str, is_new: bool
) -> None:
    old = build_index(tmp_path, take_part(corpus, 0, 12))
    with monkeypatch.context() as patch:
        calls = [0]

        def die(*_arguments: object, **_options: object) -> None:
            calls[0] += 1
            # Leftovers are removed at the start, too.
            if step != "remove_leftovers" or calls[0] == 2:
                os.kill(os.getpid(), signal.SIGKILL)

        patch.setattr(writer, step, die)
        assert (
            _in_a_process(lambda: _ignore(build_index(tmp_path, take_part(corpus, 12, 12))))
            == -signal.SIGKILL
        )
    assert (current_id(tmp_path) != old) is is_new
    assert make_client(tmp_path).get("/readyz").get_json()["generation"] == current_id(tmp_path)
    gc.collect()  # the client's engine releases its generation
    new = build_index(tmp_path, take_part(corpus, 0, 12))
    assert [path.name for path in (tmp_path / GENERATIONS).iterdir()] == [new]


def test_a_removal_that_is_killed_is_finished_by_the_next_build(
    corpus: Corpus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    small = take_part(corpus, 0, 12)
    build_index(tmp_path, small)
    with monkeypatch.context() as patch:
        tests, remove = os.getpid(), shutil.rmtree

        def die(*arguments: Any, **options: Any) -> None:
            # Not in this process, where an engine may release its generation at any time.
            if os.getpid() == tests:
                remove(*arguments, **options)
            else:
                os.kill(os.getpid(), signal.SIGKILL)

        patch.setattr(shutil, "rmtree", die)
        assert _in_a_process(lambda: _ignore(build_index(tmp_path, small))) == -signal.SIGKILL
    assert make_client(tmp_path).get("/readyz").status_code == 200
    gc.collect()
    new = build_index(tmp_path, small)
    assert [path.name for path in (tmp_path / GENERATIONS).iterdir()] == [new]


@pytest.mark.parametrize("limit", [1, 4_000, 60_000, 300_000])
def test_a_disk_that_fills_up_is_named_and_the_old_generation_stays_in_use(
    corpus: Corpus, tmp_path: Path, limit: int
) -> None:
    gc.collect()
    old = build_index(tmp_path, take_part(corpus, 0))
    client = make_client(tmp_path)

    def build() -> None:
        # The nearest to a full disk without another file system: a limit on the size of files.
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
        try:
            build_index(tmp_path, corpus)
        except IndexUnusableError as error:
            os._exit(7 if "空き容量" in str(error) else 8)
        os._exit(9)

    assert _in_a_process(build) == 7
    assert [path.name for path in (tmp_path / GENERATIONS).iterdir()] == [old]
    assert client.get("/readyz").get_json()["generation"] == old
    assert build_index(tmp_path, take_part(corpus, 0)) != old


def test_mapped_files_have_their_space_before_they_are_written(
    corpus: Corpus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full disk would otherwise kill the build with SIGBUS, without a message."""

    def refuse(*_arguments: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "posix_fallocate", refuse)
    with pytest.raises(IndexUnusableError, match=r"No space left on device.*空き容量"):
        build_index(tmp_path, take_part(corpus, 0, 12))
    assert not list((tmp_path / GENERATIONS).iterdir())


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that another user can access."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() != 0, reason="only root can become another user")
def test_an_index_that_may_only_be_read_is_searched_and_not_built(corpus: Corpus, open_folder: Path) -> None:
    small = take_part(corpus, 0, 12)
    generation = build_index(open_folder, small)

    def use() -> None:
        os.setuid(65_534)
        if make_client(open_folder).get("/readyz").get_json()["generation"] != generation:
            os._exit(6)
        try:
            build_index(open_folder, small)
        except IndexUnusableError as error:
            os._exit(7 if "書き込み権限" in str(error) else 8)
        os._exit(9)

    assert _in_a_process(use) == 7
    assert current_generation(open_folder).id == generation


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() != 0, reason="only root can become another user")
@pytest.mark.parametrize(
    "name",
    [
        "CURRENT",
        "generations",
        "generations/*",
        "generations/*/manifest.json",
        "generations/*/catalogue.json",
    ],
)
def test_an_index_that_may_not_be_read_is_not_called_damaged(
    corpus: Corpus, open_folder: Path, name: str
) -> None:
    build_index(open_folder, take_part(corpus, 0, 12))
    (path,) = open_folder.glob(name)
    path.chmod(0)

    def use() -> None:
        os.setuid(65_534)
        for attempt in (
            lambda: SearchService(open_folder).engine(),
            lambda: rebuild_reason(open_folder, None),
        ):
            try:
                attempt()
            except IndexForbiddenError as error:
                if "権限" in str(error) and "壊れ" not in str(error):
                    continue
            os._exit(8)
        os._exit(7)

    try:
        assert _in_a_process(use) == 7
    finally:
        path.chmod(0o755)


def test_serve_goes_on_with_the_old_index_where_no_new_one_can_be_built(
    tmp_path: Path, corpus_copy: Path
) -> None:
    index = tmp_path / "index"
    command = [sys.executable, "-m", "renkei_search"]
    where = ["--index", str(index), "--corpus", str(corpus_copy)]
    subprocess.run([*command, "index", *where], check=True, capture_output=True)
    path = corpus_copy / "sources" / "000" / "source.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("新潟県内", "新潟県の中"), encoding="utf-8")
    done = subprocess.run(
        [*command, "search", "デニム", *where],
        capture_output=True,
        text=True,
        check=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (4_000, 4_000)),
    )
    assert "これまでの索引を使います" in done.stderr
    assert "ジャパンデニム" in done.stdout


@pytest.fixture(scope="module")
def large(corpus: Corpus, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A corpus that is analysed by worker processes."""
    folder = tmp_path_factory.mktemp("large") / "corpus"
    write_corpus(generate_corpus(corpus, (), 4_000), resources.corpus_folder(), folder)
    return folder


def _build_with_workers(large: Path, index: Path) -> tuple[subprocess.Popen[str], list[psutil.Process]]:
    build = subprocess.Popen(
        [sys.executable, "-m", "renkei_search", "index", "--corpus", str(large), "--index", str(index)],
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )
    end = time.monotonic() + _PATIENCE
    while time.monotonic() < end and build.poll() is None:
        children = psutil.Process(build.pid).children(recursive=True)
        workers = [child for child in children if "spawn_main" in " ".join(child.cmdline())]
        # It is past its imports and at work.
        if workers and all(worker.cpu_times().user > 0.8 for worker in workers):
            return build, children
        time.sleep(0.02)
    build.kill()
    pytest.fail("no worker processes were seen")


_MANY_CORES = pytest.mark.skipif((os.cpu_count() or 1) < 2, reason="one core builds without worker processes")


@_MANY_CORES
def test_workers_of_a_killed_build_end(large: Path, tmp_path: Path) -> None:
    build, children = _build_with_workers(large, tmp_path)
    with build:
        build.kill()
    _, alive = psutil.wait_procs(children, timeout=10)
    assert not alive


@_MANY_CORES
def test_a_worker_that_is_killed_is_reported_with_a_remedy(large: Path, tmp_path: Path) -> None:
    build, children = _build_with_workers(large, tmp_path)
    with build:
        workers = [child for child in children if "spawn_main" in " ".join(child.cmdline())]
        workers[-1].kill()
        _, messages = build.communicate(timeout=_PATIENCE)
    assert build.returncode == 4
    assert "メモリが足りないおそれがあります" in messages
    assert "Traceback" not in messages
    assert not list((tmp_path / GENERATIONS).iterdir())
    assert not psutil.wait_procs(children, timeout=10)[1]


@pytest.mark.parametrize("name", ["catalogue.json", "columns/documents.npy", "manifest.json"])
def test_a_damaged_new_generation_is_logged_and_the_service_stays_ready(
    corpus: Corpus, tmp_path: Path, caplog: pytest.LogCaptureFixture, name: str
) -> None:
    old = build_index(tmp_path, take_part(corpus, 0, 12))
    client = make_client(tmp_path)
    assert client.get("/readyz").get_json()["generation"] == old
    new = build_index(tmp_path, take_part(corpus, 12, 12))
    path = tmp_path / GENERATIONS / new / name
    path.write_bytes(b"\0" * (path.stat().st_size - 1))
    for _ in range(3):
        assert client.get("/readyz").get_json()["generation"] == old
        assert client.get("/api/v1/search?q=圏域").status_code == 200
    assert [record.message for record in caplog.records if "これまでの索引を使います" in record.message]
    assert len(caplog.records) == 1
    assert make_client(tmp_path).get("/readyz").status_code == 503


def test_an_altered_whoosh_file_is_refused_before_it_is_unpickled(corpus: Corpus, tmp_path: Path) -> None:
    generation = build_index(tmp_path, take_part(corpus, 0, 12))
    engine = SearchService(tmp_path, EngineSettings(Engine.WHOOSH)).engine()
    marker = tmp_path / "unpickled"
    path = tmp_path / GENERATIONS / generation / "whoosh" / "_MAIN_1.toc"
    data = path.read_bytes()
    # As long as before, so that only the hash can tell: a pickle that runs a command.
    attack = f"cposix\nsystem\n(S'touch {marker}'\ntR.".encode()
    path.write_bytes(attack + data[len(attack) :] if len(data) > len(attack) else attack)
    with pytest.raises(IndexUnusableError, match="壊れています"):
        engine.search(SearchRequest("ゾゾゾゾ"))
    with pytest.raises(IndexUnusableError, match="壊れています"):
        SearchService(tmp_path).engine()
    assert not marker.exists()


def _ignore(_: object) -> None:
    """For a lambda that is to return nothing."""
