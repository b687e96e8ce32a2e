"""Kill builds with SIGKILL at random moments, and check what is left."""

from __future__ import annotations

import gc
import multiprocessing
import random
import signal
import statistics
import sys
import time
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from reliability.material import check_index, demand, generations_in, make_client, take_part
from renkei_search.search.service import build_index

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from renkei_search.corpus.collection import Corpus

_SAMPLES: Final = 3


@dataclass(frozen=True)
class CrashFigures:
    """The results of killing builds.

    Attributes:
        killed: how many were killed before they ended.
        build_seconds: the median duration of a build that is not killed.
        old: after how many of them the old generation was in use.
        new: after how many the new one was, because they were killed after the switch.
        leftovers: how many left a folder that the next build removed.
        seed: repeats the run.
    """

    killed: int
    build_seconds: float
    old: int
    new: int
    leftovers: int
    seed: int


def crash(
    corpus: Corpus, index: Path, moments: int, seed: int, progress: Callable[[], None] = lambda: None
) -> CrashFigures:
    """Kill a number of builds, each at a random moment of its whole duration.

    After each, the index must be complete, a service that keeps running must be ready, and the next build must succeed
    without help.

    Args:
        corpus: the source of small corpora.
        index: an empty folder.
        moments: how many builds.
        seed: the seed of the random moments.
        progress: called after each.

    Raises:
        UnreliableError: one of these conditions fails.
    """
    chance = random.Random(seed)
    before, after = take_part(corpus, 0), take_part(corpus, 60)
    build_index(index, before)
    client = make_client(index)
    client.get("/readyz")
    length = statistics.median(_time_build(index, before) for _ in range(_SAMPLES))
    lengths = [length]
    outcome: Counter[str] = Counter()
    killed = leftovers = 0
    while killed < moments:
        wanted = {before.fingerprint: before, after.fingerprint: after}
        process = _start(index, after)
        time.sleep(chance.uniform(0, length))
        process.kill()
        process.join()
        if process.exitcode != -signal.SIGKILL:
            # It ended before it could be killed.
            demand(process.exitcode == 0, f"a build ended with {process.exitcode}")
        else:
            killed += 1
        outcome[check_index(index, wanted, client)] += process.exitcode != 0
        # After a build that ended, the engine just inspected may still hold the old generation.
        leftovers += process.exitcode != 0 and len(generations_in(index)) > 1
        gc.collect()  # the inspected engine releases its generation
        # The load of the machine may change, so the duration is updated by each build that is not killed.
        length = _time_build(index, before)
        lengths.append(length)
        check_index(index, {before.fingerprint: before}, client)
        gc.collect()
        strays = {path.name for path in index.iterdir()} - {"CURRENT", "build.lock", "generations"}
        demand(not strays, f"left in the index folder: {strays}")
        demand(len(generations_in(index)) == 1, f"generations left: {generations_in(index)}")
        progress()
    return CrashFigures(
        killed,
        statistics.median(lengths),
        outcome[before.fingerprint],
        outcome[after.fingerprint],
        leftovers,
        seed,
    )


def _start(index: Path, corpus: Corpus) -> multiprocessing.process.BaseProcess:
    if sys.platform == "win32":
        raise NotImplementedError
    process = multiprocessing.get_context("fork").Process(target=build_index, args=(index, corpus))
    process.start()
    return process


def _time_build(index: Path, corpus: Corpus) -> float:
    start = time.perf_counter()
    process = _start(index, corpus)
    process.join()
    demand(process.exitcode == 0, f"a build that was left alone ended with {process.exitcode}")
    return time.perf_counter() - start
