"""Eleven journeys of a planner (企画担当), each with and without JavaScript.

1. Search a word, read the first result.
2. Search a word that has other names; see in the receipt what was added, take it back, and allow it again.
3. Misspell a word, get what was meant, insist on the word as typed, go back.
4. Narrow by policy field and region, then remove a chip. When nothing is left, follow a suggestion.
5. Group the results by region and see all of one region.
6. Open an initiative, see its passage in the source, go on to a comparable one in another region.
7. Collect three initiatives, put them side by side, move one, take one off, see only what differs, save as XLSX.
8. Paste a draft plan and find who already does this.
9. See in the matrix which regions have initiatives in a field and which have none, and open one of the former.
10. Go from a region to similar ones, and to a field that these have and it lacks.
11. Make a council paper of a comparison, as a file and for printing; the note is not in the address.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.state import DENIM, DRAFT_TEXT

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

    from tests.browser.stage import Stage


@pytest.fixture(params=[True, False], ids=["script", "no-script"])
def page(stage: Stage, request: pytest.FixtureRequest) -> Page:
    return stage.page(scripts=request.param)


def search(page: Page, words: str) -> None:
    page.goto("/")
    page.get_by_label("探したい取組の言葉").fill(words)
    page.get_by_role("button", name="検索", exact=True).click()
    page.wait_for_url("**/search?**")


def count_of(locator: Locator) -> int:
    """The number in a text such as 12件."""
    found = re.search(r"(\d+)件", locator.inner_text())
    assert found, locator.inner_text()
    return int(found[1])


def total(page: Page) -> int:
    """The count that the page states, in its title in either case."""
    found = re.search(r"（(\d+)件）", page.title())
    assert found, page.title()
    return int(found[1])


def results(page: Page) -> Locator:
    return page.locator(".results > .card")


def test_1_search_a_word_and_read_the_first_result(page: Page) -> None:
    search(page, "病児保育")
    assert total(page) == results(page).count()
    expect(results(page).first.locator("mark").first).to_contain_text("病児")
    heading = results(page).first.get_by_role("heading")
    title = heading.inner_text()
    heading.get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    expect(page.get_by_text("このページのアドレス")).to_be_visible()


def test_2_see_what_was_added_to_the_words_and_take_it_back(page: Page) -> None:
    search(page, "火葬場")
    expect(page.locator(".receipt")).to_contain_text("「火葬場」は、「斎場」")
    found = total(page)
    page.locator(".receipt summary").click()
    page.get_by_role("link", name="入力した言葉どおりに探す").click()
    expect(page.locator(".results")).to_contain_text("入力した言葉どおりに探しています")
    assert total(page) < found
    page.get_by_role("link", name="言い換えや、内容の近い取組も探す").click()
    expect(page.locator(".receipt")).to_be_visible()
    assert total(page) == found


def test_3_a_misspelling_is_corrected_and_the_word_as_typed_is_one_click_away(page: Page) -> None:
    search(page, "異動支援")
    corrected_line = page.locator(".corrected")
    expect(corrected_line).to_contain_text("「移動支援」で探しました")
    corrected = page.url
    page.get_by_role("link", name="「異動支援」のまま探す").click()
    expect(page.get_by_label("探したい取組の言葉")).to_have_value("異動支援")
    assert "expand=0" in page.url
    page.go_back()
    assert page.url == corrected
    expect(corrected_line).to_contain_text("「移動支援」で探しました")


def test_4_narrow_by_field_and_region_and_remove_a_chip(page: Page) -> None:
    search(page, "移住")
    everything = total(page)
    label = page.locator("label", has=page.locator('input[name="region"]:visible')).first
    name = label.locator("span").first.inner_text()
    label.get_by_role("checkbox").check()
    page.locator("[data-count]").click()
    page.wait_for_url("**region=**")
    page.locator('input[name="field"]:visible').nth(1).check()
    page.locator("[data-count]").click()
    page.wait_for_url("**field=**")
    narrowed = total(page)
    assert 0 < narrowed < everything
    expect(page.locator(".chips li")).to_have_count(3)  # two chips, and the one that removes both
    page.locator(".chips a", has_text=f"圏域：{name}").click()
    page.wait_for_url(lambda url: "region=" not in url)
    assert "field=" in page.url
    assert narrowed <= total(page) < everything


def test_4_when_nothing_is_left_a_way_out_finds_what_it_promises(page: Page) -> None:
    page.goto("/search?q=デニム&region=aomori")
    expect(page.get_by_role("heading", level=1, name="選んだ条件の中にはありません（0件）")).to_be_visible()
    way = page.locator(".offers li a").first
    promised = count_of(way)
    way.click()
    expect(results(page).first).to_be_visible()
    assert total(page) == promised


def test_5_group_by_region_and_see_all_of_one(page: Page) -> None:
    search(page, "促進")
    page.get_by_role("link", name="圏域ごと").click()
    groups = page.locator(".region-group")
    expect(groups.first).to_be_visible()
    assert groups.count() > 3
    group = groups.filter(has=page.locator(".more")).first
    promised = count_of(group.locator("h2"))
    group.locator(".more a").click()
    page.wait_for_url("**region=**")
    assert total(page) == promised > 3


def test_6_open_an_initiative_see_its_source_and_go_to_a_comparable_one(page: Page) -> None:
    search(page, "デニム")
    results(page).first.get_by_role("link", name=re.compile("^近い取組を見る")).click()
    assert page.url.endswith("#similar")
    expect(page.locator(".passage mark").first).to_contain_text("デニム")
    here = page.locator("article.initiative .place a").inner_text()
    there = page.locator(".comparable .card").first
    assert there.locator(".place a").inner_text() != here
    expect(there.locator(".shared").first).to_contain_text("共通する")
    title = there.get_by_role("heading").inner_text()
    there.get_by_role("heading").get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)


def test_7_collect_three_and_compare_them(page: Page) -> None:
    search(page, "図書館")
    names = [results(page).nth(n).get_by_role("heading").inner_text() for n in range(3)]
    for n in range(3):
        results(page).nth(n).get_by_text("比較に追加").click()
        expect(page.locator("[data-compare-status]")).to_contain_text(f"比較リスト：{n + 1}件")
    page.get_by_role("link", name="並べて比べる").last.click()
    columns = page.locator(".comparison thead th:not(:first-child) > a")
    expect(columns).to_have_text(names)

    page.get_by_role("link", name=f"後ろへ移す：{names[0]}").click()
    expect(columns).to_have_text([names[1], names[0], names[2]])
    page.get_by_role("link", name=re.compile(f"^外す.*{names[2]}")).click()
    expect(columns).to_have_text([names[1], names[0]])
    rows = page.locator(".comparison tbody tr")
    before = rows.count()
    page.get_by_role("link", name="違うところだけ").click()
    expect(page.locator(".comparison .same")).to_have_count(0)
    assert 0 < rows.count() < before

    with page.expect_download() as saving:
        page.get_by_role("link", name="Excel").click()
    assert saving.value.path().read_bytes().startswith(b"PK")


def test_8_paste_a_draft_and_find_who_does_it_already(page: Page, stage: Stage) -> None:
    page.goto("/similar")
    page.get_by_label("取組の文章").fill(DRAFT_TEXT)
    page.get_by_role("button", name="近い取組を探す").click()
    found = page.locator(".card")
    expect(found.first).to_contain_text("共通する言葉")
    expect(found.first.locator("mark").first).to_be_visible()
    expect(page.get_by_label("取組の文章")).to_have_value(DRAFT_TEXT)
    # It may be confidential: it is neither here nor in any address that the browser requested.
    assert page.url.endswith("/similar")
    assert not any("text=" in url for url in stage.requests)


def test_9_see_in_the_matrix_what_is_empty_and_open_what_is_not(page: Page) -> None:
    page.goto("/matrix")
    blank = page.locator(".matrix tbody td.blank").first
    assert blank.get_by_role("link").count() == 0
    expect(page.get_by_text("収録した資料に記述がない", exact=False)).to_be_visible()
    cell = page.locator(".matrix tbody td.step2 a").first
    promised = int(cell.inner_text())
    cell.click()
    page.wait_for_url("**/search?**")
    assert total(page) == promised
    page.go_back()
    expect(page.locator(".matrix")).to_be_visible()


def test_10_from_a_region_to_its_peers_and_what_it_lacks(page: Page) -> None:
    page.goto("/regions")
    page.locator("#list").get_by_role("link", name="備後圏域").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("備後")
    peer = page.locator(".peers > li").first
    expect(peer.locator(".tags li").first).to_be_visible()
    lacking = page.locator(".lacking a").first
    promised = count_of(lacking)
    lacking.click()
    page.wait_for_url("**/search?**")
    assert total(page) == promised
    page.go_back()
    name = peer.get_by_role("link").first.inner_text()
    peer.get_by_role("link").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)


def test_an_initiative_is_added_on_its_own_page_too(page: Page) -> None:
    page.goto(f"/initiatives/{DENIM}")
    page.locator("article.initiative").get_by_text("比較に追加").click()
    expect(page.locator("article.initiative").get_by_text("比較から外す")).to_be_visible()
    page.get_by_role("link", name="並べて比べる").last.click()
    expect(page.locator(".comparison thead th")).to_have_count(2)


def test_11_a_paper_is_made_of_a_comparison(page: Page) -> None:
    page.goto(f"/compare?id={DENIM}&id=000-niigata-net119")
    page.get_by_role("link", name="資料を作る").click()
    page.get_by_label("資料の見出し").fill("医療の連携")
    page.get_by_label("所見").fill("本市から始めたい。")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="資料を作る").click()
    assert waiting.value.suggested_filename.startswith("renkei-search_医療の連携_")
    assert waiting.value.suggested_filename.endswith(".docx")
    page.get_by_label("印刷用のページ").check()
    page.get_by_role("button", name="資料を作る").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("医療の連携")
    expect(page.get_by_text("本市から始めたい。")).to_be_visible()
    assert page.url.endswith("/paper")
