"""A scanned document on the desk: OCR is offered, its text is marked, and no edit is lost.

OCR itself is tested in tests/corpus/document/test_recognition.py. Here a program of the same name returns what it
once made of a scanned page.
"""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

import pypdfium2 as pdfium
import pytest

from renkei_search.corpus.reader import read_corpus
from renkei_search.desk.edit import CellEdit, ConfirmEdit, FactEdit, RejectEdit
from renkei_search.desk.room import Desk
from renkei_search.desk.taking import take_in
from renkei_search.desk.work import DESCRIPTION, TITLE, TO_CONFIRM
from renkei_search.errors import DeskError
from tests.corpus.document.test_recognition import RECOGNISED, scan
from tests.desk.conftest import DOCUMENT, put
from tests.desk.test_session import do

if TYPE_CHECKING:
    from pathlib import Path

    from renkei_search.desk.store import WorkFolder

READS = f'for target; do :; done; cp "{RECOGNISED}" "$target"'
FAILS = "exit 1"


def install(folder: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    """Put a program named ocrmypdf first on the path."""
    program = folder / "bin" / "ocrmypdf"
    program.parent.mkdir(exist_ok=True)
    program.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}{os.pathsep}{os.environ['PATH']}")


def without_program(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("renkei_search.corpus.document.recognition.shutil.which", lambda _name: None)


def make_scan(folder: Path) -> Path:
    path = folder / "スキャン.pdf"
    scan(DOCUMENT, path)
    return path


def await_reading(desk: Desk, folder: WorkFolder) -> str:
    thread = desk._readings[folder.id].thread
    assert thread is not None
    thread.join()
    return desk.reading(folder).stage


@pytest.fixture
def scanned(room: Desk, tmp_path: Path) -> WorkFolder:
    return room.work(put(room, make_scan(tmp_path)))


def test_a_scanned_document_says_so_without_options(room: Desk, scanned: WorkFolder) -> None:
    progress = room.reading(scanned)
    assert (progress.stage, progress.scanned) == ("failed", True)
    assert progress.message == "スキャン.pdf は紙を読み取った画像だけの PDF で、文字がありません。"


def test_what_ocr_reads_is_marked_and_taken_in_with_its_file(
    room: Desk, scanned: WorkFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(tmp_path, monkeypatch, READS)
    assert room.recognise(scanned).id == scanned.id
    assert await_reading(room, scanned) == "done"
    assert scanned.meta().name == "スキャン.OCR.pdf"
    session = room.session(scanned)
    assert session.work.rows
    assert all("OCR で読んだ文です" in row.text("確かめること") for row in session.work.rows)
    facts = {
        "圏域": "霧ヶ丘定住自立圏",
        "時点": "令和6年3月",
        "都道府県": "福島県",
        "構成市町村": "【霧ヶ丘市】、白鷺市",
    }
    do(session, *(FactEdit(heading=name, text=text) for name, text in facts.items()))
    do(session, *(CellEdit(row=row.id, heading="政策分野", text="福祉") for row in session.work.rows))
    empty = [row.id for row in session.work.rows if not row.text(DESCRIPTION)]
    do(session, *(RejectEdit(row=row, rejected=True) for row in empty))
    do(session, ConfirmEdit(headings=TO_CONFIRM))
    outcomes = take_in(session, room.places, write=True)
    assert outcomes.refusals == ()
    assert outcomes.taken is not None
    source = read_corpus(*room.places.searched()).catalogue.source(outcomes.taken.source)
    assert all(page.recognised for page in source.pages)
    original = room.places.own / "sources" / source.source.id / "original.pdf"
    assert original.read_bytes() == RECOGNISED.read_bytes()


def test_the_scan_is_known_again(
    room: Desk, scanned: WorkFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(tmp_path, monkeypatch, READS)
    room.recognise(scanned)
    assert await_reading(room, scanned) == "done"
    for path in (tmp_path / "スキャン.pdf", RECOGNISED):
        with path.open("rb") as stream:
            folder, known = room.put(path.name, stream)
        assert known
        assert folder.id == scanned.id
    assert len(room.works()) == 2  # with the one of the fixture


def test_without_the_program_the_message_says_what_to_install(
    room: Desk, scanned: WorkFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_program(monkeypatch)
    with pytest.raises(DeskError, match="apt install ocrmypdf tesseract-ocr-jpn"):
        room.recognise(scanned)


def test_a_document_with_characters_is_not_recognised(
    room: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(tmp_path, monkeypatch, READS)
    with pytest.raises(DeskError, match="画像だけのページはありません"):
        room.recognise(room.works()[0])


def test_scanned_pages_among_others_are_recognised_in_a_work_of_their_own(
    room: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(tmp_path, monkeypatch, READS)
    both = pdfium.PdfDocument(DOCUMENT)
    both.import_pages(pdfium.PdfDocument(make_scan(tmp_path)))
    path = tmp_path / "一部スキャン.pdf"
    both.save(path)
    first = room.work(put(room, path))
    session = room.session(first)
    assert session.reading.document.scanned == (3,)
    assert not any("--ocr" in note for note in session.reading.document.notes)
    do(session, CellEdit(row=1, heading=TITLE, text="直した名前"))
    second = room.recognise(first)
    assert second.id != first.id
    assert await_reading(room, second) == "done"
    assert second.meta().name == "一部スキャン.OCR.pdf"
    assert room.session(room.work(first.id)).work.rows[0].text(TITLE) == "直した名前"


def test_recognition_that_fails_can_be_tried_again(
    room: Desk, scanned: WorkFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(tmp_path, monkeypatch, FAILS)
    room.recognise(scanned)
    assert await_reading(room, scanned) == "failed"
    progress = room.reading(scanned)
    assert progress.scanned
    assert progress.message.startswith("スキャン.pdf の OCR に失敗しました")
    install(tmp_path, monkeypatch, READS)
    room.recognise(scanned)
    assert await_reading(room, scanned) == "done"


def test_recognition_that_was_cut_off_begins_anew(
    room: Desk, scanned: WorkFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(tmp_path, monkeypatch, FAILS)
    room.recognise(scanned)
    assert await_reading(room, scanned) == "failed"
    scanned.forget_failure()  # as if the program had been killed before it could say so
    install(tmp_path, monkeypatch, READS)
    again = Desk(room.folder, room.places)
    assert again.reading(again.work(scanned.id)).stage != "failed"
    assert await_reading(again, scanned) == "done"
    assert scanned.meta().scan


def test_a_scan_without_recognised_characters_is_not_offered_again(
    room: Desk, scanned: WorkFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copyfile(scanned.original(), tmp_path / "blank.pdf")
    install(tmp_path, monkeypatch, f'for target; do :; done; cp "{tmp_path}/blank.pdf" "$target"')
    room.recognise(scanned)
    assert await_reading(room, scanned) == "failed"
    progress = room.reading(scanned)
    assert not progress.scanned
    assert "OCR で読める文字がありません" in progress.message
