"""Serve with threads in one process (waitress), for systems whose processes do not fork."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import waitress

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable
    from wsgiref.types import WSGIApplication

    from renkei_search.search.service import SearchService
    from renkei_search.settings import ServerSettings
    from renkei_search.web.metrics import Metrics

_CONNECTIONS: Final = 256
_IDLE_SECONDS: Final = 30


def serve_on(
    listener: socket.socket,
    application: WSGIApplication,
    server: ServerSettings,
    service: SearchService,
    metrics: Metrics | None,
    announce: Callable[[], None],
) -> None:
    """Serve on an open port until interrupted."""
    service.watch()
    if metrics is not None:
        metrics.take_place(0)
    running = waitress.create_server(
        application,
        sockets=[listener],
        threads=server.threads,
        connection_limit=_CONNECTIONS,
        channel_timeout=_IDLE_SECONDS,
        ident=None,
    )
    announce()
    running.run()
