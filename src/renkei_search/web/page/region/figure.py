"""Draw a region's number of initiatives by policy field next to the mean of its peers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from renkei_search.facet.registry import FilterName
from renkei_search.picture.bar import Bar, draw_bars
from renkei_search.search.request import SearchRequest
from renkei_search.web.http.url import search_url
from renkei_search.web.page.chart import FigureRow, FigureView
from renkei_search.web.page.display import Link

if TYPE_CHECKING:
    from collections.abc import Iterator

    from renkei_search.region.matrix import Cell
    from renkei_search.region.profile import RegionProfile

_SHOWN: Final = 12
# Fields with a lower mean are rare among peers and would only lengthen the picture.
_LEAST_MEAN: Final = 0.3
_OWN: Final = "この圏域"
_PEERS: Final = "似た圏域の平均"
_UNKNOWN: Final = "収録資料にない"


def present_profile(profile: RegionProfile) -> FigureView | None:
    """Draw the policy fields of a region and its peers; None if there is nothing to compare."""
    rows = sorted(
        (
            (cell, mean)
            for cell, mean in zip(profile.cells, profile.peer_means, strict=True)
            if cell.count or mean >= _LEAST_MEAN
        ),
        key=lambda row: (-row[0].count, -row[1]),
    )
    if not profile.peers or not rows:
        return None
    region = profile.summary.region
    title = "政策分野ごとの取組の数（件）：この圏域と、似た圏域の平均"
    bars = [
        Bar(
            cell.field.label,
            cell.count,
            _url(cell, region.id),
            reference=mean,
            note=f"平均{mean:.1f}" if cell.count else f"{_UNKNOWN}　平均{mean:.1f}",
            held=cell.count > 0,
        )
        for cell, mean in rows[:_SHOWN]
    ]
    notes = [
        f"似た圏域（{len(profile.peers)}圏域）は、下の「似た圏域」です。",
        "件数は収録した資料の記述によります。少ないことや「収録資料にない」ことは、取り組んでいないという意味ではありません。",
    ]
    if len(rows) > _SHOWN:
        notes.insert(0, f"多い順に{_SHOWN}分野。")
    return FigureView(
        kind="profile",
        label="政策分野",
        title=title,
        drawings=[
            draw_bars(bars, title=title, width=width, legend=(_OWN, _PEERS)).place(f"profile-{style}", style)
            for style, width in (("wide", 480), ("tall", 320))
        ],
        notes=notes,
        headings=["政策分野", _OWN, _PEERS],
        rows=list(_table(rows, region.id)),
    )


def _table(rows: list[tuple[Cell, float]], region_id: str) -> Iterator[FigureRow]:
    for cell, mean in rows:
        own = Link(f"{cell.count:,}" if cell.count else _UNKNOWN, "")
        yield FigureRow(
            Link(cell.field.name, _url(cell, region_id) or ""), [[own], [Link(f"{mean:.1f}", "")]]
        )


def _url(cell: Cell, region_id: str) -> str | None:
    if not cell.count:
        return None
    own = SearchRequest().with_filter(FilterName.REGION, region_id)
    return search_url(own.with_filter(FilterName.FIELD, cell.field.code))
