"""Costs by year and periods from an imported table: shown, compared, filtered by year, exported, and imported again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from renkei_search import resources
from renkei_search.corpus.check.check import check_corpus
from renkei_search.corpus.intake.plan import Outcome
from renkei_search.search.service import SearchService, build_index
from renkei_search.settings import Settings
from renkei_search.web.app import create_app
from tests.corpus.importing import BUNDLED, joined, plan, take, write_csv
from tests.web.markup import read

if TYPE_CHECKING:
    from pathlib import Path

    from flask.testing import FlaskClient

HEAD = "ID,圏域名,取組名,政策分野,具体的内容,事業費,期間"
ROWS = (
    'own-lights,新潟,街灯の共同整備,観光,街灯を整備する。,"令和6年度：2,400千円\n令和8年度：1,200千円\n計：3,600千円",',
    "own-flowers,新潟,花壇の共同整備,観光,花壇を整備する。,,令和8年度～令和10年度",
    "own-benches,新潟,長椅子の共同整備,観光,長椅子を整備する。,,毎年度",
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("years")
    take(write_csv(root / "t.csv", HEAD, *ROWS), root / "own")
    return root / "own"


@pytest.fixture(scope="module")
def client(folder: Path) -> FlaskClient:
    root = folder.parent / "index"
    build_index(root, joined(folder))
    settings = Settings(corpus=(*BUNDLED, folder), index=root, templates=resources.templates_folder())
    return create_app(settings, SearchService(root)).test_client()


def found_in(client: FlaskClient, query: str) -> set[str]:
    answer = client.get(f"/api/v1/search?source=own&{query}").get_json()
    return {item["id"].removeprefix("own-") for item in answer["items"]}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("year=2024", {"lights"}),
        ("year=2025", set()),
        ("year=2026", {"lights", "flowers"}),
        ("year=2024&year=2027", {"lights", "flowers"}),
        ("year=_missing", {"benches"}),
        ("year=-2024", {"flowers", "benches"}),
        ("", {"lights", "flowers", "benches"}),
    ],
)
def test_a_year_filters_by_costs_and_period(client: FlaskClient, query: str, found: set[str]) -> None:
    assert found_in(client, query) == found


def test_the_endpoint_names_costs_period_and_years(client: FlaskClient) -> None:
    lights = client.get("/api/v1/initiatives/own-lights").get_json()
    assert [(cost["period"], cost["year"], cost["amount"], cost["unit"]) for cost in lights["costs"]] == [
        ("令和6年度", 2024, "2,400", "千円"),
        ("令和8年度", 2026, "1,200", "千円"),
        ("計", None, "3,600", "千円"),
    ]
    assert lights["years"] == [2024, 2026]
    flowers = client.get("/api/v1/initiatives/own-flowers").get_json()
    assert (flowers["period"], flowers["years"]) == ("令和8年度～令和10年度", [2026, 2027, 2028])
    described = client.get("/openapi.json").get_json()["components"]["parameters"]["year"]
    assert "2027" in described["schema"]["items"]["pattern"]


def test_pages_show_and_compare_them(client: FlaskClient) -> None:
    page = read(client, "/initiatives/own-lights")
    assert all(text in page for text in ("事業費", "令和6年度", "2,400千円"))
    compared = read(client, "/compare?id=own-lights&id=own-flowers")
    assert all(text in compared for text in ("令和8年度：1,200千円", "令和8年度～令和10年度"))
    listed = read(client, "/search?source=own&year=2026")
    assert "実施年度が「令和8年度（2026）」の" in listed
    assert "年度の記載なし" in listed


def test_an_export_is_imported_again_unchanged(client: FlaskClient, folder: Path) -> None:
    for form in ("csv", "xlsx", "jsonl"):
        table = folder.parent / f"again.{form}"
        table.write_bytes(client.get(f"/search.{form}?source=own").data)
        assert plan(table, folder).counts == {Outcome.UNCHANGED: 3}, form
    assert check_corpus(joined(folder)).sound
