from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest

from renkei_search.web.open_data import discovery

if TYPE_CHECKING:
    from flask.testing import FlaskClient

    from renkei_search.corpus.collection import Corpus

MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
SEARCH = "{http://a9.com/-/spec/opensearch/1.1/}"


def locations(client: FlaskClient, path: str) -> list[str]:
    answer = client.get(path)
    assert (answer.status_code, answer.mimetype) == (200, "application/xml")
    root = ET.fromstring(answer.data)  # noqa: S314 # our own answer
    return [element.text or "" for element in root.iter(f"{MAP}loc")]


def all_locations(client: FlaskClient) -> list[str]:
    return [
        location
        for part in locations(client, "/sitemap.xml")
        for location in locations(client, part.removeprefix("http://localhost"))
    ]


def test_the_site_map_names_every_initiative_and_region(client: FlaskClient, corpus: Corpus) -> None:
    found = all_locations(client)
    assert len(found) == len(set(found))
    for initiative in corpus.initiatives:
        assert f"http://localhost/initiatives/{initiative.id}" in found
    for region in corpus.catalogue.regions:
        assert f"http://localhost/regions/{region.id}" in found


def test_the_pages_of_the_site_map_are_there(client: FlaskClient) -> None:
    for location in all_locations(client)[:60:5]:
        assert client.get(location.removeprefix("http://localhost")).status_code == 200


def test_a_large_site_map_is_cut_into_parts(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = all_locations(client)
    monkeypatch.setattr(discovery, "SITE_MAP_PART", 100)
    assert len(locations(client, "/sitemap.xml")) == 5
    assert len(locations(client, "/sitemap-1.xml")) == 100
    assert all_locations(client) == whole
    assert client.get("/sitemap-5.xml").status_code == 404


def test_robots_are_led_to_the_site_map_and_away_from_searches(client: FlaskClient) -> None:
    lines = client.get("/robots.txt").text.splitlines()
    assert "Sitemap: http://localhost/sitemap.xml" in lines
    assert "Disallow: /search" in lines


def test_addresses_are_those_of_the_host_asked(client: FlaskClient) -> None:
    answer = client.get("/robots.txt", base_url="https://torikumi.example.jp")
    assert "Sitemap: https://torikumi.example.jp/sitemap.xml" in answer.text


def test_a_browser_can_add_the_search(client: FlaskClient) -> None:
    answer = client.get("/opensearch.xml")
    assert answer.mimetype == "application/opensearchdescription+xml"
    root = ET.fromstring(answer.data)  # noqa: S314 # our own answer
    name = root.findtext(f"{SEARCH}ShortName")
    assert name == "圏域の取組検索"
    assert len(name) <= 16
    assert len(root.findtext(f"{SEARCH}Description") or "") <= 1024
    templates = {url.get("type"): url.get("template") or "" for url in root.iter(f"{SEARCH}Url")}
    for media_type in ("text/html", "application/x-suggestions+json", "application/atom+xml"):
        path = templates[media_type].replace("{searchTerms}", "観光").removeprefix("http://localhost")
        answer = client.get(path)
        assert (answer.status_code, answer.mimetype) == (200, media_type)
    image = root.findtext(f"{SEARCH}Image") or ""
    with client.get(image.removeprefix("http://localhost")) as icon:
        assert icon.mimetype == "image/svg+xml"


def test_suggestions_have_the_form_of_opensearch(client: FlaskClient) -> None:
    answer = client.get("/suggest.json", query_string={"q": "おのみち"})
    assert answer.mimetype == "application/x-suggestions+json"
    typed, texts, descriptions, urls = answer.get_json()
    assert typed == "おのみち"
    assert texts[0] == "尾道市"
    assert descriptions[0].startswith("市町村（")
    assert len(texts) == len(descriptions) == len(urls)
    assert client.get(urls[0].removeprefix("http://localhost")).status_code == 200


@pytest.mark.parametrize("query", ["", "?q=", "?q=%FF", "?q=%00", f"?q={'a' * 5000}"])
def test_without_completions_the_list_is_empty(client: FlaskClient, query: str) -> None:
    assert client.get(f"/suggest.json{query}").get_json()[1:] == [[], [], []]


def test_suggestions_take_no_other_parameter(client: FlaskClient) -> None:
    assert client.get("/suggest.json?p=a").status_code == 422
