"""A work on the disk: the document, the result of reading it, the initial draft, and every edit since.

An edit is a line of the journal, which is on the disk before the edit is answered. A crash while a line is written loses
that edit and no other.
"""

from __future__ import annotations

import os
import shutil
from pathlib import PurePath
from typing import TYPE_CHECKING, Final, Literal, TypeVar

import msgspec

from renkei_search.corpus.document.page.model import Document
from renkei_search.corpus.document.proposal.model import Proposal
from renkei_search.corpus.intake.draft.summary import fingerprint
from renkei_search.corpus.intake.writer import write_file
from renkei_search.desk.edit import Edit
from renkei_search.desk.work import Work
from renkei_search.errors import DeskError
from renkei_search.model.record import Record

if TYPE_CHECKING:
    from pathlib import Path
    from typing import IO

T = TypeVar("T")

_META: Final = "work.json"
_READING: Final = "reading.msgpack"
_START: Final = "start.json"
_JOURNAL: Final = "journal.jsonl"
_FAILURE: Final = "failure.json"
_TAKEN: Final = "taken.json"
_PAGES: Final = "pages"
_RECOGNISED: Final = "recognised.pdf"


class WorkMeta(Record, frozen=True, kw_only=True):
    """What is known about a document before it is read.

    Attributes:
        name: the file's name.
        fingerprint: the fingerprint of the file that is read and imported.
        created: when it was put on the desk.
        to_recognise: whether OCR has to run before it is read.
        scan: the fingerprint of the file before OCR; empty without OCR.
    """

    name: str
    fingerprint: str
    created: str
    to_recognise: bool = False
    scan: str = ""


class Failure(Record, frozen=True, kw_only=True):
    """Why a document could not be read. ``scanned`` says that OCR may help."""

    message: str
    scanned: bool = False


class StoredReading(Record, frozen=True, kw_only=True):
    """The document and its proposals, as they were read."""

    document: Document
    proposals: tuple[Proposal, ...]


class JournalEntry(Record, frozen=True, kw_only=True):
    """An edit, an undo or a redo."""

    edit: Edit | None = None
    move: Literal["undo", "redo", ""] = ""


class TakenIn(Record, frozen=True, kw_only=True):
    """The result of the last import: when, at which revision, where the initiatives are now, and its messages."""

    at: str
    revision: int
    said: tuple[str, ...]
    source: str
    title: str
    ids: dict[int, str]
    indexed: bool = False

    def indexed_now(self) -> TakenIn:
        """The same after the index was rebuilt."""
        return msgspec.structs.replace(self, indexed=True)


class WorkFolder:
    """The files of one work."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @property
    def id(self) -> str:
        """The name of the folder."""
        return self.path.name

    def exists(self) -> bool:
        """Whether the work exists."""
        return (self.path / _META).is_file()

    def meta(self) -> WorkMeta:
        """What is known about the document.

        Raises:
            DeskError: the work does not exist.
        """
        try:
            return msgspec.json.decode((self.path / _META).read_bytes(), type=WorkMeta)
        except (OSError, msgspec.MsgspecError) as error:
            raise DeskError("この作業はありません。文書の一覧に戻ってください。") from error

    def write_meta(self, meta: WorkMeta) -> None:
        """Write the metadata. A folder without this file is not a work."""
        write_file(self.path / _META, msgspec.json.encode(meta))

    def original(self) -> Path:
        """The document's file; after OCR, the file with the recognised characters."""
        meta = self.meta()
        return self.path / (_RECOGNISED if meta.scan else f"original{PurePath(meta.name).suffix.lower()}")

    def write_recognised(self, data: bytes) -> None:
        """Store the result of OCR, which is the file that is read from now on."""
        write_file(self.path / _RECOGNISED, data)
        meta = self.meta()
        self.write_meta(
            msgspec.structs.replace(
                meta,
                name=f"{PurePath(meta.name).stem.removesuffix('.OCR')}.OCR.pdf",
                fingerprint=fingerprint(data),
                to_recognise=False,
                scan=meta.fingerprint,
            )
        )

    def save_original(self, name: str, stream: IO[bytes]) -> Path:
        """Store an uploaded file; it is on the disk when this returns."""
        self.path.mkdir(parents=True, exist_ok=True)
        target = self.path / f"original{PurePath(name).suffix.lower()}"
        with target.open("wb") as file:
            shutil.copyfileobj(stream, file, 1 << 20)
            file.flush()
            os.fsync(file.fileno())
        return target

    def reading(self) -> StoredReading | None:
        """The result of reading the document; None if it was not read, or by a program with another format."""
        try:
            return msgspec.msgpack.decode((self.path / _READING).read_bytes(), type=StoredReading)
        except (OSError, msgspec.MsgspecError):
            return None

    def write_reading(self, reading: StoredReading) -> None:
        """Store the result of reading the document."""
        write_file(self.path / _READING, msgspec.msgpack.encode(reading))

    def is_read(self) -> bool:
        """Whether the document was read; the result is not loaded."""
        return (self.path / _READING).is_file() and (self.path / _START).is_file()

    def start(self) -> Work | None:
        """The initial draft."""
        return self._read(_START, Work)

    def write_start(self, work: Work) -> None:
        """Store the initial draft, to which the journal applies."""
        write_file(self.path / _START, msgspec.json.encode(work))

    def journal(self) -> list[JournalEntry]:
        """All edits. An incomplete line at the end is removed from the file."""
        path = self.path / _JOURNAL
        if not path.exists():
            return []
        data = path.read_bytes()
        entries, good = [], 0
        decoder = msgspec.json.Decoder(JournalEntry)
        for line in data.splitlines(keepends=True):
            try:
                entry = decoder.decode(line)
            except msgspec.MsgspecError:
                break
            if not line.endswith(b"\n"):
                break
            entries.append(entry)
            good += len(line)
        if good < len(data):
            with path.open("r+b") as file:
                file.truncate(good)
                os.fsync(file.fileno())
        return entries

    def append(self, entry: JournalEntry) -> None:
        """Add an edit; it is on the disk when this returns.

        Raises:
            DeskError: it cannot be written.
        """
        path = self.path / _JOURNAL
        size = path.stat().st_size if path.exists() else 0
        try:
            with path.open("ab") as file:
                file.write(msgspec.json.encode(entry) + b"\n")
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            if path.exists():
                os.truncate(path, size)
            raise DeskError(
                f"{path} に書けないので、この修正は保存していません（{error.strerror}）。空き容量を確かめてください。"
            ) from error

    def failure(self) -> Failure | None:
        """Why the document could not be read; None if it could."""
        return self._read(_FAILURE, Failure)

    def write_failure(self, failure: Failure) -> None:
        """Store why the document could not be read."""
        write_file(self.path / _FAILURE, msgspec.json.encode(failure))

    def forget_failure(self) -> None:
        """Remove the stored failure, before the document is read again."""
        (self.path / _FAILURE).unlink(missing_ok=True)

    def taken(self) -> TakenIn | None:
        """The result of the last import; None if there was none."""
        return self._read(_TAKEN, TakenIn)

    def write_taken(self, taken: TakenIn) -> None:
        """Store the result of an import."""
        write_file(self.path / _TAKEN, msgspec.json.encode(taken))

    def picture(self, number: int, width: int) -> Path:
        """The file of the picture of a page, which may not exist yet."""
        folder = self.path / _PAGES
        folder.mkdir(exist_ok=True)
        return folder / f"{number}-{width}.png"

    def remove(self) -> None:
        """Remove all files, the metadata first, so that an interrupted removal leaves no work."""
        (self.path / _META).unlink(missing_ok=True)
        shutil.rmtree(self.path, ignore_errors=True)

    def _read(self, name: str, form: type[T]) -> T | None:
        try:
            return msgspec.json.decode((self.path / name).read_bytes(), type=form)
        except (OSError, msgspec.MsgspecError):
            return None
