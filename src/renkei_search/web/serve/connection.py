"""Connections: limits on size and time, on top of waitress.

A thread receives a request only when it is complete, and writes its answer into a buffer. So a slow client occupies a
connection, but no thread. Requests that are refused earlier are answered by the application as well, so that they
have the same form, headers, log line and count as every other error.
"""

from __future__ import annotations

import logging
import re
import socket
import threading
import time
from contextlib import suppress
from itertools import count
from typing import TYPE_CHECKING, Any, Final

import waitress
from waitress import wasyncore
from waitress.channel import ClientDisconnected, HTTPChannel
from waitress.parser import HTTPRequestParser, ParsingError
from waitress.task import WSGITask
from waitress.utilities import Error, RequestEntityTooLarge, RequestHeaderFieldsTooLarge

from renkei_search.web.http.problem import REFUSED
from renkei_search.web.serve.limit import (
    BACKLOG,
    BODY_BYTES,
    CONNECTIONS,
    GRACE_SECONDS,
    HEADER_BYTES,
    HEADERS,
    IDLE_SECONDS,
    LEAST_RATE,
    LINE_BYTES,
    REQUEST_SECONDS,
    SLOW_SECONDS,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from wsgiref.types import WSGIApplication, WSGIEnvironment

_TURN_SECONDS: Final = 1.0
# The framing of small chunks may be longer than their content; this only bounds how much is read.
_RAW_BODY_BYTES: Final = 8 * BODY_BYTES
# An unread answer may grow to this size before its thread has to wait for the client.
_BUFFERED_BYTES: Final = 32 << 20
_LINGER_SECONDS: Final = 2.0
_NEVER: Final = 1 << 40
_NOT_ASCII: Final = re.compile(rb"[\x80-\xff]")


class Front:
    """Serves an application on an open port with several threads.

    Args:
        listener: the open port or socket.
        application: the application that the threads call.
        threads: the number of threads.
    """

    def __init__(self, listener: socket.socket, application: WSGIApplication, threads: int) -> None:
        # Otherwise waitress warns whenever a request has to wait for a thread.
        logging.getLogger("waitress.queue").setLevel(logging.ERROR)
        self._places: dict[int, Any] = {}
        self._server = waitress.create_server(
            application,
            map=self._places,
            sockets=[listener],
            threads=threads,
            backlog=BACKLOG,
            connection_limit=CONNECTIONS + 2,  # the port and the trigger are counted too
            channel_timeout=_NEVER,  # see _Channel.tend
            max_request_header_size=HEADER_BYTES,
            max_request_body_size=_RAW_BODY_BYTES,
            outbuf_high_watermark=_BUFFERED_BYTES,
            clear_untrusted_proxy_headers=False,  # used only with --behind-proxy
            log_socket_errors=False,
            ident=None,
        )
        self._server.channel_class = _Channel
        self._server.stopping = False
        self._server.requests = count(1)
        self._server.served = 0
        # At most half of the threads may wait for slow clients.
        self._server.patience = threading.BoundedSemaphore(max(1, threads // 2))
        self._tended = 0.0

    @property
    def served(self) -> int:
        """The number of requests that threads have started."""
        return int(self._server.served)

    def wake(self) -> None:
        """Make :meth:`run` check whether to go on. May be called by a signal handler."""
        self._server.pull_trigger()

    def run(self, goes_on: Callable[[], bool], beat: Callable[[], object] = lambda: None) -> None:
        """Serve until told to stop, then answer the requests that were accepted.

        Args:
            goes_on: whether to go on; called at least once a second.
            beat: called as often, until the end.
        """
        while goes_on():
            beat()
            self._turn()
        self._stop_accepting()
        end = time.monotonic() + GRACE_SECONDS - 2
        while self._channels and time.monotonic() < end:
            beat()
            self._turn()
        self._server.task_dispatcher.shutdown(timeout=1)
        for channel in self._channels:
            channel.handle_close()
        self._server.trigger.close()

    @property
    def _channels(self) -> list[_Channel]:
        return list(self._server.active_channels.values())

    def _turn(self) -> None:
        wasyncore.loop(_TURN_SECONDS, use_poll=True, map=self._places, count=1)
        now = time.monotonic()
        if len(self._server.active_channels) >= CONNECTIONS:
            self._make_room()
        if now >= self._tended + _TURN_SECONDS:
            self._tended = now
            for channel in self._channels:
                channel.tend(now)

    def _make_room(self) -> None:
        """Close the connection that has been idle longest, to make room for others."""
        waiting = [channel for channel in self._channels if channel.is_waiting]
        if waiting:
            min(waiting, key=lambda channel: channel.waits_since).handle_close()

    def _stop_accepting(self) -> None:
        """Accept connections that are already waiting, then refuse new ones at once instead of letting them wait."""
        self._server.stopping = True
        taken = -1
        while taken < len(self._server.active_channels) < CONNECTIONS:
            taken = len(self._server.active_channels)
            self._server.handle_accept()
        self._server.del_channel()
        self._server.accepting = False
        self._server.socket.close()


class _AddressTooLongError(Error):  # type: ignore[misc] # waitress ships no types
    code = 414
    reason = "URI Too Long"


class _Parser(HTTPRequestParser):  # type: ignore[misc] # waitress ships no types
    """A request as it arrives."""

    error: Error | None
    # Defaults for a request that is refused before these are known.
    command = "GET"
    path = "/"
    query = ""
    request_uri = "/"
    url_scheme = "http"

    def received(self, data: bytes) -> int:
        """Consume bytes, and return how many of them belong to this request."""
        begun = self.header_plus
        consumed = int(super().received(data))
        if self.error is None and self.body_rcv is not None:
            to_come = self.body_rcv.chunk_remainder if self.chunked else 0
            if max(self.content_length, len(self.body_rcv) + to_come) > BODY_BYTES:
                self.error = RequestEntityTooLarge("")
        elif isinstance(self.error, RequestHeaderFieldsTooLarge):
            line, end, _ = (begun + data).partition(b"\r\n")
            self.path = _path_of(line)
            if not end or len(line) > LINE_BYTES:
                self.error = _AddressTooLongError("")
        if self.error is not None:
            self.completed = True
            self.version = "1.1"
            self.headers.clear()
        if self.completed:
            # No body is expected; waitress would ask for it and wait.
            self.expect_continue = False
        return consumed

    def parse_header(self, header_plus: bytes) -> None:
        """Read the request line and the header fields.

        Raises:
            ParsingError: they are malformed.
        """
        line, end, fields = header_plus.partition(b"\r\n")
        self.path = _path_of(line)
        if len(line) > LINE_BYTES:
            self.error = _AddressTooLongError("")
            return
        if fields.count(b"\r\n") > HEADERS:
            self.error = RequestHeaderFieldsTooLarge("")
            return
        method, blank, rest = line.partition(b" ")
        # Old tools send unencoded UTF-8 addresses.
        rest = _NOT_ASCII.sub(lambda found: b"%%%02X" % found[0][0], rest)
        try:
            super().parse_header(method + blank + rest + end + fields)
        except ValueError as error:
            raise ParsingError("address") from error
        if self.proxy_netloc and not self.path:
            self.path = "/"
        if not self.path.startswith(("/", "*")):
            raise ParsingError("address")
        # The end of such a request is ambiguous, and a proxy may interpret it differently.
        if "TRANSFER_ENCODING" in self.headers or (self.chunked and "CONTENT_LENGTH" in self.headers):
            raise ParsingError("length")


def _path_of(line: bytes) -> str:
    """The path of a request line that may be malformed."""
    return line.partition(b" ")[2].partition(b"?")[0].partition(b" ")[0][:200].decode("latin-1") or "/"


class _Task(WSGITask):  # type: ignore[misc] # waitress ships no types
    """A request that a thread is answering."""

    def execute(self) -> None:
        """Have the application answer it."""
        server = self.channel.server
        server.served = next(server.requests)
        if server.stopping:
            self.set_close_on_finish()
        super().execute()


class _Refusal(WSGITask):  # type: ignore[misc] # waitress ships no types
    """A request refused for its syntax or size. Its connection ends, because it is unknown where the next one starts."""

    def execute(self) -> None:
        """Have the application answer it."""
        self.channel.refused = True
        self.set_close_on_finish()
        super().execute()

    def get_environment(self) -> WSGIEnvironment:
        """The environment, with the status for the refusal."""
        environ: WSGIEnvironment = super().get_environment()
        environ[REFUSED] = self.request.error.code
        return environ


class _Channel(HTTPChannel):  # type: ignore[misc] # waitress ships no types
    """A connection."""

    parser_class = _Parser
    task_class = _Task
    error_task_class = _Refusal

    def __init__(self, *arguments: Any, **options: Any) -> None:
        self.waits_since = time.monotonic()
        self.refused = False
        self._begun: float | None = None  # when the first byte of an incomplete request arrived
        self._stays_until: float | None = None  # until when bytes of a refused client are still read
        self._unread_since: float | None = None
        self._read_bytes = 0
        self.close_when_flushed = False
        super().__init__(*arguments, **options)

    @property
    def is_waiting(self) -> bool:
        """Whether it is idle: no request in progress and no answer to send."""
        return not self.requests and not self.total_outbufs_len

    def tend(self, now: float) -> None:
        """Close the connection if its client takes too long."""
        if self.total_outbufs_len:
            if self._unread_since is None:
                self._unread_since, self._read_bytes = now, 0
            elif now > self._unread_since + SLOW_SECONDS + self._read_bytes / LEAST_RATE:
                self.handle_close()
            return
        self._unread_since = None
        if self.requests:
            return
        if self._stays_until is not None:
            end = self._stays_until
        elif self._begun is not None:
            end = self._begun + REQUEST_SECONDS
        else:
            end = self.waits_since + (_LINGER_SECONDS if self.server.stopping else IDLE_SECONDS)
        if now > end:
            self.handle_close()

    def received(self, data: bytes) -> bool:
        """Consume bytes."""
        before = self.request
        taken = bool(super().received(data))
        if self.request is None:
            self._begun = None
        elif self.request is not before:
            self._begun = time.monotonic()
        return taken

    def send(self, data: bytes, do_close: bool = True) -> int:
        """Send as much as possible without blocking."""
        sent = int(super().send(data, do_close))
        if sent:
            self._read_bytes += sent
            self.waits_since = time.monotonic()
        return sent

    def _flush_outbufs_below_high_watermark(self) -> None:
        """Make this thread wait for a slow client, unless too many threads are waiting.

        Raises:
            ClientDisconnected: too many are waiting; the answer is cut off.
        """
        if self.total_outbufs_len <= self.adj.outbuf_high_watermark:
            return
        self._flush_exception(self._flush_some_if_lockable, do_close=False)
        if self.total_outbufs_len <= self.adj.outbuf_high_watermark:
            return
        if not self.server.patience.acquire(blocking=False):
            raise ClientDisconnected
        try:
            super()._flush_outbufs_below_high_watermark()
        finally:
            self.server.patience.release()

    def service(self) -> None:
        """Answer a request, in a thread."""
        super().service()
        if self._begun is not None:
            # Reading the next request was paused.
            self._begun = time.monotonic()

    def readable(self) -> bool:
        """Whether to read bytes."""
        return self._stays_until is not None or bool(super().readable())

    def handle_read(self) -> None:
        """Bytes have arrived."""
        if self._stays_until is None:
            super().handle_read()
        else:
            with suppress(OSError):
                self.recv(BODY_BYTES)

    def handle_write(self) -> None:
        """Bytes can be sent.

        Closing a connection with unread bytes resets it, which may discard the answer. So the bytes of a refused
        client are read for a moment.
        """
        if not (self.refused and self.close_when_flushed):
            super().handle_write()
            return
        self._flush_exception(self._flush_some)
        if self.connected and not self.total_outbufs_len:
            self.close_when_flushed = False
            with suppress(OSError):
                self.socket.shutdown(socket.SHUT_WR)
            self._stays_until = time.monotonic() + _LINGER_SECONDS
