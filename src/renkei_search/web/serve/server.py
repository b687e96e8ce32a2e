"""Serve the application with worker processes, or with threads alone on systems without fork."""

from __future__ import annotations

import errno
import os
import socket
import stat
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from werkzeug.middleware.proxy_fix import ProxyFix

from renkei_search.errors import UsageError
from renkei_search.web.app import create_app
from renkei_search.web.http.log import log_as_json
from renkei_search.web.http.observation import Observer, answer_metrics
from renkei_search.web.serve.limit import BACKLOG

if sys.platform == "win32":
    from renkei_search.web.serve.threaded import serve_on
else:
    from renkei_search.web.serve.prefork import serve_on

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from wsgiref.types import WSGIApplication

    from renkei_search.search.service import SearchService
    from renkei_search.settings import ServerSettings, Settings
    from renkei_search.web.http.metrics import Metrics

_OTHER_HOST: Final = (
    "このコンピューターのアドレスではありません。"
    "--host でこのコンピューターのアドレス（127.0.0.1 や 0.0.0.0 など）を指定してください。"
)
# While workers are being replaced there are twice as many.
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
        host = f"[{server.host.strip('[]')}]" if ":" in server.host else server.host
        address = f"http://{host}:{server.port}/"
    serve_on(listener, application, server, service, metrics, lambda: announce(address))


def make_application(
    settings: Settings, server: ServerSettings, service: SearchService
) -> tuple[WSGIApplication, Metrics | None]:
    """The application as served, and its metrics."""
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
        UsageError: it cannot be opened.
    """
    try:
        return _listen_on_file(server.socket) if server.socket is not None else _listen_on_port(server)
    except OSError as error:
        if server.socket is not None:
            raise UsageError(
                f"{server.socket} で待ち受けられません（{error.strerror}）。--unix-socket で別の場所を指定してください。"
            ) from error
        raise UsageError(f"{server.host}:{server.port} で待ち受けられません。{_explain(error)}") from error
    except UnicodeError as error:
        raise UsageError(f"「{server.host}」で待ち受けられません。{_OTHER_HOST}") from error


def _explain(error: OSError) -> str:
    """A message on whether the address or the port cannot be used, and what to do."""
    number = error.errno or 0
    # Error numbers of the name resolver are negative.
    if number < 0 or number in {errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT, errno.EINVAL}:
        return _OTHER_HOST
    if number == errno.EADDRINUSE:
        return "ほかのプログラムが使っています。--port で別の番号を指定してください。"
    if number == errno.EACCES:
        return "この番号を使う権限がありません。--port で1024以上の番号を指定してください。"
    return f"{os.strerror(number)}。--host と --port を確かめてください。"


def _listen_on_port(server: ServerSettings) -> socket.socket:
    if not server.host:
        raise OSError(errno.EADDRNOTAVAIL, "")  # which would be every address
    family = socket.AF_INET6 if ":" in server.host else socket.AF_INET
    listener = socket.create_server((server.host.strip("[]"), server.port), family=family, backlog=BACKLOG)
    # Header and body are sent separately; with Nagle's algorithm the second would wait 40 ms for an acknowledgement.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listener


def _listen_on_file(path: Path) -> socket.socket:
    """A Unix domain socket; replaces a stale one. The group may connect."""
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
