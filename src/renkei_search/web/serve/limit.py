"""Limits on the size and time of requests; docs/deploy.md states the same."""

from __future__ import annotations

from typing import Final

BACKLOG: Final = 256
"""The backlog: connections that may wait to be accepted; the system refuses further ones."""

CONNECTIONS: Final = 512
"""Connections of one process. If there are more, the one that has been idle longest is closed."""

LINE_BYTES: Final = 8_190
"""The longest request line (method and address)."""

HEADERS: Final = 100
"""The most header fields."""

HEADER_BYTES: Final = 32 * 1024
"""The request line and all header fields together."""

BODY_BYTES: Final = 64 * 1024
"""The longest body, without the framing of its chunks."""

REQUEST_SECONDS: Final = 10.0
"""How long a request may take from its first byte to its last."""

IDLE_SECONDS: Final = 15.0
"""How long a connection may stay without a request."""

SLOW_SECONDS: Final = 20.0
"""How long a client may take to read an answer, plus a second for each :data:`LEAST_RATE` bytes it has read."""

LEAST_RATE: Final = 16 * 1024
"""The least rate, in bytes per second."""

GRACE_SECONDS: Final = 30
"""How long requests may still take after the service is told to stop."""
