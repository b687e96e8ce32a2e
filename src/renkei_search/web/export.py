"""Searches, comparisons and the whole corpus as files."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from os import SEEK_END
from tempfile import TemporaryFile
from typing import IO, TYPE_CHECKING, Final
from urllib.parse import quote, urlencode

from flask import Blueprint, Response, request

from renkei_search import __version__
from renkei_search.errors import ParameterError
from renkei_search.export.comparison import MAX_COMPARED, compare
from renkei_search.export.cover import (
    make_comparison_cover,
    make_file_name,
    make_search_cover,
    make_subject,
    receipt_of_matches,
    today,
)
from renkei_search.export.text import stream_csv, stream_records, stream_table
from renkei_search.export.workbook import write_comparison, write_search
from renkei_search.search.request import SearchRequest
from renkei_search.web.current import current_engine
from renkei_search.web.data_package import describe_data
from renkei_search.web.feed import stream_feed
from renkei_search.web.parameter import read_query
from renkei_search.web.receipt import receipt_lines
from renkei_search.web.url import initiative_url, parse_arguments, search_url

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from renkei_search.record import Initiative
    from renkei_search.search.engine import SearchEngine

exports = Blueprint("exports", __name__)

CSV: Final = "text/csv; charset=utf-8"
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
JSON_LINES: Final = "application/x-ndjson; charset=utf-8"
ATOM: Final = "application/atom+xml; charset=utf-8"

_CHUNK: Final = 64 * 1024


@exports.get("/search.csv")
def search_csv() -> Response:
    """The matches of a search as CSV."""
    engine, wanted = current_engine(), _wanted()
    return _answer(
        engine,
        CSV,
        lambda: stream_table(engine.scan(wanted), engine.catalogue),
        lambda: _name(wanted, engine, ".csv"),
    )


@exports.get("/search.xlsx")
def search_xlsx() -> Response:
    """The matches of a search as a workbook."""
    engine, wanted = current_engine(), _wanted()

    def write(file: IO[bytes]) -> None:
        results = engine.search(replace(wanted, per_page=1))
        cover = make_search_cover(
            wanted,
            engine.catalogue,
            total=results.total,
            understood=receipt_lines(receipt_of_matches(results.receipt)),
            generation=engine.generation,
            permalink=_root() + search_url(wanted),
        )
        root = _root()
        write_search(
            file, engine.scan(wanted), engine.catalogue, cover, lambda found: root + initiative_url(found)
        )

    return _answer_file(engine, write, lambda: _name(wanted, engine, ".xlsx"))


@exports.get("/search.jsonl")
def search_jsonl() -> Response:
    """The matches of a search as records of the corpus."""
    engine, wanted = current_engine(), _wanted()
    return _answer(
        engine,
        JSON_LINES,
        lambda: stream_records(engine.scan(wanted)),
        lambda: _name(wanted, engine, ".jsonl"),
    )


@exports.get("/search.atom")
def search_atom() -> Response:
    """The matches of a search as a feed."""
    engine, wanted, root = current_engine(), _wanted(), _root()
    return _answer(
        engine,
        ATOM,
        lambda: stream_feed(wanted, engine.scan(wanted), engine.catalogue, root, engine.created),
    )


@exports.get("/compare.csv")
def compare_csv() -> Response:
    """Up to six initiatives side by side as CSV."""
    engine = current_engine()
    found = _compared(engine)
    return _answer(
        engine,
        CSV,
        lambda: stream_csv(compare(found, engine.catalogue).rows()),
        lambda: make_file_name("比較", ".csv"),
    )


@exports.get("/compare.xlsx")
def compare_xlsx() -> Response:
    """Up to six initiatives side by side as a workbook."""
    engine = current_engine()
    found = _compared(engine)
    pairs = urlencode([("id", initiative.id) for initiative in found])
    cover = make_comparison_cover(len(found), engine.generation, f"{_root()}/compare?{pairs}")
    return _answer_file(
        engine,
        lambda file: write_comparison(file, compare(found, engine.catalogue), found, engine.catalogue, cover),
        lambda: make_file_name("比較", ".xlsx"),
    )


@exports.get("/corpus.jsonl")
def corpus_jsonl() -> Response:
    """Every initiative as a record of the corpus."""
    _refuse_arguments()
    engine = current_engine()
    return _answer(engine, JSON_LINES, lambda: stream_records(engine.scan(SearchRequest())))


@exports.get("/regions.jsonl")
def regions_jsonl() -> Response:
    """Every region as a record of the corpus."""
    _refuse_arguments()
    engine = current_engine()
    return _answer(engine, JSON_LINES, lambda: stream_records(engine.catalogue.regions))


@exports.get("/datapackage.json")
def datapackage() -> Response:
    """What the data are, for those who reuse them (Frictionless Data Package)."""
    _refuse_arguments()
    engine, root = current_engine(), _root()
    return _answer(
        engine,
        "application/json",
        lambda: [describe_data(engine.catalogue, root, engine.generation, engine.created)],
    )


@exports.after_request
def _allow_reading(response: Response) -> Response:
    """Open data may be read by the pages of others."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


def _wanted() -> SearchRequest:
    """The search that was asked for. Files have no pages."""
    return replace(
        parse_arguments(read_query(request.query_string)), page=1, per_page=SearchRequest().per_page
    )


def _compared(engine: SearchEngine) -> tuple[Initiative, ...]:
    for name in request.args:
        if name != "id":
            raise ParameterError(name, f"パラメーター「{name}」はありません。使えるのは「id」です。")
    ids = tuple(dict.fromkeys(value for value in request.args.getlist("id") if value))
    if not 1 <= len(ids) <= MAX_COMPARED:
        raise ParameterError("id", f"比べる取組の id を1件から{MAX_COMPARED}件まで指定してください。")
    return tuple(map(engine.get, ids))


def _answer(
    engine: SearchEngine,
    media_type: str,
    make: Callable[[], Iterable[bytes]],
    name: Callable[[], str] | None = None,
) -> Response:
    """Send what ``make`` gives, piece by piece; not modified if the asker has it already.

    The name is asked for last: by then the search has been found to be in order.
    """
    tag = _tag(engine)
    if tag in request.if_none_match:
        return _tagged(Response(status=304), tag)
    response = _tagged(Response(make(), content_type=media_type), tag)
    return _attached(response, name()) if name is not None else response


def _answer_file(
    engine: SearchEngine, write: Callable[[IO[bytes]], None], name: Callable[[], str]
) -> Response:
    """Send a workbook, which is only complete once it is closed, from a temporary file."""
    tag = _tag(engine, today().isoformat())
    if tag in request.if_none_match:
        return _tagged(Response(status=304), tag)
    file = TemporaryFile()  # noqa: SIM115 # closed when it has been sent
    try:
        write(file)
    except BaseException:
        file.close()
        raise
    size = file.seek(0, SEEK_END)
    response = Response(_chunks(file), content_type=XLSX)
    # A generator that was never begun closes nothing.
    response.call_on_close(file.close)
    response.content_length = size
    return _attached(_tagged(response, tag), name())


def _chunks(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        file.seek(0)
        while chunk := file.read(_CHUNK):
            yield chunk


def _tag(engine: SearchEngine, *others: str) -> str:
    parts = (__version__, engine.generation, request.url, *others)
    return hashlib.sha256("\0".join(parts).encode(errors="replace")).hexdigest()[:32]


def _tagged(response: Response, tag: str) -> Response:
    response.set_etag(tag)
    response.cache_control.no_cache = True
    return response


def _attached(response: Response, name: str) -> Response:
    """Have it saved under this name: as RFC 5987 writes it, and in ASCII for those who do not read that."""
    plain = name.encode("ascii", "ignore").decode().replace("__", "_")
    response.headers["Content-Disposition"] = (
        f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
    )
    return response


def _name(wanted: SearchRequest, engine: SearchEngine, suffix: str) -> str:
    return make_file_name(make_subject(wanted, engine.catalogue), suffix)


def _root() -> str:
    return request.url_root.rstrip("/")


def _refuse_arguments() -> None:
    for name in request.args:
        raise ParameterError(name, f"パラメーター「{name}」はここでは使えません。")
