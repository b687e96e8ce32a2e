"""Populations of all regions: each figure with its year and source, and those that no source states shown as unknown."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

import pytest

from renkei_search.corpus.citation import cite_title
from renkei_search.corpus.population import UNKNOWN, population_of
from renkei_search.export.comparison import make_comparison
from tests.web.markup import read

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask.testing import FlaskClient

    from renkei_search.corpus.collection import Catalogue
    from renkei_search.corpus.population import Population
    from renkei_search.search.engine import SearchEngine


@pytest.fixture
def of_region(engine: SearchEngine) -> dict[str, Population | None]:
    catalogue: Catalogue = engine.catalogue
    found = {region.id: population_of(region, catalogue) for region in catalogue.regions}
    assert None in found.values()
    assert len({population is None for population in found.values()}) == 2
    return found


def plain(markup: str) -> str:
    return html.unescape(re.sub("<[^>]+>", "", markup))


def test_the_page_of_each_region(client: FlaskClient, of_region: dict[str, Population | None]) -> None:
    for region, population in of_region.items():
        found = re.search("<dt>人口</dt>\\s*<dd>(.*?)</dd>", read(client, f"/regions/{region}"), re.DOTALL)
        assert found is not None
        said = plain(found[1])
        if population is None:
            assert said == "収録した資料に記載がありません", region
        else:
            assert population.value in said, region
            assert population.note in said, region


@pytest.mark.parametrize("path", ["/regions", "/matrix?by="])
def test_lists_of_all_regions(
    client: FlaskClient, of_region: dict[str, Population | None], path: str
) -> None:
    page = read(client, path)
    rows = re.findall(r'<th scope="row"[^>]*>\s*<a href="/regions/([^"?#]+)"(.*?)</tr>', page, re.DOTALL)
    assert {region for region, _ in rows} == set(of_region)
    notes = dict(re.findall(r'<li id="population-(\d+)">(.*?)</li>', page))
    for region, row in rows:
        population = of_region[region]
        numbers = re.findall(r'href="#population-(\d+)"', row)
        if population is None:
            assert numbers == [], region
            assert "不明" in plain(row), region
        else:
            assert population.short_value in plain(row), region
            (number,) = numbers
            assert cite_title(population.source) in html.unescape(notes[number]), region
            assert population.short_year in plain(row), region


def test_the_endpoint(client: FlaskClient, of_region: dict[str, Population | None]) -> None:
    for item in client.get("/api/v1/regions").get_json()["items"]:
        population = of_region[item["id"]]
        if population is None:
            assert item["population"] is None
        else:
            assert item["population"]["people"] == population.people
            assert item["population"]["year"] == population.year
            assert item["population"]["source"] == population.source.id
            assert item["population"]["source_as_of"] == population.source.as_of


def test_comparisons_of_pages_workbooks_and_papers(
    engine: SearchEngine, of_region: dict[str, Population | None], one_of: Callable[[str], str]
) -> None:
    for region, population in of_region.items():
        initiative = engine.get(one_of(region))
        (said,) = (
            row[1] for row in make_comparison((initiative,), engine.catalogue).rows() if "人口" in row[0]
        )
        if population is None:
            assert said == UNKNOWN, region
        else:
            assert population.note in said, region


@pytest.fixture
def one_of(client: FlaskClient) -> Callable[[str], str]:
    """An initiative of a region."""

    def find(region: str) -> str:
        answer = client.get(f"/api/v1/search?region={region}&per_page=1").get_json()
        identifier: str = answer["items"][0]["id"]
        return identifier

    return find
