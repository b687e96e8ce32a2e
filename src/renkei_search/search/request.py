"""What was asked: search words, filters, page and order, as one immutable value."""

from __future__ import annotations

import difflib
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from renkei_search.facet.registry import FilterName

if TYPE_CHECKING:
    from collections.abc import Collection

if TYPE_CHECKING:
    from collections.abc import Collection

MAX_PER_PAGE: Final = 100
MAX_DEPTH: Final = 1_000
"""The rank of the last result that paging reaches."""


class Sort(StrEnum):
    """The order of results: best first, or by region from north to south (prefecture code)."""

    RELEVANCE = "relevance"
    REGION = "region"

    @property
    def label(self) -> str:
        """The Japanese name on pages."""
        return {"relevance": "関連の高い順", "region": "圏域順（北から南）"}[self.value]


Filters = tuple[tuple[FilterName, str], ...]


@dataclass(frozen=True)
class SearchRequest:
    """One request. Values of one filter are OR-ed, filters are AND-ed; ``page`` counts from 1.

    ``expand`` allows synonyms and widening; without it the words are taken literally. ``excluded`` are
    values that no initiative in the answer may have. ``facets_only`` asks for the counts without any initiative.
    ``semantic`` allows word vectors to order the results and to find related initiatives. ``sort`` is the requested
    order, ``order`` that of the answer.
    """

    text: str = ""
    filters: Filters = ()
    sort: Sort = Sort.RELEVANCE
    page: int = 1
    per_page: int = 20
    expand: bool = True
    excluded: Filters = ()
    facets_only: bool = False
    semantic: bool = True

    @property
    def order(self) -> Sort:
        """The order of the answer.

        Without words no initiative is more relevant than another, so the order is by region.
        """
        return self.sort if self.text.strip() else Sort.REGION

    def values(self, name: FilterName) -> tuple[str, ...]:
        """The chosen values of one filter, in the order chosen."""
        return tuple(value for chosen, value in self.filters if chosen is name)

    def excluded_values(self, name: FilterName) -> tuple[str, ...]:
        """The excluded values of one filter, in the order excluded."""
        return tuple(value for chosen, value in self.excluded if chosen is name)

    def with_text(self, text: str) -> SearchRequest:
        """The same filters with other words, from the first page."""
        return replace(self, text=text, page=1)

    def with_filter(self, name: FilterName, value: str) -> SearchRequest:
        """The request with one more value chosen, from the first page.

        In a tree, such as the policy fields, a choice replaces the choices above it, which it narrows, and those below it,
        which it includes. If the value was excluded, it no longer is.
        """
        kept = tuple(
            (chosen, other)
            for chosen, other in self.filters
            if (chosen, other) != (name, value)
            and not (name is chosen and name.declaration.tree and _in_line(value, other))
        )
        return replace(self.without_exclusion(name, value), filters=(*kept, (name, value)), page=1)

    def with_exclusion(self, name: FilterName, value: str) -> SearchRequest:
        """The request without the initiatives that have this value, from the first page."""
        kept = self.without_filter(name, value).without_exclusion(name, value)
        return replace(kept, excluded=(*kept.excluded, (name, value)))

    def without_exclusion(self, name: FilterName, value: str) -> SearchRequest:
        """The request with a value allowed again, from the first page."""
        return replace(self, excluded=tuple(item for item in self.excluded if item != (name, value)), page=1)

    def without_filter(self, name: FilterName, value: str | None = None) -> SearchRequest:
        """The request without one value of a filter, or without all of them, from the first page."""
        kept = tuple(
            item for item in self.filters if item[0] is not name or (value is not None and item[1] != value)
        )
        return replace(self, filters=kept, page=1)

    def without_filters(self) -> SearchRequest:
        """The words alone."""
        return replace(self, filters=(), excluded=(), page=1)

    def without_expansion(self) -> SearchRequest:
        """The words taken literally, from the first page."""
        return replace(self, expand=False, page=1)

    def with_page(self, page: int) -> SearchRequest:
        """Another page of the same results."""
        return replace(self, page=page)

    def with_sort(self, sort: Sort) -> SearchRequest:
        """Another order, from the first page."""
        return replace(self, sort=sort, page=1)


def _in_line(one: str, other: str) -> bool:
    """Whether one taxonomy code lies above the other."""
    return one.startswith(f"{other}-") or other.startswith(f"{one}-")


def nearest(word: str, known: Collection[str]) -> str | None:
    """The known word most similar to this one, or none if no word is similar."""
    return next(iter(difflib.get_close_matches(word, known, n=1, cutoff=0.5)), None)


@dataclass(frozen=True)
class Grouping:
    """Ask for matches grouped by a facet that has at most one value for each initiative, such as its region.

    A page of the request is then a page of groups: ``per_page`` of them, each with its first ``hits`` matches.
    """

    facet: FilterName
    per_page: int = 10
    hits: int = 3
