"""Build a generation from a corpus and switch to it."""

from __future__ import annotations

import os
import shutil
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack
from functools import partial
from multiprocessing import get_context
from typing import TYPE_CHECKING, Final

import filelock
import msgspec
import whoosh

from renkei_search.analysis.analyzer import analyzer_fingerprint
from renkei_search.errors import IndexUnusableError
from renkei_search.index.batch import end_with_parent, make_batch
from renkei_search.index.columns import Columns, write_columns
from renkei_search.index.generation import activate, new_generation_folder, remove_leftovers, seal
from renkei_search.index.inversion import Collection
from renkei_search.index.schema import SCHEMA_VERSION
from renkei_search.index.segment import write_segment
from renkei_search.index.similarity import Similarity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    from renkei_search.corpus.collection import Corpus
    from renkei_search.index.batch import Batch

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
    _write_files(corpus, folder, progress, similarity)
    for name, data in attach(Columns(folder / COLUMNS)).items():
        (folder / name).write_bytes(data)
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
    corpus: Corpus, folder: Path, progress: Callable[[int, int], None], similarity: Similarity
) -> None:
    size = len(corpus.initiatives)
    total = size + round(size * _REST)
    records = [msgspec.json.encode(initiative) for initiative in corpus.initiatives]
    collection = Collection()
    with ExitStack() as stack:
        for batch in _analyse(records, corpus, stack):
            collection.add(batch)
            progress(collection.size, total)
    fields = write_columns(folder / COLUMNS, collection, records, similarity)
    progress(size + (total - size) // 2, total)
    write_segment(folder / WHOOSH, fields, size)
    (folder / CATALOGUE).write_bytes(msgspec.json.encode(corpus.catalogue))
    progress(total, total)


def _analyse(records: list[bytes], corpus: Corpus, stack: ExitStack) -> Iterable[Batch]:
    """Analyse the initiatives, in several processes if there are many. The result does not depend on that."""
    parts = [records[start : start + _BATCH] for start in range(0, len(records), _BATCH)]
    make = partial(make_batch, catalogue=corpus.catalogue)
    workers = min(os.cpu_count() or 1, _MOST_WORKERS)
    if workers < 2 or len(parts) < _LEAST_BATCHES:
        return map(make, parts)
    # A forked worker would inherit the threads and locks of a server that rebuilds its index.
    pool = ProcessPoolExecutor(workers, get_context("spawn"), initializer=end_with_parent)
    stack.callback(pool.shutdown, cancel_futures=True)
    return pool.map(make, parts)
