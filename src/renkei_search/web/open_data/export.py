"""Searches, comparisons and the whole corpus as files."""

from __future__ import annotations

from dataclasses import replace
from os import SEEK_END
from tempfile import TemporaryFile
from typing import IO, TYPE_CHECKING, Annotated, Final
from urllib.parse import urlencode

from flask import Blueprint, Response, request
from msgspec import Meta

from renkei_search.corpus.era import today
from renkei_search.errors import ParameterError
from renkei_search.explain.heading import present_heading
from renkei_search.explain.receipt import receipt_lines, remarks_on_words
from renkei_search.export.comparison import MAX_COMPARED, make_comparison
from renkei_search.export.cover import (
    make_comparison_cover,
    make_file_name,
    make_search_cover,
    make_subject,
    receipt_of_matches,
)
from renkei_search.export.picture import PictureKind, cite_sources, make_picture_file
from renkei_search.export.text import stream_csv, stream_initiatives, stream_records, stream_table
from renkei_search.export.workbook import write_comparison, write_search
from renkei_search.region.distribution import make_distribution
from renkei_search.search.request import SearchRequest
from renkei_search.web.http.attachment import attach
from renkei_search.web.http.engine import get_engine
from renkei_search.web.http.http_cache import ASKED, make_etag, not_modified, set_validators
from renkei_search.web.http.parameter import (
    NoParameters,
    Parameters,
    Values,
    declarations,
    read_parameters,
    read_query,
)
from renkei_search.web.http.url import initiative_url, parse_arguments, search_url
from renkei_search.web.open_data.data_package import describe_data
from renkei_search.web.open_data.feed import stream_feed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from renkei_search.export.cover import Cover
    from renkei_search.model.record import Initiative
    from renkei_search.search.engine import SearchEngine
    from renkei_search.search.result import SearchResults

exports = Blueprint("exports", __name__)

CSV: Final = "text/csv; charset=utf-8"
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
JSON_LINES: Final = "application/x-ndjson; charset=utf-8"
_READ_AT_ONCE: Final = 1_000
SVG: Final = "image/svg+xml; charset=utf-8"
ATOM: Final = "application/atom+xml; charset=utf-8"

_CHUNK: Final = 64 * 1024


class _PictureParameters(Parameters, frozen=True, kw_only=True):
    picture: Annotated[PictureKind, Meta(title="図の種類")] = PictureKind.MAP


class _ComparisonParameters(Parameters, frozen=True, kw_only=True):
    id: Annotated[Values, Meta(title="取組の id")] = ()


@exports.get("/search.csv")
def search_csv() -> Response:
    """The matches of a search as CSV."""
    engine, wanted = get_engine(), _wanted()
    return _answer(
        engine,
        CSV,
        lambda: stream_table(engine.scan(wanted), engine.catalogue),
        lambda: _name(wanted, engine, ".csv"),
    )


@exports.get("/search.xlsx")
def search_xlsx() -> Response:
    """The matches of a search as a workbook."""
    engine, wanted = get_engine(), _wanted()

    def write(file: IO[bytes]) -> None:
        cover = _search_cover(engine, wanted, engine.search(replace(wanted, per_page=1)))
        root = _root()
        write_search(
            file, engine.scan(wanted), engine.catalogue, cover, lambda found: root + initiative_url(found)
        )

    return _answer_file(engine, write, lambda: _name(wanted, engine, ".xlsx"))


@exports.get("/search.svg")
def search_svg() -> Response:
    """One picture of a search (SVG)."""
    engine = get_engine()
    own = declarations(_PictureParameters)
    pairs = list(read_query(request.query_string))
    kind = read_parameters(_PictureParameters, [pair for pair in pairs if pair[0] in own]).picture
    wanted = _no_page(parse_arguments(pair for pair in pairs if pair[0] not in own))

    def draw() -> Iterator[bytes]:
        results = engine.search(replace(wanted, facets_only=True))
        cover = _search_cover(engine, wanted, results)
        heading = present_heading(results, engine.catalogue, shut_out=0).text
        sources = cite_sources(results, engine.catalogue)
        yield make_picture_file(kind, make_distribution(engine, results), heading, cover, sources).encode()

    return _answer(
        engine,
        SVG,
        # Drawn before anything is sent, so that a refused search gives an error.
        lambda: [b"".join(draw())],
        lambda: make_file_name(f"{make_subject(wanted, engine.catalogue)} {kind.label}", ".svg"),
        today().isoformat(),
    )


@exports.get("/search.jsonl")
def search_jsonl() -> Response:
    """The matches of a search as records of the corpus."""
    engine, wanted = get_engine(), _wanted()
    return _answer(
        engine,
        JSON_LINES,
        lambda: stream_initiatives(engine.scan(wanted), engine.catalogue),
        lambda: _name(wanted, engine, ".jsonl"),
    )


@exports.get("/search.atom")
def search_atom() -> Response:
    """The matches of a search as a feed."""
    engine, wanted, root = get_engine(), _wanted(), _root()
    return _answer(
        engine,
        ATOM,
        lambda: stream_feed(
            wanted,
            engine.scan(wanted),
            engine.catalogue,
            root,
            engine.created,
            engine.history,
            remarks_on_words(engine.search(replace(wanted, facets_only=True)).receipt),
        ),
    )


@exports.get("/compare.csv")
def compare_csv() -> Response:
    """Up to six initiatives side by side as CSV."""
    engine = get_engine()
    found = _compared(engine)
    return _answer(
        engine,
        CSV,
        lambda: stream_csv(make_comparison(found, engine.catalogue).rows()),
        lambda: make_file_name("比較", ".csv"),
    )


@exports.get("/compare.xlsx")
def compare_xlsx() -> Response:
    """Up to six initiatives side by side as a workbook."""
    engine = get_engine()
    found = _compared(engine)
    pairs = urlencode([("id", initiative.id) for initiative in found])
    cover = make_comparison_cover(len(found), engine.created, f"{_root()}/compare?{pairs}")
    return _answer_file(
        engine,
        lambda file: write_comparison(
            file, make_comparison(found, engine.catalogue), found, engine.catalogue, cover
        ),
        lambda: make_file_name("比較", ".xlsx"),
    )


@exports.get("/corpus.jsonl")
def corpus_jsonl() -> Response:
    """Every initiative as a record of the corpus."""
    _refuse_arguments()
    engine = get_engine()
    return _answer(engine, JSON_LINES, lambda: stream_initiatives(_read_corpus(engine), engine.catalogue))


@exports.get("/regions.jsonl")
def regions_jsonl() -> Response:
    """Every region as a record of the corpus."""
    _refuse_arguments()
    engine = get_engine()
    return _answer(engine, JSON_LINES, lambda: stream_records(engine.catalogue.regions))


@exports.get("/datapackage.json")
def datapackage() -> Response:
    """The description of the data for reuse (Frictionless Data Package)."""
    _refuse_arguments()
    engine, root = get_engine(), _root()
    return _answer(
        engine,
        "application/json",
        lambda: [describe_data(engine.catalogue, root, engine.generation, engine.created)],
    )


def _read_corpus(engine: SearchEngine) -> Iterator[Initiative]:
    """Every initiative in corpus order, read in batches."""
    for start in range(0, engine.initiative_count, _READ_AT_ONCE):
        yield from engine.records(start, start + _READ_AT_ONCE)


def _wanted() -> SearchRequest:
    """The search that was asked for."""
    return _no_page(parse_arguments(read_query(request.query_string)))


def _no_page(wanted: SearchRequest) -> SearchRequest:
    """Files have no pages."""
    return replace(wanted, page=1, per_page=SearchRequest().per_page)


def _search_cover(engine: SearchEngine, wanted: SearchRequest, results: SearchResults) -> Cover:
    return make_search_cover(
        wanted,
        engine.catalogue,
        total=results.total,
        understood=receipt_lines(receipt_of_matches(results.receipt)),
        updated=engine.created,
        permalink=_root() + search_url(wanted),
    )


def _compared(engine: SearchEngine) -> tuple[Initiative, ...]:
    ids = read_parameters(_ComparisonParameters, read_query(request.query_string)).id
    if not 1 <= len(ids) <= MAX_COMPARED:
        raise ParameterError("id", f"比べる取組の id を1件から{MAX_COMPARED}件まで指定してください。")
    return tuple(map(engine.get, ids))


def _answer(
    engine: SearchEngine,
    media_type: str,
    make: Callable[[], Iterable[bytes]],
    name: Callable[[], str] | None = None,
    dated: str = "",
) -> Response:
    """Stream the pieces of ``make``, or answer 304 if the client has the file.

    The name is made last, when the search is known to be valid. ``dated`` is a day that the answer states, so that the
    tag changes with the day.
    """
    tag = _tag(engine, dated)
    unchanged = not_modified(tag, cache=ASKED)
    if unchanged is not None:
        return unchanged
    response = Response(make(), content_type=media_type)
    set_validators(response, tag, cache=ASKED)
    return attach(response, name()) if name is not None else response


def _answer_file(
    engine: SearchEngine, write: Callable[[IO[bytes]], None], name: Callable[[], str]
) -> Response:
    """Send a workbook from a temporary file, because it is complete only when it is closed."""
    tag = _tag(engine, today().isoformat())
    unchanged = not_modified(tag, cache=ASKED)
    if unchanged is not None:
        return unchanged
    file = TemporaryFile()  # noqa: SIM115 # closed when it has been sent
    try:
        write(file)
    except BaseException:
        file.close()
        raise
    size = file.seek(0, SEEK_END)
    response = Response(_chunks(file), content_type=XLSX)
    # Closing a generator that was never started runs nothing.
    response.call_on_close(file.close)
    response.content_length = size
    set_validators(response, tag, cache=ASKED)
    return attach(response, name())


def _chunks(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        file.seek(0)
        while chunk := file.read(_CHUNK):
            yield chunk


def _tag(engine: SearchEngine, *others: str) -> str:
    # Links in a file are absolute, so the tag depends on the host.
    return make_etag(engine.generation, request.url, "\0".join(others).encode())


def _name(wanted: SearchRequest, engine: SearchEngine, suffix: str) -> str:
    return make_file_name(make_subject(wanted, engine.catalogue), suffix)


def _root() -> str:
    return request.url_root.rstrip("/")


def _refuse_arguments() -> None:
    read_parameters(NoParameters, read_query(request.query_string))
