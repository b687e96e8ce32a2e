"""Folders that the workers of one run share: the first worker that needs one makes it, and all of them only read it."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

from filelock import FileLock

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import pytest


def make_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """A folder of this run, made by ``make`` unless another worker has made it.

    Args:
        factory: the worker's factory, whose folder is inside the folder of the run.
        name: the name of the folder, which is the same for all workers.
        make: fills the empty folder.
    """
    base = factory.getbasetemp()
    run = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    folder, made = run / name, run / f"{name}.made"
    with FileLock(run / f"{name}.lock"):
        if not made.exists():
            shutil.rmtree(folder, ignore_errors=True)  # left by a worker whose ``make`` failed
            folder.mkdir()
            make(folder)
            made.touch()
    return folder
