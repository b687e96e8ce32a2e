"""Build a generation from a corpus and switch to it."""

from __future__ import annotations

import os
import pickle
import shutil
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from multiprocessing import get_context
from typing import TYPE_CHECKING, Any, Final, TypeVar

import filelock
import msgspec
import whoosh

from renkei_search.analysis.analyzer import analyzer_fingerprint
from renkei_search.analysis.practice import PracticeClassifier, analyse_practices
from renkei_search.errors import IndexUnusableError
from renkei_search.index.batch import end_with_parent, make_batch
from renkei_search.index.columns import Columns, write_columns
from renkei_search.index.generation import activate, new_generation_folder, remove_leftovers, seal
from renkei_search.index.inversion import Collection
from renkei_search.index.schema import SCHEMA_VERSION
from renkei_search.index.segment import write_segment
from renkei_search.index.similarity import Similarity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path

    from renkei_search.corpus.collection import Corpus

T = TypeVar("T")

CATALOGUE: Final = "catalogue.json"
WHOOSH: Final = "whoosh"
COLUMNS: Final = "columns"

_BATCH: Final = 1_000
# Below, a process takes longer to start than it saves.
_LEAST_BATCHES: Final = 4
_MOST_WORKERS: Final = 8
# What comes after the analysis takes about half as long again.
_REST: Final = 0.5


def write_index(
    corpus: Corpus,
    root: Path,
    progress: Callable[[int, int], None] | None = None,
    attach: Callable[[Columns], Mapping[str, bytes]] = lambda _: {},
    similarity: Similarity = Similarity(),  # noqa: B008 # frozen
) -> str:
    """Index the whole corpus into a new generation under ``root`` and put it to use.

    Until the very end the old generation stays in use; if anything fails it simply remains.

    Args:
        corpus: what to index.
        root: the index folder; created if missing.
        progress: called now and then with how much is done and in total, in initiatives or their worth in time.
        attach: makes further files of the generation, by name, from its columns.
        similarity: how postings are scored.

    Returns:
        The new generation's id.

    Raises:
        IndexUnusableError: the folder cannot be written, or another build runs.
    """
    try:
        root.mkdir(parents=True, exist_ok=True)
        with filelock.FileLock(root / "build.lock", timeout=0):
            remove_leftovers(root)
            folder = new_generation_folder(root)
            try:
                _fill(folder, corpus, progress or (lambda _done, _total: None), attach, similarity)
            except (OSError, BrokenProcessPool):
                # A full disk has room again at once.
                shutil.rmtree(folder, ignore_errors=True)
                raise
            activate(root, folder)
            remove_leftovers(root)
    except BrokenProcessPool as error:
        raise IndexUnusableError(
            "索引の作成が途中で止まりました。メモリが足りないおそれがあります。ほかのプログラムを終えてからやり直してください。"
        ) from error
    except filelock.Timeout as error:
        raise IndexUnusableError(
            f"{root} では別の索引作成が動いています。終わってからやり直してください。"
        ) from error
    except OSError as error:
        raise IndexUnusableError(
            f"索引を {error.filename or root} に書けません（{error.strerror}）。"
            "空き容量と書き込み権限を確かめるか、--index で別の場所を指定してください。"
        ) from error
    return folder.name


def _fill(
    folder: Path,
    corpus: Corpus,
    progress: Callable[[int, int], None],
    attach: Callable[[Columns], Mapping[str, bytes]],
    similarity: Similarity,
) -> None:
    """Write a generation up to its manifest."""
    _write_files(corpus, folder, progress, attach, similarity)
    seal(
        folder,
        schema_version=SCHEMA_VERSION,
        analyzer=analyzer_fingerprint(),
        whoosh=whoosh.versionstring(),
        similarity=similarity,
        corpus=corpus.fingerprint,
        counts={
            "initiatives": len(corpus.initiatives),
            "regions": len(corpus.catalogue.regions),
            "sources": len(corpus.catalogue.sources),
        },
    )


def _write_files(
    corpus: Corpus,
    folder: Path,
    progress: Callable[[int, int], None],
    attach: Callable[[Columns], Mapping[str, bytes]],
    similarity: Similarity,
) -> None:
    size = len(corpus.initiatives)
    total = size + round(size * _REST)
    records = [msgspec.json.encode(initiative) for initiative in corpus.initiatives]
    parts = [records[start : start + _BATCH] for start in range(0, size, _BATCH)]
    classifier = PracticeClassifier(analyse_practices(corpus.catalogue.practices))
    make = partial(make_batch, catalogue=corpus.catalogue, classifier=classifier)
    workers = min(os.cpu_count() or 1, _MOST_WORKERS)
    pool: Executor
    if workers < 2 or len(parts) < _LEAST_BATCHES:
        pool = _AtOnce()
    else:
        # A forked worker would inherit the threads and locks of a server that rebuilds its index.
        pool = ProcessPoolExecutor(workers, mp_context=get_context("spawn"), initializer=end_with_parent)
    with pool:
        try:
            collection = Collection()
            for batch in pool.map(make, parts):
                collection.add(batch)
                progress(collection.size, total)
            fields = write_columns(folder / COLUMNS, collection, records, similarity)
            progress(size + (total - size) // 2, total)
            postings = folder / "postings.pickle"
            with postings.open("wb") as file:
                pickle.dump(fields, file, pickle.HIGHEST_PROTOCOL)
            del fields
            # Meanwhile the vocabulary is made here.
            segment = pool.submit(_write_segment, folder / WHOOSH, postings, size)
            (folder / CATALOGUE).write_bytes(msgspec.json.encode(corpus.catalogue))
            for name, data in attach(Columns(folder / COLUMNS)).items():
                (folder / name).write_bytes(data)
            segment.result()
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    progress(total, total)


def _write_segment(folder: Path, postings: Path, size: int) -> None:
    """Write the Whoosh segment from postings that were put into a file for another process; the file goes."""
    fields = pickle.loads(postings.read_bytes())  # noqa: S301 # written a moment ago by ourselves
    postings.unlink()
    write_segment(folder, fields, size)


class _AtOnce(Executor):
    """Does what it is given in this process, and what it is to map one by one."""

    def map(self, fn: Callable[..., T], *iterables: Iterable[Any], **_options: Any) -> Iterator[T]:
        """Call the function when its result is asked for."""
        return map(fn, *iterables)

    def submit(self, fn: Callable[..., T], /, *args: Any, **kwargs: Any) -> Future[T]:
        """Call the function and keep its result; what it raises is raised."""
        future: Future[T] = Future()
        future.set_result(fn(*args, **kwargs))
        return future
