from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from renkei_search.facet.registry import FilterName, value_label
from renkei_search.search.request import SearchRequest
from tests.web.markup import read

if TYPE_CHECKING:
    from flask.testing import FlaskClient

    from renkei_search.search.engine import SearchEngine


def heading_of(page: str) -> str:
    return page.partition('<h1 id="heading">')[2].partition("</h1>")[0]


@pytest.mark.parametrize(
    ("query", "heading"),
    [
        ("", "すべての取組"),
        ("q=病児保育", "「病児保育」の取組"),
        ("q=「相互利用」", "「相互利用」の取組"),
        ("q=図書館 OR 公民館", "「図書館 OR 公民館」の取組"),
        ("q=の", "「の」だけでは、取組を探せません（0件）"),
        ("q=の&region=aomori", "「の」だけでは、取組を探せません（0件）"),
        ("q=-", "すべての取組"),
        ("q=NOT&field=ウ-A-c", "「福祉・子育て」の取組"),
        ("q=市", "「市」だけでは、取組を探せません（0件）"),
        ("q=市 町村", "「市 町村」だけでは、取組を探せません（0件）"),
        ("q=-移住", "「移住」を除いた取組"),
        ("q=子どもが熱を出したときに預かる施設", "「子どもが熱を出したときに預かる施設」に合う取組"),
        ("q=移住&region=aomori", "「移住」の取組"),
        ("field=ウ-A-c", "「福祉・子育て」の取組"),
        ("prefecture=新潟県&field=ウ-A-c", "「新潟県」の「福祉・子育て」の取組"),
        ("field=ウ-A-c&prefecture=新潟県", "「新潟県」の「福祉・子育て」の取組"),
        ("prefecture=新潟県&prefecture=富山県", "「新潟県」「富山県」のどれかにあてはまる取組"),
        (
            "prefecture=新潟県&prefecture=富山県&field=ウ-A-c",
            "「新潟県」「富山県」のどれかの「福祉・子育て」の取組",
        ),
        (
            "prefecture=新潟県&prefecture=富山県&prefecture=石川県&prefecture=広島県",
            "「新潟県」「富山県」「石川県」など4つのどれかにあてはまる取組",
        ),
        ("municipality=尾道市", "「尾道市」が参加する取組"),
        ("year=2023", "実施年度が「令和5年度（2023）」の取組"),
        ("population=500000-1000000", "圏域の人口規模が「50万人以上100万人未満」の取組"),
        ("region=-bingo", "すべての取組（「備後圏域連携中枢都市圏」を除く）"),
        (
            "prefecture=新潟県&field=ア&kind=teiju-jiritsu",
            "選んだ条件のすべてにあてはまる取組は、ありません（0件）",
        ),
    ],
)
def test_the_heading_says_what_stands_below(client: FlaskClient, query: str, heading: str) -> None:
    assert heading_of(read(client, f"/search?{query}")) == heading


@pytest.mark.parametrize("name", FilterName)
def test_the_heading_names_the_filter_of_every_facet(
    small_client: FlaskClient, small_engine: SearchEngine, name: FilterName
) -> None:
    value = next(value for value, count in small_engine.count_by(SearchRequest(), name).items() if count)
    label = value_label(name, value, small_engine.catalogue)
    heading = heading_of(read(small_client, f"/search?{name.value}={value}"))
    assert heading == f"{name.declaration.phrase.text.format(f'「{label}」')}取組"


def test_filters_are_named_from_the_area_to_the_subject(client: FlaskClient) -> None:
    query = "field=ウ-A-c&category=ウ&source=001&kind=renkei-chusu&municipality=山形市&region=yamagata&prefecture=山形県"
    assert heading_of(read(client, f"/search?{query}")) == (
        "「山形県」の「山形連携中枢都市圏」の「山形市」が参加する「連携中枢都市圏」の"
        "資料「連携中枢都市圏の取組（37圏域の概要）」の「生活関連機能」の「福祉・子育て」の取組"
    )


def test_a_type_of_practice_is_named_as_inferred(client: FlaskClient) -> None:
    page = read(client, "/search?practice=night-junior-high")
    assert heading_of(page) == "取組の型「夜間中学の共同活用」（推定）の取組"


def test_a_heading_stays_short(client: FlaskClient) -> None:
    assert len(heading_of(read(client, f"/search?q={'図書館の相互利用' * 20}"))) < 70


def test_values_of_one_facet_are_said_to_be_alternatives(client: FlaskClient) -> None:
    page = read(client, "/search?q=移住&prefecture=新潟県&prefecture=富山県")
    assert "都道府県は、選んだ2つのどれかにあてはまる取組です。" in page
    assert "選んだ" not in read(client, "/search?q=移住&prefecture=新潟県").partition("<article")[0]
