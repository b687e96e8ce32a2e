"""The matrix for one policy field at a time, for narrow screens: regions ranked by their counts."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from msgspec import Struct

from renkei_search.errors import ParameterError
from renkei_search.facet.registry import FilterName
from renkei_search.web.http.url import region_url, search_url

if TYPE_CHECKING:
    from renkei_search.model.taxonomy import Taxonomy
    from renkei_search.region.matrix import Matrix, MatrixRow
    from renkei_search.search.request import SearchRequest


class FieldOption(Struct, frozen=True):
    """A policy field to choose."""

    code: str
    label: str
    selected: bool


class RankedRegion(Struct, frozen=True):
    """A region with its rank (shared by regions with the same count) and the link to its initiatives."""

    rank: int
    name: str
    region_url: str
    prefectures: str
    count: int
    url: str


class RegionLink(Struct, frozen=True):
    """A region without a known initiative in the field."""

    name: str
    url: str


class RankingView(Struct, frozen=True):
    """The regions with initiatives in a field (or in any), those that only declare it, and all others."""

    code: str
    label: str
    options: list[tuple[str, list[FieldOption]]]
    ranked: list[RankedRegion]
    declared: list[RegionLink]
    others: list[RegionLink]


def present_ranking(matrix: Matrix, code: str, taxonomy: Taxonomy) -> RankingView:
    """Rank the rows of a matrix by their count in one policy field, or by all their initiatives if none is given.

    Raises:
        ParameterError: there is no such policy field.
    """
    codes = [node.code for node in matrix.fields]
    if code and code not in codes:
        raise ParameterError("by", f"政策分野「{code[:20]}」はありません。")
    at = codes.index(code) if code else None
    ranked: list[RankedRegion] = []
    declared: list[RegionLink] = []
    others: list[RegionLink] = []
    for row in sorted(matrix.rows, key=lambda row: -_count(row, at)):
        region, count = row.summary.region, _count(row, at)
        if count:
            rank = ranked[-1].rank if ranked and ranked[-1].count == count else len(ranked) + 1
            url = _search_url(matrix.request, region.id, code)
            prefectures = "・".join(region.prefectures)
            ranked.append(RankedRegion(rank, region.name, region_url(region.id), prefectures, count, url))
        # With search words an empty cell says that nothing matches, not that nothing is described.
        elif at is not None and row.cells[at].declared and not matrix.request.text:
            declared.append(RegionLink(region.name, f"{region_url(region.id)}#declared"))
        else:
            others.append(RegionLink(region.name, region_url(region.id)))
    return RankingView(
        code=code,
        label=taxonomy[code].label if code else "すべての政策分野",
        options=[
            (taxonomy[category].label, [FieldOption(n.code, n.label, n.code == code) for n in nodes])
            for category, nodes in groupby(matrix.fields, lambda node: taxonomy.path(node.code)[0].code)
        ],
        ranked=ranked,
        declared=declared,
        others=others,
    )


def _count(row: MatrixRow, at: int | None) -> int:
    return row.summary.initiatives if at is None else row.cells[at].count


def _search_url(request: SearchRequest, region: str, code: str) -> str:
    # The region implies its kind and prefecture, which the link can omit.
    own = request.without_filters().with_filter(FilterName.REGION, region)
    return search_url(own.with_filter(FilterName.FIELD, code) if code else own)
