"""A search as an Atom feed (RFC 4287), so that feed readers show new initiatives.

The feed is complete (RFC 5005): it contains every match, however old the document, because an initiative that is new
here may come from an old document.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from renkei_search import __version__
from renkei_search.corpus.citation import mark_inferred
from renkei_search.corpus.era import parse_date
from renkei_search.corpus.heading import heading_of
from renkei_search.corpus.table import field_text
from renkei_search.export.cover import make_subject
from renkei_search.web.http.markup import make_element, stream_document
from renkei_search.web.http.url import initiative_url, search_url

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime
    from xml.etree.ElementTree import Element

    from renkei_search.corpus.collection import Catalogue
    from renkei_search.index.history import History
    from renkei_search.model.record import Initiative, Source
    from renkei_search.search.request import SearchRequest

FEED_PATH: Final = "/search.atom"

_NAMESPACES: Final = {
    "xmlns": "http://www.w3.org/2005/Atom",
    "xmlns:history": "http://purl.org/syndication/history/1.0",
    "xml:lang": "ja",
}
# Part of every id (RFC 4151), so it must never change.
_MINTED: Final = "2026"
_OLDEST: Final = date(1868, 1, 1)


def stream_feed(
    request: SearchRequest,
    initiatives: Iterable[Initiative],
    catalogue: Catalogue,
    root: str,
    created: datetime,
    history: History,
    remarks: Sequence[str] = (),
) -> Iterator[bytes]:
    """The feed of a search, entry by entry.

    Args:
        request: the request.
        initiatives: its matches.
        catalogue: regions, sources and classification.
        root: scheme and host, without a slash at the end.
        created: when the generation was built; the date of the feed, never of an entry.
        history: when the initiatives were added and changed.
        remarks: what was searched for instead of the words.
    """
    subject = make_subject(request, catalogue)
    title = f"圏域の取組検索：{subject}" if subject else "圏域の取組検索：すべての取組"
    feed = make_element(
        "feed",
        None,
        make_element("id", _tag(root, search_url(request))),
        make_element("title", title),
        *([make_element("subtitle", "".join(remarks))] if remarks else []),
        make_element("updated", created.isoformat()),
        make_element("author", None, make_element("name", "renkei-search")),
        make_element("generator", "renkei-search", attributes={"version": __version__}),
        _link("self", root + search_url(request, FEED_PATH), "application/atom+xml"),
        _link("alternate", root + search_url(request), "text/html"),
        make_element("history:complete"),
        attributes=_NAMESPACES,
    )
    return stream_document(feed, (_entry(found, catalogue, root, created, history) for found in initiatives))


def _entry(
    initiative: Initiative, catalogue: Catalogue, root: str, created: datetime, history: History
) -> Element:
    region = catalogue.region(initiative.region) if initiative.region is not None else None
    source = catalogue.source(initiative.source).source
    path = initiative_url(initiative.id)
    place = f"（{region.name}）" if region else ""
    dated = history.of(initiative.id)
    added, last = (dated.first, dated.last) if dated is not None else (None, None)
    return make_element(
        "entry",
        None,
        make_element("id", _tag(root, path)),
        make_element("title", heading_of(initiative, catalogue).marked + place),
        make_element("updated", last.isoformat() if last is not None else _updated(source, created)),
        *([make_element("published", added.isoformat())] if added is not None else []),
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
        make_element("rights", f"{source.title}（{source.as_of}時点）。{source.licence}"),
    )


def _updated(source: Source, created: datetime) -> str:
    """The date of the source, for an entry whose own date is unknown.

    Atom requires a date. If the date cannot be read or is impossible, the oldest possible date is used, so that an
    old document never looks new.
    """
    day = parse_date(source.as_of)
    if day is None or not _OLDEST.year < day.year <= created.year + 1:
        day = _OLDEST
    return f"{day.isoformat()}T00:00:00+09:00"


def _tag(root: str, path: str) -> str:
    """An id that does not depend on scheme and port."""
    return f"tag:{urlsplit(root).hostname},{_MINTED}:{path}"


def _link(relation: str, url: str, media_type: str) -> Element:
    return make_element("link", attributes={"rel": relation, "type": media_type, "href": url})
