"""Run ``renkei-search``: in this process, or as a separate process where a test is about the process.

Starting Python and loading the dictionary takes longer than most commands.
"""

from __future__ import annotations

import contextlib
import io
import os
import subprocess
import sys
import time
from typing import TYPE_CHECKING, NamedTuple
from unittest import mock

from renkei_search.cli import main

if TYPE_CHECKING:
    from pathlib import Path

# A zone whose date differs from Japan's for half of the day.
_ENVIRONMENT = {"COLUMNS": "100", "TZ": "America/St_Johns"}


class Done(NamedTuple):
    """The exit code and the output of a command."""

    returncode: object
    stdout: str
    stderr: str


def run(*arguments: str | Path) -> Done:
    """Run a command in this process."""
    output, messages = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="") for _ in range(2))
    with (
        mock.patch.object(sys, "argv", ["renkei-search", *map(str, arguments)]),
        mock.patch.dict(os.environ, _ENVIRONMENT),
        contextlib.redirect_stdout(output),
        contextlib.redirect_stderr(messages),
    ):
        time.tzset()
        try:
            main()
        except SystemExit as error:
            code = error.code
    time.tzset()
    return Done(code, _text(output), _text(messages))


def run_process(*arguments: str | Path, timeout: float = 600) -> Done:
    """Run a command as a user starts it."""
    done = subprocess.run(
        [sys.executable, "-m", "renkei_search", *map(str, arguments)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={
            "PATH": os.environ["PATH"],
            "PYTHONIOENCODING": "utf-8",
            "PYTHONPATH": os.environ.get("PYTHONPATH", ""),  # the checkout under test
            **_ENVIRONMENT,
        },
        timeout=timeout,
        check=False,
    )
    return Done(done.returncode, done.stdout, done.stderr)


def _text(stream: io.TextIOWrapper) -> str:
    stream.flush()
    stream.seek(0)
    return stream.read()
