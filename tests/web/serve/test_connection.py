"""The server at the level of bytes: addresses, bodies, hosts, and requests in turn."""

from __future__ import annotations

import gzip
import json
import re
from urllib.parse import quote

import pytest

from tests.web.serve.serving import (
    DRAFT,
    SIMILAR,
    chunked,
    connected,
    exchange,
    is_closed,
    post,
    read_all,
    read_answer,
)


def test_an_address_in_raw_utf_8_is_answered(port: int) -> None:
    raw = exchange(port, "GET /api/v1/search?q=病児保育 HTTP/1.1\r\nHost: x\r\n\r\n".encode())
    encoded = exchange(port, f"GET /api/v1/search?q={quote('病児保育')} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
    assert raw[0] == 200
    assert raw[2] == encoded[2]
    assert json.loads(raw[2])["query"]["q"] == "病児保育"
    for address in ("/search?q=病児保育", "/取組"):
        assert exchange(port, f"GET {address} HTTP/1.1\r\nHost: x\r\n\r\n".encode())[0] in {200, 404}
    shift_jis = "GET /api/v1/search?q=病児保育 HTTP/1.1\r\nHost: x\r\n\r\n".encode("shift_jis")
    assert exchange(port, shift_jis)[0] == 422


def test_many_small_chunks_are_no_larger_than_what_they_hold(port: int) -> None:
    headers = "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n"
    status, _, body = exchange(port, post(SIMILAR, headers, chunked(DRAFT.ljust(20_000), 1)))
    assert status == 200
    assert json.loads(body)["items"]


def test_a_body_is_waited_for_where_it_is_expected(port: int) -> None:
    head = "Content-Type: application/json\r\nExpect: 100-continue\r\n"
    with connected(port) as client:
        client.sendall(post(SIMILAR, f"{head}Content-Length: {len(DRAFT)}\r\n", b""))
        assert client.recv(1_000) == b"HTTP/1.1 100 Continue\r\n\r\n"
        client.sendall(DRAFT)
        assert read_answer(client).status == 200
    # What is too large is refused before it is sent, and what has no body is not waited for.
    assert exchange(port, post(SIMILAR, f"{head}Content-Length: 100000\r\n", b""))[0] == 413
    assert exchange(port, b"GET /healthz HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\n\r\n")[0] == 200


def test_a_gzipped_body_is_415(port: int) -> None:
    body = gzip.compress(DRAFT)
    for path, kind in ((SIMILAR, "application/json"), ("/similar", "application/x-www-form-urlencoded")):
        headers = f"Content-Type: {kind}\r\nContent-Encoding: gzip\r\nContent-Length: {len(body)}\r\n"
        status, answered, _ = exchange(port, post(path, headers, body))
        assert status == 415
        assert answered["Accept-Encoding"] == "identity"


@pytest.mark.parametrize("host", ["kensaku.example.jp", "127.0.0.1:8000", "[::1]:8000", "localhost"])
def test_a_host_is_in_the_links(port: int, host: str) -> None:
    status, _, body = exchange(port, f"GET /robots.txt HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
    assert status == 200
    assert f"Sitemap: http://{host}/sitemap.xml" in body.decode()


def test_http_1_0_needs_no_host_and_ends_the_connection(port: int) -> None:
    for path in ("/healthz", "/search.csv?q=%E8%A6%B3%E5%85%89"):
        with connected(port) as client:
            client.sendall(f"GET {path} HTTP/1.0\r\n\r\n".encode())
            answer = read_answer(client)
            assert answer.status == 200
            assert "Transfer-Encoding" not in answer.headers
            assert answer.read()
            assert is_closed(client)


def test_requests_sent_at_once_are_answered_in_turn(port: int) -> None:
    paths = ("/healthz", "/api/v1/regions/niigata", "/none", "/readyz")
    last = "GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
    with connected(port) as client:
        client.sendall(("".join(f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n" for path in paths) + last).encode())
        text = read_all(client)
    assert re.findall(rb"HTTP/1.1 (\d+)", text) == [b"200", b"200", b"404", b"200", b"200"]
    assert b"niigata" in text.split(b"HTTP/1.1 ")[2]
