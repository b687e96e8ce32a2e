"""The corpus as a whole: counts by region and field, the values of facets, sources, the classification."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from renkei_search.search.facet import conditions_of, value_label
from renkei_search.search.request import MISSING, FilterName, SearchRequest, known_values
from renkei_search.web import overview_schema
from renkei_search.web.representation import filter_url
from renkei_search.web.url import SEARCH_API, search_url

if TYPE_CHECKING:
    from collections.abc import Mapping

    from renkei_search.record import Region
    from renkei_search.search.engine import SearchEngine
    from renkei_search.search.facet import Condition


def count_values(
    engine: SearchEngine, name: FilterName, request: SearchRequest | None = None
) -> Counter[str]:
    """The matches of a request by the values of one facet; without a request, all initiatives."""
    # An initiative has exactly one source, so summing over sources counts each once.
    pairs = engine.cross_tabulate(request or SearchRequest(), name, FilterName.SOURCE)
    counts: Counter[str] = Counter()
    for (value, _), count in pairs.items():
        counts[value] += count
    return counts


def list_facets(engine: SearchEngine) -> overview_schema.FacetList:
    """The answer of ``GET /api/v1/facets``."""
    return overview_schema.FacetList(
        items=tuple(_describe_facet(engine, name) for name in FilterName), total=engine.initiative_count
    )


def list_sources(engine: SearchEngine) -> overview_schema.SourceList:
    """The answer of ``GET /api/v1/sources``."""
    counts = count_values(engine, FilterName.SOURCE)
    items = tuple(
        overview_schema.SourceItem(
            id=source.id,
            title=source.title,
            publisher=source.publisher,
            publisher_basis=source.publisher_basis,
            as_of=source.as_of,
            as_of_basis=source.as_of_basis,
            licence=source.licence,
            title_basis=source.title_basis,
            covers=source.covers,
            missing=source.missing,
            initiatives=counts[source.id],
            links=overview_schema.CellLinks(search=filter_url(FilterName.SOURCE, source.id)),
        )
        for source in (item.source for item in engine.catalogue.sources)
    )
    return overview_schema.SourceList(items=items, total=len(items))


def list_taxonomy(engine: SearchEngine) -> overview_schema.TaxonomyAnswer:
    """The answer of ``GET /api/v1/taxonomy``."""
    counts = count_values(engine, FilterName.FIELD)
    items = tuple(
        overview_schema.TaxonomyNode(
            code=node.code,
            name=node.name,
            label=node.label,
            wordings=node.wordings,
            parent=node.parent,
            depth=node.depth,
            initiatives=counts[node.code],
            links=overview_schema.CellLinks(search=filter_url(FilterName.FIELD, node.code)),
        )
        for node in engine.catalogue.taxonomy.tree()
    )
    return overview_schema.TaxonomyAnswer(items=items, total=len(items))


def make_matrix(engine: SearchEngine, request: SearchRequest) -> overview_schema.Matrix:
    """The answer of ``GET /api/v1/matrix``: regions in rows, policy fields in columns."""
    catalogue = engine.catalogue
    conditions = conditions_of(request.filters, request.excluded)
    wanted = conditions.get(FilterName.FIELD)
    columns = [
        node
        for node in catalogue.taxonomy.tree()
        if catalogue.taxonomy.is_field(node.code)
        and (wanted is None or wanted.admits([above.code for above in catalogue.taxonomy.path(node.code)]))
    ]
    matched = engine.cross_tabulate(request, FilterName.REGION, FilterName.FIELD)
    described = engine.cross_tabulate(SearchRequest(), FilterName.REGION, FilterName.FIELD)
    declared = {
        (region.id, field.code)
        for region in catalogue.regions
        if _admit(conditions, region)
        for field in region.declared_fields
    }
    rows = [*catalogue.regions_by_id, MISSING]
    cells = [
        overview_schema.MatrixCell(
            region=region,
            field=node.code,
            count=matched.get(key, 0),
            described=described.get(key, 0),
            declared=key in declared,
            links=overview_schema.CellLinks(
                search=search_url(
                    request.without_filter(FilterName.REGION)
                    .without_filter(FilterName.FIELD)
                    .with_filter(FilterName.REGION, region)
                    .with_filter(FilterName.FIELD, node.code),
                    SEARCH_API,
                )
            ),
        )
        for region in rows
        for node in columns
        for key in [(region, node.code)]
        if key in matched or key in declared
    ]
    counts = count_values(engine, FilterName.REGION, request)
    shown = dict.fromkeys(cell.region for cell in cells)
    return overview_schema.Matrix(
        total=counts.total(),
        rows=tuple(
            overview_schema.MatrixRow(
                id=region, name=value_label(FilterName.REGION, region, catalogue), count=counts[region]
            )
            for region in shown
        ),
        columns=tuple(
            overview_schema.MatrixColumn(
                code=node.code, label=node.label, name=node.name, category=node.code.partition("-")[0]
            )
            for node in columns
        ),
        cells=tuple(cells),
    )


def _admit(conditions: Mapping[FilterName, Condition], region: Region) -> bool:
    """Whether the filters leave a region in the table."""
    values = {
        FilterName.REGION: (region.id,),
        FilterName.PREFECTURE: region.prefectures,
        FilterName.KIND: (region.kind.value,),
        FilterName.MUNICIPALITY: region.members,
    }
    return all(condition.admits(values[name]) for name, condition in conditions.items() if name in values)


def _describe_facet(engine: SearchEngine, name: FilterName) -> overview_schema.FacetDescription:
    counts = count_values(engine, name)
    catalogue = engine.catalogue
    tree = catalogue.taxonomy if name is FilterName.FIELD else None
    return overview_schema.FacetDescription(
        name=name,
        label=name.label,
        values=tuple(
            overview_schema.FacetValue(
                value=value,
                label=value_label(name, value, catalogue),
                parent=tree[value].parent if tree is not None and value != MISSING else None,
                count=counts[value],
                links=overview_schema.CellLinks(search=filter_url(name, value)),
            )
            for value in known_values(name, catalogue)
        ),
    )
