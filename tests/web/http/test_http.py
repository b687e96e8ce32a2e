"""HTTP in the endpoint: validators, encodings, other origins, methods, limits, errors."""

from __future__ import annotations

import gzip
import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import msgspec
import pytest
from werkzeug.exceptions import TooManyRequests

from renkei_search import resources
from renkei_search.search.service import SearchService, build_index
from renkei_search.settings import Settings
from renkei_search.web.api.routes import OPERATIONS
from renkei_search.web.app import create_app
from renkei_search.web.http.http_cache import fingerprint_files

if TYPE_CHECKING:
    from pathlib import Path

    from flask import Flask
    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

    from renkei_search.corpus.collection import Corpus

SEARCH = "/api/v1/search"
CACHED = [operation.example for operation in OPERATIONS if operation.cached]
GZIP = {"Accept-Encoding": "gzip"}


def make_app(index: Path) -> Flask:
    settings = Settings(corpus=(index,), index=index, templates=resources.templates_folder())
    return create_app(settings, SearchService(index))


def assert_problem(answer: TestResponse, status: int) -> None:
    assert (answer.status_code, answer.mimetype) == (status, "application/problem+json")
    body = answer.get_json()
    assert body["status"] == status
    assert body["title"]
    assert body["detail"].endswith("。")
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("path", [*CACHED, "/openapi.json"])
def test_an_answer_that_is_held_is_not_sent_again(client: FlaskClient, path: str) -> None:
    first = client.get(path)
    assert re.fullmatch(r'"[0-9a-f]{32}"', first.headers["ETag"])
    assert "max-age" in first.headers["Cache-Control"]
    assert "Accept-Encoding" in first.headers["Vary"]
    again = client.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    for name in ("ETag", "Cache-Control", "Vary"):
        assert again.headers[name] == first.headers[name]


def test_the_tag_is_that_of_the_request_as_understood(client: FlaskClient) -> None:
    def tag(query: str) -> str:
        return client.get(f"{SEARCH}?{query}").headers["ETag"]

    assert tag("q=移住&page=1&expand=1&region=") == tag("expand=1&q=移住")
    assert tag("q=移住&region=bingo&kind=renkei-chusu") == tag("kind=renkei-chusu&region=bingo&q=移住")
    assert len({tag("q=移住"), tag("q=移住&page=2"), tag("q=移住&region=bingo"), tag("q=移住&count=0")}) == 4


def test_a_new_generation_has_new_tags(tmp_path: Path, corpus: Corpus) -> None:
    small = msgspec.structs.replace(corpus, initiatives=corpus.initiatives[:5])
    build_index(tmp_path, small)
    client = make_app(tmp_path).test_client()
    old = client.get(f"{SEARCH}?q=デニム")
    build_index(tmp_path, small)
    answer = client.get(f"{SEARCH}?q=デニム", headers={"If-None-Match": old.headers["ETag"]})
    assert answer.status_code == 200
    assert answer.headers["ETag"] != old.headers["ETag"]


def test_the_time_of_the_generation_decides_where_there_is_no_tag(client: FlaskClient) -> None:
    first = client.get(SEARCH)
    modified = first.last_modified
    assert modified is not None
    assert datetime.now(UTC) - modified < timedelta(hours=1)
    assert (
        client.get(SEARCH, headers={"If-Modified-Since": first.headers["Last-Modified"]}).status_code == 304
    )
    earlier = {"If-Modified-Since": "Mon, 01 Jan 2024 00:00:00 GMT"}
    assert client.get(SEARCH, headers=earlier).status_code == 200
    other = {"If-Modified-Since": first.headers["Last-Modified"], "If-None-Match": '"other"'}
    assert client.get(SEARCH, headers=other).status_code == 200


def test_the_gzipped_form_says_the_same_under_its_own_tag(client: FlaskClient) -> None:
    plain, packed = client.get(SEARCH), client.get(SEARCH, headers=GZIP)
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain.data
    assert int(packed.headers["Content-Length"]) == len(packed.data) < len(plain.data) / 4
    assert packed.headers["ETag"] == plain.headers["ETag"][:-1] + '-gzip"'
    held = {"If-None-Match": packed.headers["ETag"]}
    assert client.get(SEARCH, headers=held | GZIP).status_code == 304
    assert client.get(SEARCH, headers=held).status_code == 200


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("gzip", "gzip"),
        ("br, gzip;q=0.5", "gzip"),
        ("*", "gzip"),
        ("gzip;q=0", None),
        ("identity", None),
        ("identity, gzip;q=0.5", None),
        ("br", None),
    ],
)
def test_the_coding_is_one_that_is_accepted(client: FlaskClient, accepted: str, coding: str | None) -> None:
    answer = client.get(SEARCH, headers={"Accept-Encoding": accepted})
    assert answer.headers.get("Content-Encoding") == coding
    assert "Accept-Encoding" in answer.headers["Vary"]


def test_a_tiny_answer_is_not_gzipped(client: FlaskClient) -> None:
    assert "Content-Encoding" not in client.get("/healthz", headers=GZIP).headers


def test_pages_are_gzipped_too(client: FlaskClient) -> None:
    assert client.get("/search", headers=GZIP).headers["Content-Encoding"] == "gzip"


@pytest.mark.parametrize("path", [*CACHED, "/openapi.json", "/corpus.jsonl", "/datapackage.json"])
def test_a_tag_that_a_proxy_made_weak_is_known_again(client: FlaskClient, path: str) -> None:
    with client.get(path) as first:
        tag = first.headers["ETag"]
    for held in (f"W/{tag}", f'"other", W/{tag}', "*"):
        with client.get(path, headers={"If-None-Match": held}) as again:
            assert (again.status_code, again.headers["ETag"]) == (304, tag)
    for other in ('W/"other"', f'W/{tag[:-2]}"'):
        with client.get(path, headers={"If-None-Match": other}) as again:
            assert again.status_code == 200


@pytest.mark.parametrize("path", [*CACHED, "/openapi.json", "/healthz"])
def test_head_is_get_without_the_body(client: FlaskClient, path: str) -> None:
    head, whole = client.head(path), client.get(path)
    assert (head.status_code, head.data) == (200, b"")
    assert head.headers == whole.headers


def test_scripts_of_any_site_may_read(client: FlaskClient) -> None:
    answer = client.get(SEARCH, headers={"Origin": "https://example.org"})
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "ETag" in answer.headers["Access-Control-Expose-Headers"]


def test_scripts_of_any_site_may_send_a_draft(client: FlaskClient) -> None:
    answer = client.options("/api/v1/similar", headers={"Access-Control-Request-Method": "POST"})
    assert answer.status_code == 204
    assert "POST" in answer.headers["Access-Control-Allow-Methods"]
    assert "Content-Type" in answer.headers["Access-Control-Allow-Headers"]


def test_the_link_header_leads_through_the_pages(client: FlaskClient) -> None:
    for path in (f"{SEARCH}?q=連携&per_page=30&page=2", "/api/v1/initiatives?page=2"):
        answer = client.get(path)
        links = answer.get_json()["links"]
        for name in ("first", "prev", "next", "last"):
            assert f'<{links[name]}>; rel="{name}"' in answer.headers["Link"]
        assert '</openapi.json>; rel="service-desc"' in answer.headers["Link"]


def test_health_needs_no_index_and_readiness_does(tmp_path: Path, client: FlaskClient) -> None:
    without = make_app(tmp_path).test_client()
    assert without.get("/healthz").get_json() == {"status": "ok"}
    assert_problem(without.get("/readyz"), 503)
    assert_problem(without.get("/openapi.json"), 503)
    assert client.get("/readyz").get_json()["status"] == "ok"
    assert client.get("/readyz").headers["Cache-Control"] == "no-store"


def test_what_does_not_exist_is_a_404_problem(client: FlaskClient) -> None:
    for path in ("/api/v1/none", "/api/none", "/api/v1/regions/none", "/api/v1/initiatives/%FF%00"):
        assert_problem(client.get(path), 404)


def test_another_method_is_a_405_problem_that_names_the_allowed(client: FlaskClient) -> None:
    for path in (SEARCH, "/openapi.json", "/healthz", "/api"):
        answer = client.delete(path)
        assert_problem(answer, 405)
        assert "GET" in answer.headers["Allow"]


def test_a_body_that_is_too_big_is_a_413_problem(client: FlaskClient) -> None:
    assert_problem(client.post("/api/v1/similar", json={"text": "あ" * 30_000}), 413)


def test_a_body_that_is_not_declared_as_json_is_a_415_problem(client: FlaskClient) -> None:
    assert_problem(client.post("/api/v1/similar", data={"text": "図書館"}), 415)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"\xff\xfe",
        b'{"text": "\\ud800"}',
        b'{"text": "a\\u0000b"}',
        b"[" * 60_000,
        b'{"text": ["a"]}',
    ],
)
def test_a_body_that_is_not_of_the_form_is_a_422_problem(client: FlaskClient, body: bytes) -> None:
    answer = client.post("/api/v1/similar", data=body, content_type="application/json")
    assert_problem(answer, 422)
    assert answer.get_json()["parameter"] == "text"


def test_too_many_requests_are_a_429_problem(index_root: Path) -> None:
    app = make_app(index_root)

    def refuse() -> str:
        raise TooManyRequests(retry_after=30)

    app.add_url_rule("/api/v1/busy", view_func=refuse)
    answer = app.test_client().get("/api/v1/busy")
    assert_problem(answer, 429)
    assert answer.headers["Retry-After"] == "30"


def test_a_failure_of_the_program_is_a_500_problem_without_its_inside(index_root: Path) -> None:
    app = make_app(index_root)
    app.logger.disabled = True

    def fail() -> str:
        raise ZeroDivisionError("secret")

    app.add_url_rule("/api/v1/fault", view_func=fail)
    answer = app.test_client().get("/api/v1/fault")
    assert_problem(answer, 500)
    assert "secret" not in answer.text


@pytest.mark.parametrize(
    "query",
    [
        "q=%FF%FE",
        "q=%ED%A0%80",
        "q=%C0%AF",
        "%FF=1",
        "region=%FF",
        "q=%00",
        "page=1000000000",
        "page=" + "9" * 5_000,
        "per_page=0",
        "&".join(["region=bingo"] * 201),
        "&".join(f"a{number}=1" for number in range(5_000)),
        "&" * 10_000,
        "q=" + "a" * 100_000,
        "a" * 100_000 + "=1",
        "region=" + "-" * 1_000,
        "region=-",
    ],
)
def test_hostile_queries_are_4xx_problems(client: FlaskClient, query: str) -> None:
    assert_problem(client.get(f"{SEARCH}?{query}"), 422)


def test_every_error_kind_is_explained_on_the_reference_page(client: FlaskClient) -> None:
    page = client.get("/api").text
    for path in (f"{SEARCH}?x=1", f"{SEARCH}?page=900", f"{SEARCH}?q=%00", "/api/v1/regions/none"):
        kind = client.get(path).get_json()["type"]
        assert f'id="{kind.partition("#")[2]}"' in page


def test_static_files_are_gzipped_and_known_again_in_either_form(client: FlaskClient) -> None:
    style = f"{client.application.static_url_path}/style.css"
    plain = client.get(style, headers={"Accept-Encoding": "identity"}, buffered=True)
    packed = client.get(style, headers=GZIP, buffered=True)
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain.data
    for answer in (plain, packed):
        held = {**GZIP, "If-None-Match": answer.headers["ETag"]}
        again = client.get(style, headers=held, buffered=True)
        assert again.status_code == 304


def test_a_static_file_is_kept_and_has_another_address_when_it_changes(
    client: FlaskClient, tmp_path: Path
) -> None:
    page = client.get("/").text
    (address,) = re.findall(r'href="(/static/\w{12}/style\.css)"', page)
    with client.get(address) as answer:
        assert answer.cache_control.max_age == 365 * 24 * 3600
        assert answer.cache_control.public
    assert client.get("/static/style.css").status_code == 404
    (tmp_path / "a.css").write_text("a {}", encoding="utf-8")
    before = fingerprint_files(tmp_path)
    assert fingerprint_files(tmp_path) == before
    (tmp_path / "a.css").write_text("b {}", encoding="utf-8")
    assert fingerprint_files(tmp_path) != before


def test_a_static_picture_is_sent_as_it_is(client: FlaskClient) -> None:
    picture = client.get(f"{client.application.static_url_path}/preview.png", headers=GZIP, buffered=True)
    assert "Content-Encoding" not in picture.headers
    assert picture.data.startswith(b"\x89PNG")
