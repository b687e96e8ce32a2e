"""Search requests as URLs and back. Every state of a search is a link; defaults are left out of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import quote, urlencode

from renkei_search.errors import ParameterError
from renkei_search.search.request import FilterName, SearchRequest, Sort, nearest

if TYPE_CHECKING:
    from collections.abc import Iterable

    from renkei_search.search.request import Filters

SEARCH_PAGE: Final = "/search"
SEARCH_API: Final = "/api/v1/search"

_FILTERS: Final = {name.value: name for name in FilterName}
_SORTS: Final = {sort.value: sort for sort in Sort}

PARAMETERS: Final = ("q", *_FILTERS, "page", "per_page", "sort", "expand")
SIMILAR_PARAMETERS: Final = (*_FILTERS, "limit")
_DEFAULTS: Final = SearchRequest()
_MAX_SIMILAR: Final = 50


def parse_arguments(arguments: Iterable[tuple[str, str]]) -> SearchRequest:
    """Read a query string's name-value pairs. Repeated filters are OR-ed; an empty value is as if absent.

    Raises:
        ParameterError: a name is unknown, a value is malformed, or a single-valued one is repeated.
    """
    single: dict[str, str] = {}
    filters: list[tuple[FilterName, str]] = []
    for name, value in arguments:
        _refuse_unknown(name, PARAMETERS)
        if not value:
            continue
        if name in _FILTERS:
            if (_FILTERS[name], value) not in filters:
                filters.append((_FILTERS[name], value))
        elif single.setdefault(name, value) != value:
            raise ParameterError(name, f"パラメーター「{name}」は一つだけ指定してください。")
    return SearchRequest(
        text=single.get("q", ""),
        filters=tuple(filters),
        sort=_sort(single.get("sort", _DEFAULTS.sort.value)),
        page=_number("page", single.get("page", "1")),
        per_page=_number("per_page", single.get("per_page", str(_DEFAULTS.per_page))),
        expand=_switch("expand", single.get("expand", "1")),
    )


def parse_similar_arguments(arguments: Iterable[tuple[str, str]]) -> tuple[Filters, int]:
    """Read the filters and the limit (1 to 50, by default 10) of a request for comparable practice.

    Raises:
        ParameterError: a name is unknown or a value is malformed.
    """
    filters: list[tuple[FilterName, str]] = []
    limit = 10
    for name, value in arguments:
        _refuse_unknown(name, SIMILAR_PARAMETERS)
        if name == "limit":
            limit = _number(name, value)
            if not 1 <= limit <= _MAX_SIMILAR:
                raise ParameterError(name, f"件数は1から{_MAX_SIMILAR}までで指定してください。")
        elif value:
            filters.append((_FILTERS[name], value))
    return tuple(filters), limit


def request_arguments(request: SearchRequest) -> list[tuple[str, str]]:
    """The name-value pairs of a request; the inverse of :func:`parse_arguments`."""
    pairs = [("q", request.text)] if request.text else []
    pairs += [(name.value, value) for name, value in request.filters]
    if request.sort is not _DEFAULTS.sort:
        pairs.append(("sort", request.sort.value))
    if request.per_page != _DEFAULTS.per_page:
        pairs.append(("per_page", str(request.per_page)))
    if not request.expand:
        pairs.append(("expand", "0"))
    if request.page != _DEFAULTS.page:
        pairs.append(("page", str(request.page)))
    return pairs


def search_url(request: SearchRequest, path: str = SEARCH_PAGE) -> str:
    """The link to a search, as a page or at the API."""
    pairs = request_arguments(request)
    return f"{path}?{urlencode(pairs)}" if pairs else path


def initiative_url(initiative_id: str, prefix: str = "") -> str:
    """The link to an initiative; ``prefix`` is ``/api/v1`` for its JSON."""
    return f"{prefix}/initiatives/{quote(initiative_id)}"


def region_url(region_id: str) -> str:
    """The link to a region's page."""
    return f"/regions/{quote(region_id)}"


def _refuse_unknown(name: str, known: tuple[str, ...]) -> None:
    if name not in known:
        hint = nearest(name, known)
        raise ParameterError(
            name, f"パラメーター「{name}」はありません。" + (f"「{hint}」ではありませんか。" if hint else "")
        )


def _switch(name: str, text: str) -> bool:
    if text not in {"0", "1"}:
        raise ParameterError(name, f"「{name}」は0か1で指定してください。")
    return text == "1"


def _number(name: str, text: str) -> int:
    # Longer ones are out of any range; int() of thousands of digits would raise.
    if not (text.isascii() and text.isdigit() and len(text) <= 9):
        raise ParameterError(
            name, f"「{name}」は1以上の数で指定してください（「{text[:20]}」は数ではありません）。"
        )
    return int(text)


def _sort(text: str) -> Sort:
    if text not in _SORTS:
        options = "、".join(f"「{sort.value}」（{sort.label}）" for sort in Sort)
        raise ParameterError("sort", f"並べ方「{text[:20]}」はありません。{options}から選んでください。")
    return _SORTS[text]
