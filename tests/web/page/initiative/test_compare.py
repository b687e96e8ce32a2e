from __future__ import annotations

import re
from typing import TYPE_CHECKING

from renkei_search.search.request import SearchRequest
from tests.web.markup import links_of, read

if TYPE_CHECKING:
    from flask.testing import FlaskClient

    from renkei_search.search.engine import SearchEngine

DENIM, DRAFT, DOCTORS = "001-bingo-denim-project", "003-advanced-medicine", "001-bingo-medical-workation"


def compare(*ids: str) -> str:
    return "/compare?" + "&".join(f"id={one}" for one in ids)


def columns(page: str) -> list[str]:
    return re.findall(r'<th scope="col">\s*<a href="/initiatives/([^"?]+)', page)


def row(page: str, label: str) -> str:
    found = re.search(rf'<tr[^>]*>\s*<th scope="row">{label}.*?</tr>', page, flags=re.DOTALL)
    assert found, label
    return found[0]


def test_initiatives_stand_side_by_side_in_the_order_given(client: FlaskClient) -> None:
    page = read(client, compare(DENIM, DRAFT, DOCTORS))
    assert columns(page) == [DENIM, DRAFT, DOCTORS]
    labels = re.findall(r'<th scope="row">([^<]+)', page)
    assert labels == [
        "圏域",
        "都道府県",
        "圏域の人口",
        "連携する市町村",
        "取組の区分",
        "政策分野",
        "内容",
        "役割分担",
        "数値",
        "期間",
        "段階",
        "出典",
    ]


def test_cells_show_population_partners_roles_and_figures(client: FlaskClient) -> None:
    page = read(client, compare(DENIM, DRAFT))
    assert "875,682人" in row(page, "圏域の人口")
    assert "不明（収録した資料に記載なし）" in row(page, "圏域の人口")
    assert "中心市：福山市" in row(page, "連携する市町村")
    assert "圏域の8市町村：福山市、" in row(page, "連携する市町村")
    assert "甲（富山市）：" in row(page, "役割分担")
    assert "調査の年" not in row(page, "圏域の人口")
    assert "応募総数：303件" in row(page, "数値")
    assert "協約の案" in row(page, "段階")


def test_participants_named_by_the_source_come_before_the_members(
    client: FlaskClient, engine: SearchEngine
) -> None:
    found = next(one for one in engine.scan(SearchRequest()) if one.municipalities)
    assert f"{len(found.municipalities)}市町村が参加" in row(
        read(client, compare(found.id)), "連携する市町村"
    )


def test_rows_that_agree_are_marked_in_words(client: FlaskClient) -> None:
    page = read(client, compare(DENIM, DOCTORS))
    assert "すべて同じ" in row(page, "圏域の人口")
    assert "すべて同じ" not in row(page, "内容")


def test_only_differences_leaves_out_the_rows_that_agree(client: FlaskClient) -> None:
    switch = f"{compare(DENIM, DOCTORS)}&differing=1"
    assert switch in links_of(read(client, compare(DENIM, DOCTORS)))
    page = read(client, switch)
    assert '<th scope="row">内容' in page
    assert '<th scope="row">圏域の人口' not in page
    assert re.search(r"すべて同じ\d項目を隠しています", page)


def test_common_lines_are_marked_in_rows_that_differ(client: FlaskClient) -> None:
    cells = row(read(client, compare(DENIM, DRAFT)), "圏域")
    assert cells.count("共通") == 2


def test_one_is_taken_out_or_moved_by_links(client: FlaskClient) -> None:
    links = links_of(read(client, compare(DENIM, DRAFT, DOCTORS)))
    assert {compare(DENIM, DOCTORS), compare(DRAFT, DENIM, DOCTORS), compare(DENIM, DOCTORS, DRAFT)} <= set(
        links
    )


def test_the_list_goes_along_to_the_search(client: FlaskClient) -> None:
    assert f"/search?compare={DENIM}&compare={DRAFT}" in links_of(read(client, compare(DENIM, DRAFT)))


def test_the_workbook_has_the_same_initiatives(client: FlaskClient) -> None:
    assert f"/compare.xlsx?id={DENIM}&id={DRAFT}" in links_of(read(client, compare(DENIM, DRAFT)))


def test_more_than_six_wait_and_can_take_a_place(client: FlaskClient, engine: SearchEngine) -> None:
    ids = [initiative.id for initiative in engine.scan(SearchRequest("移住"))][:8]
    page = read(client, compare(*ids))
    assert columns(page) == ids[:6]
    assert "一度に比べられるのは6件までです" in page
    exchanged = compare(*ids[:5], ids[7], ids[5], ids[6])
    assert exchanged in links_of(page)
    assert columns(read(client, exchanged)) == [*ids[:5], ids[7]]
    assert "compare.xlsx?" + "&".join(f"id={one}" for one in ids[:6]) + '"' in page.replace("&amp;", "&")


def test_an_unknown_id_is_named_and_the_others_are_shown(client: FlaskClient) -> None:
    page = read(client, compare(DENIM, "nothing", DRAFT))
    assert "「nothing」という取組はありません。ほかの2件を示しています" in page
    assert columns(page) == [DENIM, DRAFT]


def test_if_none_is_known_the_page_is_not_found(client: FlaskClient) -> None:
    assert "「nothing」という取組はありません" in read(client, compare("nothing"), 404)


def test_an_id_given_twice_stands_once(client: FlaskClient) -> None:
    assert columns(read(client, compare(DENIM, DENIM))) == [DENIM]


def test_a_single_one_gets_proposals_to_compare_with(client: FlaskClient) -> None:
    page = read(client, compare(DENIM))
    assert "もう1件以上追加すると" in page
    added = [link for link in links_of(page) if link.startswith(f"/compare?id={DENIM}&id=")]
    assert len(added) == 3
    assert len(columns(read(client, added[0]))) == 2


def test_an_empty_comparison_says_how_to_begin(client: FlaskClient) -> None:
    page = read(client, "/compare")
    assert "「比較に追加」を押します" in page
    assert "<table" not in page


def test_the_table_scrolls_in_a_region_of_its_own(client: FlaskClient) -> None:
    page = read(client, compare(DENIM, DRAFT))
    assert '<div class="scroll" role="region" aria-labelledby="compare-caption" tabindex="0">' in page


def test_populations_of_different_years_say_so_and_have_one_unit(client: FlaskClient) -> None:
    cells = row(read(client, compare(DENIM, "000-niigata-net119")), "圏域の人口")
    assert "調査の年や資料が違います" in cells
    assert "約88万人" in cells
    assert "875,682人（年の記載なし。" in cells
    assert "約129万人" in cells


def test_populations_of_one_source_are_compared_where_their_surveys_differ(client: FlaskClient) -> None:
    """久留米 has figures of a census and of source 004, 熊本 of source 004 alone."""
    page = read(client, compare("001-kurume-tourism-products", "001-kumamoto-library-mutual-use"))
    cells = row(page, "圏域の人口")
    assert "同じ調査か資料の数値にそろえています" in cells
    assert "459,623人" in cells
    assert "452,986人" not in cells


def test_a_row_that_no_source_fills_is_folded_into_a_line(client: FlaskClient) -> None:
    page = read(client, compare(DENIM, "000-niigata-net119"))
    assert '<th scope="row">役割分担' not in page
    assert "どの取組についても資料に記載のない項目：役割分担" in page
    assert '<th scope="row">数値' in page
    assert "資料に記載のない項目" not in read(client, "/compare")


def test_an_example_of_the_scheme_lacks_nothing_that_a_region_has(client: FlaskClient) -> None:
    page = read(client, compare(DENIM, "004-growth-strategy-council"))
    assert "制度の例示（特定の圏域のものではありません）" in row(page, "圏域")
    for label in ("都道府県", "圏域の人口", "連携する市町村"):
        assert "資料に記載なし" not in row(page, label)
