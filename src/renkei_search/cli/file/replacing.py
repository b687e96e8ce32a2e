"""Write a file atomically: it is complete, or it does not exist."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO, TYPE_CHECKING

import click

from renkei_search.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator


def ask_to_replace(path: Path, *, force: bool) -> None:
    """Ask whether an existing file may be replaced.

    Raises:
        UsageError: the file exists, and the user can neither be asked nor gave ``--force``.
    """
    if force or not path.exists():
        return
    if not sys.stdin.isatty():
        raise UsageError(f"{path} はすでにあります。置き換えるときは --force を付けてください。")
    click.confirm(f"{path} はすでにあります。置き換えますか。", abort=True, err=True)


@contextmanager
def replacing(path: Path) -> Iterator[IO[bytes]]:
    """A temporary file that replaces ``path`` when it is complete; otherwise the old file stays.

    Raises:
        UsageError: the folder does not exist or cannot be written.
    """
    try:
        # A name of our own: the user's name with a suffix may be too long for the file system.
        file = NamedTemporaryFile(dir=path.parent, prefix=".renkei-search-", delete=False)  # noqa: SIM115
        partial = Path(file.name)
        try:
            with file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            # Give the file the usual permissions; a temporary file is private to its owner.
            partial.chmod(0o666 & ~_umask())
            partial.replace(path)
        except BaseException:
            partial.unlink(missing_ok=True)
            raise
    except OSError as error:
        raise UsageError(
            f"{path} に書き出せません（{error.strerror}）。フォルダーと空き容量を確かめてください。"
        ) from error


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
