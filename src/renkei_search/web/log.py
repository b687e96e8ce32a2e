"""The log: a line of JSON for each event on the error output, without what was searched for or who searched."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from typing import Final

import msgspec

REQUESTS: Final = logging.getLogger("renkei_search.request")
"""What requests are logged to; see :func:`log_request`."""


class RequestEntry(msgspec.Struct, frozen=True, omit_defaults=True):
    """A request that was answered.

    The route stands for the address, so that neither words nor ids are kept.

    Attributes:
        method: GET, POST …
        route: the pattern of the address, ``(none)`` if there is no such.
        status: the HTTP status.
        ms: milliseconds from its arrival until its last byte was handed over.
        bytes: the length of the body as sent.
        request: its id, also in the answer's ``X-Request-ID``.
        generation: the generation in use, if any.
        client: the address it came from, if that is wanted.
    """

    method: str
    route: str
    status: int
    ms: float
    bytes: int
    request: str
    generation: str | None = None
    client: str | None = None


class _Line(msgspec.Struct, frozen=True, omit_defaults=True):
    time: str
    level: str
    event: str
    logger: str | None = None
    message: str | None = None
    trace: str | None = None


class JsonFormatter(logging.Formatter):
    """Formats a record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, without its end."""
        time = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        level = record.levelname.lower()
        entry = getattr(record, "entry", None)
        if isinstance(entry, RequestEntry):
            head = msgspec.structs.asdict(_Line(time, level, "request"))
            kept = {name: value for name, value in head.items() if value is not None}
            return msgspec.json.encode(kept | msgspec.to_builtins(entry)).decode()
        trace = self.formatException(record.exc_info) if record.exc_info else None
        line = _Line(time, level, "message", record.name, record.getMessage(), trace)
        # A lone surrogate, as in a file's name, has no UTF-8.
        return msgspec.json.encode(_encodable(line)).decode()


def log_as_json() -> None:
    """From now on log as JSON, on the error output: requests, and warnings of every library."""
    handler = logging.StreamHandler()
    handler.setFormatter(JsonFormatter())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    REQUESTS.setLevel(logging.INFO)


def log_request(entry: RequestEntry) -> None:
    """Log a request."""
    REQUESTS.info("request", extra={"entry": entry})


def _encodable(line: _Line) -> _Line:
    def clean(text: str | None) -> str | None:
        return None if text is None else text.encode(errors="backslashreplace").decode()

    return msgspec.structs.replace(line, message=clean(line.message), trace=clean(line.trace))
