"""An engine as the benchmark sees it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from benchmarks.workload import Query

TOP: Final = 10


@dataclass(frozen=True)
class Answer:
    """The number of matches, and for each facet its values with their counts."""

    total: int
    facets: Mapping[str, Mapping[str, int]]

    def without_zeros(self) -> Answer:
        """The same without values that no match has, which some engines list."""
        return replace(
            self,
            facets={
                name: {value: count for value, count in counts.items() if count}
                for name, counts in self.facets.items()
            },
        )


class OpenEngine(Protocol):
    """An index, opened for searching by one thread."""

    def search(self, query: Query) -> Any:
        """Answer a query in the engine's own form. This is timed: the ten best results and the counts."""
        ...

    def answer(self, query: Query) -> Answer:
        """The same query's matches, in the form that engines can be compared in; not timed.

        All terms of a keyword query, literally; any term of a sentence.
        """
        ...


@dataclass(frozen=True)
class Paths:
    """The paths for one size.

    Attributes:
        corpus: the corpus folder.
        documents: the records as terms, see :mod:`benchmarks.document`.
        index: our own index, which Whoosh's searcher reads too.
        peer: the peer's folder.
    """

    corpus: Path
    documents: Path
    index: Path
    peer: Path


@dataclass(frozen=True)
class Peer:
    """An engine that takes part.

    Attributes:
        key: for command line and files.
        name: its name in the report.
        build: makes its index; None if it reads the index of another one.
        open: opens the index.
        folder: the name of its index folder.
        share: the maximum number of queries of each kind, by number of records, ascending; slow engines answer fewer.
        alike: whether it answers sentences as the other peers do, so that the counts must be equal.
    """

    key: str
    name: str
    build: Callable[[Paths], None] | None
    open: Callable[[Paths], OpenEngine]
    folder: str
    share: tuple[tuple[int, int], ...] = ()
    alike: bool = True

    def limit(self, size: int, count: int) -> int:
        """How many of ``count`` queries of a kind it answers with this number of records."""
        return min([count, *(limit for least, limit in self.share if size >= least)])
