"""An import that is killed at any moment, or finds the disk full, leaves the old state or the new one."""

from __future__ import annotations

import errno
import os
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from renkei_search.corpus.check.check import check_corpus
from renkei_search.corpus.folder import COMMITTED
from renkei_search.corpus.intake.plan import Outcome
from renkei_search.corpus.intake.writer import locked, write_file, write_together
from renkei_search.corpus.reader import read_corpus
from renkei_search.errors import CorpusError, TableError
from tests.corpus.importing import joined, plan, take, write_csv

if TYPE_CHECKING:
    from collections.abc import Callable

HEAD = "ID,圏域,政策分野,具体的内容,取組名"
STEPS = ((os, "fsync"), (Path, "rename"), (Path, "replace"), (Path, "mkdir"), (shutil, "rmtree"))


@pytest.fixture
def before(tmp_path: Path) -> Path:
    """A folder with one import in it; the next one changes a row and adds one."""
    folder = tmp_path / "own"
    take(write_csv(tmp_path / "one.csv", HEAD, "a,新潟,観光,一,甲", "b,新潟,福祉,二,乙"), folder)
    write_csv(tmp_path / "two.csv", HEAD, "a,新潟,観光,新しい一,甲", "c,別府定住自立圏,介護,三,丙")
    text = (tmp_path / "two.csv").read_text(encoding="utf-8")
    rows = [f"{line},大分県,別府市" for line in text.splitlines()[2:]]
    write_csv(tmp_path / "two.csv", f"{HEAD},都道府県,構成市町村", text.splitlines()[1] + ",,", *rows)
    return folder


def count_steps(monkeypatch: pytest.MonkeyPatch, at: Callable[[int], None]) -> None:
    """Call ``at`` before each operation on the file system, with its number."""
    steps = 0

    def counted(original: Callable[..., Any]) -> Callable[..., Any]:
        def step(*arguments: Any, **options: Any) -> Any:
            nonlocal steps
            steps += 1
            at(steps)
            return original(*arguments, **options)

        return step

    for owner, name in STEPS:
        monkeypatch.setattr(owner, name, counted(getattr(owner, name)))


def descriptions(folder: Path) -> dict[str, str]:
    corpus = joined(folder)
    report = check_corpus(corpus)
    assert report.sound, report.problems
    return {found.id: found.description for found in corpus.initiatives if found.source == "own"}


OLD = {"a": "一", "b": "二"}
NEW = {"a": "新しい一", "b": "二", "c": "三"}


@pytest.mark.skipif(sys.platform == "win32", reason="needs fork")
def test_a_process_that_is_killed_at_any_step_leaves_the_old_or_the_new_state(
    before: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = tmp_path / "two.csv"
    seen = []
    for last_step in range(1, 200):
        folder = tmp_path / f"crash-{last_step}"
        shutil.copytree(before, folder)
        decided = plan(table, folder)
        child = os.fork()
        if child == 0:
            with monkeypatch.context() as patch:
                count_steps(patch, lambda step, last=last_step: os._exit(9) if step == last else None)  # type: ignore[misc]
                with locked(folder):
                    write_together(folder, decided.files)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        state = descriptions(folder)
        assert state in (OLD, NEW), last_step
        seen.append(state == NEW)
        # The next import puts everything right.
        assert plan(table, folder).counts[Outcome.UNCHANGED] == (2 if state == NEW else 0)
        take(table, folder)
        assert plan(table, folder).files == {}
        assert not (folder / COMMITTED).exists()
        if os.waitstatus_to_exitcode(status) == 0:
            break
    assert seen == sorted(seen)  # a single operation decides
    assert len(seen) > 15
    assert not seen[0]
    assert not seen[5]


def test_a_full_disk_changes_nothing_and_is_told(
    before: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    decided = plan(tmp_path / "two.csv", before)

    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(CorpusError, match=r"書けません.*空き容量"), locked(before):
            write_together(before, decided.files)
    assert descriptions(before) == OLD
    assert [path.name for path in before.iterdir() if path.name.startswith(".s")] == []


def test_decided_files_count_before_they_are_at_their_places(before: Path, tmp_path: Path) -> None:
    decided = plan(tmp_path / "two.csv", before)
    for name, data in decided.files.items():
        path = before / COMMITTED / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    assert descriptions(before) == NEW


def test_one_import_at_a_time(before: Path) -> None:
    with locked(before), pytest.raises(TableError, match="別の取り込みが動いています"), locked(before):
        pass


def test_a_folder_that_holds_something_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "letter.txt").write_text("a")
    table = write_csv(tmp_path / "t.csv", HEAD, "a,新潟,観光,一,甲")
    with pytest.raises(TableError, match="コーパスではないファイル"):
        plan(table, tmp_path / "letters")


def test_a_file_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(TableError, match="に書けません"):
        write_file(tmp_path / "nowhere" / "report.csv", b"")


def test_the_folder_is_read_as_it_was_at_one_moment(
    before: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An import that replaces files between two reads makes the reader start again."""
    decided = plan(tmp_path / "two.csv", before)
    original = Path.read_bytes
    done: list[Path] = []

    def read(path: Path) -> bytes:
        data = original(path)
        if path.name == "regions.jsonl" and path.parent == before and not done:
            done.append(path)
            with locked(before):
                write_together(before, decided.files)
        return data

    monkeypatch.setattr(Path, "read_bytes", read)
    assert descriptions(before) == NEW
    assert done


def test_a_folder_of_its_own_needs_no_other(corpus_copy: Path) -> None:
    assert len(read_corpus(corpus_copy).initiatives) == 307
