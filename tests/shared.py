"""Folders that the workers of one run share: made by the first that needs them, and only read afterwards."""

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
        factory: of the worker, whose folder is inside that of the run.
        name: of the folder; the same name is the same folder in all workers.
        make: writes into the empty folder.
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
