"""Results as answers of the endpoint: instances of the schemas of :mod:`renkei_search.web.api.schema`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote_plus

from renkei_search.corpus.citation import cite_initiative, place_of
from renkei_search.corpus.fiscal_year import years_of
from renkei_search.corpus.heading import editorial_title_of
from renkei_search.facet.registry import FilterName, value_label
from renkei_search.search.request import MAX_DEPTH, SearchRequest
from renkei_search.web.api import schema, search_schema
from renkei_search.web.http.url import API, SEARCH_API, ToggleUrls, initiative_url, region_url, search_url

if TYPE_CHECKING:
    from renkei_search.corpus.collection import Catalogue
    from renkei_search.model.practice import PracticeType
    from renkei_search.model.record import Coded, Initiative
    from renkei_search.search.request import Filters
    from renkei_search.search.result import (
        AbsentPlace,
        Alternatives,
        Comparable,
        Excerpt,
        Facet,
        Hit,
        Receipt,
        SearchResults,
        SimilarHit,
        WordCount,
    )


def represent_results(results: SearchResults, catalogue: Catalogue) -> search_schema.SearchAnswer:
    """The answer of ``GET /api/v1/search``, also printed by the command line's ``--json``."""
    request = results.request
    return search_schema.SearchAnswer(
        query=represent_query(results, catalogue),
        total=results.total,
        page=request.page,
        per_page=request.per_page,
        pages=results.pages,
        items=tuple(_represent_hit(hit, catalogue) for hit in results.hits),
        related=tuple(_represent_near(hit, catalogue) for hit in results.related),
        alternatives=_represent_alternatives(results.alternatives, request, catalogue),
        facets=tuple(_represent_facet(facet, request) for facet in results.facets),
        links=_page_links(results),
    )


def represent_query(results: SearchResults, catalogue: Catalogue) -> search_schema.QuerySchema:
    """The request as it was understood."""
    request = results.request
    return search_schema.QuerySchema(
        q=request.text,
        filters=_represent_filters(request.filters, catalogue),
        excluded=_represent_filters(request.excluded, catalogue),
        sort=request.order,
        expand=request.expand,
        semantic=request.semantic,
        receipt=_represent_receipt(results.receipt, request, catalogue),
    )


def represent_initiative(initiative: Initiative, catalogue: Catalogue) -> schema.InitiativeSummary:
    """An initiative in a list."""
    return schema.InitiativeSummary(**_summary(initiative, catalogue))


def represent_initiative_detail(
    initiative: Initiative, practices: tuple[PracticeType, ...], catalogue: Catalogue
) -> schema.InitiativeDetail:
    """Everything known about an initiative, the answer of ``GET /api/v1/initiatives/<id>``."""
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
                core_cities_basis=region.basis.core_cities,
                members=region.members,
                members_basis=region.basis.members,
                links=region_links(region.id),
            )
            if region
            else None,
            "source": schema.SourceInDetail(
                id=source.id,
                title=source.title,
                title_basis=source.title_basis,
                publisher=source.publisher,
                publisher_basis=source.publisher_basis,
                as_of=source.as_of,
                as_of_basis=source.as_of_basis,
                licence=source.licence,
                url=source.url,
            ),
        },
        municipalities=initiative.municipalities,
        citation=cite_initiative(initiative, catalogue),
        place=place_of(initiative, catalogue),
        practices=_represent_practices(practices),
        roles=tuple(
            schema.RoleSchema(party=role.party, name=role.name, text=role.text) for role in initiative.roles
        ),
        indicators=tuple(
            schema.IndicatorSchema(
                name=item.name, name_basis=item.name_basis, value=item.value, period=item.period
            )
            for item in initiative.indicators
        ),
        costs=tuple(
            schema.CostSchema(period=item.period, year=item.year, amount=item.amount, unit=item.unit)
            for item in initiative.costs
        ),
        period=initiative.period,
        years=years_of(initiative, source),
        page=catalogue.source(initiative.source).page_number(spans.description),
        spans=schema.InitiativeSpansSchema(
            title=spans.title,
            description=spans.description,
            municipalities=spans.municipalities,
            period=spans.period,
        ),
    )


def represent_similar(found: Comparable, catalogue: Catalogue) -> search_schema.SimilarAnswer:
    """The answer of the routes for comparable practice."""
    items, generic = (_represent_hits(hits, catalogue) for hits in (found.regional, found.generic))
    return search_schema.SimilarAnswer(items=items, total=len(items), generic=generic)


def _represent_hits(
    hits: tuple[SimilarHit, ...], catalogue: Catalogue
) -> tuple[search_schema.SimilarItem, ...]:
    return tuple(
        search_schema.SimilarItem(
            **_summary(hit.initiative, catalogue),
            score=round(hit.score, 4),
            shared_terms=hit.shared_terms,
            shared_practices=_represent_practices(hit.shared_practices),
            near_practices=_represent_practices(hit.near_practices),
        )
        for hit in hits
    )


def region_links(region_id: str) -> schema.RegionLinks:
    """Links to more about a region."""
    return schema.RegionLinks(
        self=region_url(region_id, API),
        html=region_url(region_id),
        search=filter_url(FilterName.REGION, region_id),
    )


def filter_url(name: FilterName, value: str) -> str:
    """The link to a search for all initiatives with a value."""
    # The same as `search_url`, but faster; the list of facets has eight hundred links.
    return f"{SEARCH_API}?{name.value}={quote_plus(value)}"


def _summary(initiative: Initiative, catalogue: Catalogue) -> dict[str, Any]:
    """The keys that every representation of an initiative has."""
    region = catalogue.regions_by_id[initiative.region] if initiative.region is not None else None
    source = catalogue.sources_by_id[initiative.source].source
    url = initiative_url(initiative.id, API)
    return {
        "id": initiative.id,
        "title": initiative.title,
        "editorial_title": editorial_title_of(initiative, catalogue),
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


def _represent_coded(coded: Coded, catalogue: Catalogue) -> schema.CodedSchema:
    return schema.CodedSchema(code=coded.code, label=catalogue.taxonomy[coded.code].name, basis=coded.basis)


def _represent_hit(hit: Hit, catalogue: Catalogue) -> search_schema.HitSchema:
    return search_schema.HitSchema(
        **_summary(hit.initiative, catalogue),
        score=round(hit.score, 4),
        match=hit.tier,
        found_by=hit.found_by,
        highlights=tuple([_represent_excerpt(found) for found in hit.excerpts]),
    )


def _represent_near(hit: Hit, catalogue: Catalogue) -> search_schema.NearItem:
    return search_schema.NearItem(
        **_summary(hit.initiative, catalogue),
        score=round(hit.score, 4),
        reasons=tuple(
            search_schema.ReasonSchema(kind=reason.kind, text=reason.text) for reason in hit.reasons
        ),
        highlights=tuple([_represent_excerpt(found) for found in hit.excerpts]),
    )


def _represent_count(count: WordCount, request: SearchRequest) -> search_schema.WordCountSchema:
    url = search_url(request.with_text(count.text), SEARCH_API)
    return search_schema.WordCountSchema(
        text=count.text, total=count.total, links=search_schema.WordLinks(search=url)
    )


def _represent_absent(place: AbsentPlace, catalogue: Catalogue) -> search_schema.AbsentPlaceSchema:
    regions = [catalogue.region(region_id) for region_id in place.regions]
    return search_schema.AbsentPlaceSchema(
        text=place.text,
        name=place.name,
        prefecture=place.prefecture,
        regions=tuple(
            schema.RegionRef(id=region.id, name=region.name, kind=region.kind) for region in regions
        ),
    )


def _represent_alternatives(
    found: Alternatives, request: SearchRequest, catalogue: Catalogue
) -> search_schema.AlternativesSchema:
    browsing = request.with_text("")

    def links(name: FilterName, value: str) -> schema.PracticeLinks:
        return schema.PracticeLinks(search=search_url(browsing.with_filter(name, value), SEARCH_API))

    return search_schema.AlternativesSchema(
        words=tuple(_represent_count(count, request) for count in found.words),
        practices=tuple(
            search_schema.PracticeCount(
                id=type_,
                name=catalogue.practices.by_id[type_].name,
                total=total,
                links=links(FilterName.PRACTICE, type_),
            )
            for type_, total in found.practices
        ),
        fields=tuple(
            search_schema.FieldCount(
                code=code,
                label=value_label(FilterName.FIELD, code, catalogue),
                total=total,
                links=links(FilterName.FIELD, code),
            )
            for code, total in found.fields
        ),
    )


def _represent_excerpt(excerpt: Excerpt) -> search_schema.Highlight:
    return search_schema.Highlight(
        property=excerpt.property, text=excerpt.text, start=excerpt.start, ranges=excerpt.ranges
    )


def _represent_filters(filters: Filters, catalogue: Catalogue) -> tuple[search_schema.FilterValue, ...]:
    return tuple(
        search_schema.FilterValue(name=name, value=value, label=value_label(name, value, catalogue))
        for name, value in filters
    )


def _represent_receipt(
    receipt: Receipt, request: SearchRequest, catalogue: Catalogue
) -> search_schema.ReceiptSchema:
    return search_schema.ReceiptSchema(
        mode="sentence" if receipt.sentence else "all",
        words=tuple(
            search_schema.ReceiptWord(
                text=word.text, kind=word.kind, field=word.field, terms=word.terms, places=word.places
            )
            for word in receipt.words
        ),
        operators=receipt.operators,
        ignored=receipt.ignored,
        notes=receipt.notes,
        steps=tuple(
            search_schema.ReceiptStep(kind=step.kind, word=step.word, words=step.words)
            for step in receipt.steps
        ),
        strict_total=receipt.strict_total,
        counts=tuple(_represent_count(count, request) for count in receipt.counts),
        absent_places=tuple(_represent_absent(place, catalogue) for place in receipt.absent_places),
        links=search_schema.ReceiptLinks(exact=search_url(request.without_expansion(), SEARCH_API)),
    )


def _represent_facet(facet: Facet, request: SearchRequest) -> search_schema.FacetSchema:
    toggle = ToggleUrls(request, facet.name, SEARCH_API).url
    return search_schema.FacetSchema(
        name=facet.name,
        label=facet.name.label,
        buckets=tuple(
            [
                search_schema.BucketSchema(
                    value=bucket.value,
                    label=bucket.label,
                    parent=bucket.parent,
                    count=bucket.count,
                    selected=bucket.selected,
                    links=search_schema.BucketLinks(toggle=toggle(bucket)),
                    excluded=bucket.excluded,
                )
                for bucket in facet.buckets
            ]
        ),
    )


def _page_links(results: SearchResults) -> schema.PageLinks:
    """Links to the pages of a result; an answer with counts only has no pages."""
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
