"""Send more requests than the service can answer, for a while."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from reliability.material import UnreliableError, demand
from reliability.serving import serve

if TYPE_CHECKING:
    from pathlib import Path

_WORDS: Final = (
    "病児保育",
    "図書館 相互利用",
    "移住 -婚活",
    "観光*",
    "「相互利用」",
    "圏域:新潟 観光",
    "子どもが急に熱を出したときに預けられるところは",
    "おのみち",
    "火葬場",
    "脱炭素 OR 再エネ",
)
_SCRIPT: Final = """
local paths = {%s}
local number = math.random(1, 1000)
request = function()
  number = number + 1
  return wrk.format("GET", paths[number %% #paths + 1])
end
done = function(summary, latency)
  local errors = summary.errors
  io.write(string.format("FIGURES %%d %%d %%d %%d %%d %%d %%f %%f %%f %%f\\n", summary.requests, summary.duration,
    errors.connect, errors.read + errors.write, errors.status, errors.timeout,
    latency:percentile(50), latency:percentile(95), latency:percentile(99), latency.max))
end
"""


@dataclass(frozen=True)
class LoadFigures:
    """The results.

    Attributes:
        workers: the number of worker processes.
        connections: the number of open connections, each of which always waits for an answer.
        requests: the number of answers.
        seconds: the duration.
        errors: lost connections, timeouts and answers other than 2xx and 3xx.
        p50: the median latency in milliseconds.
        p95: the 95th percentile.
        p99: the 99th percentile.
        longest: the maximum.
    """

    workers: int
    connections: int
    requests: int
    seconds: float
    errors: int
    p50: float
    p95: float
    p99: float
    longest: float


def load(index: Path, folder: Path, workers: int, connections: int, seconds: int) -> LoadFigures:
    """Saturate the service with wrk, with searches as JSON and as pages.

    Args:
        index: of the bundled corpus.
        folder: for the script that wrk runs.
        workers: how many processes serve.
        connections: how many clients wait at a time.
        seconds: how long.

    Raises:
        UnreliableError: wrk is missing, or a request fails.
    """
    program = shutil.which("wrk")
    if program is None:
        raise UnreliableError("wrk is not installed (apt install wrk)")
    paths = [f"{path}?q={quote(word)}" for word in _WORDS for path in ("/api/v1/search", "/search")]
    script = folder / "paths.lua"
    script.write_text(_SCRIPT % ",".join(f'"{path}"' for path in paths), encoding="utf-8")
    with serve(index, "--workers", str(workers)) as served:
        for path in paths:
            served.get(path)
        command = [program, "-t2", f"-c{connections}", f"-d{seconds}s", "--timeout", "30s", "-s", str(script)]
        done = subprocess.run([*command, served.url], capture_output=True, text=True, check=True)
        workers_left = len(served.workers)
    found = re.search(r"^FIGURES (.*)$", done.stdout, re.MULTILINE)
    if found is None:
        raise UnreliableError(f"wrk printed {done.stdout!r}")
    requests, microseconds, *errors, p50, p95, p99, longest = map(float, found[1].split())
    demand(not sum(errors), f"connect, read and write, status, timeout errors: {errors}")
    demand(workers_left == workers, "a worker died")
    return LoadFigures(
        workers,
        connections,
        int(requests),
        microseconds / 1e6,
        int(sum(errors)),
        p50 / 1e3,
        p95 / 1e3,
        p99 / 1e3,
        longest / 1e3,
    )
