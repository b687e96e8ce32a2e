"""Exact facet counts: a facet's counts obey every filter but its own."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from renkei_search.index.columns import unpack
from renkei_search.prefecture import PREFECTURES
from renkei_search.record import RegionKind
from renkei_search.search.request import MISSING, FilterName
from renkei_search.search.result import Bucket, Facet

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    import numpy.typing as npt

    from renkei_search.corpus.collection import Catalogue
    from renkei_search.index.columns import Columns
    from renkei_search.search.request import Filters, SearchRequest

    Bits = npt.NDArray[np.uint64]

FACETS: Final = (
    FilterName.FIELD,
    FilterName.REGION,
    FilterName.PREFECTURE,
    FilterName.KIND,
    FilterName.CATEGORY,
    FilterName.SOURCE,
)
"""The facets of an answer, in the order of pages. Municipalities and types of practice
only filter; there are too many to list."""


@dataclass(frozen=True)
class Condition:
    """What a request asks of one facet: one of the chosen values, if any are, and none of the excluded."""

    chosen: frozenset[str]
    excluded: frozenset[str]

    def admits(self, values: Sequence[str]) -> bool:
        """Whether something with these values passes."""
        return (not self.chosen or not self.chosen.isdisjoint(values)) and self.excluded.isdisjoint(values)


def conditions_of(filters: Filters, excluded: Filters = ()) -> dict[FilterName, Condition]:
    """The conditions by facet; a facet without one is left out."""
    names = dict.fromkeys(name for name, _ in (*filters, *excluded))
    return {
        name: Condition(
            frozenset(value for chosen, value in filters if chosen is name),
            frozenset(value for chosen, value in excluded if chosen is name),
        )
        for name in names
    }


# Below one document in so many, looking up is quicker than counting bits.
_FEW: Final = 16


class FacetColumns:
    """The facet values of all documents. Sets of documents are given as bits, 64 a word."""

    def __init__(self, columns: Columns) -> None:
        self._columns = columns
        self._size = columns.size
        self._bits = {name: columns.facets[name.value] for name in FilterName}
        self._values = {name: [*columns.facet_values(name.value), MISSING] for name in FilterName}
        self._places = {
            name: {value: place for place, value in enumerate(values)}
            for name, values in self._values.items()
        }

    def narrow(
        self, documents: Bits, filters: Filters, excluded: Filters = ()
    ) -> tuple[Bits, dict[FilterName, Counter[str]]]:
        """Apply the filters and count.

        A facet is counted among the documents that pass the filters on all others.

        Args:
            documents: those that match the words.
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
            name: self._count(
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
                for other, count in self._count(columns, documents & self._bits[rows][place]).items()
            }
        )

    def places(self, name: FilterName, size: int) -> npt.NDArray[np.int64]:
        """For each document the place of its value among :meth:`values`; of several, the last."""
        found = np.full(size, len(self._values[name]) - 1)
        for place in range(len(self._values[name]) - 1):
            found[unpack(self._bits[name][place], size)] = place
        return found

    def values(self, name: FilterName) -> list[str]:
        """The values of a facet, sorted, and last the one of documents without a value."""
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

    def _count(self, name: FilterName, documents: Bits) -> Counter[str]:
        counts = self._tally(name, documents)
        values = self._values[name]
        found = np.flatnonzero(counts)
        return Counter(
            dict(zip((values[place] for place in found.tolist()), counts[found].tolist(), strict=True))
        )

    def _tally(self, name: FilterName, documents: Bits) -> npt.NDArray[np.int64]:
        """How many of the documents have each value: few are looked up, many counted as bits."""
        if np.bitwise_count(documents).sum() * _FEW < self._size:
            places = self._columns.facet_places(name.value, np.flatnonzero(unpack(documents, self._size)))
            return np.bincount(places, minlength=len(self._values[name]))
        counts: npt.NDArray[np.int64] = np.bitwise_count(self._bits[name] & documents).sum(
            axis=1, dtype=np.int64
        )
        return counts


def make_facets(
    counts: Mapping[FilterName, Counter[str]], request: SearchRequest, catalogue: Catalogue
) -> tuple[Facet, ...]:
    """Label the counts and put them in order; values without a hit are shown only where chosen or excluded."""
    return tuple(Facet(name, tuple(_make_buckets(name, counts[name], request, catalogue))) for name in FACETS)


def _make_buckets(
    name: FilterName, counts: Counter[str], request: SearchRequest, catalogue: Catalogue
) -> Iterator[Bucket]:
    chosen, excluded = request.values(name), request.excluded_values(name)
    for value, label, depth, parent in _ordered_values(name, counts, catalogue):
        if counts[value] or value in chosen or value in excluded:
            yield Bucket(
                value, label, counts[value], value in chosen, depth, parent, excluded=value in excluded
            )


def _ordered_values(
    name: FilterName, counts: Counter[str], catalogue: Catalogue
) -> Iterator[tuple[str, str, int, str | None]]:
    """Value, label, depth and parent: trees and prefectures in their official order, regions by count."""
    match name:
        case FilterName.FIELD:
            for node in catalogue.taxonomy.tree():
                yield node.code, node.label, node.depth, node.parent
        case FilterName.CATEGORY:
            for node in catalogue.taxonomy.categories:
                yield node.code, node.name, 0, None
        case FilterName.REGION:
            for region in sorted(catalogue.regions, key=lambda region: -counts[region.id]):
                yield region.id, region.name, 0, None
        case FilterName.PREFECTURE:
            for prefecture in PREFECTURES:
                yield prefecture, prefecture, 0, None
        case FilterName.KIND:
            for kind in RegionKind:
                yield kind.value, kind.label, 0, None
        case FilterName.SOURCE:
            for item in catalogue.sources:
                yield item.source.id, item.source.title, 0, None
    yield MISSING, MISSING_LABEL, 0, None


MISSING_LABEL: Final = "圏域なし（制度の例示）"


def value_label(name: FilterName, value: str, catalogue: Catalogue) -> str:  # noqa: PLR0911 # one for each facet
    """How a filter value reads on pages."""
    if value == MISSING:
        return "取組の型の推定なし" if name is FilterName.PRACTICE else MISSING_LABEL
    match name:
        case FilterName.FIELD | FilterName.CATEGORY:
            return catalogue.taxonomy[value].label
        case FilterName.REGION:
            return catalogue.region(value).name
        case FilterName.KIND:
            return RegionKind(value).label
        case FilterName.SOURCE:
            return catalogue.source(value).source.title
        case FilterName.PRACTICE:
            return catalogue.practices.by_id[value].name
        case FilterName.PREFECTURE | FilterName.MUNICIPALITY:
            return value
