"""Serve with worker processes of several threads each.

gunicorn starts, watches, replaces and stops the processes; what each of them does with its connections is
``connection``. The program is loaded before the workers are forked, so that they share its memory. Each worker opens
the index itself: the columns are memory-mapped and therefore shared as well, and a generation is freed when the last
worker drops it.
"""

from __future__ import annotations

import gc
import logging
import os
import socket
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from gunicorn.app.base import BaseApplication
from gunicorn.glogging import Logger
from gunicorn.workers.base import Worker

from renkei_search.analysis.analyzer import analyze
from renkei_search.errors import IndexUnusableError
from renkei_search.web.serve.connection import Front
from renkei_search.web.serve.limit import GRACE_SECONDS

if TYPE_CHECKING:
    from collections.abc import Callable
    from wsgiref.types import WSGIApplication

    from renkei_search.search.service import SearchService
    from renkei_search.settings import ServerSettings
    from renkei_search.web.http.metrics import Metrics

_HUNG_SECONDS: Final = 30
# A worker is replaced after about this many requests, which frees whatever memory it has accumulated.
_REQUESTS: Final = 50_000
_REQUESTS_JITTER: Final = 5_000
_SHARED_MEMORY: Final = Path("/dev/shm")  # noqa: S108 # workers report here that they are alive, without a disk


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

    @property
    def threads(self) -> int:
        """The number of threads of a worker."""
        return self._server.threads

    def load_config(self) -> None:
        options = {
            "bind": f"fd://{self._descriptor}",
            "workers": self._server.workers,
            "worker_class": _Worker,
            "preload_app": True,
            "timeout": _HUNG_SECONDS,
            "graceful_timeout": GRACE_SECONDS,
            "max_requests": _REQUESTS,
            "max_requests_jitter": _REQUESTS_JITTER,
            "worker_tmp_dir": str(_SHARED_MEMORY) if _SHARED_MEMORY.is_dir() else None,
            "logger_class": _Log,
            "control_socket_disable": True,
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
        # Freeze existing objects: their pages stay shared as long as the garbage collector does not touch them.
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
        # Without an index the worker still serves errors.
        with suppress(IndexUnusableError):
            self._service.engine()


class _Worker(Worker):  # type: ignore[misc] # gunicorn ships no types
    place = 0
    _front: Front | None = None

    def run(self) -> None:
        """Serve until told to stop, or until the worker is due for replacement."""
        (port,) = self.sockets
        listener = socket.socket(fileno=os.dup(port.fileno()))
        # Only this copy keeps the port open here, so that it can be closed.
        port.sock.close()
        front = self._front = Front(listener, self.wsgi, self.app.threads)
        front.run(lambda: self.alive and front.served < self.max_requests and self._has_parent(), self.notify)

    def handle_exit(self, sig: int, frame: object) -> None:
        """Handle the signal to stop."""
        super().handle_exit(sig, frame)
        if self._front is not None:
            self._front.wake()

    def _has_parent(self) -> bool:
        return bool(self.ppid == os.getppid())


class _Log(Logger):  # type: ignore[misc] # gunicorn ships no types
    """Gunicorn's own messages in the program's log."""

    def setup(self, cfg: Any) -> None:  # noqa: ARG002 # gunicorn passes it
        self.error_log.propagate = True
        self.error_log.setLevel(logging.WARNING)

    def access(self, *_: object) -> None:
        """Log nothing: the application logs requests, because it knows their routes."""
