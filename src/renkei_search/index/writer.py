"""Build a generation from a corpus and switch to it."""

from __future__ import annotations

import shutil
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from typing import TYPE_CHECKING, Final

import filelock
import msgspec
import whoosh

from renkei_search.analysis.analyzer import analyzer_fingerprint
from renkei_search.errors import IndexBusyError, IndexUnusableError
from renkei_search.index.columns import Columns, write_columns
from renkei_search.index.generation import (
    Manifest,
    Store,
    activate,
    new_generation_folder,
    remove_leftovers,
    seal,
)
from renkei_search.index.postings.batch_pool import analysing, encode_records
from renkei_search.index.postings.inversion import Collection, load_postings
from renkei_search.index.schema import FIELDS, SCHEMA_VERSION
from renkei_search.index.segment import write_segment
from renkei_search.index.similarity import Similarity

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from renkei_search.corpus.collection import Corpus

CATALOGUE: Final = "catalogue.json"
WHOOSH: Final = "whoosh"
COLUMNS: Final = "columns"
DICTIONARY: Final = "dictionary"
"""Replaces the columns if the postings are on a cluster."""

_LOCK: Final = "build.lock"
# The steps after the analysis take about half as long as the analysis.
_REST: Final = 0.5


def write_index(
    corpus: Corpus,
    root: Path,
    progress: Callable[[int, int], None] | None = None,
    attach: Callable[[Columns], Mapping[str, bytes]] = lambda _: {},
    similarity: Similarity = Similarity(),  # noqa: B008 # frozen
) -> str:
    """Index the whole corpus into a new generation under ``root`` and put it to use.

    The old generation stays in use until the end, or if anything fails.

    Args:
        corpus: what to index.
        root: the index folder; created if missing.
        progress: called from time to time with the work done and in total, measured in initiatives.
        attach: makes additional files of the generation, by name, from its columns.
        similarity: the scoring of postings.

    Returns:
        The new generation's id.

    Raises:
        IndexBusyError: another build runs.
        IndexUnusableError: the folder cannot be written.
    """
    told = progress or (lambda _done, _total: None)
    return build_generation(
        root, partial(_fill, corpus=corpus, progress=told, attach=attach, similarity=similarity)
    )


def build_generation(root: Path, fill: Callable[[Path], None]) -> str:
    """Write a new generation, put it to use, and return its id.

    Args:
        root: the index folder; created if missing.
        fill: writes everything but the manifest of a generation into an empty folder.

    Raises:
        IndexBusyError: another build runs.
        IndexUnusableError: the folder cannot be written.
    """
    try:
        root.mkdir(parents=True, exist_ok=True)
        with filelock.FileLock(root / _LOCK, timeout=0):
            remove_leftovers(root)
            folder = new_generation_folder(root)
            try:
                fill(folder)
            except BaseException:
                # This frees a full disk at once, and an interrupted build leaves nothing behind.
                shutil.rmtree(folder, ignore_errors=True)
                raise
            activate(root, folder)
            remove_leftovers(root)
    except BrokenProcessPool as error:
        raise IndexUnusableError(
            "索引の作成が途中で止まりました。メモリが足りないおそれがあります。ほかのプログラムを終えてからやり直してください。"
        ) from error
    except filelock.Timeout as error:
        raise IndexBusyError(
            f"{root} の索引は、ほかのプログラムが作成しています。終わってからやり直してください。"
        ) from error
    except OSError as error:
        raise IndexUnusableError(
            f"索引を {error.filename or root} に書けません（{error.strerror}）。"
            "空き容量と書き込み権限を確かめるか、--index で別の場所を指定してください。"
        ) from error
    return folder.name


def await_build(root: Path) -> None:
    """Wait until no build runs."""
    with filelock.FileLock(root / _LOCK):
        return


def _fill(
    folder: Path,
    corpus: Corpus,
    progress: Callable[[int, int], None],
    attach: Callable[[Columns], Mapping[str, bytes]],
    similarity: Similarity,
) -> None:
    """Write everything but the manifest of a generation."""
    _write_files(corpus, folder, progress, attach, similarity)
    seal(folder, make_manifest(corpus, similarity))


def make_manifest(
    corpus: Corpus, similarity: Similarity, store: Store = Store.LOCAL, remote: str = "", shards: int = 1
) -> Manifest:
    """The manifest of a generation of this corpus, before its files are known."""
    return Manifest(
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
        store=store,
        remote=remote,
        shards=shards,
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
    records = encode_records(corpus)
    with analysing(corpus, records) as (pool, batches):
        collection = Collection()
        for batch in batches:
            collection.add(batch)
            progress(collection.size, total)
        # Files instead of memory: at a million records all postings together would fill the machine.
        postings = folder / "postings"
        write_columns(folder / COLUMNS, collection, records, similarity, postings)
        progress(size + (total - size) // 2, total)
        # Meanwhile this process makes the additional files.
        segment = pool.submit(_write_segment, folder / WHOOSH, postings, size)
        attach_files(folder, corpus, attach(Columns(folder / COLUMNS)))
        segment.result()
    progress(total, total)


def attach_files(folder: Path, corpus: Corpus, files: Mapping[str, bytes]) -> None:
    """Write the catalogue and the additional files of a generation into its folder."""
    (folder / CATALOGUE).write_bytes(msgspec.json.encode(corpus.catalogue))
    for name, data in files.items():
        (folder / name).write_bytes(data)


def _write_segment(folder: Path, postings: Path, size: int) -> None:
    """Write the Whoosh segment from postings that another process stored, and remove these."""
    write_segment(folder, {name: load_postings(postings / name) for name in FIELDS}, size)
    shutil.rmtree(postings)
