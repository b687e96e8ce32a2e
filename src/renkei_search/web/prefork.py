"""Serve with worker processes of several threads each (gunicorn).

The program is loaded before the workers are forked, so that they share its memory. The index is opened by each
worker: its columns are mapped, so they share these as well, and a generation is let go of when the last has left it.
"""

from __future__ import annotations

import gc
import logging
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from gunicorn.app.base import BaseApplication
from gunicorn.glogging import Logger
from gunicorn.workers.gthread import ThreadWorker

from renkei_search.analysis.analyzer import analyze
from renkei_search.errors import IndexUnusableError

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable
    from wsgiref.types import WSGIApplication

    from renkei_search.search.service import SearchService
    from renkei_search.settings import ServerSettings
    from renkei_search.web.metrics import Metrics

CONNECTIONS: Final = 256
"""Connections of one worker, waiting ones included. Then it accepts no more, and they wait in the system's queue."""

LINE_BYTES: Final = 8_190
"""The longest request line, that is method and address."""

GRACE_SECONDS: Final = 30
"""How long requests may still take when the service is told to stop."""

_HUNG_SECONDS: Final = 30
_IDLE_SECONDS: Final = 15
# A worker is replaced after so many requests, give or take: whatever it may have gathered goes with it.
_REQUESTS: Final = 50_000
_REQUESTS_JITTER: Final = 5_000
_SHARED_MEMORY: Final = Path("/dev/shm")  # noqa: S108 # where workers tell that they live: no disk delays that


def serve_on(
    listener: socket.socket,
    application: WSGIApplication,
    server: ServerSettings,
    service: SearchService,
    metrics: Metrics | None,
    announce: Callable[[], None],
) -> None:
    """Serve on an open port until told to stop; ends the process."""
    _Server(listener, application, server, service, metrics, announce).run()


class _Server(BaseApplication):  # type: ignore[misc] # gunicorn ships no types
    def __init__(
        self,
        listener: socket.socket,
        application: WSGIApplication,
        server: ServerSettings,
        service: SearchService,
        metrics: Metrics | None,
        announce: Callable[[], None],
    ) -> None:
        self._descriptor = listener.detach()
        self._application = application
        self._server = server
        self._service = service
        self._metrics = metrics
        self._announce = announce
        super().__init__()

    def load_config(self) -> None:
        options = {
            "bind": f"fd://{self._descriptor}",
            "workers": self._server.workers,
            "threads": self._server.threads,
            "worker_class": _Worker,
            "worker_connections": CONNECTIONS,
            "preload_app": True,
            "timeout": _HUNG_SECONDS,
            "graceful_timeout": GRACE_SECONDS,
            "keepalive": _IDLE_SECONDS,
            "max_requests": _REQUESTS,
            "max_requests_jitter": _REQUESTS_JITTER,
            "limit_request_line": LINE_BYTES,
            "worker_tmp_dir": str(_SHARED_MEMORY) if _SHARED_MEMORY.is_dir() else None,
            "logger_class": _Log,
            "control_socket_disable": True,
            # What proxies say is believed only with --behind-proxy, by the application.
            "forwarded_allow_ips": "",
            "when_ready": lambda _: self._announce(),
            "pre_fork": self._give_place,
            "post_fork": self._take_place,
            "post_worker_init": self._open_index,
            "child_exit": self._leave_place,
        }
        for name, value in options.items():
            self.cfg.set(name, value)

    def load(self) -> WSGIApplication:
        analyze("取組")  # opens the dictionary, for all workers
        # What is there now stays: unless the collector touches its pages, they remain shared.
        gc.freeze()
        return self._application

    def _give_place(self, arbiter: Any, worker: _Worker) -> None:
        if self._metrics is not None:
            taken = {other.place for other in arbiter.WORKERS.values()}
            free = (place for place in range(self._metrics.places) if place not in taken)
            worker.place = next(free, self._metrics.places - 1)

    def _take_place(self, _: Any, worker: _Worker) -> None:
        if self._metrics is not None:
            self._metrics.take_place(worker.place)

    def _leave_place(self, _: Any, worker: _Worker) -> None:
        if self._metrics is not None:
            self._metrics.leave_place(worker.place)

    def _open_index(self, _: Any) -> None:
        self._service.watch()
        # Without an index the worker still tells so.
        with suppress(IndexUnusableError):
            self._service.engine()


class _Worker(ThreadWorker):  # type: ignore[misc] # gunicorn ships no types
    place = 0

    def set_accept_enabled(self, enabled: bool) -> None:
        """When it stops, take what already waits, and then refuse more at once instead of leaving it to wait."""
        super().set_accept_enabled(enabled)
        if not self.alive:
            for listener in self.sockets:
                taken = -1
                while taken < self.nr_conns < CONNECTIONS:
                    taken = self.nr_conns
                    self.accept(listener)
                listener.close()


class _Log(Logger):  # type: ignore[misc] # gunicorn ships no types
    """Gunicorn's own messages, in the log of the program."""

    def setup(self, cfg: Any) -> None:  # noqa: ARG002 # gunicorn passes it
        self.error_log.propagate = True
        self.error_log.setLevel(logging.WARNING)

    def access(self, *_: object) -> None:
        """Requests are logged by the application, which knows their routes."""

    def exception(self, message: str, *arguments: object, **options: Any) -> None:
        """A client that stalls is no fault of the program."""
        if not isinstance(sys.exception(), BlockingIOError):
            self.error_log.exception(message, *arguments, **options)
