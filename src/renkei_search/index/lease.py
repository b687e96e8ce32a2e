"""A shared lock on a generation's manifest, which readers hold while they have the generation open.

A generation is removed only under an exclusive lock, so never while it is being read, even if the reader opens some files
later. The operating system releases the lock when a process ends.
"""

from __future__ import annotations

import os
import shutil
import sys
import weakref
from contextlib import suppress
from typing import TYPE_CHECKING, Final

if sys.platform != "win32":
    import fcntl

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

LOCKABLE: Final = sys.platform != "win32"
"""Whether generations are locked. Windows needs no locks, because it never removes an open file, and they prevent reading."""


class Lease:
    """Keeps a generation on the disk until the lease is no longer referenced.

    Args:
        manifest: the file to lock.
        let_go: called when the lease is released, but not when the process ends.

    Raises:
        OSError: the generation does not exist (any more).
    """

    def __init__(self, manifest: Path, let_go: Callable[[], object]) -> None:
        descriptor = os.open(manifest, os.O_RDONLY)
        try:
            # Waits if another process is removing the generation.
            _lock(descriptor, alone=False)
            gone = os.fstat(descriptor).st_nlink == 0
        except BaseException:
            os.close(descriptor)
            raise
        if gone:
            os.close(descriptor)
            raise FileNotFoundError(manifest)
        weakref.finalize(self, _release, descriptor, let_go).atexit = False


def remove_unread(folder: Path, manifest: Path) -> bool:
    """Remove a generation unless it is being read; returns whether it is gone."""
    try:
        descriptor = os.open(manifest, os.O_RDWR)  # NFS requires a writable file for an exclusive lock
    except FileNotFoundError:
        shutil.rmtree(folder, ignore_errors=True)
        return not folder.exists()
    except OSError:
        return False
    try:
        if not _lock(descriptor, alone=True):
            return False
        # The manifest first, so that an interrupted removal leaves the same as a failed build.
        with suppress(OSError):
            manifest.unlink()
        shutil.rmtree(folder, ignore_errors=True)
    finally:
        os.close(descriptor)
    return not folder.exists()


def _release(descriptor: int, let_go: Callable[[], object]) -> None:
    os.close(descriptor)
    let_go()


def _lock(descriptor: int, *, alone: bool) -> bool:
    """Lock a file; wait only for a shared lock. Network file systems without locks never grant an exclusive one."""
    if sys.platform != "win32":
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB if alone else fcntl.LOCK_SH)
        except OSError:
            return False
    return True
