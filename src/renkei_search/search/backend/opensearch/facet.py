"""Facets in OpenSearch's query language: conditions, and counts by value."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from renkei_search.facet.declaration import MISSING
from renkei_search.facet.registry import FACETS, FilterName
from renkei_search.index.schema import facet_field

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from renkei_search.search.backend.opensearch.query import Json
    from renkei_search.search.facet import Condition


_MOST_VALUES: Final = 10_000


def narrowed(query: Json, conditions: Mapping[FilterName, Condition]) -> Json:
    """A query for the documents that match and pass all conditions."""
    if not conditions:
        return query
    passing = [_passing(name, condition) for name, condition in conditions.items()]
    return {"bool": {"must": [query], "filter": passing}}


def by_value(name: FilterName) -> Json:
    """Count by value; documents without one are counted under a value of their own."""
    return {"terms": {"field": facet_field(name.value), "size": _MOST_VALUES, "missing": MISSING}}


def all_counts(conditions: Mapping[FilterName, Condition]) -> Json:
    """Count each listed facet among what passes the filters on all others."""
    found: Json = {}
    for name in FACETS:
        others = [_passing(other, condition) for other, condition in conditions.items() if other is not name]
        found[name.value] = {"filter": {"bool": {"filter": others}}, "aggs": {"values": by_value(name)}}
    return found


def read_all_counts(answer: Json) -> dict[FilterName, Counter[str]]:
    """The answer to :func:`all_counts`."""
    return {name: read_counts(answer[name.value]["values"]) for name in FACETS}


def read_counts(answer: Json) -> Counter[str]:
    """The answer to :func:`by_value`."""
    return Counter({bucket["key"]: bucket["doc_count"] for bucket in answer["buckets"]})


def _passing(name: FilterName, condition: Condition) -> Json:
    """The documents that a condition admits."""
    clauses: Json = {}
    if condition.chosen:
        clauses |= {"should": _has_any(name, sorted(condition.chosen)), "minimum_should_match": 1}
    if condition.excluded:
        clauses |= {"must_not": _has_any(name, sorted(condition.excluded))}
    return {"bool": clauses}


def _has_any(name: FilterName, values: Sequence[str]) -> list[Json]:
    field = facet_field(name.value)
    found: list[Json] = [{"terms": {field: [value for value in values if value != MISSING]}}]
    if MISSING in values:
        found.append({"bool": {"must_not": [{"exists": {"field": field}}]}})
    return found
