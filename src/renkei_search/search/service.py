"""The engine in use, which is replaced when there is a new generation."""

from __future__ import annotations

import ctypes
import logging
import sys
import threading
import weakref
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from renkei_search.errors import IndexForbiddenError, IndexUnusableError
from renkei_search.index.generation import Store, current_generation, current_id
from renkei_search.index.reader import stale_reason
from renkei_search.index.similarity import Similarity
from renkei_search.search.backend.registry import EngineSettings, on_cluster
from renkei_search.search.engine import SearchEngine
from renkei_search.search.tuning import DEFAULT

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from renkei_search.corpus.collection import Corpus

_WATCH_SECONDS: Final = 2.0

_log = logging.getLogger(__name__)


class SearchService:
    """Gives each request the engine of the generation in use.

    A request keeps the engine it was given, so an answer never mixes two generations. If a new generation
    does not open, the old one stays in use.
    """

    def __init__(
        self,
        root: Path,
        engine: EngineSettings = EngineSettings(),  # noqa: B008 # frozen
        *,
        semantic: bool = True,
        remembered: int = 0,
    ) -> None:
        """``semantic`` says whether word vectors are used, ``remembered`` how many bytes of answers are cached.

        Answers of a cluster are not cached, because an outage would then affect some requests and not others.
        """
        self._remembered = 0 if engine.engine.store is Store.OPENSEARCH else remembered
        self._tuning = DEFAULT if semantic else replace(DEFAULT, meaning=0.0)
        self._root = root
        self._kind = engine
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
                    opened = SearchEngine.open(self._root, self._tuning, self._kind, self._remembered)
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
        """The id of a newer generation that cannot be opened, so that the one before it stays in use."""
        return self._refused

    def watch(self) -> None:
        """Start noticing new generations in the background, and drop those that were replaced.

        The last request that keeps an engine frees it. The memory that this releases is returned to the system here.
        """
        threading.Thread(target=self._watch, name="watch", daemon=True).start()

    def _watch(self) -> None:
        pause = threading.Event()
        while not pause.wait(_WATCH_SECONDS):
            with suppress(IndexUnusableError):
                self.engine()
            with self._lock:
                in_use = [old for old in self._replaced if old() is not None]
                freed = len(in_use) < len(self._replaced)
                self._replaced = in_use
            if freed:
                _give_back_memory()
                self._tidy()

    def _tidy(self) -> None:
        """On a cluster, remove the generations whose folders were removed with their last reader.

        Those that cannot be removed now are removed by the next build.
        """
        if self._kind.engine.store is Store.OPENSEARCH:
            with suppress(IndexUnusableError):
                on_cluster().remove_unread_indexes(self._kind.cluster, self._root)


def _give_back_memory() -> None:
    """Return freed memory to the system, which the C library would keep."""
    if sys.platform == "linux":
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # exists in glibc only
        if trim is not None:
            trim(0)


def rebuild_reason(
    root: Path,
    corpus: Corpus | None,
    engine: EngineSettings = EngineSettings(),  # noqa: B008 # frozen
) -> str | None:
    """Why the index must be built before the corpus can be searched, or none if it is up to date.

    Without a corpus, only what depends on the program is compared.

    Raises:
        IndexForbiddenError: it may not be read.
        ClusterUnusableError: the cluster that holds it does not answer.
        UsageError: a package that the engine needs is not installed.
    """
    try:
        generation = current_generation(root)
    except IndexForbiddenError:
        raise
    except IndexUnusableError as error:
        return str(error)
    fingerprint = None if corpus is None else corpus.fingerprint
    similarity = Similarity(DEFAULT.k1, DEFAULT.b)
    reason = stale_reason(generation, similarity, engine.engine.store, fingerprint)
    if reason is None and engine.engine.store is Store.OPENSEARCH:
        missing: str | None = on_cluster().missing_reason(generation, engine.cluster)
        return missing
    return reason


def build_index(
    root: Path,
    corpus: Corpus,
    progress: Callable[[int, int], None] | None = None,
    engine: EngineSettings = EngineSettings(),  # noqa: B008 # frozen
) -> str:
    """Build a new generation and put it to use; returns its id.

    Raises:
        IndexUnusableError: the folder cannot be written, another build runs, or the cluster does not answer.
        UsageError: a package that the engine needs is not installed.
    """
    return SearchEngine.build(corpus, root, progress, engine=engine)
