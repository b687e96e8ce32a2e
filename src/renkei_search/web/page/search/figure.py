"""The pictures above the results, each with links that narrow the search, notes, a table and a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from renkei_search.export.picture import PictureKind, cite_sources, draw_picture, note_picture, shown_kinds
from renkei_search.facet.registry import FilterName
from renkei_search.picture.prefecture_map import TileShape
from renkei_search.region.distribution import make_distribution
from renkei_search.web.http.url import region_url, request_arguments
from renkei_search.web.page.chart import FigureRow, FigureView
from renkei_search.web.page.display import Link, with_arguments

if TYPE_CHECKING:
    from collections.abc import Iterator

    from renkei_search.model.record import Region
    from renkei_search.region.distribution import Distribution
    from renkei_search.search.engine import SearchEngine
    from renkei_search.search.request import SearchRequest
    from renkei_search.search.result import SearchResults
    from renkei_search.web.page.display import Display

_PICTURE_FILE = "/search.svg"


class DistributionView(Struct, frozen=True):
    """All pictures of a search, a one-line summary, and the sources of the data."""

    summary: str
    figures: list[FigureView]
    sources: list[str]


def present_distribution(
    engine: SearchEngine, results: SearchResults, display: Display
) -> DistributionView | None:
    """Draw the pictures of an answer; None if nothing matches."""
    if not results.total:
        return None
    distribution = make_distribution(engine, results)
    figures = [_present_figure(kind, distribution, display) for kind in shown_kinds(distribution)]
    return DistributionView(_summarize(distribution), figures, cite_sources(results, engine.catalogue))


def toggle_url(request: SearchRequest, display: Display, name: FilterName, value: str) -> str:
    """The link that chooses a part of a picture, or removes the choice; all other filters stay."""
    if value in request.values(name):
        return display.search_url(request.without_filter(name, value))
    return display.search_url(request.with_filter(name, value))


def _present_figure(kind: PictureKind, distribution: Distribution, display: Display) -> FigureView:
    request = distribution.request

    def url(name: FilterName, value: str) -> str:
        return toggle_url(request, display, name, value)

    # A map has two forms, of which a style sheet shows one.
    shapes = TileShape if kind is PictureKind.MAP else (TileShape.WIDE,)
    whole = request.with_page(1)
    return FigureView(
        kind=kind.value,
        label=kind.label,
        title=kind.caption,
        drawings=[
            draw_picture(kind, distribution, url=url, shape=shape).place(f"{kind.value}-{shape.name.lower()}")
            for shape in shapes
        ],
        notes=note_picture(kind, distribution),
        headings=["人口規模", "ある圏域", "収録資料にない圏域"]
        if kind is PictureKind.POPULATION
        else [kind.facet.label, "件数"],
        rows=list(_rows(kind, distribution, display)),
        file_url=with_arguments(_PICTURE_FILE, [*request_arguments(whole), ("picture", kind.value)]),
    )


def _rows(kind: PictureKind, distribution: Distribution, display: Display) -> Iterator[FigureRow]:
    def link(label: str, value: str, *, linked: bool = True) -> Link:
        url = toggle_url(distribution.request, display, kind.facet, value) if linked else ""
        return Link(label, url, value in distribution.request.values(kind.facet))

    def number(count: int) -> list[Link]:
        return [Link(f"{count:,}", "")]

    match kind:
        case PictureKind.MAP:
            for name, count in distribution.prefectures.items():
                yield FigureRow(link(name, name), [number(count)])
        case PictureKind.FIELDS | PictureKind.YEARS:
            parts = distribution.fields if kind is PictureKind.FIELDS else distribution.years
            for part in parts:
                yield FigureRow(link(part.label, part.value), [number(part.count)])
        case PictureKind.POPULATION:
            for row in distribution.populations:
                heading = link(row.label, row.value, linked=bool(row.having) or row.chosen)
                having = [_region_link(region, distribution.request, display) for region in row.having]
                unknown = [Link(region.name, region_url(region.id)) for region in row.unknown]
                yield FigureRow(heading, [having, unknown])


def _region_link(region: Region, request: SearchRequest, display: Display) -> Link:
    """The link to the region's matches."""
    within = request.without_filter(FilterName.REGION).with_filter(FilterName.REGION, region.id)
    return Link(region.name, display.search_url(within))


def _summarize(distribution: Distribution) -> str:
    """A one-line summary, for places without room for pictures."""
    parts = []
    found = sum(count > 0 for count in distribution.prefectures.values())
    if found:
        parts.append(f"{found}都道府県")
    if distribution.fields:
        first = distribution.fields[0]
        parts.append(f"最も多い分野は{first.label}（{first.count:,}件）")
    having = sum(len(part.having) for part in distribution.populations)
    unknown = sum(len(part.unknown) for part in distribution.populations)
    if having:
        parts.append(f"{having + unknown:,}圏域のうち{having:,}圏域にある")
    return "、".join(parts)
