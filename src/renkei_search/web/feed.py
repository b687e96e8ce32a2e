"""A search as an Atom feed (RFC 4287), so that a reader is told of new initiatives.

The feed is complete (RFC 5005): it holds every match, however old the document, because an initiative that is new
here may come from an old document.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from renkei_search import __version__
from renkei_search.corpus.era import parse_date
from renkei_search.corpus.table import field_text, mark_inferred
from renkei_search.export.cover import make_subject
from renkei_search.web.markup import make_element, stream_document
from renkei_search.web.presenter import heading_of
from renkei_search.web.url import initiative_url, search_url

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime
    from xml.etree.ElementTree import Element

    from renkei_search.corpus.collection import Catalogue
    from renkei_search.record import Initiative, Source
    from renkei_search.search.request import SearchRequest

FEED_PATH: Final = "/search.atom"

_NAMESPACES: Final = {
    "xmlns": "http://www.w3.org/2005/Atom",
    "xmlns:history": "http://purl.org/syndication/history/1.0",
    "xml:lang": "ja",
}
# Part of every id (RFC 4151), so it never changes.
_MINTED: Final = "2026"


def stream_feed(
    request: SearchRequest,
    initiatives: Iterable[Initiative],
    catalogue: Catalogue,
    root: str,
    created: datetime,
) -> Iterator[bytes]:
    """The feed of a search, entry by entry.

    Args:
        request: what was asked.
        initiatives: its matches.
        catalogue: what they refer to.
        root: scheme and host, without a slash at the end.
        created: when the data were put to use; the feed's date.
    """
    subject = make_subject(request, catalogue)
    title = f"圏域の取組検索：{subject}" if subject else "圏域の取組検索：すべての取組"
    feed = make_element(
        "feed",
        None,
        make_element("id", _tag(root, search_url(request))),
        make_element("title", title),
        make_element("updated", created.isoformat()),
        make_element("author", None, make_element("name", "renkei-search")),
        make_element("generator", "renkei-search", attributes={"version": __version__}),
        _link("self", root + search_url(request, FEED_PATH), "application/atom+xml"),
        _link("alternate", root + search_url(request), "text/html"),
        make_element("history:complete"),
        attributes=_NAMESPACES,
    )
    return stream_document(feed, (_entry(found, catalogue, root, created) for found in initiatives))


def _entry(initiative: Initiative, catalogue: Catalogue, root: str, created: datetime) -> Element:
    region = catalogue.region(initiative.region) if initiative.region is not None else None
    source = catalogue.source(initiative.source).source
    path = initiative_url(initiative.id)
    place = f"（{region.name}）" if region else ""
    return make_element(
        "entry",
        None,
        make_element("id", _tag(root, path)),
        make_element("title", heading_of(initiative) + place),
        make_element("updated", _updated(source, created)),
        make_element(
            "author", None, make_element("name", mark_inferred(source.publisher, source.publisher_basis))
        ),
        _link("alternate", root + path, "text/html"),
        *(
            make_element(
                "category",
                attributes={"term": coded.code, "label": field_text(coded, catalogue.taxonomy)},
            )
            for coded in initiative.fields
        ),
        make_element("content", initiative.description, attributes={"type": "text"}),
        make_element("rights", f"{source.title}。{source.licence}"),
    )


def _updated(source: Source, created: datetime) -> str:
    """When the source says it, or, if its date cannot be read, when the data were put to use."""
    day = parse_date(source.as_of)
    return f"{day.isoformat()}T00:00:00+09:00" if day is not None else created.isoformat()


def _tag(root: str, path: str) -> str:
    """An id that stays when scheme or port change."""
    return f"tag:{urlsplit(root).hostname},{_MINTED}:{path}"


def _link(relation: str, url: str, media_type: str) -> Element:
    return make_element("link", attributes={"rel": relation, "type": media_type, "href": url})
