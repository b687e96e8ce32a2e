"""Facet values as bitmaps: exact counts, in which a facet obeys every filter but its own."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

import numpy as np

from renkei_search.facet.declaration import MISSING
from renkei_search.facet.registry import FACETS, FilterName
from renkei_search.index.columns import unpack
from renkei_search.search.facet import conditions_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import numpy.typing as npt

    from renkei_search.index.columns import Columns
    from renkei_search.search.facet import Condition
    from renkei_search.search.request import Filters

    Bits = npt.NDArray[np.uint64]

# For fewer than one document in this many, looking values up is faster than counting bits.
_FEW: Final = 16


class FacetColumns:
    """The facet values of all documents. Sets of documents are bitmaps of 64-bit words."""

    def __init__(self, columns: Columns) -> None:
        self._columns = columns
        self._size = columns.size
        self._bits = {name: columns.facets[name.value] for name in FilterName}
        self._values = {name: [*columns.facet_values(name.value), MISSING] for name in FilterName}
        self._places = {
            name: {value: place for place, value in enumerate(values)}
            for name, values in self._values.items()
        }
        # Computed lazily; threads that do so at the same time compute the same.
        self._document_places: dict[FilterName, npt.NDArray[np.int64]] = {}

    def narrow(
        self, documents: Bits, filters: Filters, excluded: Filters = ()
    ) -> tuple[Bits, dict[FilterName, Counter[str]]]:
        """Apply the filters and count.

        A facet is counted among the documents that pass the filters on all others.

        Args:
            documents: the documents that match the words.
            filters: values of one facet are OR-ed, facets are AND-ed.
            excluded: values that a document must not have.

        Returns:
            The documents kept, and for each facet the counts by value.
        """
        passing = {
            name: self._passing(name, condition)
            for name, condition in conditions_of(filters, excluded).items()
        }
        kept = self._all(documents, passing)
        return kept, {
            name: self.count(
                name,
                self._all(documents, {other: bits for other, bits in passing.items() if other is not name})
                if name in passing
                else kept,
            )
            for name in FACETS
        }

    def filter(self, documents: Bits, filters: Filters, excluded: Filters = ()) -> Bits:
        """Apply the filters without counting."""
        conditions = conditions_of(filters, excluded)
        return self._all(
            documents, {name: self._passing(name, condition) for name, condition in conditions.items()}
        )

    def cross_tabulate(
        self, documents: Bits, rows: FilterName, columns: FilterName
    ) -> Counter[tuple[str, str]]:
        """Count by pairs of values."""
        return Counter(
            {
                (value, other): count
                for place, value in enumerate(self._values[rows])
                for other, count in self.count(columns, documents & self._bits[rows][place]).items()
            }
        )

    def places(self, name: FilterName) -> npt.NDArray[np.int64]:
        """For each document the index of its value in :meth:`values`; of several, the last."""
        if name not in self._document_places:
            found = np.full(self._size, len(self._values[name]) - 1)
            for place in range(len(self._values[name]) - 1):
                found[unpack(self._bits[name][place], self._size)] = place
            self._document_places[name] = found
        return self._document_places[name]

    def values(self, name: FilterName) -> list[str]:
        """The values of a facet, sorted, and last the one for documents without a value."""
        return self._values[name]

    def _passing(self, name: FilterName, condition: Condition) -> Bits:
        bits = self._any(name, condition.chosen) if condition.chosen else ~np.zeros_like(self._bits[name][0])
        return bits & ~self._any(name, condition.excluded) if condition.excluded else bits

    def _any(self, name: FilterName, values: Iterable[str]) -> Bits:
        places = [self._places[name][value] for value in values if value in self._places[name]]
        found: Bits = np.bitwise_or.reduce(self._bits[name][places], axis=0)
        return found

    def _all(self, documents: Bits, passing: Mapping[FilterName, Bits]) -> Bits:
        for bits in passing.values():
            documents = documents & bits
        return documents

    def count(self, name: FilterName, documents: Bits) -> Counter[str]:
        """Count by the values of one facet."""
        counts = self._tally(name, documents)
        values = self._values[name]
        found = np.flatnonzero(counts)
        return Counter(
            dict(zip((values[place] for place in found.tolist()), counts[found].tolist(), strict=True))
        )

    def _tally(self, name: FilterName, documents: Bits) -> npt.NDArray[np.int64]:
        """How many of the documents have each value: looked up for few documents, counted as bits for many."""
        if np.bitwise_count(documents).sum() * _FEW < self._size:
            places = self._columns.facet_places(name.value, np.flatnonzero(unpack(documents, self._size)))
            return np.bincount(places, minlength=len(self._values[name]))
        counts: npt.NDArray[np.int64] = np.bitwise_count(self._bits[name] & documents).sum(
            axis=1, dtype=np.int64
        )
        return counts
