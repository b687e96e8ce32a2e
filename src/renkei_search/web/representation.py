"""Results as answers of the endpoint: the shapes of :mod:`renkei_search.web.schema`, filled."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from renkei_search.search.facet import value_label
from renkei_search.search.request import MAX_DEPTH, FilterName, SearchRequest
from renkei_search.web import overview_schema, schema
from renkei_search.web.url import API, SEARCH_API, ToggleUrls, initiative_url, region_url, search_url

if TYPE_CHECKING:
    from collections import Counter

    from renkei_search.corpus.collection import Catalogue
    from renkei_search.practice import PracticeType
    from renkei_search.record import Coded, Initiative, Quote, Region
    from renkei_search.search.request import Filters
    from renkei_search.search.result import Excerpt, Facet, Hit, Receipt, SearchResults, SimilarHit


def represent_results(results: SearchResults, catalogue: Catalogue) -> schema.SearchAnswer:
    """The answer of ``GET /api/v1/search``, also printed by the command line's ``--json``."""
    request = results.request
    return schema.SearchAnswer(
        query=schema.Query(
            q=request.text,
            filters=_represent_filters(request.filters, catalogue),
            excluded=_represent_filters(request.excluded, catalogue),
            sort=request.sort,
            expand=request.expand,
            receipt=_represent_receipt(results.receipt, request),
        ),
        total=results.total,
        page=request.page,
        per_page=request.per_page,
        pages=results.pages,
        items=tuple(_represent_hit(hit, catalogue) for hit in results.hits),
        related=tuple(_represent_hit(hit, catalogue) for hit in results.related),
        facets=tuple(_represent_facet(facet, request) for facet in results.facets),
        links=_page_links(results),
    )


def represent_initiative(initiative: Initiative, catalogue: Catalogue) -> schema.InitiativeSummary:
    """An initiative in a list."""
    return schema.InitiativeSummary(**_summary(initiative, catalogue))


def represent_initiative_detail(
    initiative: Initiative, practices: tuple[PracticeType, ...], catalogue: Catalogue
) -> schema.InitiativeDetail:
    """Everything known of an initiative, the answer of ``GET /api/v1/initiatives/<id>``."""
    source = catalogue.source(initiative.source).source
    region = catalogue.region(initiative.region) if initiative.region is not None else None
    spans = initiative.spans
    return schema.InitiativeDetail(
        **_summary(initiative, catalogue)
        | {
            "region": schema.RegionInDetail(
                id=region.id,
                name=region.name,
                kind=region.kind,
                core_cities=region.core_cities,
                members=region.members,
                links=region_links(region.id),
            )
            if region
            else None,
            "source": schema.SourceInDetail(
                id=source.id,
                title=source.title,
                publisher=source.publisher,
                publisher_basis=source.publisher_basis,
                as_of=source.as_of,
                as_of_basis=source.as_of_basis,
                licence=source.licence,
            ),
        },
        municipalities=initiative.municipalities,
        practices=_represent_practices(practices),
        roles=tuple(
            schema.Role(party=role.party, name=role.name, text=role.text) for role in initiative.roles
        ),
        indicators=tuple(
            schema.Indicator(name=item.name, name_basis=item.name_basis, value=item.value, period=item.period)
            for item in initiative.indicators
        ),
        spans=schema.InitiativeSpans(
            title=spans.title, description=spans.description, municipalities=spans.municipalities
        ),
    )


def represent_similar(hits: tuple[SimilarHit, ...], catalogue: Catalogue) -> schema.SimilarAnswer:
    """The answer of the routes for comparable practice."""
    items = tuple(
        schema.SimilarItem(
            **_summary(hit.initiative, catalogue),
            score=round(hit.score, 4),
            shared_terms=hit.shared_terms,
            shared_practices=_represent_practices(hit.shared_practices),
        )
        for hit in hits
    )
    return schema.SimilarAnswer(items=items, total=len(items))


def represent_region(region: Region, count: int) -> overview_schema.RegionItem:
    """A region in the list, with the number of its initiatives."""
    return overview_schema.RegionItem(
        id=region.id,
        name=region.name,
        kind=region.kind,
        prefectures=region.prefectures,
        core_cities=region.core_cities,
        initiatives=count,
        links=region_links(region.id),
    )


def represent_region_detail(
    region: Region, count: int, by_field: Counter[str], catalogue: Catalogue
) -> overview_schema.RegionDetail:
    """Everything known of a region; ``by_field`` counts its initiatives by policy field."""
    return overview_schema.RegionDetail(
        id=region.id,
        name=region.name,
        kind=region.kind,
        prefectures=region.prefectures,
        core_cities=region.core_cities,
        initiatives=count,
        links=region_links(region.id),
        aliases=region.aliases,
        members=region.members,
        basis=overview_schema.RegionBasis(
            prefectures=region.basis.prefectures,
            core_cities=region.basis.core_cities,
            members=region.basis.members,
        ),
        history=_represent_quote(region.history),
        outlook=_represent_quote(region.outlook),
        figures=tuple(
            overview_schema.Figure(
                name=item.name, value=item.value, as_of=item.as_of, source=item.source, spans=item.spans
            )
            for item in region.figures
        ),
        declared_fields=tuple(
            overview_schema.DeclaredField(
                code=item.code,
                label=catalogue.taxonomy[item.code].name,
                content=item.content,
                initiatives=by_field[item.code],
                source=item.source,
                spans=item.spans,
            )
            for item in region.declared_fields
        ),
    )


def region_links(region_id: str) -> schema.RegionLinks:
    """Where more is known of a region."""
    return schema.RegionLinks(
        self=region_url(region_id, API),
        html=region_url(region_id),
        search=filter_url(FilterName.REGION, region_id),
    )


def filter_url(name: FilterName, value: str) -> str:
    """The search for all initiatives with a value."""
    return search_url(SearchRequest(filters=((name, value),)), SEARCH_API)


def _summary(initiative: Initiative, catalogue: Catalogue) -> dict[str, Any]:
    """The keys that every representation of an initiative has."""
    region = catalogue.regions_by_id[initiative.region] if initiative.region is not None else None
    source = catalogue.sources_by_id[initiative.source].source
    url = initiative_url(initiative.id, API)
    return {
        "id": initiative.id,
        "title": initiative.title,
        "description": initiative.description,
        "region": schema.RegionRef(id=region.id, name=region.name, kind=region.kind) if region else None,
        "prefectures": region.prefectures if region else (),
        "category": _represent_coded(initiative.category, catalogue),
        "fields": tuple([_represent_coded(field, catalogue) for field in initiative.fields]),
        "status": initiative.status,
        "source": schema.SourceRef(id=source.id, title=source.title),
        "links": schema.InitiativeLinks(
            self=url, html=initiative_url(initiative.id), similar=f"{url}/similar"
        ),
    }


def _represent_practices(types: tuple[PracticeType, ...]) -> tuple[schema.Practice, ...]:
    return tuple(
        schema.Practice(
            id=type_.id,
            name=type_.name,
            links=schema.PracticeLinks(search=filter_url(FilterName.PRACTICE, type_.id)),
        )
        for type_ in types
    )


def _represent_coded(coded: Coded, catalogue: Catalogue) -> schema.Coded:
    return schema.Coded(code=coded.code, label=catalogue.taxonomy[coded.code].name, basis=coded.basis)


def _represent_hit(hit: Hit, catalogue: Catalogue) -> schema.Hit:
    return schema.Hit(
        **_summary(hit.initiative, catalogue),
        score=round(hit.score, 4),
        highlights=tuple([_represent_excerpt(found) for found in hit.excerpts]),
    )


def _represent_excerpt(excerpt: Excerpt) -> schema.Highlight:
    return schema.Highlight(
        property=excerpt.property, text=excerpt.text, start=excerpt.start, ranges=excerpt.ranges
    )


def _represent_filters(filters: Filters, catalogue: Catalogue) -> tuple[schema.FilterValue, ...]:
    return tuple(
        schema.FilterValue(name=name, value=value, label=value_label(name, value, catalogue))
        for name, value in filters
    )


def _represent_receipt(receipt: Receipt, request: SearchRequest) -> schema.Receipt:
    return schema.Receipt(
        mode="sentence" if receipt.sentence else "all",
        words=tuple(
            schema.ReceiptWord(
                text=word.text, kind=word.kind, field=word.field, terms=word.terms, places=word.places
            )
            for word in receipt.words
        ),
        operators=receipt.operators,
        ignored=receipt.ignored,
        notes=receipt.notes,
        steps=tuple(
            schema.ReceiptStep(kind=step.kind, word=step.word, words=step.words) for step in receipt.steps
        ),
        strict_total=receipt.strict_total,
        links=schema.ReceiptLinks(exact=search_url(request.without_expansion(), SEARCH_API)),
    )


def _represent_facet(facet: Facet, request: SearchRequest) -> schema.Facet:
    toggle = ToggleUrls(request, facet.name, SEARCH_API).url
    return schema.Facet(
        name=facet.name,
        label=facet.name.label,
        buckets=tuple(
            [
                schema.Bucket(
                    value=bucket.value,
                    label=bucket.label,
                    parent=bucket.parent,
                    count=bucket.count,
                    selected=bucket.selected,
                    links=schema.BucketLinks(toggle=toggle(bucket)),
                    excluded=bucket.excluded,
                )
                for bucket in facet.buckets
            ]
        ),
    )


def _represent_quote(quote: Quote | None) -> overview_schema.Quote | None:
    return overview_schema.Quote(text=quote.text, source=quote.source, spans=quote.spans) if quote else None


def _page_links(results: SearchResults) -> schema.PageLinks:
    """Links to the pages within reach; counts alone have no pages."""
    request = results.request
    pages = 0 if request.facets_only else min(results.pages, max(1, MAX_DEPTH // request.per_page))

    def link(page: int) -> str | None:
        return search_url(request.with_page(page), SEARCH_API) if 1 <= page <= pages else None

    return schema.PageLinks(
        self=search_url(request, SEARCH_API),
        first=link(1),
        prev=link(request.page - 1),
        next=link(request.page + 1),
        last=link(pages),
    )
