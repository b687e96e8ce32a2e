"""Observe each request for the log and the metrics."""

from __future__ import annotations

import re
import secrets
import time
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final

from flask import request

from renkei_search.web.http.log import RequestEntry, log_request
from renkei_search.web.http.metrics import CONTENT_TYPE, NO_ROUTE, Metrics

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

    from flask import Flask, Response

    from renkei_search.search.service import SearchService
    from renkei_search.settings import ServerSettings

_ROUTE: Final = "renkei_search.route"
# Clients may send any word as the method, and words are not logged.
_METHODS: Final = frozenset({"GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE", "TRACE"})
_REQUEST_ID: Final = re.compile(r"[A-Za-z0-9._-]{8,64}")


def answer_metrics(app: Flask, service: SearchService, places: int) -> Metrics:
    """Make the application answer ``/metrics``."""
    routes = [*(rule.rule for rule in app.url_map.iter_rules()), "/metrics"]
    metrics = Metrics(routes, places)

    def show() -> tuple[str, dict[str, str]]:
        return metrics.render(service), {"Content-Type": CONTENT_TYPE, "Cache-Control": "no-store"}

    app.add_url_rule("/metrics", view_func=show)
    return metrics


class Observer:
    """The application, observed.

    Args:
        app: the application.
        service: provides the generation in use.
        settings: what to log, and whether request ids given by proxies are kept.
        metrics: the metrics to count in, if any.
    """

    def __init__(
        self, app: Flask, service: SearchService, settings: ServerSettings, metrics: Metrics | None
    ) -> None:
        self._wsgi: WSGIApplication = app.wsgi_app
        self._service = service
        self._settings = settings
        self._metrics = metrics
        app.after_request(_note_route)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request and observe it until its last byte."""
        start = time.perf_counter()
        if self._metrics is not None:
            self._metrics.begin()
        request_id = self._request_id(environ)
        status = HTTPStatus.INTERNAL_SERVER_ERROR.value

        def start_observed(
            line: str, headers: list[tuple[str, str]], exc_info: Any = None
        ) -> Callable[[bytes], object]:
            nonlocal status
            status = int(line[:3])
            return start_response(line, [*headers, ("X-Request-ID", request_id)], exc_info)

        def finish(length: int) -> None:
            seconds = time.perf_counter() - start
            route = environ.get(_ROUTE, NO_ROUTE)
            if self._metrics is not None:
                self._metrics.end(route, status, seconds)
            if self._settings.log_requests:
                log_request(
                    RequestEntry(
                        method=method if (method := environ["REQUEST_METHOD"]) in _METHODS else "(other)",
                        route=route,
                        status=status,
                        ms=round(seconds * 1_000, 1),
                        bytes=length,
                        request=request_id,
                        generation=self._service.generation,
                        client=environ.get("REMOTE_ADDR") if self._settings.log_addresses else None,
                    )
                )

        try:
            return _Observed(self._wsgi(environ, start_observed), finish)
        except BaseException:
            finish(0)
            raise

    def _request_id(self, environ: WSGIEnvironment) -> str:
        given = environ.get("HTTP_X_REQUEST_ID", "") if self._settings.proxies else ""
        return given if _REQUEST_ID.fullmatch(given) else secrets.token_hex(8)


class _Observed:
    """A body that counts its bytes and reports when it is closed."""

    def __init__(self, body: Iterable[bytes], finish: Callable[[int], None]) -> None:
        self._body = body
        self._finish = finish
        self._length = 0

    def __iter__(self) -> Iterator[bytes]:
        for part in self._body:
            self._length += len(part)
            yield part

    def close(self) -> None:
        """Called by the server in every case, even if the client has disconnected."""
        try:
            close = getattr(self._body, "close", None)
            if close is not None:
                close()
        finally:
            self._finish(self._length)


def _note_route(response: Response) -> Response:
    if request.url_rule is not None:
        request.environ[_ROUTE] = request.url_rule.rule
    return response
