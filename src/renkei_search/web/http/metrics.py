"""Figures of the running service in the text format of Prometheus.

Worker processes count in shared memory. The Prometheus client library would use a file for each process that ever
ran, in a folder given by an environment variable that is read on import. Here a worker reuses the slot of its
predecessor, so that counts continue and nothing accumulates.
"""

from __future__ import annotations

import mmap
import threading
from bisect import bisect_left
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

import numpy as np

from renkei_search import __version__
from renkei_search.errors import IndexUnusableError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from renkei_search.search.service import SearchService

CONTENT_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"
NO_ROUTE: Final = "(none)"

_BOUNDS: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)
_STATUSES: Final = (200, 204, 302, 304, 308, 400, 404, 405, 413, 414, 415, 422, 429, 431, 500, 501, 503)
_OTHERS: Final = "other"
_IN_FLIGHT, _STARTS = range(2)


class Metrics:
    """Counts requests. Must be created before workers are forked.

    Args:
        routes: the patterns of all addresses.
        places: the largest number of simultaneous workers.
    """

    def __init__(self, routes: Sequence[str], places: int = 1) -> None:
        self._routes = (*sorted(set(routes)), NO_ROUTE)
        self._route_numbers = {route: number for number, route in enumerate(self._routes)}
        self._statuses = (*map(str, _STATUSES), _OTHERS)
        columns = len(self._statuses) + len(_BOUNDS) + 2
        figures = places * (len(self._routes) * columns + 2)
        memory = np.frombuffer(mmap.mmap(-1, figures * 8), np.float64)
        self._workers = memory[: places * 2].reshape(places, 2)
        self._requests = memory[places * 2 :].reshape(places, len(self._routes), columns)
        self._lock = threading.Lock()
        self._place = 0

    @property
    def places(self) -> int:
        """The largest number of simultaneous workers."""
        return len(self._workers)

    def take_place(self, place: int) -> None:
        """Count in this slot from now on; a slot belongs to one living worker."""
        self._lock = threading.Lock()
        self._place = place
        self._workers[place, _IN_FLIGHT] = 0
        self._workers[place, _STARTS] += 1

    def leave_place(self, place: int) -> None:
        """Free the slot of a worker that has ended."""
        self._workers[place, _IN_FLIGHT] = 0

    def begin(self) -> None:
        """Count the start of a request."""
        with self._lock:
            self._workers[self._place, _IN_FLIGHT] += 1

    def end(self, route: str, status: int, seconds: float) -> None:
        """Count the end of a request."""
        row = self._requests[self._place, self._route_numbers.get(route, len(self._routes) - 1)]
        place = _STATUSES.index(status) if status in _STATUSES else len(_STATUSES)
        with self._lock:
            row[place] += 1
            row[len(self._statuses) + bisect_left(_BOUNDS, seconds)] += 1
            row[-1] += seconds
            self._workers[self._place, _IN_FLIGHT] -= 1

    def render(self, service: SearchService) -> str:
        """All figures, summed over all workers."""
        return "\n".join((*self._render_requests(), *_render_index(service))) + "\n"

    def _render_requests(self) -> Iterator[str]:
        requests = self._requests.sum(axis=0)
        yield from _head("requests_total", "counter", "Requests answered.")
        for route, row in zip(self._routes, requests, strict=True):
            for status, count in zip(self._statuses, row, strict=False):
                if count:
                    yield _line("requests_total", count, route=route, status=status)
        yield from _head("request_seconds", "histogram", "From arrival to the last byte handed over.")
        for route, row in zip(self._routes, requests, strict=True):
            buckets = np.cumsum(row[len(self._statuses) : -1])
            if not buckets[-1]:
                continue
            for bound, count in zip((*map(str, _BOUNDS), "+Inf"), buckets, strict=True):
                yield _line("request_seconds_bucket", count, route=route, le=bound)
            yield _line("request_seconds_count", buckets[-1], route=route)
            yield _line("request_seconds_sum", row[-1], route=route)
        in_flight, starts = self._workers.sum(axis=0)
        yield from _head("requests_in_flight", "gauge", "Requests being worked on.")
        yield _line("requests_in_flight", in_flight)
        yield from _head("worker_starts_total", "counter", "Worker processes started.")
        yield _line("worker_starts_total", starts)


def _render_index(service: SearchService) -> Iterator[str]:
    yield from _head("build_info", "gauge", "The version of the program.")
    yield _line("build_info", 1, version=__version__)
    yield from _head("ready", "gauge", "Whether searches are answered.")
    try:
        engine = service.engine()
        engine.check()
    except IndexUnusableError:
        yield _line("ready", 0)
        return
    yield _line("ready", 1)
    yield from _head("generation_info", "gauge", "The generation in use.")
    yield _line("generation_info", 1, generation=engine.generation)
    yield from _head("generation_refused", "gauge", "Whether a newer generation does not open.")
    yield _line("generation_refused", int(service.refused is not None))
    yield from _head("index_created_seconds", "gauge", "When the generation was built, in Unix time.")
    yield _line("index_created_seconds", engine.created.timestamp())
    yield from _head("index_age_seconds", "gauge", "How long ago that was.")
    # The age must not be negative if the clock was set back.
    yield _line("index_age_seconds", max(0.0, (datetime.now(UTC) - engine.created).total_seconds()))
    yield from _head("initiatives", "gauge", "Initiatives that are searched.")
    yield _line("initiatives", engine.initiative_count)


def _head(name: str, kind: str, text: str) -> tuple[str, str]:
    return f"# HELP renkei_search_{name} {text}", f"# TYPE renkei_search_{name} {kind}"


def _line(name: str, value: float, **labels: str) -> str:
    pairs = ",".join(f'{key}="{_escape(text)}"' for key, text in labels.items())
    return f"renkei_search_{name}{{{pairs}}} {value:.10g}" if pairs else f"renkei_search_{name} {value:.10g}"


def _escape(text: str) -> str:
    return text.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")
