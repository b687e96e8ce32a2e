"""The engine in use, exchanged when a new generation is put to use."""

from __future__ import annotations

import ctypes
import gc
import logging
import sys
import threading
import weakref
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from renkei_search.errors import IndexUnusableError
from renkei_search.index.generation import current_generation, current_id
from renkei_search.index.reader import stale_reason
from renkei_search.index.similarity import Similarity
from renkei_search.search.column_engine import ColumnEngine
from renkei_search.search.tuning import DEFAULT

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from renkei_search.corpus.collection import Corpus
    from renkei_search.search.engine import SearchEngine

_WATCH_SECONDS: Final = 2.0

_log = logging.getLogger(__name__)

ENGINE: Final[type[SearchEngine]] = ColumnEngine


class SearchService:
    """Gives each request the engine of the generation in use.

    A request keeps the engine it was given, so an answer never mixes two generations. If a new generation
    does not open, the old one stays in use.
    """

    def __init__(self, root: Path) -> None:
        self._root = root
        self._lock = threading.Lock()
        self._engine: SearchEngine | None = None
        self._refused: str | None = None
        self._replaced: list[weakref.ref[SearchEngine]] = []

    def engine(self) -> SearchEngine:
        """The engine of the generation in use.

        Raises:
            IndexUnusableError: no generation can be opened, and none was open before.
        """
        engine, wanted = self._engine, current_id(self._root)
        if engine is not None and wanted in {engine.generation, self._refused, None}:
            return engine
        with self._lock:
            if self._engine is None or self._engine.generation != wanted:
                try:
                    opened = ENGINE.open(self._root)
                except IndexUnusableError as error:
                    if self._engine is None:
                        raise
                    if self._refused != wanted:
                        _log.error("%sこれまでの索引を使います。", error)
                    self._refused = wanted
                else:
                    if self._engine is not None:
                        self._replaced.append(weakref.ref(self._engine))
                    self._engine, self._refused = opened, None
            return self._engine

    @property
    def generation(self) -> str | None:
        """The id of the generation in use, if one is open."""
        return None if self._engine is None else self._engine.generation

    @property
    def refused(self) -> str | None:
        """The id of a generation that was put to use but does not open, so that the one before it answers."""
        return self._refused

    def watch(self) -> None:
        """From now on notice new generations without being asked, and let go of those replaced.

        An engine that no request keeps any more may be part of a reference cycle; until the collector comes by, it
        would keep its memory and its files.
        """
        threading.Thread(target=self._watch, name="watch", daemon=True).start()

    def _watch(self) -> None:
        pause = threading.Event()
        while not pause.wait(_WATCH_SECONDS):
            with suppress(IndexUnusableError):
                self.engine()
            if self._replaced:
                _give_back_memory()
                with self._lock:
                    self._replaced = [old for old in self._replaced if old() is not None]


def _give_back_memory() -> None:
    """Collect what is unreachable, and hand what that frees to the system; the C library would keep it for later."""
    gc.collect()
    if sys.platform == "linux":
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # of glibc only
        if trim is not None:
            trim(0)


def rebuild_reason(root: Path, corpus: Corpus | None) -> str | None:
    """Why the index must be built before the corpus can be searched, or none if it is as it should be.

    Without a corpus only the program's side is looked at.
    """
    try:
        generation = current_generation(root)
    except IndexUnusableError as error:
        return str(error)
    fingerprint = None if corpus is None else corpus.fingerprint
    return stale_reason(generation, Similarity(DEFAULT.k1, DEFAULT.b), fingerprint)


def build_index(root: Path, corpus: Corpus, progress: Callable[[int, int], None] | None = None) -> str:
    """Build a new generation and put it to use; returns its id.

    Raises:
        IndexUnusableError: the folder cannot be written or another build runs.
    """
    return ENGINE.build(corpus, root, progress)
