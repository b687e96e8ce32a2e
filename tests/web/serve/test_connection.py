"""The server at the level of bytes: whole and broken requests, slow and malicious clients."""

from __future__ import annotations

import gzip
import http.client
import json
import re
import socket
import threading
import time
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

import pytest

from renkei_search import resources
from renkei_search.settings import ServerSettings, Settings
from renkei_search.web.serve import connection
from renkei_search.web.serve.connection import Front
from renkei_search.web.serve.limit import BODY_BYTES, HEADERS, LINE_BYTES
from renkei_search.web.serve.server import listen, make_application

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

    from flask.testing import FlaskClient

    from renkei_search.search.service import SearchService

HOST: Final = "127.0.0.1"
SIMILAR: Final = "/api/v1/similar"
DRAFT: Final = json.dumps({"text": "図書館の相互利用"}).encode()
# Seconds. Longer than any answer takes to arrive, and than :func:`connected` waits for one.
_LONG: Final = 120.0


@contextmanager
def serving(index: Path, service: SearchService, threads: int = 2) -> Iterator[int]:
    """A server in this process; gives its port."""
    settings = Settings(corpus=(index,), index=index, templates=resources.templates_folder())
    server = ServerSettings(log_requests=False)
    with serving_application(make_application(settings, server, service)[0], threads) as port:
        yield port


@contextmanager
def serving_application(application: WSGIApplication, threads: int) -> Iterator[int]:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port = int(probe.getsockname()[1])
    front = Front(listen(ServerSettings(port=port)), application, threads)
    ended = threading.Event()
    thread = threading.Thread(target=front.run, args=(lambda: not ended.is_set(),))
    thread.start()
    try:
        yield port
    finally:
        ended.set()
        front.wake()
        thread.join()


@pytest.fixture(scope="module")
def port(index_root: Path, service: SearchService) -> Iterator[int]:
    with serving(index_root, service) as number:
        yield number


@contextmanager
def connected(port: int) -> Iterator[socket.socket]:
    with socket.create_connection((HOST, port), timeout=10) as client:
        yield client


def read_answer(client: socket.socket, method: str = "GET") -> http.client.HTTPResponse:
    answer = http.client.HTTPResponse(client, method=method)
    answer.begin()
    return answer


def exchange(port: int, data: bytes) -> tuple[int, http.client.HTTPMessage, bytes]:
    """Send bytes on a new connection and read one answer to its end."""
    with connected(port) as client:
        client.sendall(data)
        answer = read_answer(client)
        return answer.status, answer.headers, answer.read()


def is_closed(client: socket.socket, seconds: float = 5) -> bool:
    client.settimeout(seconds)
    try:
        return client.recv(1) == b""
    except ConnectionResetError:
        return True
    except TimeoutError:
        return False


def post(path: str, headers: str, body: bytes) -> bytes:
    return f"POST {path} HTTP/1.1\r\nHost: x\r\n{headers}\r\n".encode() + body


def chunked(body: bytes, size: int = 1_000) -> bytes:
    parts = [body[start : start + size] for start in range(0, len(body), size)]
    return b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"


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


def test_requests_sent_at_once_are_answered_in_turn(port: int) -> None:
    paths = ("/healthz", "/api/v1/regions/niigata", "/none", "/readyz")
    last = "GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
    with connected(port) as client:
        client.sendall(("".join(f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n" for path in paths) + last).encode())
        text = read_all(client)
    assert re.findall(rb"HTTP/1.1 (\d+)", text) == [b"200", b"200", b"404", b"200", b"200"]
    assert b"niigata" in text.split(b"HTTP/1.1 ")[2]


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


def test_a_request_that_does_not_end_is_given_up_and_holds_nobody_up(
    index_root: Path, service: SearchService, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "REQUEST_SECONDS", _LONG)
    monkeypatch.setattr(connection, "IDLE_SECONDS", _LONG)
    starts = [
        b"G",
        b"GET /search HTTP/1.1\r\nHost: x\r\nA",
        b"\r\n\r\n",
        post(SIMILAR, "Content-Length: 50000\r\n", b"{"),
        post("/similar", "Transfer-Encoding: chunked\r\n", b"1"),
    ]
    with serving(index_root, service, threads=1) as port, ExitStack() as stack:
        slow = [stack.enter_context(connected(port)) for _ in range(40)]
        for number, client in enumerate(slow):
            client.sendall(starts[number % len(starts)])
        for _ in range(5):
            assert exchange(port, b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")[0] == 200
            assert all(map(send_one, slow))
        monkeypatch.setattr(connection, "REQUEST_SECONDS", 1.0)
        monkeypatch.setattr(connection, "IDLE_SECONDS", 2.0)
        end = time.monotonic() + _LONG
        kept = set(slow)
        while time.monotonic() < end and kept:
            kept = {client for client in kept if send_one(client)}
            time.sleep(0.2)
        assert not kept


def send_one(client: socket.socket) -> bool:
    """Send one byte; returns whether the connection is still open."""
    client.setblocking(False)
    try:
        if client.recv(1_000) == b"":
            return False
    except BlockingIOError:
        pass
    except OSError:
        return False
    try:
        client.send(b"\n")
    except OSError:
        return False
    return True


def test_a_client_that_does_not_read_is_given_up_and_holds_nobody_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "SLOW_SECONDS", _LONG)
    given_up = threading.Semaphore(0)
    close = connection._Channel.handle_close

    def close_and_tell(channel: connection._Channel) -> None:
        unread = channel.total_outbufs_len
        close(channel)
        if unread:
            given_up.release()

    monkeypatch.setattr(connection._Channel, "handle_close", close_and_tell)

    def application(environ: WSGIEnvironment, start_response: StartResponse) -> list[bytes]:
        start_response("200 OK", [])
        return [b"a" * 100_000] * (100 if environ["PATH_INFO"] == "/big" else 1)

    with serving_application(application, 1) as port, ExitStack() as stack:
        slow = [stack.enter_context(not_reading(port)) for _ in range(4)]
        for _ in range(5):
            assert exchange(port, b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")[2] == b"a" * 100_000
        monkeypatch.setattr(connection, "SLOW_SECONDS", 0.5)
        for _ in slow:
            assert given_up.acquire(timeout=_LONG)
        for client in slow:
            assert len(read_all(client)) < 10_000_000


@contextmanager
def not_reading(port: int) -> Iterator[socket.socket]:
    """A client that asks for a large answer and does not read it."""
    with socket.socket() as client:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2_048)
        client.settimeout(10)
        client.connect((HOST, port))
        client.sendall(b"GET /big HTTP/1.1\r\nHost: x\r\n\r\n")
        yield client


def test_readers_of_what_is_too_large_to_keep_hold_half_of_the_threads_at_most(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(connection, "_BUFFERED_BYTES", 1_000_000)

    def application(environ: WSGIEnvironment, start_response: StartResponse) -> Iterator[bytes]:
        start_response("200 OK", [])
        yield from (b"a" * 100_000 for _ in range(200 if environ["PATH_INFO"] == "/big" else 1))

    with serving_application(application, 2) as port, ExitStack() as stack:
        slow = [stack.enter_context(not_reading(port)) for _ in range(6)]
        for _ in range(8):
            assert exchange(port, b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")[2] == b"a" * 100_000
            time.sleep(0.1)
        # A client that keeps reading gets all of it; the others can tell that theirs is incomplete.
        ends = [read_all(client)[-5:] == b"0\r\n\r\n" for client in slow]
        assert True in ends
        assert False in ends
        # A client that reads at full speed is never cut off.
        assert len(exchange(port, b"GET /big HTTP/1.1\r\nHost: x\r\n\r\n")[2]) == 20_000_000


def read_all(client: socket.socket) -> bytes:
    parts = []
    try:
        while part := client.recv(100_000):
            parts.append(part)
    except ConnectionResetError:
        pass
    return b"".join(parts)


def test_a_full_house_lets_in_who_asks_by_closing_who_has_waited_longest(
    index_root: Path, service: SearchService, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "CONNECTIONS", 5)
    with serving(index_root, service) as port, ExitStack() as stack:
        idle = []
        for _ in range(12):
            idle.append(stack.enter_context(connected(port)))
            time.sleep(0.05)
        assert exchange(port, b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")[0] == 200
        assert is_closed(idle[0], 1)
        assert not is_closed(idle[-1], 0.2)
