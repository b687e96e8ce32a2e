"""The map of the regions in the corpus, with a tile for each prefecture that links to their list."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from renkei_search.facet.registry import FilterName
from renkei_search.picture.prefecture_map import MapWords, TileShape, draw_prefecture_map
from renkei_search.web.http.url import request_arguments
from renkei_search.web.page.display import with_arguments
from renkei_search.web.page.parameter import Shade

if TYPE_CHECKING:
    from collections.abc import Mapping

    from renkei_search.search.request import SearchRequest

REGIONS_PAGE: Final = "/regions"


def regions_url(request: SearchRequest, shade: Shade = Shade.REGIONS) -> str:
    """The link to a list of regions."""
    chosen = [] if shade is Shade.REGIONS else [("shade", shade.value)]
    return with_arguments(REGIONS_PAGE, [*request_arguments(request), *chosen])


def draw_region_maps(
    regions: Mapping[str, int],
    initiatives: Mapping[str, int],
    request: SearchRequest,
    shade: Shade = Shade.REGIONS,
) -> list[str]:
    """The maps for desktop and phone; the style sheet shows one of them.

    Args:
        regions: the number of regions in each prefecture, by its name.
        initiatives: the number of their initiatives.
        request: its filters on kind and prefecture; a tile links to the list of its prefecture.
        shade: which of the two counts the tiles show.
    """
    within = request.without_filter(FilterName.PREFECTURE)
    of_regions = shade is Shade.REGIONS

    def url(name: str) -> str | None:
        if name not in regions:
            return None
        return f"{regions_url(within.with_filter(FilterName.PREFECTURE, name), shade)}#list"

    return [
        draw_prefecture_map(
            regions if of_regions else initiatives,
            title=f"都道府県ごとの{shade.label}",
            held=regions.keys(),
            url=url,
            notes={
                name: f"{initiatives.get(name, 0)}件の取組" if of_regions else f"{regions[name]}圏域"
                for name in regions
            },
            chosen=request.values(FilterName.PREFECTURE),
            shape=shape,
            words=MapWords(unit="圏域" if of_regions else "件"),
        ).place(f"map-{shape.name.lower()}")
        for shape in TileShape
    ]
