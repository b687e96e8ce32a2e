"""Search requests as URLs and back. Every state of a search has a link; defaults are left out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Final
from urllib.parse import quote, quote_plus, urlencode

from msgspec import Meta

from renkei_search.memo import remember
from renkei_search.search.request import SearchRequest
from renkei_search.web.http.parameter import EXCLUDE, SearchParameters, read_parameters

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from renkei_search.facet.registry import FilterName
    from renkei_search.search.language.vocabulary.suggest import Suggestion
    from renkei_search.search.result import Bucket

Url = Annotated[str, Meta(description="このサービスの中のアドレス。「/」で始まります。", pattern="^/")]
"""A link in an answer."""

SEARCH_PAGE: Final = "/search"
API: Final = "/api/v1"
SEARCH_API: Final = f"{API}/search"
SEARCH_EXPORT: Final = "/search.jsonl"
SERVICE_PATHS: Final = frozenset({"/api", "/openapi.json", "/healthz", "/readyz"})

_DEFAULTS: Final = SearchRequest()

# Cached, because facet values recur in the links of every answer.
_quoted: Final[Callable[[str], str]] = remember(8_192)(quote_plus)


def parse_arguments(arguments: Iterable[tuple[str, str]]) -> SearchRequest:
    """Read a query string's name-value pairs. Repeated filters are OR-ed; an empty value is ignored.

    Raises:
        ParameterError: a name is unknown, a value is malformed, or a single-valued one is repeated.
    """
    return read_parameters(SearchParameters, arguments).to_request()


def request_arguments(request: SearchRequest) -> list[tuple[str, str]]:
    """The name-value pairs of a request; the inverse of :func:`parse_arguments`."""
    return [
        *_word_arguments(request),
        *_chosen_arguments(request),
        *_excluded_arguments(request),
        *_other_arguments(request),
    ]


def search_url(request: SearchRequest, path: str = SEARCH_PAGE) -> str:
    """The link to a search, as a page or at the API."""
    pairs = request_arguments(request)
    return f"{path}?{urlencode(pairs)}" if pairs else path


class ToggleUrls:
    """The links that toggle each value of one facet; this must be fast for a hundred values."""

    def __init__(self, request: SearchRequest, name: FilterName, path: str) -> None:
        self._request, self._name, self._path = request, name, path
        before = urlencode([*_word_arguments(request), *_chosen_arguments(request)])
        after = urlencode([*_excluded_arguments(request), *_other_arguments(request.with_page(1))])
        self._start = f"{path}?{before}{'&' if before else ''}{name.value}="
        self._end = f"&{after}" if after else ""
        # In a tree a choice replaces others.
        self._plain = not name.declaration.tree or not request.values(name)

    def url(self, bucket: Bucket) -> str:
        """The link that toggles a bucket, from the first page."""
        request, name, value = self._request, self._name, bucket.value
        if bucket.excluded:
            return search_url(request.without_exclusion(name, value), self._path)
        if bucket.selected:
            return search_url(request.without_filter(name, value), self._path)
        if self._plain:
            return f"{self._start}{_quoted(value)}{self._end}"
        return search_url(request.with_filter(name, value), self._path)


def initiative_url(initiative_id: str, prefix: str = "") -> str:
    """The link to an initiative; ``prefix`` is ``/api/v1`` for its JSON."""
    return f"{prefix}/initiatives/{quote(initiative_id)}"


def region_url(region_id: str, prefix: str = "") -> str:
    """The link to a region; ``prefix`` is ``/api/v1`` for its JSON."""
    return f"{prefix}/regions/{quote(region_id)}"


def suggestion_url(suggestion: Suggestion) -> str:
    """The page of the initiative or region that a suggestion names, or else the search for its words."""
    if suggestion.target is None:
        return search_url(SearchRequest(suggestion.text))
    return region_url(suggestion.target) if suggestion.kind == "region" else initiative_url(suggestion.target)


def is_for_programs(path: str) -> bool:
    """Whether an address belongs to the JSON endpoint, whose errors are problem details."""
    return path.startswith("/api/") or path in SERVICE_PATHS


def _word_arguments(request: SearchRequest) -> list[tuple[str, str]]:
    return [("q", request.text)] if request.text else []


def _chosen_arguments(request: SearchRequest) -> list[tuple[str, str]]:
    return [(name.value, value) for name, value in request.filters]


def _excluded_arguments(request: SearchRequest) -> list[tuple[str, str]]:
    return [(name.value, EXCLUDE + value) for name, value in request.excluded]


def _other_arguments(request: SearchRequest) -> list[tuple[str, str]]:
    pairs = []
    if request.sort is not _DEFAULTS.sort:
        pairs.append(("sort", request.sort.value))
    if request.per_page != _DEFAULTS.per_page:
        pairs.append(("per_page", str(request.per_page)))
    if not request.expand:
        pairs.append(("expand", "0"))
    if not request.semantic:
        pairs.append(("semantic", "0"))
    if request.facets_only:
        pairs.append(("count", "0"))
    if request.page != _DEFAULTS.page:
        pairs.append(("page", str(request.page)))
    return pairs
