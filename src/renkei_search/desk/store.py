"""A piece of work on the disk: the document, how it was read, the draft as it began, and every edit since.

An edit is a line of the journal that is on the disk before it is answered. What dies in the middle of a line has lost
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
    """What is known of a document before it is read.

    Attributes:
        name: the file's name.
        fingerprint: of the file that is read and imported.
        created: when it was put on the desk.
        to_recognise: whether OCR is to lay characters over its pictures before it is read.
        scan: the fingerprint of the file before OCR did; empty if it did not.
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
    """The document as it was read, and what it proposed."""

    document: Document
    proposals: tuple[Proposal, ...]


class JournalEntry(Record, frozen=True, kw_only=True):
    """An edit, or that one was taken back or done again."""

    edit: Edit | None = None
    move: Literal["undo", "redo", ""] = ""


class TakenIn(Record, frozen=True, kw_only=True):
    """What the last import did: when, at which edit, where the initiatives went, and what there was to say."""

    at: str
    revision: int
    said: tuple[str, ...]
    source: str
    title: str
    ids: dict[int, str]
    indexed: bool = False

    def indexed_now(self) -> TakenIn:
        """The same once it can be searched."""
        return msgspec.structs.replace(self, indexed=True)


class WorkFolder:
    """The files of one piece of work."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @property
    def id(self) -> str:
        """The name of the folder."""
        return self.path.name

    def exists(self) -> bool:
        """Whether there is such a work."""
        return (self.path / _META).is_file()

    def meta(self) -> WorkMeta:
        """What is known of the document.

        Raises:
            DeskError: there is no such work.
        """
        try:
            return msgspec.json.decode((self.path / _META).read_bytes(), type=WorkMeta)
        except (OSError, msgspec.MsgspecError) as error:
            raise DeskError("この作業はありません。文書の一覧に戻ってください。") from error

    def write_meta(self, meta: WorkMeta) -> None:
        """Make this a work: what has no such file is none yet."""
        write_file(self.path / _META, msgspec.json.encode(meta))

    def original(self) -> Path:
        """The document's file: the one with the characters of OCR, if it was recognised."""
        meta = self.meta()
        return self.path / (_RECOGNISED if meta.scan else f"original{PurePath(meta.name).suffix.lower()}")

    def write_recognised(self, data: bytes) -> None:
        """Keep what OCR made of the document, which is from now on the file that is read."""
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
        """Keep a file that is being sent, on the disk before anything is said of it."""
        self.path.mkdir(parents=True, exist_ok=True)
        target = self.path / f"original{PurePath(name).suffix.lower()}"
        with target.open("wb") as file:
            shutil.copyfileobj(stream, file, 1 << 20)
            file.flush()
            os.fsync(file.fileno())
        return target

    def reading(self) -> StoredReading | None:
        """The document as it was read; none if it was not, or by a program whose answer was another."""
        try:
            return msgspec.msgpack.decode((self.path / _READING).read_bytes(), type=StoredReading)
        except (OSError, msgspec.MsgspecError):
            return None

    def write_reading(self, reading: StoredReading) -> None:
        """Keep how the document was read."""
        write_file(self.path / _READING, msgspec.msgpack.encode(reading))

    def is_read(self) -> bool:
        """Whether the document was read, without looking at what was read."""
        return (self.path / _READING).is_file() and (self.path / _START).is_file()

    def start(self) -> Work | None:
        """The draft as it began."""
        return self._read(_START, Work)

    def write_start(self, work: Work) -> None:
        """Keep the draft as it begins, from which the journal goes on."""
        write_file(self.path / _START, msgspec.json.encode(work))

    def journal(self) -> list[JournalEntry]:
        """All edits. The rest of a line that was never finished is removed."""
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
            DeskError: the disk does not take it.
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
        """Why the document could not be read."""
        return self._read(_FAILURE, Failure)

    def write_failure(self, failure: Failure) -> None:
        """Keep why the document could not be read."""
        write_file(self.path / _FAILURE, msgspec.json.encode(failure))

    def forget_failure(self) -> None:
        """Before it is read again."""
        (self.path / _FAILURE).unlink(missing_ok=True)

    def taken(self) -> TakenIn | None:
        """What the last import did."""
        return self._read(_TAKEN, TakenIn)

    def write_taken(self, taken: TakenIn) -> None:
        """Keep what an import did."""
        write_file(self.path / _TAKEN, msgspec.json.encode(taken))

    def picture(self, number: int, width: int) -> Path:
        """Where the picture of a page is kept once it is drawn."""
        folder = self.path / _PAGES
        folder.mkdir(exist_ok=True)
        return folder / f"{number}-{width}.png"

    def remove(self) -> None:
        """Remove all of it. First it stops being a work, so that half of it is none."""
        (self.path / _META).unlink(missing_ok=True)
        shutil.rmtree(self.path, ignore_errors=True)

    def _read(self, name: str, form: type[T]) -> T | None:
        try:
            return msgspec.json.decode((self.path / name).read_bytes(), type=form)
        except (OSError, msgspec.MsgspecError):
            return None
