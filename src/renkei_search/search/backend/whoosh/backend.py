"""Searches with Whoosh's own searcher: the reference for every other backend, and fast enough for a small corpus.

Matches, scores and facet values all come from Whoosh's index, so that an error in the columns cannot affect them.
Only records and the characters of terms, which Whoosh does not store, are read from the other files.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from functools import cached_property
from typing import TYPE_CHECKING

from renkei_search.facet.declaration import MISSING
from renkei_search.facet.registry import FACETS, FilterName
from renkei_search.index.schema import facet_field
from renkei_search.search.backend.columns.backend import ColumnDocument
from renkei_search.search.backend.protocol import Placed, Ranked
from renkei_search.search.backend.whoosh.query import compile_tree
from renkei_search.search.facet import conditions_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from renkei_search.index.reader import IndexReader
    from renkei_search.search.backend.protocol import Order, Selection
    from renkei_search.search.facet import Condition
    from renkei_search.search.tree import Tree


class WhooshBackend:
    """See :class:`renkei_search.search.backend.protocol.Backend`."""

    def __init__(self, reader: IndexReader) -> None:
        self.reader = reader

    @property
    def size(self) -> int:
        """How many documents there are."""
        return self.reader.columns.size

    def open_session(self) -> WhooshSession:
        """Begin a request."""
        return WhooshSession(self)

    def check(self) -> None:
        """See the protocol: an open generation is always available."""

    @cached_property
    def values(self) -> Mapping[FilterName, Mapping[int, tuple[str, ...]]]:
        """For each facet, the values of each document according to Whoosh's postings."""
        reader = self.reader.searcher.reader()
        found: dict[FilterName, dict[int, tuple[str, ...]]] = {}
        for name in FilterName:
            field = facet_field(name.value)
            held: defaultdict[int, list[str]] = defaultdict(list)
            for text in reader.lexicon(field):
                value = text.decode()
                for number in reader.postings(field, value).all_ids():
                    held[number].append(value)
            found[name] = {number: tuple(values) for number, values in held.items()}
        return found

    def values_of(self, name: FilterName, number: int) -> tuple[str, ...]:
        """The values of a document, or the one for missing values."""
        return self.values[name].get(number, (MISSING,))

    @cached_property
    def region_ranks(self) -> Mapping[str, int]:
        """The rank of each region from north to south."""
        return {region.id: rank for rank, region in enumerate(self.reader.catalogue.regions)}


class WhooshSession:
    """See :class:`renkei_search.search.backend.protocol.Session`."""

    def __init__(self, backend: WhooshBackend) -> None:
        self._backend = backend
        # Keep the trees alive, so that no other tree gets the same id.
        self._known: dict[int, tuple[Tree, Mapping[int, float]]] = {}

    def rank(
        self, selection: Selection, order: Order, start: int, stop: int, *, count: bool = False
    ) -> Ranked:
        """A part of a selection in an order; see the protocol."""
        found = self._evaluate(selection.tree)
        conditions = conditions_of(selection.filters, selection.excluded)
        kept = [number for number in sorted(found) if self._passes(number, conditions)]
        counts: dict[FilterName, Counter[str]] = {}
        if count:
            for name in FACETS:
                others = {other: condition for other, condition in conditions.items() if other is not name}
                counts[name] = self._count(
                    name, kept if name not in conditions else [n for n in found if self._passes(n, others)]
                )
        placed = self._put_in_order(kept, selection, order)
        return Ranked(len(kept), tuple(placed[start:stop]), counts)

    def scan(self, selection: Selection, order: Order) -> Iterator[int]:
        """All numbers in an order; see the protocol."""
        return (placed.number for placed in self._put_in_order(self._documents(selection), selection, order))

    def totals(self, selections: Sequence[Selection]) -> list[int]:
        """How many documents each selection has."""
        return [len(self._documents(selection)) for selection in selections]

    def rank_values(
        self, selection: Selection, order: Order, facet: FilterName, start: int, stop: int
    ) -> list[str]:
        """Values in the order of their first document; see the protocol."""
        placed = self._put_in_order(self._documents(selection), selection, order)
        values = dict.fromkeys(self._backend.values_of(facet, item.number)[0] for item in placed)
        return list(values)[start:stop]

    def count_by(self, selection: Selection, facet: FilterName) -> Mapping[str, int]:
        """Counts by value; see the protocol."""
        return self._count(facet, self._documents(selection))

    def cross_tabulate(
        self, selection: Selection, rows: FilterName, columns: FilterName
    ) -> Mapping[tuple[str, str], int]:
        """Counts by pairs of values; see the protocol."""
        values_of = self._backend.values_of
        return Counter(
            (value, other)
            for number in self._documents(selection)
            for value in values_of(rows, number)
            for other in values_of(columns, number)
        )

    def read(self, numbers: Sequence[int]) -> list[ColumnDocument]:
        """Some documents; see the protocol."""
        return [ColumnDocument(self._backend.reader, number) for number in numbers]

    def find(self, initiative_id: str) -> ColumnDocument | None:
        """The document with this id, or none."""
        number = self._backend.reader.number_of(initiative_id)
        return None if number is None else ColumnDocument(self._backend.reader, number)

    def _evaluate(self, tree: Tree) -> Mapping[int, float]:
        known = self._known.get(id(tree))
        if known is None:
            searcher = self._backend.reader.searcher
            found = {hit.docnum: hit.score for hit in searcher.search(compile_tree(tree), limit=None)}
            known = self._known[id(tree)] = (tree, found)
        return known[1]

    def _documents(self, selection: Selection) -> list[int]:
        conditions = conditions_of(selection.filters, selection.excluded)
        found = sorted(self._evaluate(selection.tree))
        return [number for number in found if self._passes(number, conditions)]

    def _passes(self, number: int, conditions: Mapping[FilterName, Condition]) -> bool:
        return all(
            condition.admits(self._backend.values_of(name, number)) for name, condition in conditions.items()
        )

    def _count(self, name: FilterName, documents: Collection[int]) -> Counter[str]:
        return Counter(value for number in documents for value in self._backend.values_of(name, number))

    def _put_in_order(self, documents: Sequence[int], selection: Selection, order: Order) -> list[Placed]:
        scores = self._evaluate(order.scoring or selection.tree)
        tiers = [self._evaluate(tree) for tree in order.tiers]
        bands = [self._evaluate(tree) for tree in order.bands]
        placed = [
            Placed(number, scores.get(number, 0.0), _place(number, tiers), _place(number, bands))
            for number in documents
        ]
        if order.by_region:
            ranks = self._backend.region_ranks
            last = len(ranks)
            placed.sort(
                key=lambda item: (
                    item.band,
                    ranks.get(self._backend.values_of(FilterName.REGION, item.number)[0], last),
                )
            )
        else:
            placed.sort(key=lambda item: (item.band, item.tier, -item.score))
        return placed


def _place(number: int, trees: Sequence[Mapping[int, float]]) -> int:
    """The place of the first tree that matches a document."""
    return next((place for place, found in enumerate(trees) if number in found), len(trees))
