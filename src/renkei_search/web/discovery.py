"""What browsers and crawlers ask a site for: site map, robots.txt, OpenSearch description and suggestions."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Final

import msgspec
from flask import Blueprint, Response, request, url_for

from renkei_search.errors import NotFoundError, ParameterError
from renkei_search.search.request import SearchRequest
from renkei_search.web.current import current_engine
from renkei_search.web.feed import FEED_PATH
from renkei_search.web.markup import make_element, stream_document, write_document
from renkei_search.web.url import SEARCH_PAGE, initiative_url, region_url, search_url

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.etree.ElementTree import Element

    from renkei_search.search.engine import SearchEngine

discovery = Blueprint("discovery", __name__)

SITE_MAP_PART: Final = 50_000
"""More addresses a site map must not hold (sitemaps.org), so it is cut into parts of this many initiatives."""

_SITE_MAP: Final = {"xmlns": "http://www.sitemaps.org/schemas/sitemap/0.9"}
_XML: Final = "application/xml; charset=utf-8"
_PAGES: Final = ("/", "/practices", "/regions", "/about")
_KINDS: Final = {
    "title": "取組名",
    "municipality": "市町村",
    "region": "圏域",
    "field": "政策分野",
    "term": "言葉",
}


@discovery.get("/robots.txt")
def robots() -> Response:
    """Crawlers read the pages of initiatives and regions, not every search that can be made of them."""
    lines = (
        "User-agent: *",
        "Disallow: /search",
        "Disallow: /compare",
        "Disallow: /api/",
        "Disallow: /suggest.json",
        f"Sitemap: {_root()}/sitemap.xml",
    )
    return Response("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@discovery.get("/sitemap.xml")
def site_map() -> Response:
    """The parts of the site map: first pages and regions, then the initiatives."""
    engine, root = current_engine(), _root()
    parts = 1 + -(-engine.initiative_count // SITE_MAP_PART)
    changed = engine.created.isoformat()
    index = make_element(
        "sitemapindex",
        None,
        *(
            make_element(
                "sitemap",
                None,
                make_element("loc", f"{root}/sitemap-{part}.xml"),
                make_element("lastmod", changed),
            )
            for part in range(parts)
        ),
        attributes=_SITE_MAP,
    )
    return Response(write_document(index), content_type=_XML)


@discovery.get("/sitemap-<int:part>.xml")
def site_map_part(part: int) -> Response:
    """One part of the site map."""
    engine, root = current_engine(), _root()
    if part > -(-engine.initiative_count // SITE_MAP_PART):
        raise NotFoundError(f"サイトマップの{part}番はありません。")
    changed = engine.created.isoformat()

    def locations() -> Iterator[Element]:
        for path in _paths(engine, part):
            yield make_element(
                "url", None, make_element("loc", root + path), make_element("lastmod", changed)
            )

    return Response(
        stream_document(make_element("urlset", attributes=_SITE_MAP), locations()), content_type=_XML
    )


@discovery.get("/opensearch.xml")
def opensearch() -> Response:
    """Lets a browser add the search to its own."""
    root = _root()
    document = make_element(
        "OpenSearchDescription",
        None,
        make_element("ShortName", "圏域の取組検索"),
        make_element("Description", "連携中枢都市圏と定住自立圏の取組を探します。"),
        make_element("InputEncoding", "UTF-8"),
        make_element("OutputEncoding", "UTF-8"),
        make_element("Language", "ja"),
        make_element(
            "Image",
            f"{root}{url_for('static', filename='icon.svg')}",
            attributes={"width": "16", "height": "16", "type": "image/svg+xml"},
        ),
        _template("text/html", f"{root}{SEARCH_PAGE}?q={{searchTerms}}", "results"),
        _template("application/x-suggestions+json", f"{root}/suggest.json?q={{searchTerms}}", "suggestions"),
        _template("application/atom+xml", f"{root}{FEED_PATH}?q={{searchTerms}}", "results"),
        _template("application/opensearchdescription+xml", f"{root}/opensearch.xml", "self"),
        attributes={"xmlns": "http://a9.com/-/spec/opensearch/1.1/"},
    )
    return Response(
        write_document(document), content_type="application/opensearchdescription+xml; charset=utf-8"
    )


@discovery.get("/suggest.json")
def suggest() -> Response:
    """Completions in OpenSearch's form: what was typed, completions, descriptions, addresses."""
    for name in request.args:
        if name != "q":
            raise ParameterError(name, f"パラメーター「{name}」はありません。使えるのは「q」です。")
    typed, root = request.args.get("q", ""), _root()
    found = current_engine().suggest(typed)
    body = (
        typed,
        [item.text for item in found],
        [f"{_KINDS[item.kind]}（{item.count:,}件）" for item in found],
        [root + search_url(SearchRequest(item.text)) for item in found],
    )
    return Response(msgspec.json.encode(body), content_type="application/x-suggestions+json; charset=utf-8")


def _paths(engine: SearchEngine, part: int) -> Iterator[str]:
    """The addresses of one part: 0 are pages and regions, the others are initiatives."""
    if part == 0:
        yield from _PAGES
        yield from (region_url(region.id) for region in engine.catalogue.regions)
        return
    start = (part - 1) * SITE_MAP_PART
    for initiative in islice(engine.scan(SearchRequest()), start, start + SITE_MAP_PART):
        yield initiative_url(initiative.id)


def _template(media_type: str, template: str, relation: str) -> Element:
    attributes = {"type": media_type, "method": "get", "template": template, "rel": relation}
    return make_element("Url", attributes=attributes)


def _root() -> str:
    return request.url_root.rstrip("/")
