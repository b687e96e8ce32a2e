"""Municipalities, prefectures and unions outside a region, imported beside the bundled ones, on pages and in files."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from renkei_search import resources
from renkei_search.corpus.reader import read_corpus
from renkei_search.search.service import SearchService, build_index
from renkei_search.settings import Settings
from renkei_search.web.app import create_app
from tests.corpus.importing import shell, write_csv

if TYPE_CHECKING:
    from pathlib import Path

    from flask.testing import FlaskClient

URL = "https://www.example.lg.jp/hibari.html?a=1&b=2"


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    root = tmp_path_factory.mktemp("body")
    table = write_csv(
        root / "t.csv",
        "自治体名,都道府県,取組名,具体的内容,政策分野,連携先,出典URL,公表者",
        f"ひばり市,長野県,ひばりバスの運行,ひばりバスを走らせる。,公共交通,つばめ町ほか18市町村,{URL},ひばり市",
        f"めじろ広域連合,大分県,めじろ消防の運営,めじろ消防を運営する。,消防,,{URL},めじろ広域連合",
        "高知県,,めだかの学校,めだかを育てる。,環境,,,",
    )
    done = shell("import", table, "--into", root / "own", "--as-of", "R7.4.1")
    assert done.code == 0, done.said
    folders = (resources.corpus_folder(), root / "own")
    build_index(root / "index", read_corpus(*folders))
    settings = Settings(corpus=folders, index=root / "index", templates=resources.templates_folder())
    app = create_app(settings, SearchService(root / "index"))
    app.config["own"] = root / "own"
    return app.test_client()


def page(client: FlaskClient, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.get_data(as_text=True)


def item(client: FlaskClient, word: str) -> dict[str, object]:
    found: dict[str, object] = client.get(f"/api/v1/search?q={word}&expand=0").get_json()["items"][0]
    return found


def test_a_body_is_a_kind_of_its_own_and_no_example_of_the_scheme(client: FlaskClient) -> None:
    answer = client.get("/api/v1/search?kind=other").get_json()
    assert answer["total"] == 3
    assert {found["region"]["kind"] for found in answer["items"]} == {"other"}
    (kinds,) = [facet for facet in answer["facets"] if facet["name"] == "kind"]
    assert {"value": "other", "label": "市町村・その他", "count": 3}.items() <= next(
        bucket for bucket in kinds["buckets"] if bucket["value"] == "other"
    ).items()
    assert client.get("/api/v1/search?prefecture=長野県&kind=other").get_json()["total"] == 1
    text = page(client, "/search?kind=other")
    assert "市町村・その他" in text
    assert "制度の例示（特定" not in text


def test_participants_that_are_no_municipality_are_shown_and_not_counted_as_one(client: FlaskClient) -> None:
    found = item(client, "ひばりバス")
    detail = client.get(f"/api/v1/initiatives/{found['id']}").get_json()
    assert detail["municipalities"] == ["つばめ町", "ほか18市町村"]
    text = page(client, f"/initiatives/{found['id']}")
    assert "つばめ町、ほか18市町村" in text
    assert client.get("/api/v1/search?q=ほか18市町村&expand=0").status_code == 200


def test_the_address_of_a_source_is_linked_and_in_every_file(client: FlaskClient) -> None:
    found = item(client, "ひばりバス")
    assert f'href="{URL.replace("&", "&amp;")}"' in page(client, f"/initiatives/{found['id']}")
    assert client.get(f"/api/v1/initiatives/{found['id']}").get_json()["source"]["url"] == URL
    addresses = {source["url"] for source in client.get("/api/v1/sources").get_json()["items"]}
    assert addresses == {None, URL}
    assert URL.replace("&", "&amp;") in page(client, "/about")


@pytest.mark.parametrize("name", ["ひばりバス", "めじろ消防", "めだかの学校"])
def test_every_page_of_a_body_says_only_what_is_so(client: FlaskClient, name: str) -> None:
    found = item(client, name)
    region = found["region"]
    assert isinstance(region, dict)
    for address in (f"/regions/{region['id']}", f"/initiatives/{found['id']}", f"/compare?id={found['id']}"):
        text = page(client, address)
        assert "市町村・その他" in text
        assert "中心市：）" not in text
        assert "<dt>中心市</dt>" not in text
        assert "<dt>圏域</dt>" not in text
    assert 'id="peers"' not in page(client, f"/regions/{region['id']}")
    assert client.get(f"/api/v1/regions/{region['id']}").get_json()["core_cities"] == []


def test_lists_of_regions_hold_bodies_too(client: FlaskClient) -> None:
    for address in ("/regions", "/regions?kind=other", "/matrix?kind=other", "/similar", "/matrix"):
        assert "市町村・その他" in page(client, address)
    for address in ("/search.csv?kind=other", "/search.xlsx?kind=other", "/datapackage.json", "/search.atom"):
        assert client.get(address).status_code == 200


def test_without_bodies_no_page_mentions_them(service: SearchService, index_root: object) -> None:
    assert index_root
    assert [kind.value for kind in service.engine().catalogue.kinds] == ["renkei-chusu", "teiju-jiritsu"]


def test_the_feed_says_the_date_of_the_table(client: FlaskClient) -> None:
    feed = page(client, "/search.atom?kind=other")
    assert feed.count("<updated>2025-04-01T00:00:00+09:00</updated>") == 3


def test_a_file_of_bodies_is_imported_again_without_a_change(client: FlaskClient, tmp_path: Path) -> None:
    for form in ("csv", "xlsx"):
        table = tmp_path / f"export.{form}"
        table.write_bytes(client.get(f"/search.{form}?kind=other").data)
        own = client.application.config["own"]
        done = shell("import", table, "--into", own, "--as-of", "R7.4.1")
        assert done.code == 0, done.said
        assert "変更なし3行" in done.said


def test_a_region_is_compared_with_regions_only(client: FlaskClient) -> None:
    for region in client.get("/api/v1/regions").get_json()["items"]:
        if region["kind"] == "teiju-jiritsu":
            text = page(client, f"/regions/{region['id']}")
            assert 'class="peers"' in text
            assert "（市町村・その他）" not in text


def test_the_passage_of_a_table_is_not_called_that_of_a_document(client: FlaskClient) -> None:
    text = page(client, f"/initiatives/{item(client, 'ひばりバス')['id']}")
    assert "取り込んだ表の文です。" in text
    assert "PDFから取り出した" not in text
