"""The examples of docs/api.md, run as they stand against a server process."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from reliability.serving import free_port

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask.testing import FlaskClient

TEXT = (Path(__file__).parents[1] / "docs" / "api.md").read_text(encoding="utf-8")


def example(language: str) -> str:
    found = re.findall(rf"^```{language}\n(.*?)^```", TEXT, flags=re.DOTALL | re.MULTILINE)
    assert len(found) == 1
    return str(found[0])


def needs(*programs: str) -> pytest.MarkDecorator:
    missing = [program for program in programs if shutil.which(program) is None]
    return pytest.mark.skipif(bool(missing), reason=f"needs {', '.join(missing)}")


@pytest.fixture(scope="module")
def base(index_root: Path) -> Iterator[str]:
    port = free_port()
    command = [
        sys.executable,
        "-m",
        "renkei_search",
        "serve",
        "--port",
        str(port),
        "--index",
        str(index_root),
    ]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, encoding="utf-8") as server:
        assert server.stderr is not None
        assert f":{port}/" in server.stderr.readline()
        yield f"http://127.0.0.1:{port}"
        server.kill()


def run(command: list[str], base: str) -> list[str]:
    done = subprocess.run(
        command,
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={"PATH": os.environ["PATH"], "BASE": base, "PYTHONIOENCODING": "utf-8", "LC_ALL": "C.UTF-8"},
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def test_the_python_example_walks_through_all_pages(base: str, client: FlaskClient) -> None:
    assert len([line for line in example("python").splitlines() if line]) <= 15
    lines = run([sys.executable, "-c", example("python")], base)
    wanted = {"q": "移住", "prefecture": "-青森県", "per_page": 100}
    items = client.get("/api/v1/search", query_string=wanted).get_json()["items"]
    assert [line.split()[0] for line in lines] == [item["id"] for item in items]
    assert len(lines) > 10


@needs("node")
def test_the_javascript_example_finds_comparable_practice(base: str, client: FlaskClient) -> None:
    assert len(example("js").splitlines()) <= 15
    lines = run(["node", "--input-type=module", "--eval", example("js")], base)
    answer = client.post(
        "/api/v1/similar?limit=3", json={"text": "若者の起業を支援する相談窓口を圏域で設ける。"}
    )
    assert [line.split()[0] for line in lines] == [item["id"] for item in answer.get_json()["items"]]
    assert len(lines) == 3


@needs("curl", "jq", "sh")
def test_the_curl_example_counts_by_policy_field(base: str, client: FlaskClient) -> None:
    lines = run(["sh", "-c", example("sh")], base)
    facets = client.get("/api/v1/search?q=移住&count=0").get_json()["facets"]
    buckets = next(facet["buckets"] for facet in facets if facet["name"] == "field")
    assert lines == [f"{bucket['count']} {bucket['label']}" for bucket in buckets]


def test_the_problem_shown_is_the_problem_sent(client: FlaskClient) -> None:
    assert client.get("/api/v1/search?regoin=bingo").get_json() == json.loads(example("json"))
