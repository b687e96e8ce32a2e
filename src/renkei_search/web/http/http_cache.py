"""Cache validators: a generation is immutable, so the tag of an answer is known from its request."""

from __future__ import annotations

import gzip
import hashlib
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from flask import Response, request
from werkzeug.http import http_date, quote_etag

from renkei_search import __version__

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

CACHED: Final = "public, max-age=60"
"""Cacheable for a minute; after that, a request with the tag is answered 304 while nothing has changed."""

ASKED: Final = "no-cache"
"""Always revalidated: for downloads, so that no cache returns an outdated file."""

NOT_CACHED: Final = "no-store"

FOR_EVER: Final = timedelta(days=365)
"""How long a browser may use a static file without revalidation. Its address changes with its content."""

_GZIPPED: Final = "-gzip"
_LEAST_GZIPPED: Final = 1_000  # bytes; for smaller texts the headers outweigh the savings
_LEVEL: Final = 4
_TEXT: Final = (
    "text/",
    "application/json",
    "application/problem+json",
    "application/javascript",
    "image/svg",
)


def fingerprint_files(folder: Path) -> str:
    """A part of the addresses of a folder's files that changes whenever one of the files does.

    It is the same for all files, so that scripts find their imports by relative addresses.
    """
    digest = hashlib.sha256()
    for path in sorted(folder.iterdir()):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:12]


def make_etag(generation: str, path: str, parameters: bytes) -> str:
    """The opaque tag of an answer: program, generation and normalised request."""
    parts = (__version__.encode(), generation.encode(), path.encode(errors="replace"), parameters)
    return hashlib.sha256(b"\0".join(parts)).hexdigest()[:32]


def not_modified(tag: str, modified: datetime | None = None, cache: str = CACHED) -> Response | None:
    """A 304 answer if the client already has this answer in a content coding that it accepts.

    ``If-None-Match`` takes precedence over ``If-Modified-Since``. A tag is compared weakly (RFC 9110,
    13.1.2): proxies that compress make it weak, and some keep the coding they added in it.
    """
    held: str | None = None
    if request.if_none_match:
        candidates = [tag, tag + _GZIPPED] if _takes_gzip() else [tag]
        held = next((name for name in candidates if request.if_none_match.contains_weak(name)), None)
    elif modified and request.if_modified_since and modified <= request.if_modified_since:
        held = tag
    if held is None:
        return None
    answer = Response(status=304)
    set_validators(answer, held, modified, cache)
    return answer


def set_validators(
    response: Response, tag: str, modified: datetime | None = None, cache: str = CACHED
) -> None:
    """Add the entity tag, the time of the last change if there is one, and how long it stays fresh."""
    response.headers["ETag"] = quote_etag(tag)
    if modified is not None:
        response.headers["Last-Modified"] = http_date(modified)
    response.headers["Cache-Control"] = cache


def compress(response: Response) -> Response:
    """Compress a text of some length with gzip if the client accepts it. The coded form has a tag of its own.

    The tag of a static file is weak instead, because Flask compares it before the file is coded.
    """
    static = request.endpoint == "static" and response.status_code == 200
    if static:
        response.direct_passthrough = False
        response.make_sequence()
    if response.is_streamed or response.direct_passthrough or not (response.mimetype or "").startswith(_TEXT):
        return response
    response.vary.add("Accept-Encoding")
    if (
        response.status_code in {204, 206, 304}
        or "Content-Encoding" in response.headers
        or not _takes_gzip()
        or len(body := response.get_data()) < _LEAST_GZIPPED
    ):
        return response
    response.set_data(gzip.compress(body, _LEVEL, mtime=0))
    response.headers["Content-Encoding"] = "gzip"
    tag, weak = response.get_etag()
    if tag is not None:
        response.set_etag(tag if static else tag + _GZIPPED, weak=static or bool(weak))
    return response


def _takes_gzip() -> bool:
    """Whether the client accepts gzip and does not prefer the uncompressed form."""
    wanted = request.accept_encodings
    quality = wanted.quality("gzip")
    plain = max((value for name, value in wanted if name == "identity"), default=0)
    return quality > 0 and quality >= plain
