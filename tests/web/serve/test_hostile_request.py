"""Broken and hostile requests: each is refused in the form of every error, and none is answered 500."""

from __future__ import annotations

import http.client
import json
import re
import socket
import threading
from typing import TYPE_CHECKING

import pytest

from renkei_search.web.serve.limit import BODY_BYTES, HEADERS, LINE_BYTES
from tests.web.serve.serving import (
    DRAFT,
    HOST,
    SIMILAR,
    chunked,
    connected,
    exchange,
    is_closed,
    post,
    read_answer,
)

if TYPE_CHECKING:
    from flask.testing import FlaskClient


@pytest.mark.parametrize("size", [b"-1", b"0x5", b"5 ", b"+5", b"", b"g", b"1" * 40, b"5;\x00", b"\xff"])
@pytest.mark.parametrize("path", [SIMILAR, "/similar"])
def test_a_chunk_without_a_size_is_400_and_ends_the_connection(port: int, size: bytes, path: str) -> None:
    with connected(port) as client:
        client.sendall(post(path, "Transfer-Encoding: chunked\r\n", size + b"\r\nabcde\r\n0\r\n\r\n"))
        client.shutdown(socket.SHUT_WR)
        answer = read_answer(client)
        assert answer.status in {400, 413}
        assert answer.headers["Connection"] == "close"
        answer.read()
        assert is_closed(client)


@pytest.mark.parametrize(
    ("path", "kind"), [(SIMILAR, "application/json"), ("/similar", "application/x-www-form-urlencoded")]
)
@pytest.mark.parametrize("by_chunks", [False, True])
def test_a_body_above_the_limit_is_413_however_it_is_sent(
    port: int, path: str, kind: str, by_chunks: bool
) -> None:
    for length, wanted in ((BODY_BYTES, {200, 422}), (BODY_BYTES + 1, {413}), (40 * BODY_BYTES, {413})):
        body = b"text=" + b"a" * (length - 5) if "form" in kind else DRAFT.ljust(length)
        headers = "Transfer-Encoding: chunked\r\n" if by_chunks else f"Content-Length: {length}\r\n"
        data = post(path, f"Content-Type: {kind}\r\n{headers}", chunked(body) if by_chunks else body)
        with connected(port) as client:
            sender = threading.Thread(target=send_until_closed, args=(client, data))
            sender.start()
            answer = read_answer(client)
            assert answer.status in wanted, length
            answer.read()
            sender.join()


def send_until_closed(client: socket.socket, data: bytes) -> None:
    try:
        client.sendall(data)
    except OSError:
        return


@pytest.mark.parametrize(
    "hosts",
    ["", "Host:\r\n", "Host: a b\r\n", "Host: a/b\r\n", 'Host: "><script>\r\n', "Host: a\r\nHost: b\r\n"],
)
def test_a_host_that_is_missing_or_cannot_be_one_is_400(port: int, hosts: str) -> None:
    for path in ("/", SIMILAR, "/robots.txt", "/search.atom"):
        status, headers, body = exchange(port, f"GET {path} HTTP/1.1\r\n{hosts}\r\n".encode())
        assert status == 400
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert b"<script>" not in body


@pytest.mark.parametrize(
    ("request_line", "fields", "status"),
    [
        ("GET /api/v1/search?q=" + "a" * LINE_BYTES, "Host: x\r\n", 414),
        ("GET /search?q=" + "a" * 200_000, "Host: x\r\n", 414),
        ("GET /api/v1/search", "Host: x\r\n" + "A: b\r\n" * HEADERS, 431),
        ("GET /search", "Host: x\r\n" + "A: " + "b" * 100_000 + "\r\n", 431),
        ("GET /search", "Host: x\r\nA b\r\n", 400),
        ("GET /search", "Host: x\r\n: b\r\n", 400),
        ("GET /search", "Host: x\r\nA: b\nC: d\r\n", 400),
        ("GET /search", " Host: x\r\n", 400),
        ("get /search", "Host: x\r\n", 400),
        ("GET  /search", "Host: x\r\n", 400),
        ("GET http://[/search", "Host: x\r\n", 400),
        ("POST /similar", "Host: x\r\nContent-Length: 5, 5\r\n", 400),
        ("POST /similar", "Host: x\r\nContent-Length: -5\r\n", 400),
        ("POST /similar", "Host: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n", 400),
        ("POST /similar", "Host: x\r\nTransfer-Encoding: gzip\r\n", 501),
        ("POST /similar", "Host: x\r\nTransfer-Encoding: chunked, gzip\r\n", 501),
    ],
)
def test_what_the_server_refuses_has_the_form_and_headers_of_every_error(
    port: int, request_line: str, fields: str, status: int
) -> None:
    with connected(port) as client:
        data = f"{request_line} HTTP/1.1\r\n{fields}\r\n".encode()
        sender = threading.Thread(target=send_until_closed, args=(client, data))
        sender.start()
        answer = read_answer(client)
        body = answer.read()
        sender.join()
        assert answer.status == status
        assert answer.headers["Connection"] == "close"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
        assert answer.headers["Cache-Control"] == "no-store"
        assert "X-Request-ID" in answer.headers
        if "/api/" in request_line:
            assert answer.headers["Content-Type"] == "application/problem+json"
            assert json.loads(body)["status"] == status
        else:
            assert "</html>" in body.decode()
        assert is_closed(client)


def addresses(client: FlaskClient) -> list[str]:
    """An address of every route."""
    values = {"filename": "style.css", "part": "1"}
    found = {
        re.sub(r"<(?:\w+:)?(\w+)>", lambda name: values.get(name[1], "none"), rule.rule)
        for rule in client.application.url_map.iter_rules()
    }
    return sorted(found | {"/", "/initiatives/001-bingo-denim-project", "/regions/niigata"})


@pytest.mark.parametrize(
    "method", ["HEAD", "OPTIONS", "PUT", "DELETE", "TRACE", "PATCH", "POST", "BREW", "CONNECT"]
)
def test_no_method_is_answered_500_at_any_address(client: FlaskClient, port: int, method: str) -> None:
    asker = http.client.HTTPConnection(HOST, port, timeout=10)
    for path in addresses(client):
        asker.request(method, path, headers={"Content-Length": "0"})
        answer = asker.getresponse()
        body = answer.read()
        assert answer.status < 500, path
        if method == "HEAD":
            assert not body
        if method in {"PUT", "DELETE", "TRACE", "PATCH", "BREW"} and answer.status != 404:
            assert answer.status == 405
            assert "GET" in answer.headers["Allow"] or "POST" in answer.headers["Allow"]
        if method == "OPTIONS" and answer.status != 404:
            assert answer.status == 204
    asker.close()


@pytest.mark.parametrize(
    "headers",
    [
        {"Range": "bytes=0-10"},
        {"Range": "bytes=-1,99999999999999999999-,a-b"},
        {"Range": "\xff"},
        {"If-None-Match": '"', "If-Range": '"a"', "Range": "bytes=0-1"},
        {"If-None-Match": "W/" * 2_000},
        {"If-None-Match": "*"},
        {"If-Modified-Since": "Thu, 99 Foo 99999 99:99:99 GMT"},
        {"If-Modified-Since": "\xe9" * 100},
        {"Accept-Encoding": "gzip;q=nan, \xff;q=-1, *;q=1e999"},
        {"Accept": "\xff/\x80;q=q", "Accept-Language": ";;;,,,"},
        {"Cookie": "a=" + "b" * 8_000},
        {"Content-Type": "multipart/form-data"},
        {"Content-Length": "0", "Content-Type": "application/json; charset=utf-99"},
        {"X-Forwarded-For": "\xff, ,", "X-Forwarded-Host": "<b>", "X-Forwarded-Proto": "javascript"},
        {
            "Authorization": "Basic \xff",
            "Upgrade": "h2c",
            "HTTP2-Settings": "AAMAAABk",
            "Connection": "Upgrade",
        },
        {"Origin": "null\x00"},
    ],
    ids=str,
)
def test_no_header_is_answered_500_at_any_address(
    client: FlaskClient, port: int, headers: dict[str, str]
) -> None:
    fields = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    for path in addresses(client):
        data = f"GET {path} HTTP/1.1\r\nHost: x\r\n{fields}Connection: close\r\n\r\n".encode("latin-1")
        assert exchange(port, data)[0] < 500, path


@pytest.mark.parametrize(
    "target", ["*", "x:443", "//evil.example/", "/../../etc/passwd", "/%00", "/%0d%0aA:b", "?"]
)
def test_no_address_is_answered_500_or_gets_into_a_header(port: int, target: str) -> None:
    for method in ("GET", "OPTIONS", "CONNECT", "HEAD"):
        with connected(port) as client:
            client.sendall(f"{method} {target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
            answer = read_answer(client, method)
            assert answer.status < 500
            assert "A" not in answer.headers
            assert not answer.headers.get("Location", "").startswith(("//", "http://evil"))


@pytest.mark.parametrize(
    "path", ["/search", "/api/v1/search", "/search.csv", "/search.xlsx", "/search.atom", "/suggest.json"]
)
def test_a_line_end_in_a_value_makes_no_header(port: int, path: str) -> None:
    value = "%E8%A6%B3%E5%85%89%0D%0ASet-Cookie:%20a=b%0D%0A%0D%0A<script>"
    for query in (f"q={value}", f"region={value}", f"{value}=1"):
        status, headers, _ = exchange(port, f"GET {path}?{query} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        assert status < 500
        assert "Set-Cookie" not in headers
