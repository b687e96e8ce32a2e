from __future__ import annotations

import re
import shutil
from typing import TYPE_CHECKING

import pytest
from prometheus_client.parser import text_string_to_metric_families
from werkzeug.test import Client, EnvironBuilder

from renkei_search import resources
from renkei_search.search.service import SearchService
from renkei_search.settings import ServerSettings, Settings
from renkei_search.web.serve.server import make_application

if TYPE_CHECKING:
    from pathlib import Path


def make_client(index: Path, *, metrics: bool = True) -> Client:
    settings = Settings(corpus=(index,), index=index, templates=resources.templates_folder())
    server = ServerSettings(metrics=metrics, log_requests=False)
    return Client(make_application(settings, server, SearchService(index))[0])


def read(client: Client) -> dict[str, float]:
    """Every figure by its name and labels."""
    with client.get("/metrics") as answer:
        assert answer.content_type == "text/plain; version=0.0.4; charset=utf-8"
        text = answer.get_data(as_text=True)
    return {
        f"{sample.name}{sorted(sample.labels.items())}": sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def test_there_are_no_metrics_unless_enabled(index_root: Path) -> None:
    assert make_client(index_root, metrics=False).get("/metrics").status_code == 404


def test_requests_are_counted_by_route_and_status(index_root: Path) -> None:
    client = make_client(index_root)
    for path in ("/healthz", "/healthz", "/initiatives/none", "/none", "/search?page=0"):
        client.get(path).close()
    figures = read(client)
    name = "renkei_search_requests_total"
    assert figures[f"{name}[('route', '/healthz'), ('status', '200')]"] == 2
    assert figures[f"{name}[('route', '/initiatives/<initiative_id>'), ('status', '404')]"] == 1
    assert figures[f"{name}[('route', '(none)'), ('status', '404')]"] == 1
    assert figures[f"{name}[('route', '/search'), ('status', '422')]"] == 1


def test_latencies_are_a_histogram(index_root: Path) -> None:
    client = make_client(index_root)
    for _ in range(3):
        client.get("/healthz").close()
    figures = read(client)
    name, route = "renkei_search_request_seconds", "('route', '/healthz')"
    buckets = [value for key, value in figures.items() if key.startswith(f"{name}_bucket") and route in key]
    assert buckets == sorted(buckets)
    assert buckets[-1] == figures[f"{name}_count[{route}]"] == 3
    assert 0 < figures[f"{name}_sum[{route}]"] < 3


def test_the_generation_and_its_age_are_told(index_root: Path) -> None:
    figures = read(make_client(index_root))
    current = (index_root / "CURRENT").read_text().strip()
    assert figures[f"renkei_search_generation_info[('generation', '{current}')]"] == 1
    assert 0 < figures["renkei_search_index_age_seconds[]"] < 3_600
    assert figures["renkei_search_initiatives[]"] == 307
    assert figures["renkei_search_ready[]"] == 1
    assert figures["renkei_search_generation_refused[]"] == 0
    assert figures["renkei_search_requests_in_flight[]"] == 1


def test_an_index_from_the_future_is_not_younger_than_new(index_root: Path, tmp_path: Path) -> None:
    """A clock that was set back since the build."""
    root = tmp_path / "index"
    shutil.copytree(index_root, root)
    (manifest,) = root.glob("generations/*/manifest.json")
    text = re.sub(r'"created": "\d{4}', '"created": "2999', manifest.read_text(encoding="utf-8"))
    manifest.write_text(text, encoding="utf-8")
    assert read(make_client(root))["renkei_search_index_age_seconds[]"] == 0


def test_a_service_without_an_index_says_so(tmp_path: Path) -> None:
    client = make_client(tmp_path)
    assert client.get("/search").status_code == 503
    assert read(client)["renkei_search_ready[]"] == 0


def test_a_stream_counts_until_its_end(index_root: Path) -> None:
    client = make_client(index_root)
    environ = EnvironBuilder("/corpus.jsonl").get_environ()
    body = client.application(environ, lambda *_: lambda _: None)
    next(iter(body))
    assert read(client)["renkei_search_requests_in_flight[]"] == 2
    body.close()  # type: ignore[attr-defined] # as servers call it
    assert read(client)["renkei_search_requests_in_flight[]"] == 1


@pytest.mark.parametrize("path", ["/metrics", "/healthz", "/search"])
def test_every_answer_has_a_request_id(index_root: Path, path: str) -> None:
    ids = {make_client(index_root).get(path).headers["X-Request-ID"] for _ in range(2)}
    assert len(ids) == 2
