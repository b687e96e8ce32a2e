"""Generations: complete, immutable indexes in ``index/generations/<id>/``, one of them in use.

``CURRENT`` names the one in use and is replaced atomically when everything else is on disk. A build that
fails leaves a folder without a manifest, which the next build removes. Nothing is ever changed in place.
A generation that is no longer in use is removed once no process reads it.
"""

from __future__ import annotations

import hashlib
import os
import secrets
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from functools import partial
from math import inf
from typing import TYPE_CHECKING, Final

import msgspec

from renkei_search.errors import IndexForbiddenError, IndexUnusableError
from renkei_search.index.lease import LOCKABLE, Lease, remove_unread
from renkei_search.index.similarity import Similarity  # noqa: TC001 # msgspec reads it

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

CURRENT: Final = "CURRENT"
ORIGIN: Final = "ORIGIN"
GENERATIONS: Final = "generations"
MANIFEST: Final = "manifest.json"
_PARTIAL: Final = ".partial"
# Where readers cannot hold locks, the last old generation is kept for readers that have not noticed the switch yet.
_KEPT_OLD_GENERATIONS: Final = 0 if LOCKABLE else 1
# Hashing a megabyte takes under a millisecond; hundreds of them would delay every start.
_HASHED_AT_ONCE: Final = 1 << 22


class FileEntry(msgspec.Struct, frozen=True):
    """Size in bytes and SHA-256 of one file of a generation."""

    size: int
    sha256: str


class Store(StrEnum):
    """Where a generation's postings and records are."""

    LOCAL = "local"
    OPENSEARCH = "opensearch"


class Manifest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a generation was built from and consists of. ``created`` is UTC, ISO 8601.

    If its postings are on a cluster, ``remote`` is the name of the index there and ``shards`` the number of its
    shards.
    """

    schema_version: int
    analyzer: str
    whoosh: str
    similarity: Similarity
    corpus: str
    counts: dict[str, int]
    created: str = ""
    files: dict[str, FileEntry] = {}
    store: Store = Store.LOCAL
    remote: str = ""
    shards: int = 1


@dataclass(frozen=True)
class Generation:
    """A generation on disk whose files match its manifest and are kept while this object is referenced."""

    id: str
    folder: Path
    manifest: Manifest
    lease: Lease


def current_generation(root: Path) -> Generation:
    """Open and verify the generation in use.

    Small files are compared with the manifest by hash; large ones, which are only mapped as numbers, by size.
    See :func:`verify_files` for those that Whoosh unpickles.

    Raises:
        IndexForbiddenError: it may not be read.
        IndexUnusableError: there is none, or it is incomplete or altered.
    """
    while True:
        generation_id = current_id(root)
        if generation_id is None:
            _refuse_unreadable(root / CURRENT)
            raise IndexUnusableError(f"{root} に索引がありません。")
        try:
            return _open(root, generation_id)
        except IndexUnusableError:
            # A build may have switched to another generation and removed this one in the meantime.
            if current_id(root) == generation_id:
                raise


def _open(root: Path, generation_id: str) -> Generation:
    folder = root / GENERATIONS / generation_id
    try:
        lease = Lease(folder / MANIFEST, partial(_remove_old, root, generation_id))
        manifest = msgspec.json.decode((folder / MANIFEST).read_bytes(), type=Manifest)
    except PermissionError as error:
        raise _forbidden(folder / MANIFEST) from error
    except (OSError, msgspec.DecodeError) as error:
        raise IndexUnusableError(f"索引 {folder} の作成が途中で終わっています。") from error
    for name, entry in manifest.files.items():
        path = folder / name
        _refuse_unreadable(path)
        if not path.is_file() or path.stat().st_size != entry.size:
            raise IndexUnusableError(f"索引のファイル {path} が壊れています。")
    generation = Generation(generation_id, folder, manifest, lease)
    verify_files(generation, most=_HASHED_AT_ONCE)
    return generation


def verify_files(generation: Generation, part: str = "", most: float = inf) -> None:
    """Compare files with the manifest's hashes.

    Args:
        generation: the generation.
        part: check only the files in this folder.
        most: check only files of at most this many bytes.

    Raises:
        IndexUnusableError: a file was altered.
    """
    for name, entry in generation.manifest.files.items():
        path = generation.folder / name
        if name.startswith(part) and entry.size <= most and _describe(path) != entry:
            raise IndexUnusableError(f"索引のファイル {path} が壊れています。")


def _refuse_unreadable(path: Path) -> None:
    """Make sure that a file may be read, if there is one.

    Raises:
        IndexForbiddenError: it may not.
    """
    try:
        os.close(os.open(path, os.O_RDONLY))
    except PermissionError as error:
        raise _forbidden(path) from error
    except OSError:
        return


def _forbidden(path: Path) -> IndexForbiddenError:
    return IndexForbiddenError(
        f"索引のファイル {path} を読む権限がありません。"
        "索引を作ったユーザーで動かすか、索引のフォルダーを読めるように権限を直してください。"
    )


def current_id(root: Path) -> str | None:
    """The id in ``CURRENT``, or none if there is no such file or it holds something else."""
    try:
        text = (root / CURRENT).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        return None
    return text if text and all(char.isalnum() or char == "-" for char in text) else None


def note_origin(root: Path, state: str) -> None:
    """Note the state of the corpus that the generation in use was built from.

    This only speeds up the next start, so a read-only folder is not an error.
    """
    with suppress(OSError):
        _write_durably(root / ORIGIN, f"{current_id(root)}\n{state}\n".encode())


def is_from(root: Path, state: str) -> bool:
    """Whether the generation in use is known to be built from this state of the corpus."""
    try:
        return (root / ORIGIN).read_text(encoding="utf-8") == f"{current_id(root)}\n{state}\n"
    except (OSError, UnicodeDecodeError):
        return False


def new_generation_folder(root: Path) -> Path:
    """Make an empty folder for the next generation; its name, a timestamp, is the generation's id."""
    folder = root / GENERATIONS / datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ-%f")
    folder.mkdir(parents=True)
    return folder


def seal(folder: Path, manifest: Manifest) -> None:
    """Flush every file to the disk and write the manifest last, which makes the generation complete.

    Args:
        folder: the folder of the generation.
        manifest: without files and time, which are filled in.
    """
    files = {path.relative_to(folder).as_posix(): _describe(path) for path in _files(folder)}
    for path in _files(folder):
        _sync(path)
    created = datetime.now(UTC).isoformat(timespec="seconds")
    complete = msgspec.structs.replace(manifest, created=created, files=files)
    _write_durably(folder / MANIFEST, msgspec.json.format(msgspec.json.encode(complete), indent=2))
    for path in [*(path for path in folder.rglob("*") if path.is_dir()), folder, folder.parent]:
        _sync(path)


def activate(root: Path, folder: Path) -> None:
    """Make a sealed generation the one in use, atomically."""
    _write_durably(root / CURRENT, folder.name.encode() + b"\n")
    _sync(root)


def remove_leftovers(root: Path) -> None:
    """Remove the leftovers of failed builds, and old generations that no process reads.

    Only the running build may call this.
    """
    for name in (CURRENT, ORIGIN):
        for path in root.glob(f"{name}.*{_PARTIAL}"):
            path.unlink(missing_ok=True)
    current = current_id(root)
    if not (root / GENERATIONS).is_dir():
        return
    folders = sorted(
        path for path in (root / GENERATIONS).iterdir() if path.is_dir() and path.name != current
    )
    complete = [path for path in folders if (path / MANIFEST).is_file()]
    kept = complete[len(complete) - _KEPT_OLD_GENERATIONS :]
    for path in folders:
        if path not in kept:
            remove_unread(path, path / MANIFEST)


def _remove_old(root: Path, generation_id: str) -> None:
    """Remove a generation that this process has read, unless it is in use or other processes read it."""
    folder = root / GENERATIONS / generation_id
    if LOCKABLE and current_id(root) not in {generation_id, None}:
        remove_unread(folder, folder / MANIFEST)


def _files(folder: Path) -> Iterator[Path]:
    yield from sorted(path for path in folder.rglob("*") if path.is_file())


def _describe(path: Path) -> FileEntry:
    with path.open("rb") as file:
        return FileEntry(size=path.stat().st_size, sha256=hashlib.file_digest(file, "sha256").hexdigest())


def _write_durably(path: Path, data: bytes) -> None:
    unfinished = path.with_name(f"{path.name}.{secrets.token_hex(3)}{_PARTIAL}")
    try:
        unfinished.write_bytes(data)
        _sync(unfinished)
        unfinished.replace(path)
    except BaseException:
        with suppress(OSError):
            unfinished.unlink()
        raise


def _sync(path: Path) -> None:
    """Flush a file or folder to the disk; Windows has no fsync for folders."""
    if path.is_dir() and os.name == "nt":
        return
    descriptor = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
