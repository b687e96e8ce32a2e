"""The example configuration for nginx, run by nginx (if installed) in front of a service."""

from __future__ import annotations

import gzip
import http.client
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from reliability.serving import free_port

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask.testing import FlaskClient

NGINX: Final = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin") or ""
EXAMPLE: Final = Path(__file__).parents[2] / "deploy" / "nginx.conf"
HOST: Final = "127.0.0.1"
WORDS: Final = "%E7%A7%BB%E4%BD%8F"
JSON: Final = f"/api/v1/search?q={WORDS}"
STREAMED: Final = [
    f"/search.csv?q={WORDS}",
    f"/search.jsonl?q={WORDS}",
    f"/search.atom?q={WORDS}",
    "/sitemap-1.xml",
]

pytestmark = pytest.mark.skipif(not NGINX, reason="there is no nginx")


@dataclass(frozen=True)
class Answer:
    status: int
    headers: http.client.HTTPMessage
    body: bytes


@dataclass(frozen=True)
class Proxy:
    """nginx in front of a service."""

    folder: Path
    port: int
    index: Path

    def get(self, path: str, headers: dict[str, str] | None = None) -> Answer:
        connection = http.client.HTTPConnection(HOST, self.port, timeout=20)
        connection.request("GET", path, headers=headers or {})
        answer = connection.getresponse()
        body = answer.read()
        connection.close()
        return Answer(answer.status, answer.headers, body)

    @contextmanager
    def service(self) -> Iterator[None]:
        """Run the service."""
        path = self.folder / "s"
        command = [
            sys.executable,
            "-m",
            "renkei_search",
            "serve",
            "--index",
            str(self.index),
            "--workers",
            "1",
        ]
        options = ["--unix-socket", str(path), "--behind-proxy", "--metrics", "--no-request-log"]
        with subprocess.Popen([*command, *options], stderr=subprocess.DEVNULL) as process:
            try:
                wait_until(lambda: self.get("/healthz").status == 200)
                yield
            finally:
                process.terminate()
                process.wait(40)


def wait_until(met: object) -> None:
    end = time.monotonic() + 30
    while time.monotonic() < end:
        try:
            if callable(met) and met():
                return
        except OSError:
            pass
        time.sleep(0.1)
    raise AssertionError("it does not come up")


@pytest.fixture(scope="module")
def proxy(index_root: Path) -> Iterator[Proxy]:
    # Paths of Unix sockets must be short.
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "cache").mkdir()
        port = free_port()
        example = EXAMPLE.read_text(encoding="utf-8")
        for there, here in {
            "/run/renkei-search/http.sock": f"{folder}/s",
            "/var/cache/nginx/renkei-search": f"{folder}/cache",
            "/var/log/nginx/": f"{folder}/",
            "listen 80;": f"listen {HOST}:{port};",
            "listen [::]:80;": "",
        }.items():
            assert there in example
            example = example.replace(there, here)
        user = "user root;" if os.geteuid() == 0 else ""
        configuration = folder / "nginx.conf"
        configuration.write_text(
            f"{user} daemon off; worker_processes 1; pid {folder}/pid; error_log {folder}/main.log;"
            f"events {{}}\nhttp {{\n{example}\n}}\n",
            encoding="utf-8",
        )
        command = [NGINX, "-p", str(folder), "-c", str(configuration)]
        tried = subprocess.run([*command, "-t"], capture_output=True, text=True, check=False)
        assert tried.returncode == 0, tried.stderr
        assert "warn" not in tried.stderr
        with subprocess.Popen(command, stderr=subprocess.DEVNULL) as process:
            try:
                yield Proxy(folder, port, index_root)
            finally:
                process.send_signal(signal.SIGQUIT)
                process.wait(20)


@pytest.fixture
def served(proxy: Proxy) -> Iterator[Proxy]:
    with proxy.service():
        yield proxy


def test_streamed_answers_are_compressed_and_revalidated(served: Proxy) -> None:
    for path in STREAMED:
        plain = served.get(path)
        packed = served.get(path, {"Accept-Encoding": "gzip"})
        assert packed.headers["Content-Encoding"] == "gzip", path
        assert gzip.decompress(packed.body) == plain.body
        if "ETag" in plain.headers:
            tag = packed.headers["ETag"]
            assert tag.startswith("W/")
            again = served.get(path, {"Accept-Encoding": "gzip", "If-None-Match": tag})
            assert (again.status, again.body) == (304, b"")
    packed = served.get(JSON, {"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    for tag in (packed.headers["ETag"], f"W/{packed.headers['ETag']}"):
        assert served.get(JSON, {"Accept-Encoding": "gzip", "If-None-Match": tag}).status == 304


def test_links_have_the_port_that_was_asked(served: Proxy) -> None:
    assert f"Sitemap: http://{HOST}:{served.port}/sitemap.xml" in served.get("/robots.txt").body.decode()
    assert served.get("/robots.txt", {"Host": "a b"}).status == 400


def test_too_much_is_refused_by_the_service_in_its_own_form(served: Proxy) -> None:
    answer = served.get("/api/v1/search?q=" + "a" * 9_000)
    assert (answer.status, answer.headers["Content-Type"]) == (414, "application/problem+json")
    connection = http.client.HTTPConnection(HOST, served.port, timeout=20)
    connection.request("POST", "/api/v1/similar", b"a" * 70_000, {"Content-Type": "application/json"})
    refused = connection.getresponse()
    assert (refused.status, refused.headers["Content-Type"]) == (413, "application/problem+json")
    connection.close()


def test_metrics_are_for_the_machine_itself(served: Proxy) -> None:
    assert b"renkei_search_ready 1" in served.get("/metrics").body


def test_too_many_requests_get_retry_after_and_styles_still_load(served: Proxy, client: FlaskClient) -> None:
    time.sleep(2)  # until the requests of other tests no longer count
    style = f"{client.application.static_url_path}/style.css"
    # An office of 50 people who open a page at the same moment.
    for _ in range(50):
        assert served.get("/healthz").status == 200
        assert served.get(style).status == 200
    answers = [served.get("/healthz") for _ in range(500)]
    refused = [answer for answer in answers if answer.status == 429]
    assert refused
    assert {answer.status for answer in answers} == {200, 429}
    assert refused[0].headers["Content-Type"] == "application/problem+json"
    assert refused[0].headers["Retry-After"] == "5"
    assert json.loads(refused[0].body)["status"] == 429
    assert served.get(style).status == 200
    time.sleep(5)
    assert served.get("/healthz").status == 200


def test_cached_answers_are_served_during_a_restart_and_others_are_503(
    proxy: Proxy, client: FlaskClient
) -> None:
    style = f"{client.application.static_url_path}/style.css"
    with proxy.service():
        kept = {path: proxy.get(path).body for path in (JSON, style)}
        proxy.get("/search")
    for path, body in kept.items():
        answer = proxy.get(path)
        assert (answer.status, answer.body) == (200, body)
        assert answer.headers["X-Cache"] in {"HIT", "STALE"}
    for path in ("/search", "/api/v1/search?q=new", STREAMED[0]):
        answer = proxy.get(path)
        assert (answer.status, answer.headers["Content-Type"]) == (503, "application/problem+json")
        assert answer.headers["Retry-After"] == "5"
    with proxy.service():
        assert proxy.get("/search").status == 200


def test_its_logs_have_no_words_no_ids_and_no_whole_addresses(served: Proxy) -> None:
    for path in (
        JSON,
        "/search?q=secret",
        "/secret",
        "/initiatives/001-bingo-denim-project",
        "/search?" + "a" * 9_000,
    ):
        served.get(path, {"Referer": "http://secret/"})
    time.sleep(0.5)
    text = "".join(path.read_text() for path in served.folder.glob("*.log"))
    lines = (served.folder / "renkei-search.log").read_text().splitlines()
    assert len(lines) > 4
    for secret in ("secret", WORDS, "denim", "127.0.0.1"):
        assert secret not in text
    assert "127.0.0.0" in text
