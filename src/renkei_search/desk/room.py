"""The desk: its works (documents with their drafts), and what is being read or imported."""

from __future__ import annotations

import secrets
import threading
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import PurePath
from typing import IO, TYPE_CHECKING, Final

import filelock
import msgspec

from renkei_search.corpus.document.passage import draw_page
from renkei_search.corpus.document.reading import read_document
from renkei_search.corpus.document.recognition import INSTALL, is_installed, recognise
from renkei_search.corpus.intake.draft.draft import DraftMaker, propose_rows
from renkei_search.corpus.intake.draft.summary import fingerprint
from renkei_search.corpus.intake.writer import write_file
from renkei_search.corpus.reader import read_corpus
from renkei_search.desk.session import WorkSession
from renkei_search.desk.store import Failure, StoredReading, WorkFolder, WorkMeta
from renkei_search.desk.suggestion import make_suggester
from renkei_search.desk.taking import build_search, take_in
from renkei_search.desk.work import begin_work
from renkei_search.errors import (
    DeskError,
    IndexBusyError,
    IndexUnusableError,
    NotFoundError,
    RenkeiSearchError,
    ScannedError,
)

if TYPE_CHECKING:
    from pathlib import Path

    from renkei_search.corpus.collection import Corpus
    from renkei_search.desk.taking import DeskPlaces, Outcomes

PICTURE_WIDTH: Final = 1400

_LOCK: Final = ".desk.lock"
_LONGEST_NAME: Final = 150
_DRAWN_AT_ONCE: Final = 2


@dataclass
class Progress:
    """The progress of a background task. ``stage`` is the current step.

    ``scanned`` says that OCR may help after a failure.
    """

    stage: str
    done: int = 0
    total: int = 0
    message: str = ""
    scanned: bool = False
    outcomes: Outcomes | None = None
    thread: threading.Thread | None = field(default=None, repr=False)

    @property
    def is_running(self) -> bool:
        """Whether the task is still running."""
        return self.thread is not None and self.thread.is_alive()

    def report(self, done: int, total: int) -> None:
        """Record the progress."""
        self.done, self.total = done, total

    def propose(self) -> None:
        """Record that all pages are read."""
        self.stage = "proposing"


class Desk:
    """The works of one corpus folder. Only one program can open them at a time.

    Args:
        folder: the folder of the works, next to the corpus.
        places: the folders that documents are imported into.
    """

    def __init__(self, folder: Path, places: DeskPlaces) -> None:
        self.folder = folder
        self.places = places
        self._lock = threading.RLock()
        self._sessions: dict[str, WorkSession] = {}
        self._readings: dict[str, Progress] = {}
        self._takings: dict[str, Progress] = {}
        self._corpus: Corpus | None = None
        self._drawing = threading.BoundedSemaphore(_DRAWN_AT_ONCE)
        self._claim = filelock.FileLock(folder / _LOCK, timeout=0)

    def open(self) -> None:
        """Lock the folder, which is created if missing.

        Raises:
            DeskError: another program has locked it, or it is not writable.
        """
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            self._claim.acquire()
        except filelock.Timeout as error:
            raise DeskError(
                f"{self.folder} は、別の renkei-search desk で開いています。"
                "その画面を使うか、そちらを Ctrl+C で終わらせてください。"
            ) from error
        except OSError as error:
            raise DeskError(
                f"{self.folder} に書けません（{error.strerror}）。空き容量と書き込み権限を確かめてください。"
            ) from error
        for path in self.folder.iterdir():
            if path.is_dir() and not (path / "work.json").exists():
                WorkFolder(path).remove()  # an upload that was interrupted

    def close(self) -> None:
        """Unlock the folder."""
        self._claim.release()

    def corpus(self) -> Corpus:
        """The known corpus, with whose classification and initiatives drafts are made."""
        with self._lock:
            if self._corpus is None:
                self._corpus = read_corpus(*self.places.searched())
            return self._corpus

    def works(self) -> list[WorkFolder]:
        """All works, the latest first."""
        found = [
            WorkFolder(path)
            for path in self.folder.iterdir()
            if path.is_dir() and (path / "work.json").is_file()
        ]
        return sorted(found, key=lambda work: work.meta().created, reverse=True)

    def work(self, work_id: str) -> WorkFolder:
        """A work by its id.

        Raises:
            NotFoundError: there is none.
        """
        folder = WorkFolder(self.folder / work_id)
        if not work_id.isalnum() or not folder.exists():
            raise NotFoundError("この作業はありません。文書の一覧に戻ってください。")
        return folder

    def put(self, name: str, stream: IO[bytes]) -> tuple[WorkFolder, bool]:
        """Put a document on the desk and start reading it.

        Returns:
            The work, and whether the document was on the desk already. In this case its work continues.

        Raises:
            DeskError: the file is empty or cannot be stored.
        """
        plain = PurePath(name.replace("\\", "/")).name[-_LONGEST_NAME:] or "文書"
        folder = WorkFolder(self.folder / secrets.token_hex(8))
        try:
            path = folder.save_original(plain, stream)
            data = path.read_bytes()
        except OSError as error:
            folder.remove()
            raise _no_room(error) from error
        mark = fingerprint(data)
        known = next(
            (work for work in self.works() if mark in {work.meta().fingerprint, work.meta().scan}), None
        )
        if not data or known is not None:
            folder.remove()
            if known is None:
                raise DeskError(f"{plain} は空のファイルです。")
            return known, True
        folder.write_meta(WorkMeta(name=plain, fingerprint=mark, created=_now()))
        self.read(folder)
        return folder, False

    def read(self, folder: WorkFolder) -> None:
        """Start reading a document in the background, unless it is being read already."""
        with self._lock:
            running = self._readings.get(folder.id)
            if running is not None and running.is_running:
                return
            folder.forget_failure()
            progress = Progress("reading")
            progress.thread = threading.Thread(target=self._read, args=(folder, progress), daemon=True)
            self._readings[folder.id] = progress
            progress.thread.start()

    def recognise(self, folder: WorkFolder) -> WorkFolder:
        """Start OCR of a scanned document in the background, and read the result.

        If some pages have characters, their work stays, and the recognised document becomes another work.

        Returns:
            The work of the recognised document.

        Raises:
            DeskError: there are no scanned pages, the OCR program is missing, or the disk is full.
        """
        if not is_installed():
            raise DeskError(f"OCR のソフトがありません。{INSTALL}を入れて、もう一度押してください。")
        with self._lock:
            meta, failure, reading = folder.meta(), folder.failure(), folder.reading()
            if not (failure is not None and failure.scanned) and not (reading and reading.document.scanned):
                raise DeskError("この文書に、画像だけのページはありません。")
            if reading is not None:
                again = WorkFolder(self.folder / secrets.token_hex(8))
                try:
                    with folder.original().open("rb") as stream:
                        again.save_original(meta.name, stream)
                except OSError as error:
                    again.remove()
                    raise _no_room(error) from error
                folder, mark = again, meta.fingerprint
            else:
                mark = meta.scan or meta.fingerprint
            wanted = {"created": _now(), "fingerprint": mark, "to_recognise": True, "scan": ""}
            folder.write_meta(msgspec.structs.replace(meta, **wanted))
            self.read(folder)
            return folder

    def reading(self, folder: WorkFolder) -> Progress:
        """The progress of reading a document. An interrupted reading is restarted."""
        if folder.is_read():
            with suppress(DeskError):
                self.session(folder)
                return Progress("done")
        failure = folder.failure()
        if failure is not None:
            return Progress("failed", message=failure.message, scanned=failure.scanned)
        with self._lock:
            self.read(folder)
            return self._readings[folder.id]

    def session(self, folder: WorkFolder) -> WorkSession:
        """The session of a work, opened if necessary.

        Raises:
            DeskError: its document has not been read yet.
        """
        with self._lock:
            if folder.id not in self._sessions:
                reading, start = folder.reading(), folder.start()
                if reading is None or start is None:
                    raise DeskError("文書を読み終えていません。しばらくお待ちください。")
                self._sessions[folder.id] = WorkSession(folder, reading, start)
            return self._sessions[folder.id]

    def remove(self, folder: WorkFolder) -> None:
        """Remove a work. Imported initiatives stay.

        Raises:
            DeskError: it is being read or imported.
        """
        with self._lock:
            for running in (self._readings.get(folder.id), self._takings.get(folder.id)):
                if running is not None and running.is_running:
                    raise DeskError("読み取りか取り込みの途中です。終わってから削除してください。")
            self._sessions.pop(folder.id, None)
            folder.remove()

    def picture(self, folder: WorkFolder, number: int) -> bytes:
        """A page as a picture, which is drawn once and then stored.

        Raises:
            DocumentError: it cannot be drawn.
        """
        kept = folder.picture(number, PICTURE_WIDTH)
        with suppress(FileNotFoundError):
            return kept.read_bytes()
        with self._drawing:
            data = draw_page(folder.original(), number, [], width=PICTURE_WIDTH)
        write_file(kept, data)
        return data

    def take_in(self, folder: WorkFolder, *, write: bool) -> Progress:
        """Start importing a work and rebuilding the index, or start finding out what an import would do.

        Raises:
            DeskError: another import is running.
        """
        session = self.session(folder)
        with self._lock:
            if any(progress.is_running for progress in self._takings.values()):
                raise DeskError("ほかの取り込みの途中です。終わってから、もう一度実行してください。")
            progress = Progress("importing" if write else "checking")
            progress.thread = threading.Thread(
                target=self._take_in, args=(session, progress), kwargs={"write": write}, daemon=True
            )
            self._takings[folder.id] = progress
            progress.thread.start()
            return progress

    def taking(self, folder: WorkFolder) -> Progress | None:
        """The progress of the import of a work; None if there was no import since the program started."""
        return self._takings.get(folder.id)

    def _read(self, folder: WorkFolder, progress: Progress) -> None:
        try:
            if folder.meta().to_recognise:
                progress.stage = "recognising"
                folder.write_recognised(recognise(folder.original()))
                progress.stage = "reading"
            name = folder.meta().name
            corpus = self.corpus()
            findings = read_document(
                folder.original(),
                self.places.labels,
                corpus.catalogue.taxonomy,
                progress.report,
                then=progress.propose,
            )
            folder.write_reading(StoredReading(document=findings.document, proposals=findings.proposals))
            if folder.start() is None:  # otherwise another version of the program read it
                found = propose_rows(findings, name, DraftMaker(corpus.catalogue, make_suggester(corpus)))
                folder.write_start(begin_work(found, findings.document))
            progress.stage = "done"
        except RenkeiSearchError as error:
            failure = _explain_unread(error, folder)
            folder.write_failure(failure)
            progress.scanned = failure.scanned
            progress.stage, progress.message = "failed", failure.message

    def _take_in(self, session: WorkSession, progress: Progress, *, write: bool) -> None:
        try:
            outcomes = take_in(session, self.places, write=write)
            progress.outcomes = outcomes
            if outcomes.taken is None:
                progress.stage = "refused" if outcomes.refusals else "checked"
                return
            with self._lock:
                self._corpus = None
            progress.stage = "indexing"
            build_search(self.places, progress.report)
            session.folder.write_taken(outcomes.taken.indexed_now())
            progress.stage = "done"
        except IndexUnusableError as error:
            progress.stage, progress.message = "unindexed", _explain_unindexed(error, self.places)
        except RenkeiSearchError as error:
            progress.stage, progress.message = "failed", str(error)


def _explain_unread(error: RenkeiSearchError, folder: WorkFolder) -> Failure:
    """Why a document could not be read, and whether OCR may help."""
    meta, said = folder.meta(), str(error)
    if isinstance(error, ScannedError):
        said = error.cause
        if meta.scan:
            return Failure(
                message=f"{meta.name} に、OCR で読める文字がありません。別の資料を探してください。"
            )
    return Failure(
        message=said.replace(folder.original().name, meta.name),
        scanned=isinstance(error, ScannedError) or meta.to_recognise,
    )


def _explain_unindexed(error: IndexUnusableError, places: DeskPlaces) -> str:
    """Why an import cannot be searched yet, and what to do at the desk."""
    cause, reason = error.__cause__, str(error)
    if isinstance(cause, OSError) and not isinstance(error, IndexBusyError):
        reason = f"{cause.filename or places.index} に書けません（{cause.strerror}）。空き容量と書き込み権限を確かめてください。"
    return (
        f"取り込みましたが、索引を作れませんでした。{reason}"
        "そのあと、もう一度「取り込んで、検索できるようにする」を押してください。"
    )


def _no_room(error: OSError) -> DeskError:
    return DeskError(f"ファイルを保存できません（{error.strerror}）。空き容量を確かめてください。")


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")
