"""From a draft to initiatives: `import` with the document, what a person changed, and the next edition."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

from renkei_search import resources
from renkei_search.cli import commands
from renkei_search.corpus.check.check import check_corpus
from renkei_search.corpus.reader import read_corpus, read_part
from renkei_search.corpus.table import make_row
from renkei_search.errors import DocumentError
from renkei_search.model.record import Origin
from tests.cli.drafting import KEPT, REGION, by_title, column, documents, edit, run, take_in, vision
from tests.corpus.documents.content import Item, pick

if TYPE_CHECKING:
    from pathlib import Path


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
