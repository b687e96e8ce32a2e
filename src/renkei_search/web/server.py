"""Serve the application: with worker processes where processes fork, otherwise with threads alone."""

from __future__ import annotations

import socket
import stat
import struct
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from werkzeug.middleware.proxy_fix import ProxyFix

from renkei_search.errors import UsageError
from renkei_search.web.app import create_app
from renkei_search.web.log import log_as_json
from renkei_search.web.observation import Observer, answer_metrics

if sys.platform == "win32":
    from renkei_search.web.threaded import serve_on
else:
    from renkei_search.web.prefork import serve_on

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from wsgiref.types import WSGIApplication

    from renkei_search.search.service import SearchService
    from renkei_search.settings import ServerSettings, Settings
    from renkei_search.web.metrics import Metrics

BACKLOG: Final = 256
"""Connections that may wait to be accepted; further ones are refused by the system."""

# A client that stops in the middle of a request or an answer must not hold a thread.
_STALL_SECONDS: Final = 10
# While workers are exchanged there are twice as many.
_PLACES_PER_WORKER: Final = 3


def run_server(
    settings: Settings, server: ServerSettings, service: SearchService, announce: Callable[[str], None]
) -> None:
    """Serve until told to stop. Requests that have been accepted are answered first.

    Args:
        settings: the folders.
        server: how to serve.
        service: the engine in use.
        announce: called with the service's address when it can be reached.

    Raises:
        UsageError: the address or port cannot be used.
    """
    listener = listen(server)
    log_as_json()
    application, metrics = make_application(settings, server, service)
    if server.socket is not None:
        address = f"unix:{server.socket}"
    else:
        host = f"[{server.host}]" if ":" in server.host else server.host
        address = f"http://{host}:{server.port}/"
    serve_on(listener, application, server, service, metrics, lambda: announce(address))


def make_application(
    settings: Settings, server: ServerSettings, service: SearchService
) -> tuple[WSGIApplication, Metrics | None]:
    """The application as it is served, and what counts its requests."""
    app = create_app(settings, service)
    metrics = answer_metrics(app, service, server.workers * _PLACES_PER_WORKER) if server.metrics else None
    application: WSGIApplication = Observer(app, service, server, metrics)
    if server.proxies:
        count = server.proxies
        application = ProxyFix(application, x_for=count, x_proto=count, x_host=count)
    return application, metrics


def listen(server: ServerSettings) -> socket.socket:
    """Open the port or socket.

    Raises:
        UsageError: that is not possible.
    """
    try:
        listener = _listen_on_file(server.socket) if server.socket is not None else _listen_on_port(server)
    except OSError as error:
        place, choice = (
            (str(server.socket), "--unix-socket で別の場所")
            if server.socket is not None
            else (f"{server.host}:{server.port}", "--port で別の番号")
        )
        raise UsageError(
            f"{place} で待ち受けられません（{error.strerror}）。{choice}を指定してください。"
        ) from error
    if sys.platform != "win32":
        # Connections inherit these from the socket that accepts them.
        for option in (socket.SO_RCVTIMEO, socket.SO_SNDTIMEO):
            listener.setsockopt(socket.SOL_SOCKET, option, struct.pack("@ll", _STALL_SECONDS, 0))
    return listener


def _listen_on_port(server: ServerSettings) -> socket.socket:
    family = socket.AF_INET6 if ":" in server.host else socket.AF_INET
    listener = socket.create_server((server.host, server.port), family=family, backlog=BACKLOG)
    # Header and body are sent apart; held back for more, the second would wait 40 ms for the first to be acknowledged.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listener


def _listen_on_file(path: Path) -> socket.socket:
    """A Unix domain socket; takes the place of one that nobody listens on any more. The group may connect."""
    if sys.platform == "win32":
        raise OSError(0, "Windows では使えません")
    with suppress(FileNotFoundError):
        if stat.S_ISSOCK(path.stat().st_mode) and not _is_answered(path):
            path.unlink()
    listener = socket.socket(socket.AF_UNIX)
    try:
        listener.bind(str(path))
        path.chmod(0o660)
        listener.listen(BACKLOG)
    except OSError:
        listener.close()
        raise
    return listener


def _is_answered(path: Path) -> bool:
    if sys.platform == "win32":
        return False
    with socket.socket(socket.AF_UNIX) as probe:
        try:
            probe.connect(str(path))
        except OSError:
            return False
        return True
