"""What the matrix page shows: cells with their links, headings over the policy fields, the choices."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec import Struct

from renkei_search.prefecture import PREFECTURES
from renkei_search.record import RegionKind
from renkei_search.search.region import RegionOrder
from renkei_search.search.request import FilterName, SearchRequest
from renkei_search.web.region_list_presenter import Option, format_people, kind_options
from renkei_search.web.region_url import matrix_url
from renkei_search.web.url import region_url, search_url

if TYPE_CHECKING:
    from renkei_search.corpus.collection import Catalogue
    from renkei_search.search.matrix import Cell, Matrix, MatrixRow
    from renkei_search.taxonomy import Node, Taxonomy

# The least counts of the shades, lightest first.
_STEPS: Final = (1, 2, 3, 5)


class Heading(Struct, frozen=True):
    """A category or group over ``span`` policy fields. A category without groups reaches down to the fields."""

    label: str
    name: str
    url: str
    span: int
    deep: bool


class Column(Struct, frozen=True):
    """A policy field with its total; ``first`` opens a new group."""

    label: str
    name: str
    url: str
    total: int
    first: bool


class CellView(Struct, frozen=True):
    """A count with its shade (1 to 4) and link, ○ for what is only declared, or nothing.

    ``label`` says all of it to who does not see the table.
    """

    text: str
    url: str | None
    label: str
    style: str
    first: bool


class RowView(Struct, frozen=True):
    """A region; ``suffix`` is the end of its name that the scheme gives, which the narrow column does not show.

    The many regions around a core city need no word on their kind, those for ``settlement`` do.
    """

    name: str
    suffix: str
    url: str
    settlement: bool
    prefectures: str
    population: str | None
    initiatives: int
    search_url: str
    cells: list[CellView]


class PrefectureChoice(Struct, frozen=True):
    """A prefecture in a list to choose from, with how many regions it has."""

    name: str
    count: int
    selected: bool


class MatrixView(Struct, frozen=True):
    """The matrix page."""

    text: str
    categories: list[Heading]
    groups: list[Heading]
    columns: list[Column]
    rows: list[RowView]
    total: int
    declared: int
    order: RegionOrder
    orders: list[tuple[str, str, bool]]
    kinds: list[Option]
    prefectures: list[PrefectureChoice]
    narrowed: bool
    clear_url: str
    all_url: str
    hidden: list[tuple[str, str]]


def present_matrix(matrix: Matrix, catalogue: Catalogue) -> MatrixView:
    """Label the matrix and link every cell to its search."""
    request, taxonomy = matrix.request, catalogue.taxonomy
    firsts = _first_codes(matrix.fields)
    hidden = [("q", request.text)] if request.text else []
    hidden += [] if request.expand else [("expand", "0")]
    hidden += [(FilterName.KIND.value, value) for value in request.values(FilterName.KIND)]
    hidden += [] if matrix.order is RegionOrder.PREFECTURE else [("sort", matrix.order.value)]
    rows = [_present_row(row, request, firsts) for row in matrix.rows]
    return MatrixView(
        text=request.text,
        categories=[
            _heading(node, matrix.fields, request, deep=not _has_groups(node, taxonomy))
            for node in taxonomy.categories
        ],
        groups=[_heading(node, matrix.fields, request, deep=False) for node in taxonomy.groups],
        columns=[
            Column(
                label=node.label,
                name=node.name,
                url=search_url(request.with_filter(FilterName.FIELD, node.code)),
                total=total,
                first=node.code in firsts,
            )
            for node, total in zip(matrix.fields, matrix.totals, strict=True)
        ],
        rows=rows,
        total=matrix.total,
        declared=sum(cell.style == "declared" for row in rows for cell in row.cells),
        order=matrix.order,
        orders=[(order.label, matrix_url(request, order), order is matrix.order) for order in RegionOrder],
        kinds=kind_options(request, catalogue, lambda other: matrix_url(other, matrix.order)),
        prefectures=_prefecture_choices(request, catalogue),
        narrowed=bool(request.filters),
        clear_url=matrix_url(request.without_filters(), matrix.order),
        all_url=matrix_url(SearchRequest(), matrix.order),
        hidden=hidden,
    )


def _heading(node: Node, fields: tuple[Node, ...], request: SearchRequest, *, deep: bool) -> Heading:
    return Heading(
        label=node.label,
        name=node.name,
        url=search_url(request.with_filter(FilterName.FIELD, node.code)),
        span=sum(field.code.startswith(f"{node.code}-") for field in fields),
        deep=deep,
    )


def _has_groups(category: Node, taxonomy: Taxonomy) -> bool:
    return any(group.parent == category.code for group in taxonomy.groups)


def _first_codes(fields: tuple[Node, ...]) -> frozenset[str]:
    """The policy fields that open a category or group."""
    opening: dict[str | None, str] = {}
    for node in fields:
        opening.setdefault(node.parent, node.code)
    return frozenset(opening.values())


def _present_row(row: MatrixRow, request: SearchRequest, firsts: frozenset[str]) -> RowView:
    region, population = row.summary.region, row.summary.population
    # The region says more than its kind and prefecture, which need not stand in the link.
    own = request.without_filters().with_filter(FilterName.REGION, region.id)
    suffix = next((kind.label for kind in RegionKind if region.name.endswith(kind.label)), "")
    return RowView(
        name=region.name.removesuffix(suffix),
        suffix=suffix,
        url=region_url(region.id),
        settlement=region.kind is RegionKind.SETTLEMENT,
        prefectures="・".join(region.prefectures),
        population=format_people(population.people) if population else None,
        initiatives=row.summary.initiatives,
        search_url=search_url(own),
        cells=[_present_cell(cell, region.name, own, first=cell.field.code in firsts) for cell in row.cells],
    )


def _present_cell(cell: Cell, region: str, own: SearchRequest, *, first: bool) -> CellView:
    where = f"{region}、{cell.field.label}"
    if cell.count:
        step = sum(cell.count >= least for least in _STEPS)
        url = search_url(own.with_filter(FilterName.FIELD, cell.field.code))
        return CellView(str(cell.count), url, f"{where}：{cell.count}件", f"step{step}", first)
    # With search words an empty cell says that nothing matches, not that nothing is described.
    if cell.declared and not own.text:
        return CellView(
            "○",
            f"{region_url(dict(own.filters)[FilterName.REGION])}#declared",
            f"{where}：○連携するとしている分野。取組の内容は記載なし",
            "declared",
            first,
        )
    return CellView("", None, "", "blank", first)


def _prefecture_choices(request: SearchRequest, catalogue: Catalogue) -> list[PrefectureChoice]:
    """The prefectures that have a region, north to south."""
    chosen = request.values(FilterName.PREFECTURE)
    counts = [(name, sum(name in region.prefectures for region in catalogue.regions)) for name in PREFECTURES]
    return [PrefectureChoice(name, count, name in chosen) for name, count in counts if count]
