"""Write files of a corpus folder atomically: after a crash, the folder has all of them or none.

All files are written to ``.staging`` and synced. Renaming that folder to ``.committed`` commits them: from then on,
readers use its files (:mod:`renkei_search.corpus.folder`). Then the files are moved to their places. A crash before the
rename leaves the old state and leftover files; a crash after it leaves the new state. Either way, the next import
cleans up.
"""

from __future__ import annotations

import os
import secrets
import shutil
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

import filelock

from renkei_search.corpus.folder import COMMITTED
from renkei_search.errors import CorpusError, TableError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

_STAGING: Final = ".staging"
_LOCK: Final = ".import.lock"


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Lock the folder against other imports, create it if missing, and complete an import interrupted by a crash.

    Raises:
        TableError: another import is running.
        CorpusError: the folder cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with filelock.FileLock(folder / _LOCK, timeout=0):
            _apply(folder)
            yield
    except filelock.Timeout as error:
        raise TableError(
            f"{folder} では別の取り込みが動いています。終わってからやり直してください。"
        ) from error
    except OSError as error:
        raise CorpusError(
            f"{error.filename or folder} に書けません（{error.strerror}）。空き容量と書き込み権限を確かめてください。"
        ) from error


def write_together(folder: Path, files: Mapping[str, bytes]) -> None:
    """Create or replace files, given by name within the folder. Call this only while the folder is locked.

    Raises:
        OSError: the disk is full or the folder is not writable; nothing was changed.
    """
    if not files:
        return
    staging = folder / _STAGING
    shutil.rmtree(staging, ignore_errors=True)
    try:
        for name, data in files.items():
            path = staging / name
            path.parent.mkdir(parents=True, exist_ok=True)
            _write(path, data)
        for path in (staging, *(path for path in staging.rglob("*") if path.is_dir())):
            _sync_folder(path)
        staging.rename(folder / COMMITTED)
    except OSError:
        shutil.rmtree(staging, ignore_errors=True)
        raise
    _sync_folder(folder)
    _apply(folder)


def write_file(path: Path, data: bytes) -> None:
    """Create or replace one file atomically: a reader sees either the old or the new content.

    Raises:
        TableError: it cannot be written.
    """
    partial = path.with_name(f"{path.name}.{secrets.token_hex(3)}.partial")
    try:
        try:
            _write(partial, data)
            partial.replace(path)
        except OSError:
            partial.unlink(missing_ok=True)
            raise
        _sync_folder(path.parent)
    except OSError as error:
        raise TableError(
            f"{path} に書けません（{error.strerror}）。空き容量と書き込み権限を確かめるか、別の名前を指定してください。"
        ) from error


def _apply(folder: Path) -> None:
    """Move committed files to their places. Repeating this is harmless."""
    shutil.rmtree(folder / _STAGING, ignore_errors=True)
    committed = folder / COMMITTED
    if not committed.is_dir():
        return
    for path in sorted(committed.rglob("*")):
        if path.is_file():
            place = folder / path.relative_to(committed)
            place.parent.mkdir(parents=True, exist_ok=True)
            path.replace(place)
            _sync_folder(place.parent)
    shutil.rmtree(committed)
    _sync_folder(folder)


def _write(path: Path, data: bytes) -> None:
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _sync_folder(path: Path) -> None:
    """Sync the entries of a folder to disk; Windows has no fsync for folders."""
    if os.name == "nt":
        return
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
