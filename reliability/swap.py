"""Rebuild the index repeatedly while clients search."""

from __future__ import annotations

import gc
import hashlib
import http.client
import random
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

import msgspec

from reliability.material import demand, generations_in, make_client
from reliability.serving import HOST, serve
from renkei_search.search.service import build_index

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from reliability.serving import Served
    from renkei_search.corpus.collection import Corpus

_WORDS: Final = (
    "図書館",
    "移住 相談会",
    "病児保育",
    "子どもが急に熱を出したときに預けられるところは",
    "圏域",
)
_PATHS: Final = tuple(
    f"{path}?q={quote(word)}" for word in _WORDS for path in ("/api/v1/search", "/search.jsonl")
)
_WARMING_SECONDS: Final = 5.0
_SETTLING_SECONDS: Final = 8.0
_MOST_GROWTH: Final = 1.15


@dataclass(frozen=True)
class SwapFigures:
    """What happened during the rebuilds.

    Attributes:
        swaps: how many generations were put to use.
        clients: how many searched at a time.
        answers: how many they got, each complete and of one generation.
        generations: how many generations answered.
        left: how many generations are on the disk at the end.
        before: memory of the workers before the first rebuild, in MiB.
        after: memory of the workers after the last, in MiB.
    """

    swaps: int
    clients: int
    answers: int
    generations: int
    left: int
    before: float
    after: float


class _Client(threading.Thread):
    """Searches continuously, and keeps the answers by path and tag."""

    def __init__(self, served: Served, seed: int, stop: threading.Event) -> None:
        super().__init__()
        self.answers = 0
        self.seen: set[tuple[str, str, str]] = set()
        self.failures: list[str] = []
        self._served = served
        self._chance = random.Random(seed)
        self._stop_asking = stop

    def run(self) -> None:
        connection = http.client.HTTPConnection(HOST, self._served.port, timeout=30)
        while not self._stop_asking.is_set():
            path = self._chance.choice(_PATHS)
            try:
                connection.request("GET", path)
                response = connection.getresponse()
                body = response.read()
            except (OSError, http.client.HTTPException) as error:
                self.failures.append(repr(error))
                connection.close()
                continue
            if response.status != 200:
                self.failures.append(f"{path}: {response.status}")
            self.seen.add((path, response.headers["ETag"], hashlib.sha256(body).hexdigest()))
            self.answers += 1
        connection.close()


def swap(
    corpus: Corpus, folder: Path, swaps: int, clients: int, progress: Callable[[], None] = lambda: None
) -> SwapFigures:
    """Rebuild a number of times while clients search.

    Every answer must be one that the application gives for the generation that its tag stands for. In the end only
    the generation in use may be on the disk, and the workers' memory must be at most 15 % above what it was.

    Args:
        corpus: the corpus that ``renkei-search serve`` uses by default.
        folder: an empty folder.
        swaps: how many rebuilds.
        clients: how many clients.
        progress: called after each rebuild.

    Raises:
        UnreliableError: one of these conditions fails.
    """
    index = folder / "index"
    build_index(index, corpus)
    # The same in another order: every answer differs, and memory can be compared.
    turned = msgspec.structs.replace(corpus, initiatives=corpus.initiatives[::-1])
    stop = threading.Event()
    with serve(index, "--workers", "2") as served:
        asking = [_Client(served, seed, stop) for seed in range(clients)]
        known = _answers(index, served)
        for client in asking:
            client.start()
        try:
            time.sleep(_WARMING_SECONDS)
            before = served.memory()
            for number in range(swaps):
                build_index(index, corpus if number % 2 else turned)
                known |= _answers(index, served)
                # Wait, so that it is searched before the next one replaces it.
                time.sleep(1)
                progress()
            time.sleep(_WARMING_SECONDS)
        finally:
            stop.set()
            for client in asking:
                client.join()
        time.sleep(_SETTLING_SECONDS)
        after = served.memory()
        gc.collect()  # the engines that this process inspected release their generations
        left = len(generations_in(index))
    _check(asking, known)
    demand(left == 1, f"{left} generations are left on the disk")
    demand(after <= before * _MOST_GROWTH, f"memory grew from {before:.0f} to {after:.0f} MiB")
    seen = {tag for client in asking for _, tag, _ in client.seen}
    return SwapFigures(
        swaps,
        clients,
        sum(client.answers for client in asking),
        len(seen) // len(_PATHS),
        left,
        before,
        after,
    )


def _answers(index: Path, served: Served) -> set[tuple[str, str, str]]:
    """The answers of the generation in use, determined without the service."""
    client = make_client(index)
    answers = set()
    for path in _PATHS:
        answer = client.get(path, base_url=served.url)
        answers.add((path, answer.headers["ETag"], hashlib.sha256(answer.data).hexdigest()))
    return answers


def _check(clients: Sequence[_Client], known: set[tuple[str, str, str]]) -> None:
    failures = [failure for client in clients for failure in client.failures]
    demand(not failures, f"{len(failures)} requests failed: {failures[:3]}")
    mixed = {answer for client in clients for answer in client.seen} - known
    demand(not mixed, f"{len(mixed)} answers belong to no generation: {list(mixed)[:3]}")
