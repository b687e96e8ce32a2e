from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

import pytest

from renkei_search.prefecture import PREFECTURES
from renkei_search.web.tile import COLUMNS, ROWS, TILES
from tests.web.markup import count_of, links_of, read

if TYPE_CHECKING:
    from flask.testing import FlaskClient

    from renkei_search.corpus.collection import Corpus


def tiles_of(page: str) -> dict[str, str]:
    """Each linked tile's label with its address."""
    drawing = page[page.index("<svg") : page.index("</svg>")]
    found = re.findall(r'<a href="([^"]+)" class="step\d" aria-label="([^"]+)"', drawing)
    return {label: html.unescape(link) for link, label in found}


@pytest.mark.parametrize(
    "path",
    [
        "/regions",
        "/regions?kind=teiju-jiritsu",
        "/regions?prefecture=兵庫県&shade=initiatives",
        "/regions?prefecture=沖縄県",
    ],
)
def test_every_state_of_the_list_is_a_sound_page(client: FlaskClient, path: str) -> None:
    read(client, path)


def test_every_region_has_a_sound_page(client: FlaskClient, corpus: Corpus) -> None:
    for region in corpus.catalogue.regions:
        assert region.name in read(client, f"/regions/{region.id}")


def test_every_prefecture_has_a_tile_of_its_own() -> None:
    assert set(TILES) == set(PREFECTURES)
    assert len(set(TILES.values())) == 47
    assert (COLUMNS, ROWS) == (14, 11)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("青森県", "岩手県"),
        ("広島県", "岡山県"),
        ("福岡県", "佐賀県"),
        ("東京都", "神奈川県"),
        ("愛媛県", "高知県"),
    ],
)
def test_neighbours_stand_next_to_each_other(one: str, other: str) -> None:
    a, b = TILES[one], TILES[other]
    assert abs(a.column - b.column) + abs(a.row - b.row) == 1


def test_the_list_is_the_equal_of_the_map(client: FlaskClient, corpus: Corpus) -> None:
    page = read(client, "/regions")
    listed = links_of(page[page.index('<section id="list"') :])
    for region in corpus.catalogue.regions:
        assert f"/regions/{region.id}" in listed
    reached = {name for region in corpus.catalogue.regions for name in region.prefectures}
    shown = {label.partition(" ")[0] for label in tiles_of(page)}
    assert shown == {name if name == "北海道" else name[:-1] for name in reached}


def test_a_tile_says_its_counts_and_leads_to_its_regions(client: FlaskClient) -> None:
    tiles = tiles_of(read(client, "/regions"))
    link = tiles["新潟 7圏域、14件の取組"]
    page = read(client, link)
    assert "（7圏域）" in page
    assert "都道府県：新潟県" in page
    assert 'aria-current="true"' in page[page.index("<svg") : page.index("</svg>")]


def test_a_region_that_crosses_is_found_from_both_sides(client: FlaskClient) -> None:
    page = read(client, "/regions?prefecture=佐賀県")
    assert "西九州させぼ広域都市圏" in page
    assert "佐賀県にもまたがる" in page


def test_the_list_is_narrowed_by_kind(client: FlaskClient) -> None:
    page = read(client, "/regions?kind=teiju-jiritsu")
    assert "（6圏域）" in page
    assert "備後圏域" not in page


def test_shades_count_initiatives_on_request(client: FlaskClient) -> None:
    page = read(client, "/regions?shade=initiatives")
    assert '<text class="value" x="' in page
    assert "11〜20" in page
    assert "新潟 14件の取組、7圏域" in tiles_of(page)
    assert all("shade=initiatives" in link for link in tiles_of(page).values())


def test_a_prefecture_without_a_region_leads_back(client: FlaskClient) -> None:
    page = read(client, "/regions?prefecture=沖縄県")
    assert "この条件にあてはまる圏域は、収録した資料にありません" in page


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("prefecture=江戸", "都道府県「江戸」はありません"),
        ("shade=people", "「shade」の「people」はありません"),
        ("q=移住", "パラメーター「q」はありません"),
    ],
)
def test_unknown_choices_are_refused(client: FlaskClient, query: str, text: str) -> None:
    assert text in html.unescape(read(client, f"/regions?{query}", 422))


def test_a_region_shows_its_facts_with_source_and_date(client: FlaskClient) -> None:
    page = read(client, "/regions/kurume")
    for text in (
        "452,986人",
        "令和2年国勢調査",
        "都市圏ビジョン策定日：H28.2.23",
        "久留米市",
        "連携中枢都市宣言",
    ):
        assert text in page


def test_inferred_facts_are_marked(client: FlaskClient) -> None:
    facts = read(client, "/regions/hachinohe").partition('<nav class="contents"')[0]
    assert facts.count('class="basis"') == 3
    assert read(client, "/regions/kurume").partition('<nav class="contents"')[0].count('class="basis"') == 1


def test_a_missing_population_is_said(client: FlaskClient) -> None:
    page = read(client, "/regions/uonuma")
    assert "<dt>人口</dt>\n  <dd>収録した資料に記載がありません</dd>" in page
    assert "この圏域の人口は資料に記載がないため、ほかの点で比べています" in page


def test_each_initiative_stands_once_under_a_policy_field(client: FlaskClient, corpus: Corpus) -> None:
    page = read(client, "/regions/toyama")
    own = [found.id for found in corpus.initiatives if found.region == "toyama"]
    listed = [link for link in links_of(page) if link.startswith("/initiatives/")]
    assert sorted(listed) == sorted(f"/initiatives/{found}" for found in own)
    assert page.count('class="draft"') == 20


def test_peers_come_with_their_reasons(client: FlaskClient) -> None:
    page = read(client, "/regions/kurume")
    peers = page[page.index('id="peers"') : page.index('id="lacking"')]
    assert "みちのく盛岡広域連携中枢都市圏" in peers
    assert "人口が近い（約48万人）" in peers
    assert "市町村の数が同じ（6）" in peers
    assert "種類が同じ（連携中枢都市圏）" in peers
    assert "県境をまたぐ（鳥取県・兵庫県）" in read(client, "/regions/bingo")


def test_a_lacking_field_leads_to_the_peers_initiatives(client: FlaskClient) -> None:
    page = read(client, "/regions/bingo")
    found = re.findall(r'<a href="([^"]+)" title="[^"]+">([^<]+)の取組(\d+)件を見る</a>', page)
    assert len(found) >= 3
    for link, _, count in found:
        assert count_of(client, link) == int(count)


def test_declared_fields_say_which_are_not_described(client: FlaskClient) -> None:
    page = read(client, "/regions/niigata")
    declared = page[page.index('id="declared"') : page.index('id="history"')]
    assert declared.count("内容の記載なし") == 15
    assert declared.count("/search?region=niigata&amp;field=") == 7


def test_the_way_into_the_matrix_is_its_row(client: FlaskClient) -> None:
    assert "/matrix#bingo" in links_of(read(client, "/regions/bingo"))
    assert '<tr id="bingo">' in read(client, "/matrix")


def test_an_unknown_region_is_not_found(client: FlaskClient) -> None:
    assert "圏域「none」はありません" in read(client, "/regions/none", 404)
