"""Regions by policy fields: where something is described, where it is only declared, and where nothing is known."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from renkei_search.facet.declaration import MISSING
from renkei_search.facet.registry import FilterName
from renkei_search.region.summary import RegionOrder, summarize_regions
from renkei_search.search.facet import conditions_of
from renkei_search.search.request import SearchRequest

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from renkei_search.model.record import Region
    from renkei_search.model.taxonomy import Node, Taxonomy
    from renkei_search.region.summary import RegionSummary
    from renkei_search.search.engine import SearchEngine


@dataclass(frozen=True)
class Cell:
    """What is known about one region in one policy field.

    ``count`` is the number of initiatives that match, ``described`` of all; ``declared`` says whether a source marks
    the field with ○ for the region, which says that it cooperates there but not how.
    """

    field: Node
    count: int
    described: int
    declared: bool


@dataclass(frozen=True)
class MatrixRow:
    """A region with one cell for each policy field, in the official order."""

    summary: RegionSummary
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Matrix:
    """The table. ``totals`` counts each field's initiatives over the rows, ``total`` all initiatives once each.

    An initiative with several policy fields counts in each of them, so a row's cells may add up to more than the
    region's initiatives. Generic examples of the scheme belong to no region and have no row: ``examples`` counts those
    that match, ``example_cells`` by policy field. So a search finds ``total + examples``.
    """

    request: SearchRequest
    order: RegionOrder
    fields: tuple[Node, ...]
    rows: tuple[MatrixRow, ...]
    totals: tuple[int, ...]
    total: int
    examples: int
    example_cells: tuple[Cell, ...]


def make_matrix(
    engine: SearchEngine, request: SearchRequest, order: RegionOrder = RegionOrder.PREFECTURE
) -> Matrix:
    """Count the matches of a request by region and policy field; filters on policy fields choose the columns.

    Raises:
        QueryError: the words are refused.
        ParameterError: a filter is.
    """
    taxonomy = engine.catalogue.taxonomy
    condition = conditions_of(request.filters, request.excluded).get(FilterName.FIELD)
    fields = tuple(
        node
        for node in policy_fields(taxonomy)
        if condition is None or condition.admits([above.code for above in taxonomy.path(node.code)])
    )
    counts = count_cells(engine, request)
    described = counts if request == SearchRequest() else count_cells(engine, SearchRequest())
    rows = tuple(
        MatrixRow(summary, make_cells(summary.region, fields, counts, described))
        for summary in summarize_regions(engine, request, order)
    )
    return Matrix(
        request=request,
        order=order,
        fields=fields,
        rows=rows,
        totals=tuple(sum(row.cells[n].count for row in rows) for n in range(len(fields))),
        total=sum(row.summary.initiatives for row in rows),
        examples=engine.count_by(request, FilterName.REGION).get(MISSING, 0),
        example_cells=make_cells(None, fields, counts, described),
    )


def count_cells(engine: SearchEngine, request: SearchRequest) -> Mapping[tuple[str, str], int]:
    """The matches of a request by region (or :data:`MISSING`) and policy field."""
    return engine.cross_tabulate(request, FilterName.REGION, FilterName.FIELD)


def make_cells(
    region: Region | None,
    fields: Iterable[Node],
    counts: Mapping[tuple[str, str], int],
    described: Mapping[tuple[str, str], int],
) -> tuple[Cell, ...]:
    """One cell for each field of a region, or of generic examples; see :class:`Cell` for the two counts."""
    declared = {item.code for item in region.declared_fields} if region is not None else set()
    row = region.id if region is not None else MISSING
    return tuple(
        Cell(
            node,
            counts.get((row, node.code), 0),
            described.get((row, node.code), 0),
            node.code in declared,
        )
        for node in fields
    )


def policy_fields(taxonomy: Taxonomy) -> tuple[Node, ...]:
    """The policy fields in the official order, without groups and categories."""
    return tuple(node for node in taxonomy.tree() if taxonomy.is_field(node.code))
