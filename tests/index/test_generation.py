from __future__ import annotations

import gc
import os
from typing import TYPE_CHECKING

import filelock
import pytest

from renkei_search.errors import IndexUnusableError
from renkei_search.index import generation, writer
from renkei_search.index.generation import GENERATIONS, MANIFEST, current_generation, current_id, note_origin
from renkei_search.index.writer import write_index
from renkei_search.search.request import SearchRequest
from renkei_search.search.service import SearchService, build_index, rebuild_reason

if TYPE_CHECKING:
    from pathlib import Path

    from renkei_search.corpus.collection import Corpus


@pytest.fixture
def small(corpus: Corpus) -> Corpus:
    return type(corpus)(
        catalogue=corpus.catalogue, initiatives=corpus.initiatives[:12], fingerprint=corpus.fingerprint
    )


def test_a_build_is_put_to_use_and_reports_progress(small: Corpus, tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    generation_id = write_index(small, tmp_path, lambda done, total: seen.append((done, total)))
    assert current_generation(tmp_path).id == generation_id
    assert seen == [(12, 18), (15, 18), (18, 18)]
    assert rebuild_reason(tmp_path, small) is None


@pytest.mark.parametrize("name", ["CURRENT", "ORIGIN"])
def test_a_write_that_fails_leaves_no_part_of_a_file(
    small: Corpus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    def refuse(path: Path, target: Path) -> Path:
        if target.name == name:
            raise PermissionError(13, "Permission denied", str(path))
        return replaced(path, target)

    replaced = type(tmp_path).replace
    monkeypatch.setattr(type(tmp_path), "replace", refuse)
    if name == "CURRENT":
        with pytest.raises(IndexUnusableError, match="権限"):
            write_index(small, tmp_path)
    else:
        write_index(small, tmp_path)
        note_origin(tmp_path, "state")
    assert not list(tmp_path.rglob("*.partial"))


def test_an_interrupted_build_leaves_no_generation(small: Corpus, tmp_path: Path) -> None:
    def interrupt(*_: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_index(small, tmp_path, interrupt)
    assert not list((tmp_path / GENERATIONS).iterdir())


def test_a_missing_index_is_recognised(small: Corpus, tmp_path: Path) -> None:
    assert "索引がありません" in (rebuild_reason(tmp_path / "none", small) or "")


def test_a_half_written_generation_is_recognised(small: Corpus, tmp_path: Path) -> None:
    generation_id = write_index(small, tmp_path)
    (tmp_path / GENERATIONS / generation_id / MANIFEST).unlink()
    assert "途中で終わっています" in (rebuild_reason(tmp_path, small) or "")


@pytest.mark.parametrize("name", ["catalogue.json", "whoosh/_MAIN_1.toc"])
def test_an_altered_file_is_recognised_before_it_is_opened(small: Corpus, tmp_path: Path, name: str) -> None:
    generation_id = write_index(small, tmp_path)
    path = tmp_path / GENERATIONS / generation_id / name
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    assert "壊れています" in (rebuild_reason(tmp_path, small) or "")


def test_a_changed_corpus_makes_the_index_outdated(small: Corpus, tmp_path: Path) -> None:
    write_index(small, tmp_path)
    changed = type(small)(catalogue=small.catalogue, initiatives=small.initiatives, fingerprint="other")
    assert "コーパスが" in (rebuild_reason(tmp_path, changed) or "")


def test_another_dictionary_makes_the_index_outdated(
    small: Corpus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer, "analyzer_fingerprint", lambda: "an older dictionary")
    write_index(small, tmp_path)
    assert "辞書" in (rebuild_reason(tmp_path, small) or "")
    with pytest.raises(IndexUnusableError, match="辞書"):
        SearchService(tmp_path).engine()


def test_a_build_that_dies_leaves_the_old_generation_in_use(
    small: Corpus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = write_index(small, tmp_path)

    def die(*_args: object, **_options: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(writer, "seal", die)
        with pytest.raises(KeyboardInterrupt):
            write_index(small, tmp_path)
    assert current_generation(tmp_path).id == old
    assert [path.name for path in (tmp_path / GENERATIONS).iterdir()] == [old]
    (tmp_path / GENERATIONS / "20260101T000000Z-000000").mkdir()  # left by a process that could not clean up
    new = write_index(small, tmp_path)
    assert [path.name for path in (tmp_path / GENERATIONS).iterdir()] == [new] != [old]


def test_old_generations_that_nobody_reads_are_removed(small: Corpus, tmp_path: Path) -> None:
    built = [write_index(small, tmp_path) for _ in range(4)]
    assert [path.name for path in (tmp_path / GENERATIONS).iterdir()] == built[-1:]


def test_a_generation_is_kept_while_it_is_read_and_removed_with_its_last_reader(
    small: Corpus, tmp_path: Path
) -> None:
    first = build_index(tmp_path, small)
    readers = [SearchService(tmp_path).engine() for _ in range(2)]
    second = build_index(tmp_path, small)
    folder = tmp_path / GENERATIONS / first
    assert folder.is_dir()
    readers.pop()
    gc.collect()
    assert folder.is_dir()
    # Whoosh's files are not opened before this.
    assert readers[0].search(SearchRequest("圏或")).request.text == "圏或"
    readers.pop()
    gc.collect()
    assert [path.name for path in (tmp_path / GENERATIONS).iterdir()] == [second]


def test_the_generation_in_use_stays_when_its_readers_go(small: Corpus, tmp_path: Path) -> None:
    first = build_index(tmp_path, small)
    SearchService(tmp_path).engine()
    gc.collect()
    assert current_generation(tmp_path).id == first


def test_a_reader_finds_the_new_generation_if_the_old_one_vanishes_while_it_opens(
    small: Corpus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = write_index(small, tmp_path)
    second = write_index(small, tmp_path)
    seen = [first]
    monkeypatch.setattr(generation, "current_id", lambda _: seen.pop() if seen else second)
    assert current_generation(tmp_path).id == second


def test_what_died_while_current_was_written_is_removed(small: Corpus, tmp_path: Path) -> None:
    (tmp_path / "CURRENT.a1b2c3.partial").write_text("x")
    write_index(small, tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["CURRENT", "build.lock", "generations"]


def test_two_builds_at_once_are_refused(small: Corpus, tmp_path: Path) -> None:
    with (
        filelock.FileLock(tmp_path / "build.lock"),
        pytest.raises(IndexUnusableError, match="ほかのプログラムが作成しています"),
    ):
        write_index(small, tmp_path)


def test_a_path_that_cannot_be_a_folder_is_refused(small: Corpus, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(IndexUnusableError, match="書けません"):
        write_index(small, tmp_path / "file" / "index")


@pytest.mark.parametrize("content", ["", "../../etc\n", "a b", "\0"])
def test_a_strange_current_file_counts_as_none(tmp_path: Path, content: str) -> None:
    (tmp_path / "CURRENT").write_text(content)
    assert current_id(tmp_path) is None


def test_the_service_notices_a_new_generation(small: Corpus, tmp_path: Path) -> None:
    service = SearchService(tmp_path)
    with pytest.raises(IndexUnusableError):
        service.engine()
    first = build_index(tmp_path, small)
    old = service.engine()
    assert old.generation == first
    second = build_index(tmp_path, small)
    assert service.engine().generation == second
    assert old.get(small.initiatives[0].id) == small.initiatives[0]


def test_a_damaged_new_generation_leaves_the_service_with_the_old(small: Corpus, tmp_path: Path) -> None:
    service = SearchService(tmp_path)
    first = build_index(tmp_path, small)
    service.engine()
    second = build_index(tmp_path, small)
    os.truncate(tmp_path / GENERATIONS / second / "catalogue.json", 10)
    assert service.engine().generation == first
    assert service.engine().generation == first
    third = build_index(tmp_path, small)
    assert service.engine().generation == third
