"""Serve the application with waitress."""

from __future__ import annotations

from typing import TYPE_CHECKING

import waitress

from renkei_search.errors import UsageError
from renkei_search.web.app import create_app

if TYPE_CHECKING:
    from collections.abc import Callable

    from renkei_search.search.service import SearchService
    from renkei_search.settings import Settings


def run_server(settings: Settings, service: SearchService, announce: Callable[[str], None]) -> None:
    """Serve until interrupted.

    Args:
        settings: for address and port.
        service: the engine in use.
        announce: called with the service's URL when the port is open.

    Raises:
        UsageError: the address or port cannot be used.
    """
    try:
        server = waitress.create_server(
            create_app(settings, service), host=settings.host, port=settings.port, ident="renkei-search"
        )
    except OSError as error:
        raise UsageError(
            f"{settings.host}:{settings.port} で待ち受けられません（{error.strerror}）。--port で別の番号を指定してください。"
        ) from error
    announce(f"http://{settings.host}:{settings.port}/")
    server.run()
