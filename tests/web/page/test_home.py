"""The home page: five ways in, what is new, the reader's own region."""

from __future__ import annotations

import html
import json
import re
from typing import TYPE_CHECKING, get_args

from renkei_search.picture.tile import short_prefecture
from renkei_search.region.profile import describe_region
from renkei_search.search.language.vocabulary.suggest import Kind
from tests.web.markup import count_of, links_of, read

if TYPE_CHECKING:
    from flask.testing import FlaskClient

    from renkei_search.search.engine import SearchEngine


def section(page: str, name: str) -> str:
    found = re.search(rf'<section class="{name}".*?</section>', page, re.DOTALL)
    assert found is not None
    return html.unescape(found[0])


def test_five_ways_lead_in(client: FlaskClient) -> None:
    page = read(client, "/")
    ways = re.search(r'<nav class="ways".*?</nav>', page, re.DOTALL)
    assert ways is not None
    links = links_of(ways[0])
    assert links == ["/search", "#by-field", "/regions", "/practices", "/similar"]
    assert all(client.get(link).status_code == 200 for link in links if link.startswith("/"))


def test_the_search_box_has_a_name_for_each_kind_of_suggestion(small_client: FlaskClient) -> None:
    found = re.search(r'data-kinds="([^"]+)"', read(small_client, "/"))
    assert found is not None
    kinds = json.loads(html.unescape(found[1]))
    assert set(kinds) == set(get_args(Kind))
    assert kinds["title"] == "取組"


def test_the_map_counts_the_regions_of_each_prefecture_and_leads_to_them(
    client: FlaskClient, engine: SearchEngine
) -> None:
    page = read(client, "/")
    regions = engine.catalogue.regions
    for prefecture in {name for region in regions for name in region.prefectures}:
        count = sum(prefecture in region.prefectures for region in regions)
        found = re.search(
            rf'<a href="(/regions[^"]+)"[^>]*><title>{short_prefecture(prefecture)} {count}圏域、', page
        )
        assert found, prefecture
        listed = read(client, html.unescape(found[1]).partition("#")[0])
        assert f'一覧<span class="count">（{count}圏域）' in listed


def test_what_is_new_is_counted_and_dated(client: FlaskClient, engine: SearchEngine) -> None:
    news = section(read(client, "/"), "news")
    shown = engine.history.arrivals[:5]
    assert news.count("data-moment") == len(shown)
    for arrival in shown:
        assert arrival.moment.isoformat() in news
        assert engine.catalogue.source(arrival.source).source.title in news
    for link in re.findall(r'<a href="(/search\?source=[^"]+)"', news):
        (total, *_) = re.findall(rf'{re.escape(link)}">[^<]*</a> <span class="count">(\d+)件', news)
        assert count_of(client, link) == int(total)


def test_without_a_region_it_is_asked_for(client: FlaskClient) -> None:
    own = section(read(client, "/"), "own-home")
    assert 'action="/own" method="post"' in own
    assert "似た圏域にあって" not in own


def test_ones_own_region_shows_what_it_lacks_and_what_peers_do(
    client: FlaskClient, engine: SearchEngine
) -> None:
    own = section(read(client, "/?own=kumamoto"), "own-home")
    lacking = describe_region(engine, "kumamoto").lacking
    assert lacking
    for item in lacking[:3]:
        assert f">{item.field.label}</a>" in own
        assert f"似た{len(item.peers)}圏域の{item.count}件" in own
    links = re.findall(r'<a href="(/search\?[^"]*field=[^"]*)"', own)
    assert [count_of(client, link) for link in links] == [item.count for item in lacking[:3]]
    examples = re.findall(r'例：<a href="([^"]+)">[^<]+</a>（([^）]+)）', own)
    for (url, region), item in zip(examples, lacking, strict=False):
        initiative = engine.get(url.split("/")[2].split("?")[0])
        assert engine.catalogue.region(initiative.region or "").name == region
        assert item.field.code in {field.code for field in initiative.fields}
    assert "取り組んでいないとは限りません" in own
