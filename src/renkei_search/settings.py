"""Where things are and how to serve them: read once by the command line, passed down from there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True)
class Settings:
    """Folders; see the command line's options for the defaults.

    ``corpus`` may name several folders, which are searched as one; one of them brings the taxonomy.
    """

    corpus: tuple[Path, ...]
    index: Path
    templates: Path


@dataclass(frozen=True)
class ServerSettings:
    """How to serve.

    Attributes:
        host: the address to listen on.
        port: the port to listen on.
        socket: a Unix domain socket to listen on instead.
        workers: how many processes; one where processes do not fork.
        threads: how many requests each of them works on at a time.
        proxies: how many proxies stand in front whose ``X-Forwarded-…`` headers are believed.
        metrics: whether ``/metrics`` is answered.
        log_requests: whether each request is logged.
        log_addresses: whether with the address it came from.
    """

    host: str = "127.0.0.1"
    port: int = 8000
    socket: Path | None = None
    workers: int = 1
    threads: int = 4
    proxies: int = 0
    metrics: bool = False
    log_requests: bool = True
    log_addresses: bool = False
