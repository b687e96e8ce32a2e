"""A map of the prefectures of the compared initiatives' regions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from renkei_search.picture.prefecture_map import TileShape, draw_prefecture_map
from renkei_search.web.page.chart import FigureView

if TYPE_CHECKING:
    from collections.abc import Sequence

    from renkei_search.corpus.collection import Catalogue
    from renkei_search.model.record import Initiative


def present_places(initiatives: Sequence[Initiative], catalogue: Catalogue) -> FigureView | None:
    """Draw the prefectures of these initiatives' regions; None if fewer than two have a region."""
    regions = [catalogue.region(found.region) for found in initiatives if found.region is not None]
    if len(regions) < 2:
        return None
    counts: dict[str, int] = {}
    names: dict[str, list[str]] = {}
    for region in regions:
        for prefecture in region.prefectures:
            counts[prefecture] = counts.get(prefecture, 0) + 1
            names.setdefault(prefecture, []).append(region.name)
    title = "比べている取組の圏域がある都道府県（取組の件数）"
    maps = [
        draw_prefecture_map(
            counts,
            title=title,
            notes={name: "、".join(dict.fromkeys(found)) for name, found in names.items()},
            shape=shape,
        ).place(f"places-{shape.name.lower()}")
        for shape in TileShape
    ]
    notes = ["県境をまたぐ圏域の取組は、それぞれの都道府県で数えています。"]
    if len(regions) < len(initiatives):
        notes.append("特定の圏域によらない制度の例示は、地図にありません。")
    return FigureView("places", "都道府県", title, maps, notes, [], [])
