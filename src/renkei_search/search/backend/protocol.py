"""What a search needs from an engine that holds postings and records.

All search logic is above this protocol and is written once. It may not assume that all documents fit into an array, that
the engine is in this process, or that a call for each document is cheap: a backend may be a cluster on the network.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from renkei_search.facet.registry import FilterName
    from renkei_search.index.columns import Occurrence
    from renkei_search.index.lexicon import Lexicon
    from renkei_search.model.record import Initiative
    from renkei_search.search.request import Filters
    from renkei_search.search.tree import Tree


@dataclass(frozen=True)
class Selection:
    """A set of documents: the matches of a tree that pass the filters.

    Values of one filter are OR-ed, filters are AND-ed; ``excluded`` are values that no document may have.
    """

    tree: Tree
    filters: Filters = ()
    excluded: Filters = ()


@dataclass(frozen=True)
class Order:
    """The order of documents; ties are in corpus order.

    Attributes:
        scoring: the tree that gives the scores; none for the selection's own tree. Documents that it does not match
            score 0.
        tiers: trees; documents that the first matches come first, then those of the second, and last all others.
        by_region: order by region from north to south, documents without a region last; scores and tiers do not count,
            but are given.
        bands: trees like ``tiers``, but of higher precedence: everything else orders the documents within a band.
    """

    scoring: Tree | None = None
    tiers: tuple[Tree, ...] = ()
    by_region: bool = False
    bands: tuple[Tree, ...] = ()


class Placed(NamedTuple):
    """A ranked document: its number, its score, and the indexes of its tier and band; the last is for those in none."""

    number: int
    score: float
    tier: int = 0
    band: int = 0


@dataclass(frozen=True)
class Ranked:
    """A part of a ranked selection.

    Attributes:
        total: how many documents the selection has.
        documents: the requested part.
        counts: if requested, for each listed facet how many documents choosing a value would leave: a facet is
            counted over the documents that pass the filters on all others.
    """

    total: int
    documents: tuple[Placed, ...]
    counts: Mapping[FilterName, Mapping[str, int]] = field(default_factory=dict)


class BackendDocument(Protocol):
    """A document that was read; its methods need no further calls."""

    @property
    def number(self) -> int:
        """Its position in the corpus."""
        ...

    @property
    def initiative(self) -> Initiative:
        """The record."""
        ...

    def term_rows(self, name: str) -> list[int]:
        """The terms of its title or description, in order, as rows of the lexicon."""
        ...

    def occurrences(self, name: str) -> list[Occurrence]:
        """The same terms with the characters of each."""
        ...

    def values(self, facet: str) -> list[str]:
        """Its values of a facet."""
        ...


class Session(Protocol):
    """One request's view of one generation.

    It may cache results, so it is neither kept nor shared between threads.
    """

    def rank(
        self, selection: Selection, order: Order, start: int, stop: int, *, count: bool = False
    ) -> Ranked:
        """The documents ``[start, stop)`` of a selection in an order; with ``count`` the facets as well."""
        ...

    def scan(self, selection: Selection, order: Order) -> Iterator[int]:
        """The numbers of all documents of a selection in an order."""
        ...

    def totals(self, selections: Sequence[Selection]) -> list[int]:
        """How many documents each selection has."""
        ...

    def count_by(self, selection: Selection, facet: FilterName) -> Mapping[str, int]:
        """How many documents of a selection have each value of a facet, all filters applied.

        Documents without a value are counted under :data:`renkei_search.facet.declaration.MISSING`.
        """
        ...

    def rank_values(
        self, selection: Selection, order: Order, facet: FilterName, start: int, stop: int
    ) -> list[str]:
        """The values ``[start, stop)`` of a single-valued facet, in the order of each value's first document.

        Documents without a value are under :data:`renkei_search.facet.declaration.MISSING`.
        """
        ...

    def cross_tabulate(
        self, selection: Selection, rows: FilterName, columns: FilterName
    ) -> Mapping[tuple[str, str], int]:
        """How many documents of a selection have each pair of values of two facets; pairs without any are left out."""
        ...

    def read(self, numbers: Sequence[int]) -> Sequence[BackendDocument]:
        """Some documents, in the order given."""
        ...

    def find(self, initiative_id: str) -> BackendDocument | None:
        """The document with this id, or none."""
        ...


class TermDictionary(Protocol):
    """The terms of one generation with their document frequencies. Always local, so looking a term up costs no call."""

    @property
    def size(self) -> int:
        """How many documents there are."""
        ...

    @property
    def lexicon(self) -> Lexicon:
        """The terms of all fields."""
        ...

    def document_frequency(self, field: str, term: str) -> int:
        """How many documents have a term."""
        ...

    def idf(self, field: str, term: str) -> float:
        """The inverse document frequency of a term."""
        ...


class Backend(Protocol):
    """Holds one generation. Thread-safe."""

    @property
    def size(self) -> int:
        """How many documents there are."""
        ...

    def open_session(self) -> Session:
        """Begin a request."""
        ...

    def check(self) -> None:
        """Make sure that searches can be answered now.

        Raises:
            IndexUnusableError: they cannot.
        """
        ...
