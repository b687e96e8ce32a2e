"""Real OpenSearch nodes on this machine, each a process of its own, for tests and benchmarks."""

from __future__ import annotations

import logging
import shutil
import signal
import socket
import subprocess
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from opensearchpy import OpenSearch
from opensearchpy.exceptions import ConnectionError as NoConnection
from opensearchpy.exceptions import TransportError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

HERE: Final = Path(__file__).parent
LIBRARIES: Final = HERE.parents[1] / "build" / "opensearch"
_SECONDS: Final = 600
# A node that says nothing for long may just be waiting for a busy processor; one that was killed closes its connections.
_PATIENT: Final = (
    "cluster.fault_detection.follower_check.timeout=60s",
    "cluster.fault_detection.leader_check.timeout=60s",
    "cluster.publish.timeout=120s",
    "cluster.follower_lag.timeout=300s",
)
# Ready early rather than fast later: a test is over before the optimizing compiler has paid off.
BRIEF: Final = ("-Xms128m", "-Xmx512m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")
"""Options of Java for nodes in tests."""
FULL: Final = ("-Xms1g", "-Xmx1g")
"""Options of Java for nodes that are measured."""

# It reports each attempt to reach a node that is not up yet.
logging.getLogger("opensearch").setLevel(logging.CRITICAL)


def missing_tools() -> str | None:
    """What nodes need and this machine lacks, or none."""
    lacking = [tool for tool in ("java", "javac", "mvn") if shutil.which(tool) is None]
    return f"no {', '.join(lacking)} (JDK 17 and Maven run OpenSearch)" if lacking else None


def fetch() -> Path:
    """The folder with OpenSearch's libraries and our class, fetched once (45 MB)."""
    done = LIBRARIES / "done"
    if not done.is_file():
        LIBRARIES.mkdir(parents=True, exist_ok=True)
        subprocess.run(
            [
                _tool("mvn"),
                "-q",
                "-B",
                "-f",
                HERE / "pom.xml",
                "dependency:copy-dependencies",
                f"-DoutputDirectory={LIBRARIES / 'lib'}",
            ],
            check=True,
        )
        subprocess.run(
            [
                _tool("javac"),
                "-cp",
                f"{LIBRARIES / 'lib'}/*",
                "-d",
                LIBRARIES / "classes",
                HERE / "SearchNode.java",
            ],
            check=True,
        )
        done.touch()
    return LIBRARIES


def _tool(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise FileNotFoundError(name)
    return found


def free_ports(count: int) -> list[int]:
    """Ports that nothing listens on at the moment."""
    held = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [listener.getsockname()[1] for listener in held]
    for listener in held:
        listener.close()
    return ports


class SearchNode:
    """One node. ``kill`` is a power cut, ``stop`` a shutdown; ``start`` brings it back with what it had."""

    def __init__(
        self, folder: Path, name: str, ports: tuple[int, int], java: Sequence[str], settings: Sequence[str]
    ) -> None:
        self.name = name
        self.url = f"http://127.0.0.1:{ports[0]}"
        libraries = fetch()
        self._command = [
            "java",
            *java,
            "-cp",
            f"{libraries / 'classes'}:{libraries / 'lib'}/*",
            "SearchNode",
            f"path.home={folder / name}",
            f"node.name={name}",
            "network.host=127.0.0.1",
            f"http.port={ports[0]}",
            f"transport.port={ports[1]}",
            "cluster.routing.allocation.disk.threshold_enabled=false",
            *_PATIENT,
            *settings,
        ]
        self._log = folder / f"{name}.log"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it, unless it runs; it answers some seconds later."""
        if self._process is not None:
            return
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(self._command, stdout=log, stderr=log)

    def kill(self) -> None:
        """End it at once."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """Ask it to end, and wait."""
        self._end(signal.SIGTERM)

    def _end(self, how: signal.Signals) -> None:
        if self._process is None:
            return
        self._process.send_signal(how)
        try:
            self._process.wait(30)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process = None


@contextmanager
def running_cluster(folder: Path, size: int = 1, java: Sequence[str] = BRIEF) -> Iterator[list[SearchNode]]:
    """Run a cluster of ``size`` nodes, which is ready on entry."""
    names = [f"n{number}" for number in range(1, size + 1)]
    http, transport = free_ports(2 * size)[:size], free_ports(2 * size)[size:]
    seeds = ",".join(f"127.0.0.1:{port}" for port in transport)
    settings = ["cluster.name=renkei-test"] + (
        ["discovery.type=single-node"]
        if size == 1
        else [f"discovery.seed_hosts={seeds}", f"cluster.initial_cluster_manager_nodes={','.join(names)}"]
    )
    nodes = [
        SearchNode(folder, name, ports, java, settings)
        for name, ports in zip(names, zip(http, transport, strict=True), strict=True)
    ]
    try:
        for node in nodes:
            node.start()
        wait_for_nodes(nodes[0].url, size)
        yield nodes
    finally:
        for node in nodes:
            node.stop()


def wait_for_nodes(url: str, count: int) -> None:
    """Wait until a number of nodes form a cluster.

    Raises:
        TimeoutError: they do not within ten minutes.
    """
    client = OpenSearch([url], timeout=5, max_retries=0)
    end = time.monotonic() + _SECONDS
    while time.monotonic() < end:
        try:
            if client.cluster.health()["number_of_nodes"] >= count:
                return
        except (NoConnection, TransportError):
            pass
        time.sleep(0.5)
    raise TimeoutError(f"{count} nodes are not up after {_SECONDS} s")
