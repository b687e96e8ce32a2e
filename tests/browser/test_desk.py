"""From a PDF on the desk to the search result, in a browser: read, correct, undo, close, reopen, import, search."""

from __future__ import annotations

import io
import re
import time
from contextlib import closing
from typing import TYPE_CHECKING, Any

import numpy as np
import openpyxl
import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.browser.audit import find_violations
from tests.browser.desk_stage import await_bench, await_saved, serve_desk
from tests.browser.stage import DESK, PHONE
from tests.desk.conftest import DOCUMENT, FILES
from tests.desk.test_recognising import READS, install, make_scan

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, BrowserContext, Page, Route

PATIENCE = 300_000  # milliseconds; programs are restarted, on machines that may be busy
TYPED = "鳥獣被害を減らす連携"


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    opened = browser.new_context(
        viewport={"width": DESK, "height": 900}, locale="ja-JP", reduced_motion="reduce"
    )
    opened.set_default_timeout(PATIENCE)
    with closing(opened):
        yield opened


def open_page(context: BrowserContext, address: str) -> Page:
    """A page whose console must stay empty and that contacts no other host."""
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    site = address.split("/desk/", maxsplit=1)[0]
    page.on("request", lambda asked: complaints.append(asked.url) if not asked.url.startswith(site) else None)
    page.complaints = complaints  # type: ignore[attr-defined]
    page.goto(address)
    return page


def complaints_of(page: Page) -> list[str]:
    found: list[str] = page.complaints  # type: ignore[attr-defined]
    return found


def heads(page: Page) -> list[str]:
    return page.locator("#panel-rows .row-title").all_inner_texts()


def rows(page: Page) -> Any:
    return page.locator("#panel-rows .rows > li")


def rows_tab(page: Page) -> Any:
    return page.get_by_role("tab", name=re.compile("^取組 "))


def look_back_and_forth(page: Page, original: list[str]) -> None:
    """Selecting a row highlights its passage, and selecting a passage finds its row."""
    page.get_by_role("button", name=original[1]).first.click()
    assert page.locator("g.passage-mark.chosen").count() >= 2
    page.locator("g.passage-mark.taken rect").first.click()
    expect(page.locator(".rows > li.chosen .row-title")).to_have_text(original[0])


def correct_and_undo(page: Page, original: list[str]) -> None:
    """Correct, split at the cursor, join, reject, and undo all of it."""
    title = page.get_by_label("取組名", exact=True)
    title.fill("医療と介護の相談窓口")
    title.press("Tab")
    await_saved(page)
    expect(page.locator(".rows > li.chosen")).to_contain_text("文を直した")
    description = page.get_by_label("具体的内容", exact=True)
    whole = description.input_value()
    at = whole.index("、") + 1
    description.evaluate(f"area => {{ area.focus(); area.setSelectionRange({at}, {at}) }}")
    page.keyboard.press("Alt+Enter")
    expect(rows(page)).to_have_count(5)
    expect(page.get_by_label("具体的内容", exact=True)).to_have_value(whole[at:])
    page.get_by_role("button", name="前の取組とまとめる").click()
    expect(rows(page)).to_have_count(4)
    page.get_by_role("button", name="取組から除く").click()
    expect(rows_tab(page)).to_contain_text("3")
    for count in (4, 5, 4):
        page.get_by_role("button", name="元に戻す").click()
        expect(rows(page)).to_have_count(count)
    page.get_by_role("button", name="やり直す").click()
    expect(rows(page)).to_have_count(5)
    for _ in range(2):
        page.get_by_role("button", name="元に戻す").click()
    expect(page.locator("#panel-rows .row-title").first).to_have_text(original[0])


def claim_and_close(page: Page, original: list[str], folder: Path) -> None:
    """Make a row of an unclaimed passage and reject it; then type until the browser is closed."""
    left = page.locator("g.passage-mark.left").count()
    page.locator("g.passage-mark.left").nth(1).locator("rect").first.click()
    page.get_by_role("button", name="取組にする", exact=True).click()
    # The message stays until the next step, although the page is drawn again.
    expect(page.locator("g.passage-mark.left")).to_have_count(left - 1)
    expect(page.get_by_role("status").filter(has_text="取組にしました")).to_be_visible()
    rows_tab(page).click()
    expect(rows(page)).to_have_count(5)
    page.get_by_role("button", name="取組から除く").click()
    expect(rows_tab(page)).to_contain_text("4")
    page.get_by_role("button", name=original[3]).first.click()
    page.get_by_label("取組名", exact=True).fill(TYPED)
    page.goto("about:blank")
    journal = next(folder.glob("own.desk/*/journal.jsonl"))
    end = time.monotonic() + PATIENCE / 1000
    while TYPED not in journal.read_text(encoding="utf-8") and time.monotonic() < end:
        time.sleep(0.05)


def confirm_facts(page: Page) -> None:
    page.get_by_role("tab", name=re.compile("資料と圏域")).click()
    page.locator("#panel-facts").get_by_label("圏域", exact=True).fill("霧ヶ丘定住自立圏")
    page.locator("#panel-facts").get_by_label("時点", exact=True).fill("令和6年3月")
    page.locator("#panel-facts").get_by_label("都道府県", exact=True).fill("福島県")
    page.get_by_role("button", name="この内容で確かめた").click()
    expect(page.get_by_role("tab", name=re.compile("資料と圏域"))).to_contain_text("✓")


def take_in(page: Page) -> None:
    page.get_by_role("tab", name="取り込む").click()
    page.get_by_role("button", name="取り込まずに確かめる").click()
    expect(page.get_by_text("確かめました。このまま取り込めます。")).to_be_visible()
    expect(page.get_by_text("追加 4件")).to_be_visible()
    page.get_by_role("button", name="取り込んで、検索できるようにする").click()
    expect(page.get_by_text("取り込み、検索できるようになりました。")).to_be_visible(timeout=PATIENCE)


def test_from_the_pdf_to_the_search_result(context: BrowserContext, tmp_path: Path) -> None:
    with serve_desk(tmp_path) as address:
        page = open_page(context, address)
        page.get_by_label("読む文書").set_input_files(DOCUMENT)
        page.get_by_role("button", name="読む", exact=True).click()
        await_bench(page)
        expect(rows(page)).to_have_count(4)
        original = heads(page)
        look_back_and_forth(page, original)
        correct_and_undo(page, original)
        claim_and_close(page, original, tmp_path)
        assert complaints_of(page) == []
    with serve_desk(tmp_path) as address:  # the program was killed
        page = open_page(context, address)
        page.get_by_role("link", name=DOCUMENT.name).click()
        await_bench(page)
        kept = [*original[:3], TYPED]
        assert [head for head in heads(page) if head in kept] == kept
        confirm_facts(page)
        take_in(page)
        assert complaints_of(page) == []
        with context.expect_page() as opened:
            page.get_by_role("link", name="検索の結果を見る").click()
        found = opened.value
        found.get_by_role("link", name=original[1]).first.click()
        expect(found.get_by_role("heading", name=re.compile("原資料（"))).to_be_visible()
        picture = found.get_by_role("img", name=re.compile("原資料の")).first
        shown = found.request.get(picture.evaluate("image => image.src"))
        red, green, blue = np.moveaxis(np.array(Image.open(io.BytesIO(shown.body())).convert("RGB")), 2, 0)
        assert int(((red > 240) & (green > 220) & (blue < 190)).sum()) > 3_000


@pytest.fixture(scope="module")
def laid_out(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serve_desk(tmp_path_factory.mktemp("desk"), DOCUMENT) as address:
        yield address


def test_two_windows_see_each_other(context: BrowserContext, laid_out: str) -> None:
    one, other = open_page(context, laid_out), context.new_page()
    await_bench(one)
    other.goto(laid_out)
    await_bench(other)
    one.get_by_label("取組名", exact=True).fill("一つめの窓")
    one.get_by_label("具体的内容", exact=True).focus()
    expect(other.locator("#panel-rows .row-title").first).to_have_text("一つめの窓")
    one.get_by_role("button", name="元に戻す").click()
    expect(other.locator("#panel-rows .row-title").first).not_to_have_text("一つめの窓")
    # A window that missed the other's edit learns of it when it edits.
    other.evaluate("BroadcastChannel.prototype.postMessage = () => {}")
    other.get_by_label("取組名", exact=True).fill("二つめの窓")
    other.get_by_label("具体的内容", exact=True).focus()
    await_saved(other)
    one.get_by_label("取組名", exact=True).fill("一つめの窓")
    one.get_by_label("具体的内容", exact=True).focus()
    expect(one.get_by_role("alert")).to_contain_text("ほかの画面で直されています")
    expect(one.locator("#panel-rows .row-title").first).to_have_text("二つめの窓")
    other.get_by_role("button", name="元に戻す").click()
    other.close()


def test_a_field_keeps_what_was_typed_while_another_is_saved(context: BrowserContext, tmp_path: Path) -> None:
    with serve_desk(tmp_path, DOCUMENT) as address:
        page = open_page(context, address)
        await_bench(page)
        page.get_by_role("tab", name=re.compile("資料と圏域")).click()
        held: list[Route] = []
        page.route("**/edits", lambda route: held.append(route))  # noqa: PLW0108 # it is wrapped
        region = page.locator("#panel-facts").get_by_label("圏域", exact=True)
        date = page.locator("#panel-facts").get_by_label("時点", exact=True)
        region.fill("霧ヶ丘・白鷺定住自立圏")
        date.fill("令和6年3月")
        page.locator("#panel-facts").get_by_label("公表者", exact=True).focus()
        while not held:
            page.wait_for_timeout(20)
        held.pop().continue_()
        while not held:  # the first is answered, the second is on its way
            page.wait_for_timeout(20)
        expect(date).to_have_value("令和6年3月", timeout=1)
        held.pop().continue_()
        await_saved(page)
        expect(date).to_have_value("令和6年3月")
        assert complaints_of(page) == []


def test_a_refusal_leads_to_what_is_to_be_corrected(context: BrowserContext, laid_out: str) -> None:
    page = open_page(context, laid_out)
    await_bench(page)
    page.get_by_role("tab", name="取り込む").click()
    page.get_by_role("button", name="取り込まずに確かめる").click()
    fault = page.locator(".fault", has_text="資料の時点がありません")
    expect(fault).to_contain_text("「時点」に、資料がいつのものかを")
    expect(page.locator("#panel-taking")).not_to_contain_text("--as-of")
    expect(page.get_by_text("取り込めないところがあるので、取り込んでいません。")).to_be_visible()
    fault.get_by_role("button", name="「資料と圏域」の「時点」を開く").click()
    expect(page.locator("#panel-facts").get_by_label("時点", exact=True)).to_be_focused()
    assert complaints_of(page) == []


@pytest.mark.parametrize("width", [PHONE, DESK])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_barrier_that_axe_knows(context: BrowserContext, laid_out: str, width: int, scheme: Any) -> None:
    page = open_page(context, laid_out)
    page.emulate_media(color_scheme=scheme)
    await_bench(page)
    page.set_viewport_size({"width": width, "height": 900})
    for name in ("取組 ", "取組にしていない文", "資料と圏域", "対応表", "取り込む"):
        page.get_by_role("tab", name=re.compile(f"^{name}")).click()
        assert find_violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    page.get_by_role("button", name="キーの使い方").click()
    assert find_violations(page) == []
    page.goto(laid_out.split("works/", maxsplit=1)[0])
    assert find_violations(page) == []
    assert complaints_of(page) == []


def test_all_of_it_by_keyboard(context: BrowserContext, laid_out: str) -> None:
    page = open_page(context, laid_out)
    await_bench(page)
    page.locator(".row-head").first.focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator(".row-head").nth(1)).to_be_focused()
    expect(page.locator(".row-head").nth(1)).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".rows > li").nth(1)).to_contain_text("✓ 確かめた")
    page.keyboard.press("Control+z")
    expect(page.locator(".rows > li").nth(1)).not_to_contain_text("✓ 確かめた")
    page.locator("[data-sheet-view]").focus()
    page.keyboard.press("PageDown")
    expect(page.locator("[data-page]")).to_have_value("2")
    page.locator("g.passage-mark").first.wait_for()
    page.keyboard.press("PageUp")
    expect(page.locator("[data-page]")).to_have_value("1")
    page.locator("[data-sheet-view][aria-label*='1／']").wait_for()
    while page.evaluate("!document.activeElement.classList.contains('taken')"):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator(".rows > li.chosen .row-head")).to_be_focused()
    page.get_by_role("tab", name=re.compile("^取組 ")).focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Tab")
    expect(page.locator("#panel-rest")).to_be_visible()
    page.locator("#panel-rest input[type=checkbox]").first.focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="取組にする", exact=True).focus()
    page.keyboard.press("Enter")
    page.get_by_role("tab", name=re.compile("^取組に")).focus()
    page.keyboard.press("Control+z")
    expect(page.get_by_role("tab", name=re.compile("^取組 "))).to_contain_text("4")


def test_the_workbook_goes_out_and_comes_back(context: BrowserContext, laid_out: str, tmp_path: Path) -> None:
    page = open_page(context, laid_out)
    await_bench(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="下書き（Excel）を保存").click()
    path = tmp_path / "下書き.xlsx"
    download.value.save_as(path)
    book = openpyxl.load_workbook(path)
    form = book["記入"]
    columns = {cell.value: cell.column for cell in form[1]}
    form.cell(3, columns["取組名"]).value = "Excel で直した名前"
    book.save(path)
    page.locator("[data-take-back-file]").set_input_files(path)
    expect(page.locator("#panel-rows .row-title").nth(1)).to_have_text("Excel で直した名前")
    page.get_by_role("button", name="元に戻す").click()
    expect(page.locator("#panel-rows .row-title").nth(1)).not_to_have_text("Excel で直した名前")


def test_a_broken_document_and_a_spreadsheet(context: BrowserContext, laid_out: str, tmp_path: Path) -> None:
    home = laid_out.split("works/", maxsplit=1)[0]
    broken = tmp_path / "壊れた.pdf"
    broken.write_bytes(b"%PDF-1.7\n" + b"\0" * 500)
    page = open_page(context, home)
    page.get_by_label("読む文書").set_input_files(broken)
    page.get_by_role("button", name="読む", exact=True).click()
    expect(page.get_by_text("この文書は読めませんでした。")).to_be_visible()
    page.goto(home)
    page.get_by_label("読む文書").set_input_files(FILES / "excel-list.xlsx")
    page.get_by_role("button", name="読む", exact=True).click()
    page.locator("[data-ready]").wait_for()
    page.locator("span.passage-mark.chosen").first.wait_for()
    assert find_violations(page) == []
    page.set_viewport_size({"width": PHONE, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_a_scan_is_recognised_and_marked(
    context: BrowserContext, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(tmp_path, monkeypatch, READS)
    with serve_desk(tmp_path, make_scan(tmp_path)) as address:
        page = open_page(context, address)
        expect(page.get_by_text("紙を読み取った画像だけの PDF")).to_be_visible()
        for width in (PHONE, DESK):
            page.set_viewport_size({"width": width, "height": 900})
            assert find_violations(page) == []
            assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
        page.get_by_role("button", name="文字を認識する（OCR）").click()
        await_bench(page)
        expect(page.get_by_text("OCR で読んだ文字があります")).to_be_visible()
        expect(page.locator(".read-notes").first).to_contain_text("OCR で読んだ文です")
        assert find_violations(page) == []
        assert complaints_of(page) == []


def test_without_a_script_the_form_gives_the_workbook(browser: Browser, laid_out: str) -> None:
    plain = browser.new_context(java_script_enabled=False, locale="ja-JP")
    plain.set_default_timeout(PATIENCE)
    with closing(plain):
        page = plain.new_page()
        page.goto(laid_out.split("works/", maxsplit=1)[0])
        page.get_by_label("読む文書").set_input_files(DOCUMENT)
        with page.expect_download() as download:
            page.get_by_role("button", name="読む", exact=True).click()
        assert download.value.suggested_filename == f"{DOCUMENT.stem}.下書き.xlsx"
