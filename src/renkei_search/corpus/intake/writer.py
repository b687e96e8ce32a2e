"""Write files of a corpus folder together: after a crash the folder holds all of them or none.

Everything is written and brought to the disk in ``.staging``. Renaming that folder to ``.committed`` is the moment
of decision: readers take its files from then on (:mod:`renkei_search.corpus.folder`). Then the files move to their
places. What dies before the decision leaves the old state and some rubbish; what dies after it leaves the new
state. Either way the next import tidies up.
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
    """Keep other imports out of the folder, which is created if missing, and finish what a crash left.

    Raises:
        TableError: another import runs there.
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
    """Create or replace files, by name within the folder. Only to be called while it is locked.

    Raises:
        OSError: the disk is full or the folder cannot be written; nothing has changed.
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
    """Create or replace one file: whoever reads it sees the old or the new one, whole.

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
    """Move decided files to their places. Doing it twice does no harm."""
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
    """Flush a folder's entries to the disk; Windows has no fsync for folders."""
    if os.name == "nt":
        return
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
