"""Clients that send or read slowly: they are given up, and hold nobody up."""

from __future__ import annotations

import socket
import threading
import time
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Final

from renkei_search.web.serve import connection
from tests.web.serve.serving import (
    HOST,
    SIMILAR,
    connected,
    exchange,
    is_closed,
    post,
    read_all,
    serving,
    serving_application,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from wsgiref.types import StartResponse, WSGIEnvironment

    import pytest

    from renkei_search.search.service import SearchService
# Seconds. Longer than any answer takes to arrive, and than :func:`connected` waits for one.
LONG: Final = 120.0


def test_a_request_that_does_not_end_is_given_up_and_holds_nobody_up(
    index_root: Path, service: SearchService, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "REQUEST_SECONDS", LONG)
    monkeypatch.setattr(connection, "IDLE_SECONDS", LONG)
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
        end = time.monotonic() + LONG
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
    monkeypatch.setattr(connection, "SLOW_SECONDS", LONG)
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
            assert given_up.acquire(timeout=LONG)
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
