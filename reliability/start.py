"""How long it takes from the start of the process to its first answer."""

from __future__ import annotations

import statistics
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reliability.serving import serve

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True)
class StartFigures:
    """Seconds until the first search was answered, over some starts."""

    starts: int
    median: float
    shortest: float
    longest: float


def start(index: Path, times: int) -> StartFigures:
    """Start the service a number of times, and search as soon as it can be reached."""
    taken = []
    for _ in range(times):
        begun = time.perf_counter()
        with serve(index, ready=False) as served:
            served.wait("/api/v1/search?q=%E7%97%85%E5%85%90%E4%BF%9D%E8%82%B2")
            taken.append(time.perf_counter() - begun)
    return StartFigures(times, statistics.median(taken), min(taken), max(taken))
