"""Regions by policy fields: where something is described, where it is only declared, and where nothing is known."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from renkei_search.search.region import RegionOrder, summarize_regions
from renkei_search.search.request import FilterName

if TYPE_CHECKING:
    from collections.abc import Mapping

    from renkei_search.record import Region
    from renkei_search.search.engine import SearchEngine
    from renkei_search.search.region import RegionSummary
    from renkei_search.search.request import SearchRequest
    from renkei_search.taxonomy import Node, Taxonomy


@dataclass(frozen=True)
class Cell:
    """What is known of one region in one policy field.

    ``count`` is the number of initiatives; ``declared`` whether a source marks the field with ○ for the region,
    which says that it cooperates there but not how.
    """

    field: Node
    count: int
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
    region's initiatives.
    """

    request: SearchRequest
    order: RegionOrder
    fields: tuple[Node, ...]
    rows: tuple[MatrixRow, ...]
    totals: tuple[int, ...]
    total: int


def make_matrix(
    engine: SearchEngine, request: SearchRequest, order: RegionOrder = RegionOrder.PREFECTURE
) -> Matrix:
    """Count the matches of a request by region and policy field. Generic examples of the scheme have no row.

    Raises:
        QueryError: the words are refused.
        ParameterError: a filter is.
    """
    taxonomy = engine.catalogue.taxonomy
    fields = policy_fields(taxonomy)
    counts = engine.cross_tabulate(request, FilterName.REGION, FilterName.FIELD)
    rows = tuple(
        MatrixRow(summary, make_cells(summary.region, counts, taxonomy))
        for summary in summarize_regions(engine, request, order)
    )
    return Matrix(
        request=request,
        order=order,
        fields=fields,
        rows=rows,
        totals=tuple(sum(row.cells[n].count for row in rows) for n in range(len(fields))),
        total=sum(row.summary.initiatives for row in rows),
    )


def make_cells(region: Region, counts: Mapping[tuple[str, str], int], taxonomy: Taxonomy) -> tuple[Cell, ...]:
    """A region's cells in the official order, from counts by region and policy field."""
    declared = {item.code for item in region.declared_fields}
    return tuple(
        Cell(node, counts.get((region.id, node.code), 0), node.code in declared)
        for node in policy_fields(taxonomy)
    )


def policy_fields(taxonomy: Taxonomy) -> tuple[Node, ...]:
    """The policy fields in the official order, without what stands above them."""
    return tuple(node for node in taxonomy.tree() if taxonomy.is_field(node.code))
