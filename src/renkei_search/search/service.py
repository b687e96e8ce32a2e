"""The engine in use, exchanged when a new generation is put to use."""

from __future__ import annotations

import threading
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
                    self._engine = ENGINE.open(self._root)
                except IndexUnusableError:
                    if self._engine is None:
                        raise
                    self._refused = wanted
            return self._engine


def rebuild_reason(root: Path, corpus: Corpus) -> str | None:
    """Why the index must be built before the corpus can be searched, or none if it is as it should be."""
    try:
        generation = current_generation(root)
    except IndexUnusableError as error:
        return str(error)
    return stale_reason(generation, Similarity(DEFAULT.k1, DEFAULT.b), corpus.fingerprint)


def build_index(root: Path, corpus: Corpus, progress: Callable[[int, int], None] | None = None) -> str:
    """Build a new generation and put it to use; returns its id.

    Raises:
        IndexUnusableError: the folder cannot be written or another build runs.
    """
    return ENGINE.build(corpus, root, progress)
