"""Run a program and measure its time, and the memory of it and its workers."""

from __future__ import annotations

import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import psutil

if TYPE_CHECKING:
    from collections.abc import Sequence

_INTERVAL: Final = 0.1
# Sampling walks the page tables of the program; of a large one this takes long, and it runs on the same cores.
_LARGEST_SHARE: Final = 0.02
_MIB: Final = 1024**2


@dataclass(frozen=True)
class Usage:
    """The resources that a program used.

    Attributes:
        seconds: from start to end.
        total: peak memory of all its processes in MiB; pages they share count once (PSS) where the system reports it.
        largest: peak resident memory of its largest process in MiB.
        processes: their maximum number at one time.
    """

    seconds: float
    total: float
    largest: float
    processes: int


def run_watched(arguments: Sequence[str]) -> Usage:
    """Run ``python`` with these arguments to its end.

    Raises:
        subprocess.CalledProcessError: it fails.
    """
    start = time.perf_counter()
    total = largest = 0.0
    processes = 1
    with subprocess.Popen([sys.executable, *arguments], stdout=subprocess.DEVNULL) as child:
        watched = psutil.Process(child.pid)
        while True:
            began = time.perf_counter()
            sample = _sample(watched)
            taken = time.perf_counter() - began
            total, largest = (
                max(total, sum(pss for pss, _ in sample)),
                max([largest, *(rss for _, rss in sample)]),
            )
            processes = max(processes, len(sample))
            with suppress(subprocess.TimeoutExpired):
                child.wait(max(_INTERVAL, taken / _LARGEST_SHARE))
                break
    seconds = time.perf_counter() - start
    if child.returncode:
        raise subprocess.CalledProcessError(child.returncode, child.args)
    return Usage(seconds, total / _MIB, largest / _MIB, processes)


def memory_of(process: psutil.Process) -> float:
    """MiB of a process and its descendants; pages they share count once where the system reports it."""
    return sum(pss for pss, _ in _sample(process)) / _MIB


def _sample(process: psutil.Process) -> list[tuple[float, float]]:
    """Proportional and resident memory in bytes of a process and its descendants; those that just ended are left out."""
    found = []
    with suppress(psutil.NoSuchProcess):
        for one in [process, *process.children(recursive=True)]:
            with suppress(psutil.NoSuchProcess, psutil.AccessDenied):
                memory = one.memory_full_info()
                found.append((float(getattr(memory, "pss", 0) or memory.uss), float(memory.rss)))
    return found
