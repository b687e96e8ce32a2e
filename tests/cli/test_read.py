"""From a document to searchable initiatives: read, correct, import with the document, check, and the next edition."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from click.testing import CliRunner, Result
from docx import Document

from renkei_search import resources
from renkei_search.cli import commands
from renkei_search.corpus.check.check import check_corpus
from renkei_search.corpus.document.page.model import Box
from renkei_search.corpus.document.passage import draw_page, marked_boxes
from renkei_search.corpus.document.picture import render_page
from renkei_search.corpus.reader import read_corpus, read_part
from renkei_search.corpus.table import make_row
from renkei_search.errors import DocumentError
from renkei_search.model.record import Initiative, Origin
from tests.corpus.documents.content import Item, pick

if TYPE_CHECKING:
    from collections.abc import Callable

    from renkei_search.corpus.collection import SourceText

KEPT = Path(__file__).parents[1] / "corpus" / "documents" / "files"
REGION = "霧ヶ丘広域連携中枢都市圏"


def run(*words: str | Path) -> Result:
    result = CliRunner().invoke(commands, [str(word) for word in words])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def vision(items: tuple[Item, ...], edition: str = "第２期", date: str = "令和６年３月") -> bytes:
    """A region's vision as a Word file: front page, members, a table of initiatives."""
    document: Any = Document()
    document.add_heading(f"{edition} {REGION}ビジョン", 0)
    document.add_paragraph(date)
    document.add_paragraph("霧ヶ丘市")
    document.add_heading("構成市町村", 1)
    document.add_paragraph("霧ヶ丘市、白鷺市、若葉町、汐見町、玉川村")
    document.add_heading("具体的な取組", 1)
    table = document.add_table(rows=1, cols=5, style="Table Grid")
    headings = ("分野", "取組名", "取組内容", "中心市の役割", "R6 事業費（千円）")
    for cell, text in zip(table.rows[0].cells, headings, strict=True):
        cell.text = text
    for item in items:
        texts = ("暮らしの安心", item.title, item.description, item.core, item.costs[0])
        for cell, text in zip(table.add_row().cells, texts, strict=True):
            cell.text = text
    document.add_paragraph("この圏域は、山と海に囲まれています。")
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


@pytest.fixture
def document(tmp_path: Path) -> Path:
    path = tmp_path / "ビジョン.docx"
    path.write_bytes(vision(pick(4, 8, 10)))
    return path


@pytest.fixture
def draft(document: Path) -> Path:
    path = document.with_name("下書き.xlsx")
    assert run("read", document, "-o", path).exit_code == 0
    return path


def edit(draft: Path, change: Callable[[Any], None]) -> None:
    book = openpyxl.load_workbook(draft)
    change(book)
    book.save(draft)


def column(sheet: Any, heading: str) -> int:
    return next(int(cell.column) for cell in sheet[1] if cell.value == heading)


def take_in(draft: Path, document: Path, folder: Path) -> Result:
    return run("import", draft, "--document", document, "--into", folder)


def documents(folder: Path) -> list[SourceText]:
    return [item for item in read_part(folder).sources if item.source.origin is Origin.DOCUMENT]


def by_title(folder: Path) -> dict[str | None, Initiative]:
    return {found.title: found for found in read_part(folder).initiatives}


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


def test_what_is_imported_is_traced_to_the_document(draft: Path, document: Path, tmp_path: Path) -> None:
    result = take_in(draft, document, tmp_path / "own")
    assert "文のとおりの取組: 3件" in result.output
    (item,) = documents(tmp_path / "own")
    assert item.source.publisher == "霧ヶ丘市"
    assert (
        tmp_path / "own" / "sources" / item.source.id / "original.docx"
    ).read_bytes() == document.read_bytes()
    found = by_title(tmp_path / "own")["公共図書館の相互利用"]
    assert found.source == item.source.id
    printed = "".join(item.text[start:end] for start, end in found.spans.description)
    assert printed == found.description
    assert (found.costs[0].amount, found.costs[0].unit, found.costs[0].year) == ("6,100", "千円", 2024)
    assert item.page_number(found.spans.description) == 1
    report = check_corpus(read_corpus(resources.corpus_folder(), tmp_path / "own"))
    assert report.sound, report.problems


def test_words_that_a_person_changed_are_no_words_of_the_document(
    draft: Path, document: Path, tmp_path: Path
) -> None:
    def change(book: Any) -> None:
        form = book["記入"]
        form.cell(3, column(form, "具体的内容")).value = "相談支援センターを、共同で運営します。"

    edit(draft, change)
    result = take_in(draft, document, tmp_path / "own")
    assert "文のとおりの取組: 2件" in result.output
    assert "文を直したもの 1件" in result.output
    changed = by_title(tmp_path / "own")["障害者基幹相談支援センターの共同運営"]
    sources = {item.source.id: item.source for item in read_part(tmp_path / "own").sources}
    assert sources[changed.source].origin is Origin.TABLE
    report = check_corpus(read_corpus(resources.corpus_folder(), tmp_path / "own"))
    assert report.sound, report.problems
    (item,) = documents(tmp_path / "own")
    left = "".join(
        item.text[start:end]
        for entry in item.left_out
        if entry.kind == "table-heading"
        for start, end in entry.spans
    )
    assert "障害のある方の相談に専門的に応じる" in left


def test_the_columns_and_sheets_of_a_draft_are_no_unknown_ones(
    draft: Path, document: Path, tmp_path: Path
) -> None:
    def change(book: Any) -> None:
        form = book["記入"]
        form.cell(2, column(form, "根拠協定")).value = "定住自立圏形成協定"

    edit(draft, change)
    said = "".join(take_in(draft, document, tmp_path / "own").output.split())
    assert "見出しが分からないので" not in said
    assert "取組の表らしいシート" not in said
    assert "検索に使う項目がないので、取り込んでいません" in said
    assert "「根拠協定（1行）」" in said


def test_rows_that_a_person_deleted_are_accounted_for(draft: Path, document: Path, tmp_path: Path) -> None:
    edit(draft, lambda book: book["記入"].delete_rows(2))
    take_in(draft, document, tmp_path / "own")
    assert len(read_part(tmp_path / "own").initiatives) == 2
    assert check_corpus(read_corpus(resources.corpus_folder(), tmp_path / "own")).sound


def test_the_decision_for_a_wording_goes_into_all_its_rows(
    draft: Path, document: Path, tmp_path: Path
) -> None:
    def change(book: Any) -> None:
        sheet = book["対応表"]
        assert (sheet["A2"].value, sheet["B2"].value) == ("暮らしの安心", "3")
        assert str(sheet["C2"].value).endswith("（推定）")
        sheet["D2"].value = "地域振興"
        form = book["記入"]
        form.cell(4, column(form, "政策分野")).value = "教育・文化・スポーツ"

    edit(draft, change)
    take_in(draft, document, tmp_path / "own")
    fields = [found.fields[0].code for found in read_part(tmp_path / "own").initiatives]
    assert fields == ["ウ-A-f", "ウ-A-f", "ウ-A-d"]


def test_a_row_that_a_person_adds_from_the_rest_belongs_to_the_document(
    draft: Path, document: Path, tmp_path: Path
) -> None:
    def change(book: Any) -> None:
        form = book["記入"]
        form.cell(5, column(form, "具体的内容")).value = "この圏域は、山と海に囲まれています。"
        form.cell(5, column(form, "政策分野")).value = "観光"

    edit(draft, change)
    result = take_in(draft, document, tmp_path / "own")
    assert "文のとおりの取組: 4件" in result.output
    (item,) = documents(tmp_path / "own")
    added = by_title(tmp_path / "own")[None]
    assert added.source == item.source.id
    assert added.region == by_title(tmp_path / "own")["公共図書館の相互利用"].region
    assert check_corpus(read_corpus(resources.corpus_folder(), tmp_path / "own")).sound


def test_an_export_says_the_page(draft: Path, document: Path, tmp_path: Path) -> None:
    take_in(draft, document, tmp_path / "own")
    corpus = read_corpus(resources.corpus_folder(), tmp_path / "own")
    row = make_row(by_title(tmp_path / "own")["公共図書館の相互利用"], corpus.catalogue)
    assert row.page == "1"
    assert row.costs == "R6事業費：6,100千円"


def write_address(draft: Path, address: str) -> None:
    def change(book: Any) -> None:
        (cell,) = (
            row[1] for row in book["読み取り結果"].iter_rows() if row[0].value == "公開されているアドレス"
        )
        cell.value = address

    edit(draft, change)


def test_the_address_that_a_person_writes_is_that_of_the_source(
    draft: Path, document: Path, tmp_path: Path
) -> None:
    write_address(draft, "https://www.city.example.jp/vision.docx")
    take_in(draft, document, tmp_path / "own")
    (item,) = documents(tmp_path / "own")
    assert item.source.url == "https://www.city.example.jp/vision.docx"


def test_an_address_that_is_none_is_refused(draft: Path, document: Path, tmp_path: Path) -> None:
    write_address(draft, "市のホームページ")
    words = ["import", str(draft), "--document", str(document), "--into", str(tmp_path / "own")]
    result = CliRunner().invoke(commands, words)
    assert "アドレスではありません" in str(result.exception)
    assert not (tmp_path / "own").exists()


def test_a_web_page_says_its_address_itself(tmp_path: Path) -> None:
    page = tmp_path / "取組.html"
    link = '<link rel="canonical" href="https://www.city.example.jp/vision.html">'
    page.write_text((KEPT / "web-page.html").read_text("utf-8").replace("<head>", f"<head>{link}"), "utf-8")
    draft, own = tmp_path / "下書き.xlsx", tmp_path / "own"
    run("read", page, "-o", draft)

    def change(book: Any) -> None:
        form = book["記入"]
        for heading, text in {"圏域": REGION, "時点": "令和6年3月", "都道府県": "福島県"}.items():
            form.cell(2, column(form, heading)).value = text

    edit(draft, change)
    take_in(draft, page, own)
    assert [item.source.url for item in documents(own)] == ["https://www.city.example.jp/vision.html"]


@pytest.mark.parametrize(
    ("name", "count"), [("excel-forms.xlsx", 2), ("word-forms-pdf.pdf", 3), ("excel-list-pdf.pdf", 10)]
)
def test_figures_costs_and_participants_are_taken_in_to_the_letter(
    name: str, count: int, tmp_path: Path
) -> None:
    draft, own = tmp_path / "下書き.xlsx", tmp_path / "own"
    run("read", KEPT / name, "-o", draft)

    def change(book: Any) -> None:
        form = book["記入"]
        said = {
            "圏域": REGION,
            "時点": "令和6年3月",
            "都道府県": "福島県",
            "構成市町村": "【霧ヶ丘市】、白鷺市、若葉町、汐見町、玉川村",
        }
        for heading, text in said.items():
            for row in range(2, form.max_row + 1):
                form.cell(row, column(form, heading)).value = text

    edit(draft, change)
    assert f"文のとおりの取組: {count}件" in take_in(draft, KEPT / name, own).output
    report = check_corpus(read_corpus(resources.corpus_folder(), own))
    assert report.sound, report.problems


def test_importing_a_draft_twice_changes_nothing(draft: Path, document: Path, tmp_path: Path) -> None:
    take_in(draft, document, tmp_path / "own")
    before = {path: path.read_bytes() for path in (tmp_path / "own").rglob("*") if path.is_file()}
    result = take_in(draft, document, tmp_path / "own")
    assert "変更なし 3行" in result.output
    assert {path: path.read_bytes() for path in (tmp_path / "own").rglob("*") if path.is_file()} == before


def test_another_document_than_that_of_the_draft_is_refused(draft: Path, tmp_path: Path) -> None:
    other = tmp_path / "別.docx"
    other.write_bytes(vision(pick(1)))
    with pytest.raises(DocumentError, match="もとになった文書と違います"):
        CliRunner().invoke(
            commands,
            ["import", str(draft), "--document", str(other)],
            catch_exceptions=False,
            standalone_mode=False,
        )


def test_the_next_edition_shows_what_is_new_changed_and_gone(
    draft: Path, document: Path, tmp_path: Path
) -> None:
    own = tmp_path / "own"
    take_in(draft, document, own)
    before = by_title(own)
    (first,) = documents(own)
    library = pick(10)[0]
    edited = Item(
        library.title, library.description + "電子書籍の貸出しも始める。", core=library.core, costs=("7,000",)
    )
    later = tmp_path / "第３期.docx"
    later.write_bytes(vision((pick(4)[0], edited, pick(12)[0]), edition="第３期", date="令和７年３月"))
    next_draft = tmp_path / "次の下書き.xlsx"
    run("read", later, "-o", next_draft)
    result = take_in(next_draft, later, own)
    assert "追加 1行、変更 1行、変更なし 1行" in result.output
    assert "前回の資料にだけある取組: 1件" in result.output
    assert "障害者基幹相談支援センターの共同運営" in result.output
    after = by_title(own)
    second = next(item for item in documents(own) if item.source.id != first.source.id)
    assert after[library.title].id == before[library.title].id
    assert after[library.title].description == edited.description
    titles = {found.title for found in after.values() if found.source == second.source.id}
    assert titles == {pick(4)[0].title, library.title, pick(12)[0].title}
    assert after["障害者基幹相談支援センターの共同運営"].source == first.source.id
    report = check_corpus(read_corpus(resources.corpus_folder(), own))
    assert report.sound, report.problems


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
