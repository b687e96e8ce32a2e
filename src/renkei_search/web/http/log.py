"""The log: a JSON line on standard error for each event, without search words or users."""

from __future__ import annotations

import logging
import traceback
from datetime import UTC, datetime
from typing import Final

import msgspec

REQUESTS: Final = logging.getLogger("renkei_search.request")
"""The logger for requests; see :func:`log_request`."""

_SERVER: Final = logging.getLogger("waitress")


class RequestEntry(msgspec.Struct, frozen=True, omit_defaults=True):
    """A request that was answered.

    The route is logged instead of the address, so that neither words nor ids are kept.

    Attributes:
        method: GET, POST …
        route: the pattern of the address, ``(none)`` if there is no such.
        status: the HTTP status.
        ms: milliseconds from its arrival until its last byte was handed to the server.
        bytes: the length of the body as sent.
        request: its id, also in the answer's ``X-Request-ID``.
        generation: the generation in use, if any.
        client: the client's address, if it is to be logged.
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
        trace = _describe_trace(record.exc_info[1]) if record.exc_info else None
        line = _Line(time, level, "message", record.name, record.getMessage(), trace)
        # A lone surrogate, as in a file name, cannot be encoded in UTF-8.
        return msgspec.json.encode(_encodable(line)).decode()


def log_as_json() -> None:
    """Start logging as JSON on standard error: requests, and warnings of all libraries."""
    handler = logging.StreamHandler()
    handler.setFormatter(JsonFormatter())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    # Its messages contain addresses of pages and of clients.
    _SERVER.addFilter(_hide_request)
    REQUESTS.setLevel(logging.INFO)


def log_request(entry: RequestEntry) -> None:
    """Log a request."""
    REQUESTS.info("request", extra={"entry": entry})


def _hide_request(record: logging.LogRecord) -> bool:
    """Keep only the kind of a message of the server."""
    record.msg, record.args = ("An answer broke off." if record.exc_info else "A connection broke off."), ()
    return True


def _describe_trace(error: BaseException | None) -> str:
    """Where an exception was raised, and the types of the exception and its causes.

    Its message is left out, because it may contain what was searched for; messages of the system are kept.
    """
    parts: list[str] = []
    while error is not None:
        reason = f": {error.strerror}" if isinstance(error, OSError) else ""
        frames = "".join(traceback.format_tb(error.__traceback__))
        parts.append(f"{frames}{type(error).__module__}.{type(error).__qualname__}{reason}")
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return "\nafter\n".join(parts)


def _encodable(line: _Line) -> _Line:
    def clean(text: str | None) -> str | None:
        return None if text is None else text.encode(errors="backslashreplace").decode()

    return msgspec.structs.replace(line, message=clean(line.message), trace=clean(line.trace))
