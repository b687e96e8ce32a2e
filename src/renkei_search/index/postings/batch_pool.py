"""Analyse a corpus batch by batch, in several processes if that is faster."""

from __future__ import annotations

import os
from collections import deque
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from functools import partial
from multiprocessing import get_context
from typing import TYPE_CHECKING, Any, Final, TypeVar

import msgspec

from renkei_search.analysis.practice import PracticeClassifier, analyse_practices
from renkei_search.index.postings.batch import end_with_parent, make_batch

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from renkei_search.corpus.collection import Corpus
    from renkei_search.index.postings.batch import Batch

T = TypeVar("T")

_BATCH: Final = 1_000
# For smaller corpora, starting a process takes longer than it saves.
_LEAST_BATCHES: Final = 4
_MOST_WORKERS: Final = 8
# How many batches per process are in progress or waiting; without a limit they would all accumulate before a slow consumer.
_AHEAD: Final = 3


@contextmanager
def analysing(corpus: Corpus, records: list[bytes]) -> Iterator[tuple[Executor, Iterator[Batch]]]:
    """The batches of a corpus in order, and the pool that makes them, which can be given more work.

    Args:
        corpus: what to analyse.
        records: its initiatives as JSON.
    """
    parts = [records[start : start + _BATCH] for start in range(0, len(records), _BATCH)]
    classifier = PracticeClassifier(analyse_practices(corpus.catalogue.practices))
    make = partial(make_batch, catalogue=corpus.catalogue, classifier=classifier)
    workers = min(os.cpu_count() or 1, _MOST_WORKERS)
    pool: Executor
    if workers < 2 or len(parts) < _LEAST_BATCHES:
        pool, ahead = _AtOnce(), 1
    else:
        # A forked worker would inherit the threads and locks of a server that rebuilds its index.
        pool = ProcessPoolExecutor(workers, mp_context=get_context("spawn"), initializer=end_with_parent)
        ahead = _AHEAD * workers
    with pool:
        try:
            yield pool, _in_order(pool, make, parts, ahead)
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def encode_records(corpus: Corpus) -> list[bytes]:
    """The initiatives as JSON."""
    return [msgspec.json.encode(initiative) for initiative in corpus.initiatives]


def _in_order(
    pool: Executor, make: Callable[[list[bytes]], T], parts: list[list[bytes]], ahead: int
) -> Iterator[T]:
    """The results in the order of the parts; only a limited number is started ahead of the consumer."""
    begun: deque[Future[T]] = deque()
    for part in parts:
        begun.append(pool.submit(make, part))
        if len(begun) >= ahead:
            yield begun.popleft().result()
    while begun:
        yield begun.popleft().result()


class _AtOnce(Executor):
    """An executor that runs everything in this process."""

    def submit(self, fn: Callable[..., T], /, *args: Any, **kwargs: Any) -> Future[T]:
        """Call the function and keep its result; exceptions propagate."""
        future: Future[T] = Future()
        future.set_result(fn(*args, **kwargs))
        return future
