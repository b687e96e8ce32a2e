"""``renkei-search serve`` as a process of its own, its memory and its workers."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Final
from urllib.error import URLError

import psutil

from reliability.material import UnreliableError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

HOST: Final = "127.0.0.1"
_PATIENCE: Final = 60.0
_MIB: Final = 1024**2


class Served:
    """A running service."""

    def __init__(self, process: subprocess.Popen[bytes], port: int) -> None:
        self.process = process
        self.port = port
        self.url = f"http://{HOST}:{port}"

    @property
    def workers(self) -> list[psutil.Process]:
        """Its worker processes."""
        children: list[psutil.Process] = psutil.Process(self.process.pid).children()
        return children

    def memory(self) -> float:
        """Resident memory of the workers in MiB."""
        return float(sum(worker.memory_info().rss for worker in self.workers)) / _MIB

    def get(self, path: str, timeout: float = _PATIENCE) -> bytes:
        """The body of an answer.

        Raises:
            URLError: there is none, or it is an error.
        """
        with urllib.request.urlopen(self.url + path, timeout=timeout) as answer:  # noqa: S310 # our own address
            body: bytes = answer.read()
            return body

    def wait(self, path: str = "/healthz") -> None:
        """Wait until it answers at this path.

        Raises:
            UnreliableError: it does not.
        """
        end = time.monotonic() + _PATIENCE
        while time.monotonic() < end and self.process.poll() is None:
            with suppress(URLError, ConnectionError):
                self.get(path)
                return
            time.sleep(0.005)
        raise UnreliableError("renkei-search serve does not answer")


def free_port() -> int:
    """A port that nothing listens on at the moment."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


@contextmanager
def serve(index: Path, *options: str, ready: bool = True) -> Iterator[Served]:
    """Serve on a free port, and stop at the end. Waits until the service answers unless ``ready`` is false."""
    port = free_port()
    command = [sys.executable, "-m", "renkei_search", "serve", "--port", str(port), "--index", str(index)]
    # Not to a pipe, which would fill up because nobody reads the log.
    with subprocess.Popen(
        [*command, *options], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        served = Served(process, port)
        try:
            if ready:
                served.wait()
            yield served
        finally:
            process.terminate()
            with suppress(subprocess.TimeoutExpired):
                process.wait(_PATIENCE)
            process.kill()
