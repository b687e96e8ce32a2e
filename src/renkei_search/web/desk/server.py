"""Serve the desk on this machine alone."""

from __future__ import annotations

import ipaddress
import logging
import secrets
import socket
from contextlib import suppress
from typing import TYPE_CHECKING, Final

import waitress

from renkei_search.corpus.document.format.opening import MAX_BYTES
from renkei_search.errors import UsageError
from renkei_search.search.service import SearchService
from renkei_search.web.app import create_app
from renkei_search.web.desk.application import create_desk_app
from renkei_search.web.desk.guard import PREFIX, Guard

if TYPE_CHECKING:
    from collections.abc import Callable

    from renkei_search.desk.room import Desk
    from renkei_search.settings import Settings

_THREADS: Final = 8
_FRAMING: Final = 2 << 20


def listen_here(host: str, port: int) -> socket.socket:
    """Open a port that only this machine can reach.

    Raises:
        UsageError: the address is not a loopback address, or the port cannot be opened.
    """
    try:
        here = ipaddress.ip_address("127.0.0.1" if host == "localhost" else host.strip("[]"))
    except ValueError:
        here = None
    if here is None or not here.is_loopback:
        raise UsageError(
            f"「{host}」では開けません。文書を取り込む画面は、このコンピューターだけで使うものです。"
            "--host を省くか、127.0.0.1 にしてください。"
        )
    family = socket.AF_INET6 if here.version == 6 else socket.AF_INET
    try:
        return socket.create_server((str(here), port), family=family)
    except OSError as error:
        raise UsageError(
            f"{here} の {port}番を使えません（{error.strerror}）。--port で別の番号を指定してください。"
        ) from error


def run_desk(
    desk: Desk, settings: Settings, listener: socket.socket, announce: Callable[[str], None]
) -> None:
    """Serve until interrupted.

    Args:
        desk: the works.
        settings: the folders; the pages of the search are served beside the desk.
        listener: the open port.
        announce: called with the address, which contains the token.
    """
    host, port = listener.getsockname()[:2]
    shown = f"[{host}]" if ":" in host else host
    token = secrets.token_urlsafe(24)
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    server = waitress.create_server(
        make_guarded(desk, settings, token, (f"{shown}:{port}", f"localhost:{port}")),
        sockets=[listener],
        threads=_THREADS,
        max_request_body_size=MAX_BYTES + _FRAMING,
        clear_untrusted_proxy_headers=True,
        ident=None,
    )
    announce(f"http://{shown}:{port}{PREFIX}{token}/")
    with suppress(KeyboardInterrupt):
        server.run()


def make_guarded(desk: Desk, settings: Settings, token: str, hosts: tuple[str, ...]) -> Guard:
    """The desk and the search behind their guard."""
    service = SearchService(settings.index, settings.engine, semantic=settings.semantic)
    service.watch()
    search = create_app(settings, service)
    style = f"{search.static_url_path}/style.css"
    return Guard(create_desk_app(desk, settings.templates, style), search, token, hosts)
