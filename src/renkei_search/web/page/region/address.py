"""The address of the matrix. Defaults are left out of a link."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from renkei_search.region.summary import RegionOrder
from renkei_search.web.http.url import request_arguments
from renkei_search.web.page.display import with_arguments

if TYPE_CHECKING:
    from renkei_search.search.request import SearchRequest

MATRIX_PAGE: Final = "/matrix"


def matrix_url(
    request: SearchRequest, order: RegionOrder = RegionOrder.PREFECTURE, ranked_by: str = ""
) -> str:
    """The link to the matrix of a request, with the policy field that regions are ranked in."""
    chosen = [] if order is RegionOrder.PREFECTURE else [("sort", order.value)]
    chosen += [("by", ranked_by)] if ranked_by else []
    return with_arguments(MATRIX_PAGE, [*request_arguments(request), *chosen])
