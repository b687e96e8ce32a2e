"""Regions and the corpus as a whole: counts by region and field, the values of facets, sources, the classification."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from renkei_search.facet.declaration import MISSING
from renkei_search.facet.registry import FilterName, value_label
from renkei_search.search.request import SearchRequest
from renkei_search.web.api import catalogue_schema
from renkei_search.web.api.representation import filter_url, region_links, represent_query
from renkei_search.web.http.url import SEARCH_API, search_url

if TYPE_CHECKING:
    from renkei_search.corpus.collection import Catalogue
    from renkei_search.corpus.population import Population
    from renkei_search.model.record import Quote
    from renkei_search.region.matrix import Cell, Matrix
    from renkei_search.region.profile import RegionProfile
    from renkei_search.region.summary import RegionSummary
    from renkei_search.search.engine import SearchEngine
    from renkei_search.search.result import SearchResults


def represent_region(summary: RegionSummary) -> catalogue_schema.RegionItem:
    """A region in the list."""
    return catalogue_schema.RegionItem(**_region_item(summary))


def represent_region_detail(profile: RegionProfile, catalogue: Catalogue) -> catalogue_schema.RegionDetail:
    """Everything known about a region."""
    region = profile.summary.region
    described = {cell.field.code: cell.count for cell in profile.cells}
    return catalogue_schema.RegionDetail(
        **_region_item(profile.summary),
        aliases=region.aliases,
        members=region.members,
        basis=catalogue_schema.RegionBasisSchema(
            prefectures=region.basis.prefectures,
            core_cities=region.basis.core_cities,
            members=region.basis.members,
        ),
        history=_represent_quote(region.history),
        outlook=_represent_quote(region.outlook),
        figures=tuple(
            catalogue_schema.FigureSchema(
                name=item.name, value=item.value, as_of=item.as_of, source=item.source, spans=item.spans
            )
            for item in region.figures
        ),
        declared_fields=tuple(
            catalogue_schema.DeclaredFieldSchema(
                code=item.code,
                label=catalogue.taxonomy[item.code].name,
                content=item.content,
                initiatives=described[item.code],
                source=item.source,
                spans=item.spans,
            )
            for item in region.declared_fields
        ),
    )


def list_facets(engine: SearchEngine) -> catalogue_schema.FacetList:
    """The answer of ``GET /api/v1/facets``."""
    return catalogue_schema.FacetList(
        items=tuple(_describe_facet(engine, name) for name in FilterName), total=engine.initiative_count
    )


def list_sources(engine: SearchEngine) -> catalogue_schema.SourceList:
    """The answer of ``GET /api/v1/sources``."""
    counts = engine.count_by(SearchRequest(), FilterName.SOURCE)
    items = tuple(
        catalogue_schema.SourceItem(
            id=source.id,
            title=source.title,
            publisher=source.publisher,
            publisher_basis=source.publisher_basis,
            as_of=source.as_of,
            as_of_basis=source.as_of_basis,
            licence=source.licence,
            url=source.url,
            title_basis=source.title_basis,
            covers=source.covers,
            missing=source.missing,
            initiatives=counts.get(source.id, 0),
            links=catalogue_schema.CellLinks(search=filter_url(FilterName.SOURCE, source.id)),
        )
        for source in (item.source for item in engine.catalogue.sources)
    )
    return catalogue_schema.SourceList(items=items, total=len(items))


def list_taxonomy(engine: SearchEngine) -> catalogue_schema.TaxonomyAnswer:
    """The answer of ``GET /api/v1/taxonomy``."""
    counts = engine.count_by(SearchRequest(), FilterName.FIELD)
    items = tuple(
        catalogue_schema.TaxonomyNode(
            code=node.code,
            name=node.name,
            label=node.label,
            wordings=node.wordings,
            parent=node.parent,
            depth=node.depth,
            initiatives=counts.get(node.code, 0),
            links=catalogue_schema.CellLinks(search=filter_url(FilterName.FIELD, node.code)),
        )
        for node in engine.catalogue.taxonomy.tree()
    )
    return catalogue_schema.TaxonomyAnswer(items=items, total=len(items))


def represent_matrix(
    matrix: Matrix, results: SearchResults, catalogue: Catalogue
) -> catalogue_schema.MatrixSchema:
    """The answer of ``GET /api/v1/matrix``: regions in rows, policy fields in columns, without empty cells.

    The results of the same search say how its words were understood.
    """
    rows = [
        *((row.summary.region.id, row.summary.initiatives, row.cells) for row in matrix.rows),
        (MISSING, matrix.examples, matrix.example_cells),
    ]
    filled = [
        (region, count, told)
        for region, count, cells in rows
        if (told := [cell for cell in cells if cell.count or cell.declared])
    ]
    return catalogue_schema.MatrixSchema(
        query=represent_query(results, catalogue),
        total=matrix.total + matrix.examples,
        rows=tuple(
            catalogue_schema.MatrixRowSchema(
                id=region, name=value_label(FilterName.REGION, region, catalogue), count=count
            )
            for region, count, _ in filled
        ),
        columns=tuple(
            catalogue_schema.MatrixColumn(
                code=node.code, label=node.label, name=node.name, category=node.code.partition("-")[0]
            )
            for node in matrix.fields
        ),
        cells=tuple(_represent_cell(matrix, region, cell) for region, _, cells in filled for cell in cells),
    )


def _represent_cell(matrix: Matrix, region: str, cell: Cell) -> catalogue_schema.MatrixCell:
    request = matrix.request.without_filter(FilterName.REGION).without_filter(FilterName.FIELD)
    return catalogue_schema.MatrixCell(
        region=region,
        field=cell.field.code,
        count=cell.count,
        described=cell.described,
        declared=cell.declared,
        links=catalogue_schema.CellLinks(
            search=search_url(
                request.with_filter(FilterName.REGION, region).with_filter(FilterName.FIELD, cell.field.code),
                SEARCH_API,
            )
        ),
    )


def _describe_facet(engine: SearchEngine, name: FilterName) -> catalogue_schema.FacetDescription:
    counts = engine.count_by(SearchRequest(), name)
    catalogue = engine.catalogue
    return catalogue_schema.FacetDescription(
        name=name,
        label=name.label,
        values=tuple(
            catalogue_schema.FacetValue(
                value=known.value,
                label=known.short or known.label,
                parent=known.parent,
                count=counts.get(known.value, 0),
                links=catalogue_schema.CellLinks(search=filter_url(name, known.value)),
            )
            for known in name.declaration.all_known(catalogue)
        ),
    )


def _region_item(summary: RegionSummary) -> dict[str, Any]:
    """The keys that every representation of a region has."""
    region = summary.region
    return {
        "id": region.id,
        "name": region.name,
        "kind": region.kind,
        "prefectures": region.prefectures,
        "core_cities": region.core_cities,
        "member_count": len(region.members),
        "population": _represent_population(summary.population),
        "initiatives": summary.initiatives,
        "links": region_links(region.id),
    }


def _represent_population(population: Population | None) -> catalogue_schema.PopulationSchema | None:
    if population is None:
        return None
    return catalogue_schema.PopulationSchema(
        people=population.people,
        value=population.value,
        year=population.year,
        source=population.source.id,
        source_as_of=population.source.as_of,
        source_as_of_basis=population.source.as_of_basis,
    )


def _represent_quote(quote: Quote | None) -> catalogue_schema.QuoteSchema | None:
    return (
        catalogue_schema.QuoteSchema(text=quote.text, source=quote.source, spans=quote.spans)
        if quote
        else None
    )
