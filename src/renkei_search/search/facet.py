"""Exact facet counts: a facet's counts obey every filter but its own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from renkei_search.prefecture import PREFECTURES
from renkei_search.record import RegionKind
from renkei_search.search.request import MISSING, FilterName
from renkei_search.search.result import Bucket, Facet

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from renkei_search.corpus.collection import Catalogue
    from renkei_search.search.request import Filters, SearchRequest

FACETS: Final = (
    FilterName.FIELD,
    FilterName.REGION,
    FilterName.PREFECTURE,
    FilterName.KIND,
    FilterName.CATEGORY,
    FilterName.SOURCE,
)
"""The facets of an answer, in the order of pages. Municipalities only filter; there are too many to list."""

FacetValues = Mapping[str, Sequence[tuple[str, ...]]]
"""For each facet, each document's values; a document's number is its place in the corpus."""


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


def narrow(
    documents: Iterable[int], filters: Filters, values: FacetValues, excluded: Filters = ()
) -> tuple[list[int], dict[FilterName, Counter[str]]]:
    """Apply the filters and count.

    A document that fails no filter is kept and counts in every facet; one that fails only a single filter
    counts in that filter's facet alone.

    Args:
        documents: the numbers of the documents that match the words.
        filters: values of one facet are OR-ed, facets are AND-ed.
        values: of all documents.
        excluded: values that a document must not have.

    Returns:
        The documents kept, in the order given, and for each facet the counts by value.
    """
    conditions = conditions_of(filters, excluded)
    counts: dict[FilterName, Counter[str]] = {name: Counter() for name in FACETS}
    kept = []
    for number in documents:
        failed = [
            name
            for name, condition in conditions.items()
            if not condition.admits(values_of(number, name, values))
        ]
        if not failed:
            kept.append(number)
        if len(failed) <= 1:
            for name in FACETS if not failed else [name for name in failed if name in counts]:
                counts[name].update(values_of(number, name, values))
    return kept, counts


def values_of(number: int, name: FilterName, values: FacetValues) -> tuple[str, ...]:
    """A document's values, or the bucket of those without one."""
    return values[name.value][number] or (MISSING,)


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


def value_label(name: FilterName, value: str, catalogue: Catalogue) -> str:
    """How a filter value reads on pages."""
    if value == MISSING:
        return MISSING_LABEL
    match name:
        case FilterName.FIELD | FilterName.CATEGORY:
            return catalogue.taxonomy[value].label
        case FilterName.REGION:
            return catalogue.region(value).name
        case FilterName.KIND:
            return RegionKind(value).label
        case FilterName.SOURCE:
            return catalogue.source(value).source.title
        case FilterName.PREFECTURE | FilterName.MUNICIPALITY:
            return value
