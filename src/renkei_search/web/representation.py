"""Results as JSON values: the shapes of the HTTP contract, also printed by the command line's ``--json``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from renkei_search.search.facet import value_label
from renkei_search.web.url import SEARCH_API, initiative_url, region_url, search_url

if TYPE_CHECKING:
    from renkei_search.corpus.collection import Catalogue
    from renkei_search.record import Initiative, Spans
    from renkei_search.search.request import SearchRequest
    from renkei_search.search.result import Excerpt, Facet, Hit, Receipt, SearchResults, SimilarHit
    from renkei_search.search.suggest import Suggestion

Json = dict[str, Any]

API: str = "/api/v1"


def results_json(results: SearchResults, catalogue: Catalogue) -> Json:
    """The answer of ``GET /api/v1/search``."""
    request = results.request
    return {
        "query": {
            "q": request.text,
            "filters": [
                {"name": name.value, "value": value, "label": value_label(name, value, catalogue)}
                for name, value in request.filters
            ],
            "sort": request.sort.value,
            "expand": request.expand,
            "receipt": receipt_json(results.receipt, request),
        },
        "total": results.total,
        "page": request.page,
        "per_page": request.per_page,
        "pages": results.pages,
        "items": [_hit_json(hit, catalogue) for hit in results.hits],
        "related": [_hit_json(hit, catalogue) for hit in results.related],
        "facets": [_facet_json(facet, request) for facet in results.facets],
        "links": _page_links(results),
    }


def _hit_json(hit: Hit, catalogue: Catalogue) -> Json:
    return initiative_json(hit.initiative, catalogue) | {
        "score": round(hit.score, 4),
        "highlights": [_excerpt_json(found) for found in hit.excerpts],
    }


def receipt_json(receipt: Receipt, request: SearchRequest) -> Json:
    """How the request was understood: parts, operators, notes, and each step of widening.

    ``strict_total`` counts the matches before filters, without related initiatives. ``links.exact`` is
    the same search to the letter.
    """
    return {
        "mode": "sentence" if receipt.sentence else "all",
        "words": [
            {
                "text": word.text,
                "kind": word.kind,
                "field": word.field,
                "terms": list(word.terms),
                "places": list(word.places),
            }
            for word in receipt.words
        ],
        "operators": list(receipt.operators),
        "ignored": list(receipt.ignored),
        "notes": list(receipt.notes),
        "steps": [
            {"kind": step.kind.value, "word": step.word, "words": list(step.words)} for step in receipt.steps
        ],
        "strict_total": receipt.strict_total,
        "links": {"exact": search_url(request.without_expansion(), SEARCH_API)},
    }


def suggestions_json(suggestions: list[Suggestion]) -> Json:
    """The answer of ``GET /api/v1/suggest``."""
    return {"items": [{"text": item.text, "kind": item.kind, "count": item.count} for item in suggestions]}


def initiative_json(initiative: Initiative, catalogue: Catalogue) -> Json:
    """An initiative as an item of a list."""
    region = catalogue.region(initiative.region) if initiative.region is not None else None
    taxonomy = catalogue.taxonomy
    source = catalogue.source(initiative.source).source
    return {
        "id": initiative.id,
        "title": initiative.title,
        "description": initiative.description,
        "region": {"id": region.id, "name": region.name, "kind": region.kind.value} if region else None,
        "prefectures": list(region.prefectures) if region else [],
        "category": {
            "code": initiative.category.code,
            "label": taxonomy[initiative.category.code].name,
            "basis": initiative.category.basis.value,
        },
        "fields": [
            {"code": field.code, "label": taxonomy[field.code].name, "basis": field.basis.value}
            for field in initiative.fields
        ],
        "status": initiative.status,
        "source": {"id": source.id, "title": source.title},
        "links": {
            "self": initiative_url(initiative.id, API),
            "html": initiative_url(initiative.id),
            "similar": f"{initiative_url(initiative.id, API)}/similar",
        },
    }


def initiative_detail_json(initiative: Initiative, catalogue: Catalogue) -> Json:
    """Everything known of an initiative, the answer of ``GET /api/v1/initiatives/<id>``."""
    source = catalogue.source(initiative.source).source
    detail = initiative_json(initiative, catalogue) | {
        "municipalities": list(initiative.municipalities),
        "roles": [{"party": role.party, "name": role.name, "text": role.text} for role in initiative.roles],
        "indicators": [
            {
                "name": indicator.name,
                "name_basis": indicator.name_basis.value,
                "value": indicator.value,
                "period": indicator.period,
            }
            for indicator in initiative.indicators
        ],
        "spans": {
            "title": _spans_json(initiative.spans.title),
            "description": _spans_json(initiative.spans.description),
            "municipalities": _spans_json(initiative.spans.municipalities),
        },
    }
    detail["source"] |= {
        "publisher": source.publisher,
        "publisher_basis": source.publisher_basis.value,
        "as_of": source.as_of,
        "as_of_basis": source.as_of_basis.value,
        "licence": source.licence,
    }
    if initiative.region is not None:
        region = catalogue.region(initiative.region)
        detail["region"] |= {
            "core_cities": list(region.core_cities),
            "members": list(region.members),
            "links": {"html": region_url(region.id)},
        }
    return detail


def similar_json(hits: tuple[SimilarHit, ...], catalogue: Catalogue) -> Json:
    """The answer of ``GET /api/v1/initiatives/<id>/similar``."""
    return {
        "items": [
            initiative_json(hit.initiative, catalogue)
            | {"score": round(hit.score, 4), "shared_terms": list(hit.shared_terms)}
            for hit in hits
        ],
        "total": len(hits),
    }


def _excerpt_json(excerpt: Excerpt) -> Json:
    return {
        "property": excerpt.property,
        "text": excerpt.text,
        "start": excerpt.start,
        "ranges": _spans_json(excerpt.ranges),
    }


def _facet_json(facet: Facet, request: SearchRequest) -> Json:
    name = facet.name
    return {
        "name": name.value,
        "label": name.label,
        "buckets": [
            {
                "value": bucket.value,
                "label": bucket.label,
                "parent": bucket.parent,
                "count": bucket.count,
                "selected": bucket.selected,
                "links": {
                    "toggle": search_url(
                        request.without_filter(name, bucket.value)
                        if bucket.selected
                        else request.with_filter(name, bucket.value),
                        SEARCH_API,
                    )
                },
            }
            for bucket in facet.buckets
        ],
    }


def _page_links(results: SearchResults) -> Json:
    request, pages = results.request, results.pages

    def link(page: int) -> str | None:
        return search_url(request.with_page(page), SEARCH_API) if 1 <= page <= pages else None

    return {
        "self": search_url(request, SEARCH_API),
        "first": link(1),
        "prev": link(request.page - 1),
        "next": link(request.page + 1),
        "last": link(pages),
    }


def _spans_json(spans: Spans) -> list[list[int]]:
    return [list(span) for span in spans]
