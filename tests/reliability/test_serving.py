"""The service as processes: rebuilds under load, workers that die, a stop in the middle of an answer."""

from __future__ import annotations

import http.client
import json
import multiprocessing
import os
import re
import signal
import socket
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import psutil
import pytest

from reliability.serving import HOST, free_port, serve
from reliability.slow import slow
from reliability.swap import swap
from renkei_search import resources
from renkei_search.search.service import SearchService
from renkei_search.settings import ServerSettings, Settings
from renkei_search.web.serve import prefork
from renkei_search.web.serve.server import listen, make_application
from renkei_search.web.serve.threaded import serve_on
from tests.reliability.logged import serve_logged

if TYPE_CHECKING:
    from pathlib import Path

    from reliability.serving import Served
    from renkei_search.corpus.collection import Corpus

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="worker processes are forked")


def _two_workers(served: Served) -> set[int]:
    """The process ids of both workers; the second starts shortly after the first."""
    end = time.monotonic() + 120
    while len(served.workers) < 2 and time.monotonic() < end:
        time.sleep(0.02)
    found = {worker.pid for worker in served.workers}
    assert len(found) == 2
    return found


def test_rebuilds_under_load_lose_and_mix_no_answer(corpus: Corpus, tmp_path: Path) -> None:
    figures = swap(corpus, tmp_path, swaps=3, clients=4)
    assert figures.generations == 4
    assert figures.answers > 100
    assert figures.left == 1


def test_a_worker_that_is_killed_is_replaced(index_root: Path) -> None:
    with serve(index_root, "--workers", "2") as served:
        first = _two_workers(served)
        served.workers[0].kill()
        end = time.monotonic() + 120
        while time.monotonic() < end and len({worker.pid for worker in served.workers} | first) < 3:
            assert served.get("/healthz") == b'{"status":"ok"}'
            time.sleep(0.05)
        assert len(served.workers) == 2
        assert json.loads(served.get("/readyz"))["status"] == "ok"


def test_workers_do_not_outlive_the_service(index_root: Path) -> None:
    with serve(index_root, "--workers", "2") as served:
        _two_workers(served)
        workers = served.workers
        served.process.kill()
        assert not psutil.wait_procs(workers, timeout=20)[1]


def test_a_stop_waits_for_the_answer_that_was_begun(index_root: Path) -> None:
    with (
        serve(index_root, "--workers", "1") as served,
        socket.create_connection((HOST, served.port)) as asker,
    ):
        body = json.dumps({"text": "図書館の相互利用"}).encode()
        asker.sendall(
            b"POST /api/v1/similar HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
            b"Content-Length: %d\r\n\r\n" % len(body) + body[:10]
        )
        time.sleep(0.5)
        served.process.send_signal(signal.SIGTERM)
        time.sleep(0.5)
        assert served.process.poll() is None
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection((HOST, served.port)).close()
        asker.sendall(body[10:])
        answer = http.client.HTTPResponse(asker)
        answer.begin()
        assert answer.status == 200
        assert json.loads(answer.read())["items"]
        assert served.process.wait(20) == 0


def test_clients_that_drip_do_not_hold_the_service(index_root: Path) -> None:
    # A service whose threads are held would let others wait for as long as the clients drip.
    figures = slow(index_root, clients=50, seconds=4, threads=2, limit=10.0)
    assert figures.answers


def test_a_stop_does_not_wait_for_clients_that_drip(index_root: Path) -> None:
    with serve(index_root, "--workers", "1") as served:
        stalled = [socket.create_connection((HOST, served.port), timeout=30) for _ in range(5)]
        for connection in stalled:
            connection.sendall(b"GET /search HTTP/1.1\r\nHost:")
        time.sleep(0.5)
        served.process.send_signal(signal.SIGTERM)
        assert served.process.wait(15) == 0
        for connection in stalled:
            connection.close()


def test_an_idle_connection_does_not_delay_a_stop(index_root: Path) -> None:
    with serve(index_root, "--workers", "1") as served:
        connection = http.client.HTTPConnection(HOST, served.port, timeout=10)
        connection.request("GET", "/healthz")
        connection.getresponse().read()
        begun = time.monotonic()
        served.process.send_signal(signal.SIGTERM)
        assert served.process.wait(15) == 0
        assert time.monotonic() - begun < 8
        connection.close()


def test_a_worker_that_has_served_enough_is_replaced_without_a_lost_request(
    index_root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings(corpus=(index_root,), index=index_root, templates=resources.templates_folder())
    server = ServerSettings(port=free_port(), workers=2, threads=2, metrics=True, log_requests=False)
    service = SearchService(index_root)
    application, metrics = make_application(settings, server, service)
    listener = listen(server)
    monkeypatch.setattr(prefork, "_REQUESTS", 40)
    monkeypatch.setattr(prefork, "_REQUESTS_JITTER", 0)
    process = multiprocessing.get_context("fork").Process(
        target=prefork.serve_on, args=(listener, application, server, service, metrics, lambda: None)
    )
    process.start()
    listener.close()
    body = b""
    try:
        for number in range(400):
            connection = http.client.HTTPConnection(HOST, server.port, timeout=10)
            connection.request("GET", "/healthz" if number < 399 else "/metrics")
            answer = connection.getresponse()
            body = answer.read()
            assert answer.status == 200
            connection.close()
        starts = re.search(rb"^renkei_search_worker_starts_total (\d+)$", body, re.MULTILINE)
        assert starts is not None
        assert int(starts[1]) > 4
    finally:
        process.terminate()
        process.join(40)


def test_a_reload_exchanges_the_workers_without_a_lost_request(index_root: Path) -> None:
    with serve(index_root, "--workers", "2") as served:
        before = _two_workers(served)
        served.process.send_signal(signal.SIGHUP)
        end = time.monotonic() + 120
        while time.monotonic() < end and before & {worker.pid for worker in served.workers}:
            assert served.get("/healthz") == b'{"status":"ok"}'
        assert not before & {worker.pid for worker in served.workers}
        assert served.get("/healthz") == b'{"status":"ok"}'


def test_two_services_may_start_on_an_empty_index(tmp_path: Path) -> None:
    with (
        serve(tmp_path, "--workers", "1", ready=False) as first,
        serve(tmp_path, "--workers", "1", ready=False) as second,
    ):
        first.wait("/readyz")
        second.wait("/readyz")
        assert first.get("/readyz") == second.get("/readyz")
    assert len(list((tmp_path / "generations").iterdir())) == 1


@pytest.mark.parametrize(
    ("host", "option"),
    [
        ("192.0.2.7", "--host"),
        ("no.such.host.invalid", "--host"),
        ("x" * 300, "--host"),
        ("", "--host"),
        (HOST, "--port"),
    ],
)
def test_a_start_that_fails_blames_what_is_wrong_and_leaves_nothing(
    index_root: Path, host: str, option: str
) -> None:
    before = sorted(path.name for path in index_root.iterdir())
    with socket.socket() as taken:
        taken.bind((HOST, 0))
        taken.listen()
        command = [sys.executable, "-m", "renkei_search", "serve", "--index", str(index_root), "--host", host]
        done = subprocess.run(
            [*command, "--port", str(taken.getsockname()[1])],
            capture_output=True,
            text=True,
            timeout=600,
            check=False,
        )
    assert done.returncode == 2
    assert option in done.stderr
    assert {"--host": "--port", "--port": "--host"}[option] not in done.stderr
    after = {path.name for path in index_root.iterdir()} - {"ORIGIN"}
    assert after <= set(before) | {"build.lock"}


def test_links_are_those_of_the_proxy_only_behind_one(index_root: Path) -> None:
    headers = {"X-Forwarded-Proto": "https", "X-Forwarded-Host": "kensaku.example.jp"}
    for options, start in (([], f"http://{HOST}:"), (["--behind-proxy"], "https://kensaku.example.jp/")):
        with serve(index_root, "--workers", "1", *options) as served:
            connection = http.client.HTTPConnection(HOST, served.port, timeout=10)
            connection.request("GET", "/robots.txt", headers=headers)
            text = connection.getresponse().read().decode()
            connection.close()
        assert f"Sitemap: {start}" in text


def test_a_unix_socket_is_served_and_takes_the_place_of_a_dead_one(index_root: Path, tmp_path: Path) -> None:
    path = tmp_path / "s"
    with socket.socket(socket.AF_UNIX) as dead:
        dead.bind(str(path))
    with serve_logged(index_root, "--unix-socket", str(path)) as (_, log):
        assert f"unix:{path}" in log.read_text(encoding="utf-8")
        assert path.stat().st_mode & 0o777 == 0o660
        with socket.socket(socket.AF_UNIX) as asker:
            asker.connect(str(path))
            asker.sendall(b"GET /readyz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            assert asker.recv(100).startswith(b"HTTP/1.1 200")
        command = [sys.executable, "-m", "renkei_search", "serve", "--index", str(index_root)]
        taken = subprocess.run(
            [*command, "--unix-socket", str(path)], capture_output=True, text=True, timeout=600, check=False
        )
        assert taken.returncode == 2
        assert "--unix-socket で別の場所を指定してください" in taken.stderr
    assert not path.exists()


def test_figures_of_all_workers_are_added_up(index_root: Path) -> None:
    with serve(index_root, "--workers", "2", "--metrics") as served:
        pids = _two_workers(served)
        for _ in range(40):
            served.get("/api/v1/search?q=%E7%A7%BB%E4%BD%8F")
        # A request is counted after its last byte, which the client already has.
        counted = 'requests_total{route="/api/v1/search",status="200"} 40'
        last = time.monotonic() + 120
        while counted not in served.get("/metrics").decode() and time.monotonic() < last:
            time.sleep(0.05)
        os.kill(min(pids), signal.SIGKILL)
        end = time.monotonic() + 120
        while time.monotonic() < end and len({worker.pid for worker in served.workers} | pids) < 3:
            time.sleep(0.05)
        time.sleep(1)
        text = served.get("/metrics").decode()
    assert re.search(
        r'^renkei_search_requests_total\{route="/api/v1/search",status="200"\} 40$', text, re.MULTILINE
    )
    assert re.search(r"^renkei_search_worker_starts_total 3$", text, re.MULTILINE)
    assert re.search(r"^renkei_search_requests_in_flight 1$", text, re.MULTILINE)


def test_threads_alone_serve_where_processes_do_not_fork(index_root: Path) -> None:
    settings = Settings(corpus=(index_root,), index=index_root, templates=resources.templates_folder())
    server = ServerSettings(port=free_port(), threads=2, metrics=True, log_requests=False)
    service = SearchService(index_root)
    application, metrics = make_application(settings, server, service)
    listener = listen(server)
    process = multiprocessing.get_context("fork").Process(
        target=serve_on, args=(listener, application, server, service, metrics, lambda: None)
    )
    process.start()
    listener.close()
    try:
        connection = http.client.HTTPConnection(HOST, server.port, timeout=20)
        body = b""
        for path in ("/search?q=%E7%A7%BB%E4%BD%8F", "/search.xlsx", "/metrics"):
            connection.request("GET", path)
            answer = connection.getresponse()
            body = answer.read()
            assert answer.status == 200
        connection.close()
        assert b'renkei_search_requests_total{route="/search.xlsx",status="200"} 1' in body
    finally:
        process.kill()
        process.join()


def test_debugging_is_never_on(index_root: Path) -> None:
    environment = {**os.environ, "FLASK_DEBUG": "1", "FLASK_ENV": "development", "WERKZEUG_DEBUG_PIN": "off"}
    port = free_port()
    command = [
        sys.executable,
        "-m",
        "renkei_search",
        "serve",
        "--index",
        str(index_root),
        "--port",
        str(port),
    ]
    with subprocess.Popen(
        command, env=environment, stderr=subprocess.PIPE, text=True, encoding="utf-8"
    ) as process:
        try:
            assert process.stderr is not None
            process.stderr.readline()
            connection = http.client.HTTPConnection(HOST, port, timeout=10)
            for path in ("/console", "/?__debugger__=yes&cmd=resource&f=debugger.js"):
                connection.request("GET", path)
                answer = connection.getresponse()
                assert b"Werkzeug" not in answer.read()
            connection.close()
        finally:
            process.terminate()


def test_the_second_part_of_an_answer_does_not_wait_for_the_first_to_be_acknowledged() -> None:
    with listen(ServerSettings(port=free_port())) as listener:
        assert listener.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
