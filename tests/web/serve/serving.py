"""A server in this process, and clients that speak to it in bytes."""

from __future__ import annotations

import http.client
import json
import socket
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from reliability.serving import free_port
from renkei_search import resources
from renkei_search.settings import ServerSettings, Settings
from renkei_search.web.serve.connection import Front
from renkei_search.web.serve.server import listen, make_application

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from wsgiref.types import WSGIApplication

    from renkei_search.search.service import SearchService

HOST: Final = "127.0.0.1"
SIMILAR: Final = "/api/v1/similar"
DRAFT: Final = json.dumps({"text": "図書館の相互利用"}).encode()


@contextmanager
def serving(index: Path, service: SearchService, threads: int = 2) -> Iterator[int]:
    """A server in this process; gives its port."""
    settings = Settings(corpus=(index,), index=index, templates=resources.templates_folder())
    server = ServerSettings(log_requests=False)
    with serving_application(make_application(settings, server, service)[0], threads) as port:
        yield port


@contextmanager
def serving_application(application: WSGIApplication, threads: int) -> Iterator[int]:
    port = free_port()
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


def read_all(client: socket.socket) -> bytes:
    parts = []
    try:
        while part := client.recv(100_000):
            parts.append(part)
    except ConnectionResetError:
        pass
    return b"".join(parts)
