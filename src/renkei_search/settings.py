"""Settings: read once by the command line and passed down from there."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from renkei_search.export.paper.writer import PaperTemplates
from renkei_search.search.backend.registry import EngineSettings

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True)
class Settings:
    """Folders and engine; see the command line's options for the defaults.

    ``corpus`` may name several folders, which are searched as one; one of them has the taxonomy. ``semantic`` is
    whether word vectors are used. ``remembered`` is how many bytes of answers each process keeps for repeated
    requests. ``operator`` is who runs the site, ``contact`` the e-mail address or page for telling of errors; every
    page shows those that are given. ``paper_templates`` are the office's own templates of council papers.
    """

    corpus: tuple[Path, ...]
    index: Path
    templates: Path
    semantic: bool = True
    remembered: int = 0
    engine: EngineSettings = field(default_factory=EngineSettings)
    operator: str = ""
    contact: str = ""
    paper_templates: PaperTemplates = field(default_factory=PaperTemplates)


@dataclass(frozen=True)
class ServerSettings:
    """How to serve.

    Attributes:
        host: the address to listen on.
        port: the port to listen on.
        socket: a Unix domain socket to listen on instead.
        workers: the number of processes; one on systems without fork.
        threads: the number of threads of each process.
        proxies: the number of proxies whose ``X-Forwarded-…`` headers are trusted.
        metrics: whether ``/metrics`` is answered.
        log_requests: whether each request is logged.
        log_addresses: whether log lines contain the client's address.
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
