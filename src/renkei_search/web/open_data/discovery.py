"""What browsers and crawlers look for on a site: site map, robots.txt, OpenSearch description and suggestions."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Final

import msgspec
from flask import Blueprint, Response, request, url_for

from renkei_search.errors import NotFoundError
from renkei_search.search.language.vocabulary.suggest import KIND_LABELS
from renkei_search.search.request import SearchRequest
from renkei_search.web.http.engine import get_engine
from renkei_search.web.http.markup import make_element, stream_document, write_xml
from renkei_search.web.http.parameter import SuggestParameters, read_parameters
from renkei_search.web.http.url import SEARCH_PAGE, initiative_url, region_url, search_url
from renkei_search.web.open_data.feed import FEED_PATH

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.etree.ElementTree import Element

    from renkei_search.search.engine import SearchEngine

discovery = Blueprint("discovery", __name__)

SITE_MAP_PART: Final = 50_000
"""The maximum size of a site map (sitemaps.org); it is split into parts of this many initiatives."""

_SITE_MAP: Final = {"xmlns": "http://www.sitemaps.org/schemas/sitemap/0.9"}
_XML: Final = "application/xml; charset=utf-8"
_PAGES: Final = ("/", "/practices", "/regions", "/about")


@discovery.get("/robots.txt")
def robots() -> Response:
    """Rules for crawlers: they may read the pages of initiatives and regions, but not every possible search."""
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
    """The site map index: first a part with pages and regions, then parts with initiatives."""
    engine, root = get_engine(), _root()
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
    return Response(write_xml(index), content_type=_XML)


@discovery.get("/sitemap-<int:part>.xml")
def site_map_part(part: int) -> Response:
    """One part of the site map."""
    engine, root = get_engine(), _root()
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
    """The description with which a browser adds this search to its search engines."""
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
    return Response(write_xml(document), content_type="application/opensearchdescription+xml; charset=utf-8")


@discovery.get("/suggest.json")
def suggest() -> Response:
    """Completions in OpenSearch's form: what was typed, completions, descriptions, addresses."""
    # A browser sends a request for every key press and shows no errors: invalid UTF-8 gets no completions.
    typed, root = read_parameters(SuggestParameters, request.args.items(multi=True)).q, _root()
    found = get_engine().suggest(typed)
    body = (
        typed,
        [item.text for item in found],
        [f"{KIND_LABELS[item.kind]}（{item.count:,}件）" for item in found],
        [root + search_url(SearchRequest(item.text)) for item in found],
    )
    return Response(msgspec.json.encode(body), content_type="application/x-suggestions+json; charset=utf-8")


def _paths(engine: SearchEngine, part: int) -> Iterator[str]:
    """The addresses of one part: part 0 has pages and regions, the others have initiatives."""
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
