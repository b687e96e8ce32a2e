"""Measure the service: its start, JSON over a kept connection, searches per second."""

from __future__ import annotations

import http.client
import socket
import statistics
import subprocess
import sys
import threading
import time
from contextlib import closing, contextmanager
from itertools import cycle
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

from benchmarks.measure import Summary, summarize, time_call
from benchmarks.peer.protocol import TOP

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from benchmarks.peer.protocol import OpenEngine
    from benchmarks.workload import Query

_HOST: Final = "127.0.0.1"
_PATIENCE: Final = 120.0
_POLL: Final = 0.002
# Without a cache, so that every question is searched for although the questions repeat.
_WITHOUT_CACHE: Final = ("--remember", "0")


class Client:
    """One kept connection."""

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection(_HOST, port, timeout=_PATIENCE)

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    def search(self, query: Query) -> bytes:
        """The JSON of the same page of results that the bare engine makes.

        Raises:
            http.client.HTTPException: the service does not answer with 200.
        """
        self._connection.request("GET", f"/api/v1/search?{urlencode({'q': query.text, 'per_page': TOP})}")
        response = self._connection.getresponse()
        body = response.read()
        if response.status != http.client.OK:
            raise http.client.HTTPException(f"{response.status}: {body[:200]!r}")
        return body


def measure_start(corpus: Path, index: Path, query: Query, times: int) -> float:
    """Seconds from the start of ``renkei-search serve`` to its first answer; the median of several starts."""
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        with serving(corpus, index) as port, closing(Client(port)) as client:
            client.search(query)
            taken.append(time.perf_counter() - start)
    return statistics.median(taken)


def measure_http(
    corpus: Path,
    index: Path,
    engine: OpenEngine,
    queries: Sequence[Query],
    rounds: int,
    progress: Callable[[], None],
) -> tuple[Summary, Summary]:
    """Each query by JSON over HTTP and by the bare engine call in turn: both summaries in this order."""
    over_http: dict[Query, list[float]] = {query: [] for query in queries}
    bare: dict[Query, list[float]] = {query: [] for query in queries}
    with serving(corpus, index, *_WITHOUT_CACHE) as port, closing(Client(port)) as client:
        for query in queries:
            client.search(query)
            engine.search(query)
        for _ in range(rounds):
            for query in queries:
                bare[query].append(time_call(engine.search, query))
                over_http[query].append(time_call(client.search, query))
                progress()
    return summarize(map(statistics.median, over_http.values())), summarize(
        map(statistics.median, bare.values())
    )


def measure_throughput(
    corpus: Path, index: Path, queries: Sequence[Query], connections: int, seconds: float
) -> float:
    """The JSON searches per second that one worker process answers on a number of kept connections."""
    answered = [0] * connections
    with serving(corpus, index, *_WITHOUT_CACHE, "--workers", "1") as port:
        with closing(Client(port)) as warming:
            for query in queries:
                warming.search(query)
        stop = threading.Event()

        def ask(number: int) -> None:
            first = number * len(queries) // connections
            turn = cycle((*queries[first:], *queries[:first]))
            with closing(Client(port)) as client:
                while not stop.is_set():
                    client.search(next(turn))
                    answered[number] += 1

        threads = [threading.Thread(target=ask, args=(number,)) for number in range(connections)]
        start = time.perf_counter()
        for thread in threads:
            thread.start()
        stop.wait(seconds)
        stop.set()
        for thread in threads:
            thread.join()
        return sum(answered) / (time.perf_counter() - start)


@contextmanager
def serving(corpus: Path, index: Path, *options: str) -> Iterator[int]:
    """Run ``renkei-search serve`` on a free port until it accepts connections; stop it afterwards."""
    with socket.socket() as free:
        free.bind((_HOST, 0))
        port = int(free.getsockname()[1])
    command = [sys.executable, "-m", "renkei_search", "serve", "--port", str(port)]
    command += ["--corpus", str(corpus), "--index", str(index), *options]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            _wait_for(port, server)
            yield port
        finally:
            server.terminate()


def _wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + _PATIENCE
    while server.poll() is None and time.monotonic() < end:
        try:
            socket.create_connection((_HOST, port)).close()
        except ConnectionRefusedError:
            time.sleep(_POLL)
        else:
            return
    raise http.client.HTTPException("renkei-search serve does not answer.")
