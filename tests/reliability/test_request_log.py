"""What a service logs of requests: neither words nor addresses, unless addresses are asked for."""

from __future__ import annotations

import http.client
import json
import socket
import struct
import sys
import time
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from reliability.serving import HOST, free_port
from tests.reliability.logged import serve_logged

if TYPE_CHECKING:
    from pathlib import Path


pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="worker processes are forked")


def logged_requests(log: Path, count: int) -> list[dict[str, object]]:
    """Wait for ``count`` requests in the log, which may be written shortly after their answers."""
    end = time.monotonic() + 120
    while True:
        lines = [line for line in log.read_text(encoding="utf-8").splitlines() if line.startswith("{")]
        found = [entry for line in lines if (entry := json.loads(line))["event"] == "request"]
        if len(found) >= count or time.monotonic() > end:
            return found
        time.sleep(0.05)


def test_the_log_names_no_words_and_no_addresses(index_root: Path) -> None:
    port = free_port()
    with serve_logged(index_root, "--port", str(port)) as (_, log):
        connection = http.client.HTTPConnection(HOST, port, timeout=10)
        connection.request(
            "GET", "/api/v1/search?q=%E7%A7%98%E5%AF%86", headers={"X-Request-ID": "given-by-me"}
        )
        response = connection.getresponse()
        length = len(response.read())
        connection.request("GET", "/initiatives/001-bingo-denim-project")
        connection.getresponse().read()
        connection.request("GET", "/none/secret")
        connection.getresponse().read()
        connection.close()
        search, page, missing = logged_requests(log, 3)
        text = log.read_text(encoding="utf-8")
    assert (search["method"], search["route"], search["status"]) == ("GET", "/api/v1/search", 200)
    assert search["bytes"] == length
    assert search["request"] == response.headers["X-Request-ID"] != "given-by-me"
    assert search["generation"] == (index_root / "CURRENT").read_text().strip()
    assert 0 < float(str(search["ms"])) < 10_000
    assert page["route"] == "/initiatives/<initiative_id>"
    assert (missing["route"], missing["status"]) == ("(none)", 404)
    for secret in ("秘密", "%E7", "denim", "secret", "127.0.0.1:", '"127'):
        assert secret not in text.replace(f"http://127.0.0.1:{port}", "")


def test_what_the_server_refuses_is_logged_without_words_and_addresses(index_root: Path) -> None:
    port = free_port()
    requests = [
        "GET /search?q=秘密 HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET /search?q=秘密 秘密 HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET /秘密 HTTP/1.1\r\nHost: 秘密\r\n\r\n",
        "GET /search HTTP/1.1\r\n秘密: 秘密\r\n\r\n",
        "SECRET /secret HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET /secret HTTP/9.9 secret\r\n\r\n",
        "GET http://[secret HTTP/1.1\r\nHost: x\r\n\r\n",
        f"GET /secret?{'secret' * 2_000} HTTP/1.1\r\nHost: x\r\n\r\n",
        f"GET / HTTP/1.1\r\nHost: x\r\nA: {'secret' * 9_000}\r\n\r\n",
        "POST /similar HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n-1;secret\r\nsecret\r\n",
        "POST /similar HTTP/1.1\r\nHost: x\r\nContent-Length: secret\r\n\r\n",
    ]
    with serve_logged(index_root, "--port", str(port)) as (_, log):
        for text in requests:
            with socket.create_connection((HOST, port), timeout=10) as raw:
                raw.sendall(text.encode())
                assert raw.recv(9) == b"HTTP/1.1 "
        # One that hangs up in the middle of a large answer, and one that is reset.
        with socket.create_connection((HOST, port), timeout=10) as raw:
            raw.sendall(b"GET /corpus.jsonl?secret HTTP/1.1\r\nHost: x\r\n\r\nGET /secret HTTP")
            raw.recv(10)
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        found = logged_requests(log, len(requests) + 1)
        text = log.read_text(encoding="utf-8")
    statuses = Counter(entry["status"] for entry in found)
    # An answer is logged after it is sent, so two requests may be logged in either order.
    assert statuses.pop(200) == 1
    assert statuses[400] > 1
    assert set(statuses) <= {400, 404, 405, 413, 414, 422, 431}
    for secret in ("秘密", "%E7", "secret", "SECRET", "127.0.0.1:", '"127'):
        assert secret not in text.replace(f"http://127.0.0.1:{port}", "")


def test_addresses_are_logged_on_demand_and_come_from_the_proxy_only_behind_one(index_root: Path) -> None:
    headers = {"X-Forwarded-For": "192.0.2.7", "X-Request-ID": "given-by-proxy"}
    for options, client, kept in (
        (["--log-addresses"], "127.0.0.1", False),
        (["--log-addresses", "--behind-proxy"], "192.0.2.7", True),
    ):
        port = free_port()
        with serve_logged(index_root, "--port", str(port), *options) as (_, log):
            connection = http.client.HTTPConnection(HOST, port, timeout=10)
            connection.request("GET", "/healthz", headers=headers)
            connection.getresponse().read()
            connection.close()
            (entry,) = logged_requests(log, 1)
        assert entry["client"] == client
        assert (entry["request"] == "given-by-proxy") is kept


def test_requests_are_not_logged_on_demand(index_root: Path) -> None:
    port = free_port()
    with serve_logged(index_root, "--port", str(port), "--no-request-log") as (_, log):
        connection = http.client.HTTPConnection(HOST, port, timeout=10)
        connection.request("GET", "/healthz")
        connection.getresponse().read()
        connection.close()
        time.sleep(0.5)
        assert not logged_requests(log, 0)
