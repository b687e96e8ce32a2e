from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

import pytest

from renkei_search.facet.registry import FilterName
from renkei_search.region.profile import describe_region
from renkei_search.search.request import SearchRequest
from tests.web.markup import count_of, links_of, read

if TYPE_CHECKING:
    from flask.testing import FlaskClient

    from renkei_search.corpus.collection import Corpus
    from renkei_search.search.engine import SearchEngine


def tiles_of(page: str) -> dict[str, str]:
    """Each linked tile's label with its address."""
    drawing = page[page.index("<svg") : page.index("</svg>")]
    found = re.findall(r'<a href="([^"]+)" class="tile step\d"[^>]*><title>([^<]+)</title>', drawing)
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


def test_every_region_has_a_sound_page(small_client: FlaskClient, small_corpus: Corpus) -> None:
    for region in small_corpus.catalogue.regions:
        assert region.name in read(small_client, f"/regions/{region.id}")


def test_the_list_is_the_equal_of_the_map(small_client: FlaskClient, small_corpus: Corpus) -> None:
    page = read(small_client, "/regions")
    listed = links_of(page[page.index('<section id="list"') :])
    for region in small_corpus.catalogue.regions:
        assert f"/regions/{region.id}" in listed
    reached = {name for region in small_corpus.catalogue.regions for name in region.prefectures}
    shown = {label.partition(" ")[0] for label in tiles_of(page)}
    assert shown == {name if name == "北海道" else name[:-1] for name in reached}


def test_a_tile_says_its_counts_and_leads_to_its_regions(small_client: FlaskClient) -> None:
    tiles = tiles_of(read(small_client, "/regions"))
    link = tiles["富山 2圏域、6件の取組"]
    page = read(small_client, link)
    assert "（2圏域）" in page
    assert "都道府県：富山県" in page
    assert 'aria-current="true"' in page[page.index("<svg") : page.index("</svg>")]


def test_a_region_that_crosses_is_found_from_both_sides(small_client: FlaskClient) -> None:
    page = read(small_client, "/regions?prefecture=富山県")
    assert "みなと連携中枢都市圏" in page
    assert "富山県にもまたがる" in page


def test_the_list_is_narrowed_by_kind(small_client: FlaskClient) -> None:
    page = read(small_client, "/regions?kind=teiju-jiritsu")
    assert "（1圏域）" in page
    assert "かわ連携中枢都市圏" not in page


def test_shades_count_initiatives_on_request(small_client: FlaskClient) -> None:
    page = read(small_client, "/regions?shade=initiatives")
    assert "都道府県ごとの取組の数" in page
    assert "富山 6件、2圏域" in tiles_of(page)
    assert all("shade=initiatives" in link for link in tiles_of(page).values())


def test_a_prefecture_without_a_region_leads_back(small_client: FlaskClient) -> None:
    page = read(small_client, "/regions?prefecture=沖縄県")
    assert "この条件にあてはまる圏域は、収録した資料にありません" in page


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("prefecture=江戸", "都道府県「江戸」はありません"),
        ("shade=people", "地図の色分け「people」はありません"),
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


def test_a_missing_population_is_said(small_client: FlaskClient) -> None:
    page = read(small_client, "/regions/yama")
    assert "<dt>人口</dt>\n  <dd>収録した資料に記載がありません</dd>" in page
    assert "この圏域の人口は資料に記載がないため、ほかの点で比べています" in page


def test_each_initiative_stands_once_under_a_policy_field(
    small_client: FlaskClient, small_corpus: Corpus
) -> None:
    page = read(small_client, "/regions/yama")
    own = [found.id for found in small_corpus.initiatives if found.region == "yama"]
    listed = [link for link in links_of(page) if link.startswith("/initiatives/")]
    assert sorted(listed) == sorted(f"/initiatives/{found}" for found in own)
    assert page.count('class="draft"') == 2


def test_crossing_prefectures_is_a_reason_of_peers(client: FlaskClient) -> None:
    assert "県境をまたぐ（鳥取県・兵庫県）" in read(client, "/regions/bingo")
    assert "人口が近い（約48万人、年不明<a" in read(client, "/regions/kurume")


def test_peers_come_with_their_reasons(small_client: FlaskClient) -> None:
    page = read(small_client, "/regions/minato")
    peers = page[page.index('id="peers"') :]
    assert peers.index("かわ連携中枢都市圏") < peers.index("やま定住自立圏")
    assert "人口（約11万人、令和2年<a" in peers
    assert "市町村の数が同じ（3）" in peers
    assert "種類が同じ（連携中枢都市圏）" in peers


def test_a_lacking_field_leads_to_the_peers_initiatives(small_client: FlaskClient) -> None:
    page = read(small_client, "/regions/yama")
    found = re.findall(r'<a href="([^"]+)" title="[^"]+">([^<]+)の取組(\d+)件を見る</a>', page)
    assert [label for _, label, _ in found] == ["福祉・子育て"]
    for link, _, count in found:
        assert count_of(small_client, link) == int(count)


def test_declared_fields_say_which_are_not_described(small_client: FlaskClient) -> None:
    page = read(small_client, "/regions/yama")
    declared = page[page.index('id="declared"') :]
    assert declared.count("内容の記載なし") == 1


def test_the_way_into_the_matrix_is_its_row(small_client: FlaskClient) -> None:
    assert "/matrix#kawa" in links_of(read(small_client, "/regions/kawa"))
    assert '<tr id="kawa">' in read(small_client, "/matrix")


def test_an_unknown_region_is_not_found(small_client: FlaskClient) -> None:
    assert "圏域「none」はありません" in read(small_client, "/regions/none", 404)


def test_a_region_stands_beside_the_average_of_its_peers(client: FlaskClient, engine: SearchEngine) -> None:
    profile = describe_region(engine, "bingo")
    page = read(client, "/regions/bingo")
    figure = page[page.index('<figure class="chart"') :].partition("</figure>")[0]
    said = re.findall(r'class="bar"><title>([^<]+)</title>', figure)
    by_label = {
        cell.field.label: (cell, mean) for cell, mean in zip(profile.cells, profile.peer_means, strict=True)
    }
    assert said
    for text in said:
        cell, mean = by_label[text.split(" ")[0]]
        if cell.count:
            assert f" {cell.count}件 平均{mean:.1f}" in text
        else:
            assert f" 収録資料にない　平均{mean:.1f}" in text
    ids = [peer.summary.region.id for peer in profile.peers]
    of_peers = SearchRequest(filters=tuple((FilterName.REGION, one) for one in ids))
    counts = engine.count_by(of_peers, FilterName.FIELD)
    for cell, mean in by_label.values():
        assert mean == pytest.approx(counts.get(cell.field.code, 0) / len(ids))
    assert "取り組んでいないという意味ではありません" in figure
    assert "<caption" in figure


def test_where_there_are_no_peers_there_is_no_average(client: FlaskClient, corpus: Corpus) -> None:
    alone = [region.id for region in corpus.catalogue.regions if not region.kind.is_scheme]
    for region_id in alone:
        assert "似た圏域の平均" not in read(client, f"/regions/{region_id}")
