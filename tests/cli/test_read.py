"""From a document to a draft: what `read` writes, and the page with a passage marked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from click.testing import CliRunner

from renkei_search.cli import commands
from renkei_search.corpus.document.page.model import Box
from renkei_search.corpus.document.passage import draw_page, marked_boxes
from renkei_search.corpus.document.picture import render_page
from renkei_search.corpus.reader import read_part
from renkei_search.errors import DocumentError
from tests.cli.drafting import KEPT, REGION, by_title, column, documents, edit, run, take_in
from tests.corpus.documents.content import pick

if TYPE_CHECKING:
    from pathlib import Path


def test_a_draft_has_a_row_for_each_initiative_and_all_other_text(draft: Path) -> None:
    book = openpyxl.load_workbook(draft)
    assert book.sheetnames == ["記入", "取組にしていない文", "読み取り結果", "対応表", "一覧"]
    form = book["記入"]
    titles = [row[column(form, "取組名") - 1].value for row in form.iter_rows(min_row=2)]
    assert titles == [item.title for item in pick(4, 8, 10)]
    assert form.cell(2, column(form, "圏域")).value == REGION
    assert form.cell(2, column(form, "政策分野")).value.endswith("（推定）")
    assert form.cell(2, column(form, "役割")).value == "甲：急患センターを設置し、運営する。"
    assert form.cell(2, column(form, "事業費")).value == "R6事業費：48,000千円"
    rest = {row[2].value for row in book["取組にしていない文"].iter_rows(min_row=2)}
    assert {"この圏域は、山と海に囲まれています。", "構成市町村", "暮らしの安心"} <= rest
    found = {row[0].value: row[1].value for row in book["読み取り結果"].iter_rows(min_row=2)}
    assert found["時点"] == "令和6年3月"
    assert found["構成市町村"] == "霧ヶ丘市、白鷺市、若葉町、汐見町、玉川村"


def test_a_document_without_initiatives_gives_a_draft_that_says_so(tmp_path: Path) -> None:
    document = tmp_path / "お知らせ.txt"
    document.write_text("今日は閉庁日です。\n", encoding="utf-8")
    result = run("read", document)
    assert result.exit_code == 0
    assert "見つかりませんでした" in result.output
    book = openpyxl.load_workbook(tmp_path / "お知らせ.下書き.xlsx")
    assert [row[2].value for row in book["取組にしていない文"].iter_rows(min_row=2)] == ["今日は閉庁日です。"]
    assert any("見つかりませんでした" in str(row[2].value) for row in book["読み取り結果"].iter_rows())


def test_what_the_document_does_not_say_is_said_with_the_way_to_say_it(tmp_path: Path) -> None:
    document = tmp_path / "取組 一覧.txt"
    document.write_text(
        "そらの定住自立圏の取組\n\n第２　具体的取組\n\n１．図書の共同保存\n　図書を一か所に集めて保存し、各館に届ける。\n",
        encoding="utf-8",
    )
    said = run("read", document).output
    assert "資料から分かりません: 構成市町村、都道府県、時点。" in said
    draft = tmp_path / "取組 一覧.下書き.xlsx"
    assert f'renkei-search import "{draft}" --document "{document}"' in said
    book = openpyxl.load_workbook(draft)
    remedies = {row[0].value: str(row[2].value) for row in book["読み取り結果"].iter_rows(min_row=2)}
    assert "--as-of 令和7年4月1日 を付けてください" in remedies["時点"]
    assert "「都道府県」に書くか、取り込むときに --prefecture 県名 を付けてください" in remedies["都道府県"]
    assert remedies["圏域"].startswith("正しいか確かめ")
    options = ("--prefecture", "長野県", "--members", "【青空市】、若草町", "--as-of", "令和7年4月1日")
    taken = run("import", draft, "--document", document, "--into", tmp_path / "own", *options)
    assert taken.exit_code == 0, taken.output
    (region,) = read_part(tmp_path / "own").regions
    assert (region.name, region.members, region.prefectures) == (
        "そらの定住自立圏",
        ("青空市", "若草町"),
        ("長野県",),
    )


def test_a_draft_that_exists_is_not_overwritten(draft: Path, document: Path) -> None:
    before = draft.read_bytes()
    result = CliRunner().invoke(commands, ["read", str(document), "-o", str(draft)])
    assert "すでにあります" in str(result.exception)
    assert draft.read_bytes() == before


def test_a_page_is_drawn_with_the_passage_marked(tmp_path: Path) -> None:
    document = KEPT / "word-agreement-pdf.pdf"
    draft = tmp_path / "下書き.xlsx"
    run("read", document, "-o", draft)

    def change(book: Any) -> None:
        form = book["記入"]
        for row in range(2, form.max_row + 1):
            form.cell(row, column(form, "圏域")).value = "霧ヶ丘定住自立圏"
            form.cell(row, column(form, "時点")).value = "令和6年3月"
            form.cell(row, column(form, "都道府県")).value = "福島県"

    edit(draft, change)
    take_in(draft, document, tmp_path / "own")
    (item,) = documents(tmp_path / "own")
    found = by_title(tmp_path / "own")["鳥獣被害対策の広域連携"]
    page = item.page_at(found.spans.description[0].start)
    assert page is not None
    assert page.number == 2
    boxes = marked_boxes(page, item.text, found.spans.description)
    assert len(boxes) == len(
        item.text[found.spans.description[0].start : found.spans.description[-1].end].split("\n")
    )
    path = tmp_path / "own" / "sources" / item.source.id / "original.pdf"
    plain, marked = (render_page(path, 2, marks, width=400) for marks in ((), boxes))
    assert plain.startswith(b"\x89PNG")
    assert plain != marked
    assert draw_page(path, 2, boxes, width=400) == marked
    with pytest.raises(DocumentError, match="9ページはありません"):
        render_page(path, 9, [Box(0, 0, 1, 1)])
