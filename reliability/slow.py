"""Clients that send one byte per second, and others that expect an answer in the meantime."""

from __future__ import annotations

import socket
import statistics
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from itertools import cycle
from typing import TYPE_CHECKING, Final

from reliability.material import demand
from reliability.serving import HOST, serve

if TYPE_CHECKING:
    from pathlib import Path

LIMIT: Final = 1.0
"""The number of seconds within which the others must be answered."""

_BODY: Final = b'{"text": "' + b"a" * 1_000
_KINDS: Final = {
    "head": b"GET /search?q=a HTTP/1.1\r\nHost: x\r\nX: " + b"a" * 1_000,
    "body": b"POST /api/v1/similar HTTP/1.1\r\nHost: x\r\nContent-Length: 2000\r\n\r\n" + _BODY,
    "chunks": b"POST /similar HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nff\r\n" + _BODY,
}
_ASKED: Final = ("/api/v1/search?q=%E7%A7%BB%E4%BD%8F", "/search?q=%E8%A6%B3%E5%85%89", "/healthz")


@dataclass(frozen=True)
class SlowFigures:
    """The results.

    Attributes:
        clients: the number of connections that never complete a request; closed ones are opened again.
        workers: the number of worker processes.
        threads: the number of threads of each.
        closed: how many of those connections the service closed.
        answers: how many requests of other clients were answered in the meantime, one after the other.
        median: the median time of these answers in seconds.
        longest: the longest time.
    """

    clients: int
    workers: int
    threads: int
    closed: int
    answers: int
    median: float
    longest: float


def slow(
    index: Path, clients: int, seconds: float, workers: int = 2, threads: int = 4, limit: float = LIMIT
) -> SlowFigures:
    """Send requests at one byte per second, head or body, and send others in the meantime.

    Args:
        index: of the bundled corpus.
        clients: how many connections.
        seconds: how long.
        workers: processes that serve.
        threads: of each.
        limit: how many seconds another client may wait.

    Raises:
        UnreliableError: another client waited longer.
    """
    ended = threading.Event()
    closed: list[float] = []
    with serve(index, "--workers", str(workers), "--threads", str(threads)) as served:
        drips = [
            threading.Thread(target=_drip, args=(served.port, data, ended, closed))
            for data, _ in zip(cycle(_KINDS.values()), range(clients), strict=False)
        ]
        for path in _ASKED:
            served.get(path)
        for drip in drips:
            drip.start()
        taken = []
        try:
            time.sleep(2)
            end = time.monotonic() + seconds
            for path in cycle(_ASKED):
                begun = time.monotonic()
                if begun >= end:
                    break
                served.get(path, timeout=30)
                taken.append(time.monotonic() - begun)
                time.sleep(0.2)
        finally:
            ended.set()
            for drip in drips:
                drip.join()
    demand(max(taken) < limit, f"another client waited {max(taken):.1f} s")
    return SlowFigures(
        clients, workers, threads, len(closed), len(taken), statistics.median(taken), max(taken)
    )


def _drip(port: int, data: bytes, ended: threading.Event, closed: list[float]) -> None:
    while not ended.is_set():
        with suppress(OSError), socket.create_connection((HOST, port), timeout=10) as client:
            begun = time.monotonic()
            for byte in data:
                client.send(bytes([byte]))
                if ended.wait(1):
                    return
                client.setblocking(False)
                with suppress(BlockingIOError):
                    if not client.recv(1):
                        break
                client.setblocking(True)
            closed.append(time.monotonic() - begun)
            continue
        closed.append(0.0)
