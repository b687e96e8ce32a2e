"""Exact facet counts: a facet's counts obey every filter but its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from renkei_search.facet.declaration import MISSING
from renkei_search.facet.registry import FACETS, FilterName
from renkei_search.search.result import Bucket, Facet

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import numpy as np
    import numpy.typing as npt

    from renkei_search.corpus.collection import Catalogue
    from renkei_search.search.request import Filters, SearchRequest

    Bits = npt.NDArray[np.uint64]


@dataclass(frozen=True)
class Condition:
    """A request's condition on one facet: one of the chosen values, if there are any, and none of the excluded ones."""

    chosen: frozenset[str]
    excluded: frozenset[str]

    def admits(self, values: Sequence[str]) -> bool:
        """Whether a document with these values passes."""
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


class FacetMaker:
    """Labels and orders the counts of one generation. May be shared by threads."""

    def __init__(self, catalogue: Catalogue) -> None:
        # The known values of a generation never change, and listing them costs more than a small search.
        self._known = {name: tuple(name.declaration.all_known(catalogue)) for name in FACETS}
        self._places = {
            name: {known.value: place for place, known in enumerate(values)}
            for name, values in self._known.items()
        }

    def make(
        self, counts: Mapping[FilterName, Mapping[str, int]], request: SearchRequest
    ) -> tuple[Facet, ...]:
        """Label the counts and put them in order; values without a hit are shown only where chosen or excluded."""
        return tuple(Facet(name, tuple(self._make_buckets(name, counts[name], request))) for name in FACETS)

    def _make_buckets(
        self, name: FilterName, counts: Mapping[str, int], request: SearchRequest
    ) -> Iterator[Bucket]:
        chosen, excluded = request.values(name), request.excluded_values(name)
        known, places = self._known[name], self._places[name]
        asked = {value for value, count in counts.items() if count}.union(chosen, excluded)
        shown = sorted(place for value in asked if (place := places.get(value)) is not None)
        if name.declaration.by_count:
            shown.sort(key=lambda place: (known[place].value == MISSING, -counts.get(known[place].value, 0)))
        for place in shown:
            value, label, parent, depth, *_ = known[place]
            yield Bucket(
                value, label, counts.get(value, 0), value in chosen, depth, parent, excluded=value in excluded
            )
