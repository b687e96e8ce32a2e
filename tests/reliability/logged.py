"""A service whose log is read."""

from __future__ import annotations

import subprocess
import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextmanager
def serve_logged(index: Path, *options: str) -> Iterator[tuple[subprocess.Popen[str], Path]]:
    """A service and the file of its log."""
    log = index.parent / f"log-{time.monotonic_ns()}"
    command = [
        sys.executable,
        "-m",
        "renkei_search",
        "serve",
        "--index",
        str(index),
        "--workers",
        "1",
        *options,
    ]
    with log.open("w") as file, subprocess.Popen(command, stderr=file, text=True) as process:
        end = time.monotonic() + 300
        while "検索できます" not in log.read_text(encoding="utf-8") and time.monotonic() < end:
            time.sleep(0.02)
        try:
            yield process, log
        finally:
            process.terminate()
            process.wait(40)
