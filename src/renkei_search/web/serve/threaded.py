"""Serve with threads in one process, for systems whose processes do not fork."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from renkei_search.web.serve.connection import Front

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable
    from wsgiref.types import WSGIApplication

    from renkei_search.search.service import SearchService
    from renkei_search.settings import ServerSettings
    from renkei_search.web.http.metrics import Metrics


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
    front = Front(listener, application, server.threads)
    announce()
    with suppress(KeyboardInterrupt):
        front.run(lambda: True)
