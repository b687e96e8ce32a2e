"""What was asked: search words, filters, page and order, as one immutable value."""

from __future__ import annotations

import difflib
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from renkei_search.errors import DepthError, ParameterError
from renkei_search.prefecture import PREFECTURES
from renkei_search.record import RegionKind

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from renkei_search.corpus.collection import Catalogue

MISSING: Final = "_missing"
"""The filter value that selects records without a value, such as examples that belong to no region."""

MAX_PER_PAGE: Final = 100
MAX_DEPTH: Final = 1_000
"""How far down the ranking pages reach."""
_SHOWN: Final = 50  # characters of a refused value; no real one is longer


class FilterName(StrEnum):
    """What results can be narrowed by. The value is the one of URLs and options."""

    FIELD = "field"
    REGION = "region"
    PREFECTURE = "prefecture"
    KIND = "kind"
    CATEGORY = "category"
    SOURCE = "source"
    MUNICIPALITY = "municipality"
    PRACTICE = "practice"

    @property
    def label(self) -> str:
        """The Japanese name on pages and in messages."""
        return _LABELS[self]


_LABELS: Final = {
    FilterName.FIELD: "政策分野",
    FilterName.REGION: "圏域",
    FilterName.PREFECTURE: "都道府県",
    FilterName.KIND: "圏域の種類",
    FilterName.CATEGORY: "取組の区分",
    FilterName.SOURCE: "資料",
    FilterName.MUNICIPALITY: "市町村",
    FilterName.PRACTICE: "取組の型",
}


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

    ``expand`` allows synonyms and widening; without it the words are taken to the letter. ``excluded`` are
    values that no initiative of the answer has. ``facets_only`` asks for the counts without any initiative.
    """

    text: str = ""
    filters: Filters = ()
    sort: Sort = Sort.RELEVANCE
    page: int = 1
    per_page: int = 20
    expand: bool = True
    excluded: Filters = ()
    facets_only: bool = False

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

        In the tree of policy fields a choice replaces those above and below it, which it narrows or includes.
        A value that was excluded no longer is.
        """
        kept = tuple(
            (chosen, other)
            for chosen, other in self.filters
            if (chosen, other) != (name, value)
            and not (name is chosen is FilterName.FIELD and _in_line(value, other))
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
        """The words to the letter, from the first page."""
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


def check_request(request: SearchRequest, catalogue: Catalogue) -> None:
    """Refuse paging beyond the limits and filter values that do not exist.

    Raises:
        ParameterError: naming the parameter, and the nearest value that does exist.
    """
    if not 1 <= request.per_page <= MAX_PER_PAGE:
        raise ParameterError("per_page", f"1ページの件数は1から{MAX_PER_PAGE}までで指定してください。")
    if request.page < 1:
        raise ParameterError("page", "ページは1以上の数で指定してください。")
    if request.page * request.per_page > MAX_DEPTH and request.page > 1:
        raise DepthError(
            "page", f"検索結果は{MAX_DEPTH:,}件目まで表示できます。語や条件を足して絞り込んでください。"
        )
    check_filters((*request.filters, *request.excluded), catalogue)


def check_filters(filters: Filters, catalogue: Catalogue) -> None:
    """Refuse filter values that do not exist.

    Raises:
        ParameterError: naming the filter, and the nearest value that does exist.
    """
    for name, value in filters:
        known = known_values(name, catalogue)
        if value not in known:
            shown = value[:_SHOWN]
            hint = nearest(shown, known)
            raise ParameterError(
                name.value,
                f"{name.label}「{shown}」はありません。" + (f"「{hint}」ではありませんか。" if hint else ""),
                hint,
            )


def known_values(name: FilterName, catalogue: Catalogue) -> Collection[str]:
    """Every value that a filter may take."""
    return dict.fromkeys(_values(name, catalogue))


def nearest(word: str, known: Collection[str]) -> str | None:
    """The known word most like this one, or none if nothing is alike."""
    return next(iter(difflib.get_close_matches(word, known, n=1, cutoff=0.5)), None)


def _values(name: FilterName, catalogue: Catalogue) -> Iterator[str]:
    match name:
        case FilterName.FIELD:
            yield from (node.code for node in catalogue.taxonomy.tree())
        case FilterName.CATEGORY:
            yield from (node.code for node in catalogue.taxonomy.categories)
        case FilterName.SOURCE:
            yield from catalogue.sources_by_id
        case FilterName.REGION:
            yield from (*catalogue.regions_by_id, MISSING)
        case FilterName.PREFECTURE:
            yield from (*PREFECTURES, MISSING)
        case FilterName.KIND:
            yield from (*(kind.value for kind in RegionKind), MISSING)
        case FilterName.MUNICIPALITY:
            for region in catalogue.regions:
                yield from region.members
            yield MISSING
        case FilterName.PRACTICE:
            yield from (*catalogue.practices.by_id, MISSING)
