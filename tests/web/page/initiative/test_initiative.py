from __future__ import annotations

import html
import json
import re
from typing import TYPE_CHECKING

import msgspec
import pytest

from renkei_search import resources
from renkei_search.search.service import SearchService, build_index
from renkei_search.settings import Settings
from renkei_search.web.app import create_app
from tests.web.markup import links_of, read

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

    from flask.testing import FlaskClient

    from renkei_search.corpus.collection import Corpus

DENIM, DRAFT, EXAMPLE = "001-bingo-denim-project", "003-advanced-medicine", "004-wide-area-fire-service"


def linked_data(page: str) -> dict[str, Any]:
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, flags=re.DOTALL)
    assert found
    value: dict[str, Any] = json.loads(found[1])
    return value


def test_it_shows_all_that_is_known(client: FlaskClient) -> None:
    page = read(client, f"/initiatives/{DENIM}")
    for text in (
        "応募総数",
        "303件",
        "推定",
        "福山市",
        "備後圏域連携中枢都市圏",
        "令和5年度",
        "資料の該当箇所",
        "公表された取組",
    ):
        assert text in page


def test_the_passage_is_marked_in_its_context(client: FlaskClient) -> None:
    page = read(client, f"/initiatives/{DENIM}")
    assert "<mark>備中備後ジャパンデニムプロジェクト</mark>" in page
    passage = re.search(r"<pre>(.*?)</pre>", page, flags=re.DOTALL)
    assert passage
    assert "医療版ワーケーション" in re.sub(r"<mark>.*?</mark>", "", passage[1], flags=re.DOTALL)


def test_a_draft_is_marked_with_its_roles(client: FlaskClient) -> None:
    page = read(client, f"/initiatives/{DRAFT}")
    for text in (
        "協約の案に書かれた取組です",
        '<span class="draft">案</span>',
        "甲（富山市）",
        "乙（連携する市町村。資料では空欄）",
    ):
        assert text in page


def test_a_generic_example_says_that_it_belongs_to_no_region(client: FlaskClient) -> None:
    page = read(client, f"/initiatives/{EXAMPLE}")
    assert "制度の例示（特定の圏域のものではありません）" in page
    assert "圏域の市町村" not in page


def test_comparable_practice_comes_from_other_regions_with_what_is_shared(client: FlaskClient) -> None:
    section = read(client, "/initiatives/001-kumamoto-library-mutual-use").partition(
        'aria-labelledby="similar"'
    )[2]
    assert "熊本連携中枢都市圏" not in section
    assert re.search(r"共通する言葉：[^<]*図書館", section)
    assert "共通する政策分野：教育・文化・スポーツ" in section
    assert "<mark>図書館</mark>" in section


def test_comparable_practice_is_one_click_from_standing_side_by_side(client: FlaskClient) -> None:
    # The scheme's examples stand below.
    links = links_of(read(client, f"/initiatives/{DENIM}").partition('aria-labelledby="generic"')[0])
    pairs = [link for link in links if link.startswith(f"/compare?id={DENIM}&id=") and link.count("id=") == 2]
    assert len(pairs) == 5
    everything = next(link for link in links if link.count("&id=") == 5)
    assert read(client, everything).count('<th scope="col">') == 7


def test_it_is_put_on_the_list_by_a_link_that_stays_here(client: FlaskClient) -> None:
    assert f"/initiatives/{DENIM}?compare={DENIM}#{DENIM}" in links_of(read(client, f"/initiatives/{DENIM}"))
    assert "比較リスト：2件" in read(client, f"/initiatives/{DENIM}?compare={DENIM}&compare={DRAFT}")


def test_the_citation_names_source_date_and_address(client: FlaskClient) -> None:
    page = html.unescape(read(client, f"/initiatives/{DENIM}"))
    citation = page.partition('id="citation-text">')[2].partition("</p>")[0]
    for text in (
        "「備中備後ジャパンデニムプロジェクト」",
        "備後圏域連携中枢都市圏",
        "総務省（推定）『連携中枢都市圏の取組（37圏域の概要）』（題名は推定）",
        "令和5年度時点（推定）",
        "「備後圏域連携中枢都市圏の取組」のページ",
        f"http://localhost/initiatives/{DENIM}",
        "閲覧",
    ):
        assert text in citation


@pytest.mark.parametrize(
    ("initiative_id", "place"),
    [
        ("000-niigata-net119", "「連携する特徴的取組」の表、「新潟広域都市圏」「福祉」の行"),
        ("002-regional-medicine", "「連携施策（15施策）」の表、「地域医療」の行"),
        ("003-advanced-medicine", "の「(1)高度な医療サービスの提供」の行"),
    ],
)
def test_the_place_is_one_that_a_reader_of_the_paper_finds(
    client: FlaskClient, initiative_id: str, place: str
) -> None:
    page = html.unescape(read(client, f"/initiatives/{initiative_id}"))
    assert place in page.partition('id="citation-text">')[2].partition("</p>")[0]
    assert "行目" not in page


def test_a_draft_is_cited_as_one(client: FlaskClient) -> None:
    page = html.unescape(read(client, f"/initiatives/{DRAFT}"))
    assert "協約の案" in page.partition('id="citation-text">')[2].partition("</p>")[0]


def test_machines_read_the_same(client: FlaskClient) -> None:
    data = linked_data(read(client, f"/initiatives/{DRAFT}"))
    assert data["url"] == f"http://localhost/initiatives/{DRAFT}"
    assert data["creativeWorkStatus"] == "Draft"
    assert data["spatialCoverage"]["name"] == "富山広域連携中枢都市圏"
    assert "spatialCoverage" not in linked_data(read(client, f"/initiatives/{EXAMPLE}"))


def test_linked_data_cannot_end_its_element(corpus: Corpus, tmp_path: Path) -> None:
    evil = "</script><script>alert(1)</script>図書館"
    initiative = msgspec.structs.replace(corpus.initiatives[0], title=evil, description=evil)
    build_index(tmp_path, msgspec.structs.replace(corpus, initiatives=(initiative,)))
    settings = Settings(corpus=(tmp_path,), index=tmp_path, templates=resources.templates_folder())
    client = create_app(settings, SearchService(tmp_path)).test_client()
    page = read(client, f"/initiatives/{initiative.id}")
    assert "<script>alert" not in page
    assert linked_data(page)["name"] == evil
