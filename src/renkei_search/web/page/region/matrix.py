"""The matrix page: cells with links, headings over the policy fields, and the choices."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from flask import Blueprint, render_template, request
from msgspec import Struct

from renkei_search.explain.heading import present_heading
from renkei_search.explain.receipt import remarks_on_words
from renkei_search.facet.declaration import MISSING
from renkei_search.facet.registry import FilterName
from renkei_search.model.prefecture import PREFECTURES
from renkei_search.model.record import RegionKind
from renkei_search.region.matrix import make_matrix
from renkei_search.region.summary import RegionOrder
from renkei_search.search.request import SearchRequest
from renkei_search.web.http.engine import get_engine
from renkei_search.web.http.parameter import EXCLUDE, read_parameters, read_query
from renkei_search.web.http.url import region_url, search_url
from renkei_search.web.page.own_region import split_own
from renkei_search.web.page.parameter import MatrixParameters
from renkei_search.web.page.region.address import matrix_url
from renkei_search.web.page.region.population import PopulationNotes, PopulationView
from renkei_search.web.page.region.ranking import present_ranking
from renkei_search.web.page.region.regions import KindOption, kind_options

if TYPE_CHECKING:
    from renkei_search.corpus.collection import Catalogue
    from renkei_search.model.taxonomy import Node, Taxonomy
    from renkei_search.region.matrix import Cell, Matrix, MatrixRow
    from renkei_search.search.engine import SearchEngine

matrix_page = Blueprint("matrix", __name__)

# The lowest count of each shade, lightest first.
_STEPS: Final = (1, 2, 3, 5)


class FieldHeading(Struct, frozen=True):
    """A category or group over ``span`` policy fields. A category without groups reaches down to the fields."""

    label: str
    name: str
    url: str
    span: int
    deep: bool


class FieldColumn(Struct, frozen=True):
    """A policy field with its total; ``first`` starts a new group."""

    label: str
    name: str
    url: str
    total: int
    first: bool


class CellView(Struct, frozen=True):
    """A count with its shade (1 to 4) and link, ○ for a declared field, or nothing.

    ``label`` is the full text for screen readers.
    """

    text: str
    url: str | None
    label: str
    style: str
    first: bool


class RowView(Struct, frozen=True):
    """A region; ``suffix`` is the part of its name that gives the scheme, which the narrow column omits.

    Regions around a core city are the usual case and need no note on their kind; the others (``settlement``) do.
    """

    name: str
    suffix: str
    url: str
    settlement: bool
    prefectures: str
    population: PopulationView | None
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
    heading: str
    remarks: list[str]
    categories: list[FieldHeading]
    groups: list[FieldHeading]
    columns: list[FieldColumn]
    rows: list[RowView]
    population_notes: list[str]
    total: int
    examples: int
    examples_url: str
    double: int
    declared: int
    order: RegionOrder
    orders: list[tuple[str, str, bool]]
    kinds: list[KindOption]
    prefectures: list[PrefectureChoice]
    narrowed: bool
    clear_url: str
    all_url: str
    hidden: list[tuple[str, str]]
    ranked_by: str


@matrix_page.get("/matrix")
def matrix() -> str:
    """The matrix page: which regions are active in which policy field, and where the gaps are."""
    engine = get_engine()
    _, pairs = split_own(engine, read_query(request.query_string))
    asked = read_parameters(MatrixParameters, pairs)
    table = make_matrix(engine, asked.to_request(), asked.sort)
    ranking = present_ranking(table, asked.by, engine.catalogue.taxonomy)
    return render_template("matrix.html", view=present_matrix(table, engine, asked.by), ranking=ranking)


def present_matrix(matrix: Matrix, engine: SearchEngine, ranked_by: str = "") -> MatrixView:
    """Label the matrix and link each cell to its search; links to other tables keep the field of the ranking."""
    request, catalogue = matrix.request, engine.catalogue
    taxonomy = catalogue.taxonomy
    heading, remarks = _say_what_is_counted(engine, request)
    firsts = _first_codes(matrix.fields)
    hidden = [("q", request.text)] if request.text else []
    hidden += [] if request.expand else [("expand", "0")]
    hidden += [] if request.semantic else [("semantic", "0")]
    hidden += [(name.value, value) for name, value in request.filters if name is not FilterName.PREFECTURE]
    hidden += [(name.value, EXCLUDE + value) for name, value in request.excluded]
    hidden += [] if matrix.order is RegionOrder.PREFECTURE else [("sort", matrix.order.value)]
    notes = PopulationNotes()
    rows = [_present_row(row, request, firsts, notes) for row in matrix.rows]
    return MatrixView(
        text=request.text,
        heading=heading,
        remarks=remarks,
        categories=[
            _heading(node, matrix.fields, request, deep=not _has_groups(node, taxonomy))
            for node in taxonomy.categories
        ],
        groups=[_heading(node, matrix.fields, request, deep=False) for node in taxonomy.groups],
        columns=[
            FieldColumn(
                label=node.label,
                name=node.name,
                url=search_url(request.with_filter(FilterName.FIELD, node.code)),
                total=total,
                first=node.code in firsts,
            )
            for node, total in zip(matrix.fields, matrix.totals, strict=True)
        ],
        rows=rows,
        population_notes=notes.texts,
        total=matrix.total,
        examples=matrix.examples,
        examples_url=search_url(
            request.without_filter(FilterName.REGION).with_filter(FilterName.REGION, MISSING)
        ),
        double=sum(matrix.totals) - matrix.total,
        declared=sum(cell.style == "declared" for row in rows for cell in row.cells),
        order=matrix.order,
        orders=[
            (order.label, matrix_url(request, order, ranked_by), order is matrix.order)
            for order in RegionOrder
        ],
        kinds=kind_options(request, catalogue, lambda other: matrix_url(other, matrix.order, ranked_by)),
        prefectures=_prefecture_choices(request, catalogue),
        narrowed=bool(request.filters),
        clear_url=matrix_url(request.without_filters(), matrix.order, ranked_by),
        all_url=matrix_url(SearchRequest(), matrix.order, ranked_by),
        hidden=hidden,
        ranked_by=ranked_by,
    )


def _say_what_is_counted(engine: SearchEngine, request: SearchRequest) -> tuple[str, list[str]]:
    """The heading of a search for these words, and the other words that were counted for them; empty without words."""
    if not request.text:
        return "", []
    results = engine.search(request)
    others = replace(request.without_filters(), facets_only=True)
    shut_out = 0 if results.total else engine.search(others).total
    heading = present_heading(results, engine.catalogue, shut_out=shut_out)
    return heading.text, remarks_on_words(results.receipt)


def _heading(node: Node, fields: tuple[Node, ...], request: SearchRequest, *, deep: bool) -> FieldHeading:
    return FieldHeading(
        label=node.label,
        name=node.name,
        url=search_url(request.with_filter(FilterName.FIELD, node.code)),
        span=sum(field.code.startswith(f"{node.code}-") for field in fields),
        deep=deep,
    )


def _has_groups(category: Node, taxonomy: Taxonomy) -> bool:
    return any(group.parent == category.code for group in taxonomy.groups)


def _first_codes(fields: tuple[Node, ...]) -> frozenset[str]:
    """The policy fields that start a category or group."""
    opening: dict[str | None, str] = {}
    for node in fields:
        opening.setdefault(node.parent, node.code)
    return frozenset(opening.values())


def _present_row(
    row: MatrixRow, request: SearchRequest, firsts: frozenset[str], notes: PopulationNotes
) -> RowView:
    region = row.summary.region
    # The region implies its kind and prefecture, which the link can omit.
    own = request.without_filters().with_filter(FilterName.REGION, region.id)
    suffix = next((kind.label for kind in RegionKind if region.name.endswith(kind.label)), "")
    return RowView(
        name=region.name.removesuffix(suffix),
        suffix=suffix,
        url=region_url(region.id),
        settlement=region.kind is RegionKind.SETTLEMENT,
        prefectures="・".join(region.prefectures),
        population=notes.refer(row.summary.population),
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
    # In a search, an empty cell means that nothing matches, not that nothing is described.
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
