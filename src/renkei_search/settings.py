"""Where things are and how to serve them: read once by the command line, passed down from there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True)
class Settings:
    """All configuration. Paths are folders; see the command line's options for the defaults.

    ``corpus`` may name several folders, which are searched as one; one of them brings the taxonomy.
    """

    corpus: tuple[Path, ...]
    index: Path
    templates: Path
    host: str = "127.0.0.1"
    port: int = 8000
