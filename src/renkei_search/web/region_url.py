"""The states of the matrix and of the list of regions as URLs and back. Defaults are left out of a link."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Final, TypeVar
from urllib.parse import urlencode

from renkei_search.errors import ParameterError
from renkei_search.search.region import RegionOrder
from renkei_search.search.request import nearest
from renkei_search.web.url import parse_arguments, request_arguments

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from renkei_search.search.request import SearchRequest

MATRIX_PAGE: Final = "/matrix"
REGIONS_PAGE: Final = "/regions"

MATRIX_PARAMETERS: Final = ("q", "kind", "prefecture", "expand", "sort")
REGIONS_PARAMETERS: Final = ("kind", "prefecture", "shade")


class Shade(StrEnum):
    """What the shades of the map count. The value is the one of URLs."""

    REGIONS = "regions"
    INITIATIVES = "initiatives"

    @property
    def label(self) -> str:
        """The Japanese name on pages."""
        return {"regions": "圏域の数", "initiatives": "取組の数"}[self.value]


_Option = TypeVar("_Option", RegionOrder, Shade)


def parse_matrix_arguments(arguments: Iterable[tuple[str, str]]) -> tuple[SearchRequest, RegionOrder]:
    """Read what the matrix counts and how its rows stand.

    Raises:
        ParameterError: a name is unknown or a value is malformed.
    """
    return _parse(arguments, MATRIX_PARAMETERS, "sort", RegionOrder.PREFECTURE)


def parse_regions_arguments(arguments: Iterable[tuple[str, str]]) -> tuple[SearchRequest, Shade]:
    """Read which regions are listed and what the map's shades count.

    Raises:
        ParameterError: a name is unknown or a value is malformed.
    """
    return _parse(arguments, REGIONS_PARAMETERS, "shade", Shade.REGIONS)


def matrix_url(request: SearchRequest, order: RegionOrder = RegionOrder.PREFECTURE) -> str:
    """The link to the matrix of a request."""
    return _url(MATRIX_PAGE, request, ("sort", order), RegionOrder.PREFECTURE)


def regions_url(request: SearchRequest, shade: Shade = Shade.REGIONS) -> str:
    """The link to a list of regions."""
    return _url(REGIONS_PAGE, request, ("shade", shade), Shade.REGIONS)


def _parse(
    arguments: Iterable[tuple[str, str]], known: tuple[str, ...], name: str, default: _Option
) -> tuple[SearchRequest, _Option]:
    rest: list[tuple[str, str]] = []
    chosen = default
    for given, value in arguments:
        if given not in known:
            hint = nearest(given, known)
            raise ParameterError(
                given,
                f"パラメーター「{given}」はありません。" + (f"「{hint}」ではありませんか。" if hint else ""),
            )
        if given != name:
            rest.append((given, value))
        elif value:
            chosen = _choose(name, value, list(type(default)))
    return parse_arguments(rest), chosen


def _choose(name: str, value: str, options: Sequence[_Option]) -> _Option:
    for option in options:
        if option.value == value:
            return option
    allowed = "、".join(f"「{option.value}」（{option.label}）" for option in options)
    raise ParameterError(name, f"「{name}」の「{value[:20]}」はありません。{allowed}から選んでください。")


def _url(path: str, request: SearchRequest, option: tuple[str, _Option], default: _Option) -> str:
    pairs = request_arguments(request)
    if option[1] is not default:
        pairs.append((option[0], option[1].value))
    return f"{path}?{urlencode(pairs)}" if pairs else path
