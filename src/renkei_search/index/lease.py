"""Who reads which generation: a lock on its manifest, shared by readers for as long as they have it open.

A generation is removed by whoever holds that lock alone, so never under a reader, not even under one that opens some
of its files later. The operating system releases the lock with the process.
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
"""Whether generations can be locked. Windows removes no file that is open, and locks would keep others from reading."""


class Lease:
    """Keeps a generation on the disk; let go of when it is no longer referenced.

    Args:
        manifest: the file to lock.
        let_go: called then. A process that ends does not call it.

    Raises:
        OSError: there is no such generation, or no longer.
    """

    def __init__(self, manifest: Path, let_go: Callable[[], object]) -> None:
        descriptor = os.open(manifest, os.O_RDONLY)
        try:
            # Waits while another process removes the generation.
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
    """Remove a generation unless someone reads it; tells whether it is gone."""
    try:
        descriptor = os.open(manifest, os.O_RDWR)  # NFS locks no other file for one alone
    except FileNotFoundError:
        shutil.rmtree(folder, ignore_errors=True)
        return not folder.exists()
    except OSError:
        return False
    try:
        if not _lock(descriptor, alone=True):
            return False
        # First, so that a removal that is interrupted leaves what a build that died leaves.
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
    """Lock a file, waiting only for a shared lock. Some file systems of networks cannot: there, no one is alone."""
    if sys.platform != "win32":
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB if alone else fcntl.LOCK_SH)
        except OSError:
            return False
    return True
