from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, unquote_plus, urlsplit

import pytest

from renkei_search.facet.registry import FilterName
from renkei_search.model.prefecture import prefecture_code
from renkei_search.search.request import SearchRequest
from tests.web.markup import count_of, links_of, read

if TYPE_CHECKING:
    from flask.testing import FlaskClient

    from renkei_search.search.engine import SearchEngine

DENIM, DRAFT = "001-bingo-denim-project", "003-advanced-medicine"


def offered(page: str) -> list[tuple[str, str, int]]:
    """The suggestions of an empty answer: link, label, promised count."""
    empty = page.partition('<div class="offers">')[2].partition("</div>")[0]
    found = re.findall(r'<a href="([^"]+)">(.+?)（(\d+)件）</a>', empty)
    return [(html.unescape(link), html.unescape(label), int(count)) for link, label, count in found]


def test_a_result_shows_who_does_it_where_with_the_passage_marked(client: FlaskClient) -> None:
    page = read(client, "/search?q=病児保育")
    for text in (
        "因幡・但馬麒麟のまち連携中枢都市圏",
        "鳥取県・兵庫県",
        "連携中枢都市圏の取組（37圏域の概要）（令和5年度時点・推定）",
    ):
        assert text in page
    assert "<mark>病児・病後児保育</mark>" in page


def test_the_count_is_announced_with_the_regions(client: FlaskClient) -> None:
    page = read(client, "/search?q=病児保育")
    assert re.search(r'role="status"><strong>6件</strong>（6圏域）', page)
    assert "<title>「病児保育」の取組（6件）｜" in page


def test_the_regions_counted_are_the_chosen_ones(client: FlaskClient) -> None:
    assert "（1圏域）" in read(client, "/search?q=移住&region=aomori")


@pytest.mark.parametrize(
    "query", ["region=-bingo", "q=移住&region=-aomori", "q=図書館&region=-_missing", "prefecture=-広島県"]
)
def test_a_region_that_is_excluded_is_not_counted(client: FlaskClient, query: str) -> None:
    regions, address = set(), f"/api/v1/search?{query}&per_page=100"
    while address:
        answer = client.get(address).get_json()
        regions |= {item["region"]["id"] for item in answer["items"] if item["region"]}
        address = answer["links"]["next"]
    assert f"（{len(regions)}圏域" in read(client, f"/search?{query}")


@pytest.mark.parametrize(
    "path",
    ["/search?q=移住&region=aomori&category=ア", "/search?q=移住&view=region&region=aomori&category=ア"],
)
def test_chosen_filters_are_chips_that_remove_themselves(client: FlaskClient, path: str) -> None:
    page = read(client, path)
    assert "圏域：青森圏域連携中枢都市圏" in page
    left = [
        link
        for link in links_of(page)
        if "category=" in link
        and "region=aomori" not in link
        and "region=" not in link.replace("view=region", "")
    ]
    assert any(parse_qs(urlsplit(link).query)["category"] == ["ア"] for link in left)
    assert 'value="aomori" checked' in page


def test_policy_fields_are_a_tree_of_check_boxes(client: FlaskClient) -> None:
    tree = read(client, "/search?q=病児保育").partition('<legend class="visually-hidden">政策分野</legend>')[
        2
    ]
    tree = tree.partition("</fieldset>")[0]
    assert tree.index('value="ウ"') < tree.index('value="ウ-A"') < tree.index('value="ウ-A-c"')
    assert tree.count("<details open>") == 2


def test_a_long_tree_is_folded_but_for_what_is_chosen(client: FlaskClient) -> None:
    tree = read(client, "/search?field=ウ-A-c").partition('id="narrow"')[2].partition("</fieldset>")[0]
    assert tree.count("<details open>") == 3  # the facet, ウ, ウ-A
    assert tree.count("<details>") > 1


def test_regions_are_grouped_by_prefecture_the_long_tail_apart(client: FlaskClient) -> None:
    facet = read(client, "/search").partition('data-facet="圏域"')[2].partition("</fieldset>")[0]
    shown, _, rest = facet.partition('<details class="rest">')
    assert shown.count('name="region"') == 8
    assert shown.count('name="region"') + rest.count('name="region"') == 44  # 43 regions, and none
    headings = re.findall(r'group-name">([^<]+)<', rest)
    assert headings == sorted(headings, key=lambda name: 99 if name == "そのほか" else prefecture_code(name))
    assert len(headings) > 15
    assert "すべて表示（ほか36）" in rest


def test_by_region_the_matches_of_each_stand_together(client: FlaskClient) -> None:
    page = read(client, "/search?q=移住&view=region")
    groups = re.findall(r'<section class="region-group">(.*?)</section>', page, flags=re.DOTALL)
    assert len(groups) == 10
    names = [re.search(r"<h2>(?:<a[^>]*>)?([^<]+)", group)[1] for group in groups]  # type: ignore[index]
    assert len(set(names)) == len(names)
    assert all(1 <= group.count("<article") <= 3 for group in groups)
    assert "<mark>移住</mark>" in page


def test_by_region_a_link_leads_to_all_matches_of_a_region(client: FlaskClient) -> None:
    page = read(client, "/search?view=region")
    link, count = re.search(r'<p class="more"><a href="([^"]+)">[^<]+の(\d+)件をすべて見る', page).groups()  # type: ignore[union-attr]
    assert count_of(client, link) == int(count)


def test_by_region_every_region_is_on_one_page_only(client: FlaskClient, engine: SearchEngine) -> None:
    seen: list[str] = []
    for number in range(1, 6):
        page = read(client, f"/search?q=移住&view=region&page={number}")
        seen += re.findall(r'<h2><a href="/regions/([^"]+)"', page)
    expected = {initiative.region for initiative in engine.scan(SearchRequest("移住")) if initiative.region}
    assert len(seen) == len(set(seen))
    assert set(seen) == expected


def test_the_view_is_kept_when_narrowing_sorting_and_paging(client: FlaskClient) -> None:
    page = read(client, "/search?q=移住&view=region")
    assert '<input type="hidden" name="view" value="region">' in page
    assert all("view=region" in link for link in links_of(page) if "sort=" in link or "page=" in link)


def test_a_draft_is_marked_in_either_view(client: FlaskClient) -> None:
    for path in ("/search?source=003", "/search?source=003&view=region"):
        assert '<span class="draft">案</span>' in read(client, path)


def test_every_result_leads_to_comparable_practice(client: FlaskClient) -> None:
    assert f"/initiatives/{DENIM}#similar" in links_of(read(client, "/search?q=デニム"))
    assert 'id="similar"' in read(client, f"/initiatives/{DENIM}")


def test_a_result_is_put_on_the_list_and_taken_off_by_links(client: FlaskClient) -> None:
    add = f"/search?q=%E3%83%87%E3%83%8B%E3%83%A0&compare={DENIM}#{DENIM}"
    assert add in links_of(read(client, "/search?q=デニム"))
    page = read(client, add)
    assert "比較リスト：1件" in page
    assert f"/compare?id={DENIM}" in links_of(page)
    assert f"/search?q=%E3%83%87%E3%83%8B%E3%83%A0#{DENIM}" in links_of(page)


def test_the_list_is_kept_in_every_link_of_the_search(client: FlaskClient) -> None:
    page = read(client, f"/search?q=移住&region=aomori&compare={DENIM}")
    assert f'<input type="hidden" name="compare" value="{DENIM}">' in page
    main = page.partition("<main")[2].partition("</main")[0]
    for link in links_of(main):
        path = urlsplit(link).path
        if path.startswith("/initiatives/"):
            assert f"compare={DENIM}" in link
    assert f"/search?q=%E7%A7%BB%E4%BD%8F&compare={DENIM}" in links_of(main)


def test_a_full_list_leads_to_the_comparison(client: FlaskClient, engine: SearchEngine) -> None:
    ids = [initiative.id for initiative in engine.scan(SearchRequest("移住"))][:6]
    page = read(client, "/search?q=デニム&" + "&".join(f"compare={one}" for one in ids))
    assert "比較リストを整理する（6件まで）" in page
    assert "/compare?" + "&".join(f"id={one}" for one in ids) in links_of(page)


def test_an_unknown_id_on_the_list_is_named(client: FlaskClient) -> None:
    page = read(client, f"/search?q=移住&compare=nothing&compare={DENIM}")
    assert "見つからない取組（nothing）を比較リストから外しました" in page
    assert "比較リスト：1件" in page


def test_files_and_feed_have_the_same_search(client: FlaskClient) -> None:
    page = read(client, "/search?q=移住&region=aomori&sort=region&view=region&page=1")
    query = "q=%E7%A7%BB%E4%BD%8F&region=aomori&sort=region"
    assert {f"/search.csv?{query}", f"/search.xlsx?{query}", f"/search.atom?{query}"} <= set(links_of(page))


def test_the_sheet_bears_query_date_and_source(client: FlaskClient) -> None:
    page = read(client, "/search?q=移住")
    assert re.search(r'class="print-only">検索した日：\d{4}年\d+月\d+日　http://localhost/search\?q=', page)
    assert '<p class="cite">出典：' in page


def test_an_empty_answer_offers_what_would_find_something(client: FlaskClient) -> None:
    page = read(client, "/search?q=デニム&region=aomori")
    assert "「デニム」の取組は、選んだ条件の中にはありません（0件）" in page
    link, _, count = next(found for found in offered(page) if "圏域：青森圏域連携中枢都市圏" in found[1])
    assert count == 1
    assert f"/initiatives/{DENIM}" in links_of(read(client, link))


@pytest.mark.parametrize(
    ("query", "label"),
    [
        ("q=火葬場&expand=0", "言い換えも含めて探す"),
        ("q=デニム&region=aomori&kind=teiju-jiritsu", "条件をすべて外す"),
        ("q=「産地 デニム」&expand=0", "続けて書かれていないものも含めて"),
        ("q=題名:婚活 デニム&expand=0", "どれか一つの言葉があてはまる"),
        ("q=デニム -デニム", "除く条件をやめる"),
        ("q=デニム&region=-bingo", "「圏域：備後圏域連携中枢都市圏」を除く条件を外す"),
        ("q=デニム&region=-bingo&region=-aomori", "など2つを除く条件を外す"),
        ("q=デニム&region=aomori&region=nagano", "「圏域：青森圏域連携中枢都市圏」など2つの条件を外す"),
        ("q=圏域:デニム&expand=0", "項目を限らずに探す"),
        ("q=デニム ジャパン 火葬&expand=0", "「火葬」を使わずに探す"),
    ],
)
def test_an_offered_change_finds_the_promised_number(client: FlaskClient, query: str, label: str) -> None:
    ways = offered(read(client, f"/search?{query}"))
    assert any(label in text for _, text, _ in ways), ways
    for link, _, count in ways:
        assert count_of(client, link) == count > 0


def test_filters_are_not_blamed_for_what_is_not_held(client: FlaskClient) -> None:
    page = read(client, "/search?q=空き家&region=aomori")
    assert "「空き家」の取組は、収録した資料にありません（0件）" in page
    assert not any("条件を" in label for _, label, _ in offered(page))


def test_dropping_a_word_keeps_the_meaning_of_the_others(client: FlaskClient) -> None:
    ways = offered(read(client, "/search?q=「相互利用」 デニム -移住 title:観光"))
    assert ways
    for link, label, _ in ways:
        text = unquote_plus(link.partition("q=")[2])
        assert "移住" not in text or "-移住" in text
        assert "相互利用" not in text or "「相互利用」" in text or "続けて" in label


def test_without_anything_related_the_receipt_does_not_promise_it(client: FlaskClient) -> None:
    assert "下に分けて示しました" not in read(client, "/search?q=デニム&region=nagano")


def test_words_without_terms_are_named(client: FlaskClient) -> None:
    assert "「の」は、助詞や記号だけのため、検索に使っていません" in read(client, "/search?q=図書館+の")


@pytest.mark.parametrize("view", ["", "&view=region"])
def test_a_page_beyond_the_last_leads_back(client: FlaskClient, view: str) -> None:
    page = read(client, f"/search?q=図書館&page=9{view}")
    assert re.search(r'href="/search\?q=[^"]*">1ページ目を表示する', page)


def test_the_receipt_is_said_in_words_with_one_click_undo(client: FlaskClient) -> None:
    page = html.unescape(read(client, "/search?q=火葬場"))
    assert "「火葬場」は、「斎場」" in page
    undo = next(link for link in links_of(page) if "expand=0" in link)
    exact = html.unescape(read(client, undo))
    assert "入力した言葉どおりに探しています" in exact
    assert "「火葬場」の取組は、収録した資料にありません（0件）" in exact


def test_a_correction_is_said_and_can_be_undone(client: FlaskClient) -> None:
    page = read(client, "/search?q=異動支援")
    assert "「異動支援」の取組は見つからなかったため、「移動支援」で探しました。" in page
    assert "「異動支援」のまま探す</a>" in page


def test_a_known_word_is_not_corrected_but_what_sounds_like_it_is_offered(client: FlaskClient) -> None:
    page = client.get("/search?q=点字").text
    assert "「点字」の取組は、収録した資料にありません（0件）" in page
    assert "もしかして" not in page
    assert "「展示」（3件）" in page


def test_related_initiatives_have_a_heading_of_their_own(client: FlaskClient) -> None:
    page = read(client, "/search?q=夜間中学")
    assert page.index("内容の近い取組</h2>") > page.index("姫路市立あかつき中学校")
    assert "<strong>3件</strong>" in page


def test_without_a_match_the_page_claims_none(client: FlaskClient) -> None:
    page = html.unescape(read(client, "/search?q=空き家"))
    heading = "「空き家」の取組は、収録した資料にありません（0件）"
    assert f'<h1 id="heading">{heading}</h1>' in page
    assert f"<title>{heading}｜" in page
    assert "<li>探した言葉：「空き家」</li>" in page
    assert re.search(r"<li>言い換え：「[^」]+」", page)
    near = page.partition('<h2 id="related">内容の近い取組</h2>')[2].partition("</section>")[0]
    cards = near.split("<article")[1:]
    assert cards
    assert all(re.search(r'<p class="shared">(近い|意味の近い)(取組の型|言葉)：', card) for card in cards)
    assert 'class="total"' not in page


def test_a_type_that_is_only_close_leads_to_a_search_for_its_name(client: FlaskClient) -> None:
    page = html.unescape(read(client, "/search?q=空き家"))
    close = re.findall(r'<p class="shared">意味の近い取組の型：<a href="([^"]+)">([^<]+)</a>', page)
    assert close
    for address, name in close:
        assert parse_qs(urlsplit(address).query) == {"q": [name]}
        assert "<article" in read(client, address)


def test_a_match_by_a_synonym_alone_says_which(client: FlaskClient) -> None:
    cards = read(client, "/search?q=婚活").partition('class="related"')[0].split("<article")[1:]
    assert [card for card in cards if '<p class="found-by">' in card] == cards[3:] != []
    assert "<mark>婚活</mark>" in cards[0]
    assert "<mark>婚活</mark>" not in "".join(cards[3:])
    assert '<p class="found-by">「斎場」で見つかりました</p>' in read(client, "/search?q=火葬場")


def test_words_that_are_never_together_are_counted_each(client: FlaskClient) -> None:
    page = html.unescape(read(client, "/search?q=図書館 デニム"))
    assert "「図書館 デニム」のすべてにあてはまる取組は、収録した資料にありません（0件）" in page
    counts = [(label, count_of(client, link), count) for link, label, count in offered(page)[:2]]
    assert [label for label, _, _ in counts] == ["「図書館」", "「デニム」"]
    assert all(found == promised > 0 for _, found, promised in counts)


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("京都市", "京都市が参加する圏域は、収録していません。"),
        ("きょうとし", "「きょうとし」（京都市）が参加する圏域は、収録していません。"),
        ("宇都宮市", "宇都宮市が参加する圏域は、収録していません。"),
    ],
)
def test_a_municipality_that_is_not_held_is_said_so(client: FlaskClient, query: str, sentence: str) -> None:
    page = html.unescape(read(client, f"/search?q={query}"))
    assert sentence in page
    assert f"「{query}」の取組は、収録した資料にありません（0件）" in page


def test_a_word_typed_by_its_reading_is_said_to_be_read(client: FlaskClient) -> None:
    page = html.unescape(read(client, "/search?q=としょかん"))
    assert "「としょかん」は、「図書館」と読んで探しました。" in page
    assert count_of(client, "/search?q=としょかん") == count_of(client, "/search?q=図書館") > 0


def test_conditions_without_a_form_field_are_kept(client: FlaskClient) -> None:
    page = read(client, "/search?q=移住&expand=0&municipality=尾道市&sort=region")
    for name, value in (("expand", "0"), ("municipality", "尾道市"), ("sort", "region")):
        assert f'<input type="hidden" name="{name}" value="{value}">' in page


def test_a_choice_is_sent_once(client: FlaskClient) -> None:
    page = read(client, "/search?region=aomori")
    for name in FilterName:
        values = re.findall(rf'name="{name}" value="([^"]+)"', page)
        assert len(values) == len(set(values))


def test_an_excluded_value_is_a_chip_that_removes_itself(client: FlaskClient) -> None:
    page = read(client, "/search?q=移住&region=-aomori&kind=renkei-chusu")
    chip = re.search(r'<a href="([^"]+)">圏域：青森圏域連携中枢都市圏を除く<', page)
    assert chip
    assert html.unescape(chip[1]) == "/search?q=%E7%A7%BB%E4%BD%8F&kind=renkei-chusu"


def test_an_exclusion_is_kept_by_the_form_and_cannot_be_chosen_against(client: FlaskClient) -> None:
    page = read(client, "/search?q=移住&region=-aomori")
    assert '<input type="hidden" name="region" value="-aomori">' in page
    assert 'value="aomori"' not in page
    assert '<span>青森圏域連携中枢都市圏</span> <span class="count">除いています</span>' in page


def test_what_the_words_name_is_opened_from_the_results(client: FlaskClient) -> None:
    assert 'href="/regions/kumamoto">圏域「熊本連携中枢都市圏」のページを開く' in read(
        client, "/search?q=熊本連携中枢都市圏"
    )
    page = read(client, "/search?q=図書館における圏域住民の相互利用")
    assert 'href="/initiatives/001-kumamoto-library-mutual-use">取組「図書館における' in page
    assert "のページを開く" not in read(client, "/search?q=図書館")


@pytest.mark.parametrize("query", ["q=移住", "q=空き家", "field=ウ-A-c", "q=デニム&region=aomori"])
def test_every_search_can_be_followed_and_passed_on(client: FlaskClient, query: str) -> None:
    page = read(client, f"/search?{query}&own=bingo&compare=001-bingo-denim-project")
    links = re.findall(r'<a id="(?:feed|page)-address" href="([^"]+)"[^>]*>([^<]+)</a>', page)
    assert [urlsplit(html.unescape(url)).path for url, _ in links] == ["/search.atom", "/search"]
    for url, text in links:
        assert html.unescape(text) == f"http://localhost{html.unescape(url)}"
        assert not {"own", "compare"} & set(parse_qs(urlsplit(html.unescape(url)).query))
        assert client.get(html.unescape(url)).status_code == 200
