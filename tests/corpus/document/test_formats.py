"""Features of single formats: Word's text boxes and tracked changes, the navigation of web pages, sheets, text pages."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

import docx
import openpyxl
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from renkei_search.corpus.document.format.opening import read_file
from renkei_search.corpus.document.format.spreadsheet import say
from renkei_search.errors import DocumentError
from tests.corpus.document.score import lost

if TYPE_CHECKING:
    from pathlib import Path

    from renkei_search.corpus.document.page.model import Document


def read(path: Path) -> Document:
    document = read_file(path, lambda _text: False, lambda _done, _total: None)
    assert lost(document, []) == 0
    return document


def paragraphs(document: Document) -> list[str]:
    return [
        block.paragraph.text
        for page in document.pages
        for block in page.blocks
        if block.paragraph is not None
    ]


def cells(document: Document) -> list[tuple[int, int, int, int, str]]:
    (table,) = (block.table for page in document.pages for block in page.blocks if block.table is not None)
    return [
        (cell.row, cell.column, cell.row_span, cell.column_span, cell.text)
        for cell in table.cells
        if cell.text
    ]


@pytest.fixture
def word(tmp_path: Path) -> Any:
    """A Word file to fill and then read."""

    class Word:
        file: Any = docx.Document()

        def read(self) -> Document:
            path = tmp_path / "文書.docx"
            self.file.save(path)
            return read(path)

    return Word()


def test_a_text_box_of_word_is_read_once(word: Any) -> None:
    box = (
        f'<w:r {nsdecls("w")} xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><mc:AlternateContent>'
        "<mc:Choice Requires='wps'><w:txbxContent><w:p><w:r><w:t>枠の中の文</w:t></w:r></w:p></w:txbxContent></mc:Choice>"
        "<mc:Fallback><w:txbxContent><w:p><w:r><w:t>枠の中の文</w:t></w:r></w:p></w:txbxContent></mc:Fallback>"
        "</mc:AlternateContent></w:r>"
    )
    word.file.add_paragraph("本文")._p.append(parse_xml(box))
    assert paragraphs(word.read()) == ["本文", "枠の中の文"]


def test_what_was_deleted_in_word_and_furigana_are_no_text(word: Any) -> None:
    paragraph = word.file.add_paragraph("揖斐川")._p
    paragraph.append(parse_xml(f"<w:del {nsdecls('w')}><w:r><w:delText>消した文</w:delText></w:r></w:del>"))
    paragraph.append(
        parse_xml(
            f"<w:r {nsdecls('w')}><w:ruby><w:rt><w:r><w:t>りゅう</w:t></w:r></w:rt>"
            "<w:rubyBase><w:r><w:t>流</w:t></w:r></w:rubyBase></w:ruby></w:r>"
        )
    )
    assert paragraphs(word.read()) == ["揖斐川流"]


def test_merged_cells_of_word_keep_their_place(word: Any) -> None:
    table = word.file.add_table(rows=2, cols=3)
    table.cell(0, 0).merge(table.cell(1, 0)).text = "縦"
    table.cell(0, 1).merge(table.cell(0, 2)).text = "横"
    table.cell(1, 2).text = "隅"
    assert cells(word.read()) == [(0, 0, 2, 1, "縦"), (0, 1, 1, 2, "横"), (1, 2, 1, 1, "隅")]


def test_headings_of_word_have_their_level(word: Any) -> None:
    word.file.add_heading("章", 1)
    word.file.add_heading("節", 2)
    word.file.add_paragraph("文")
    found = word.read()
    levels = [block.paragraph.level for page in found.pages for block in page.blocks]
    assert levels == [1, 2, 0]


def test_a_web_page_is_read_without_navigation_and_footer(tmp_path: Path) -> None:
    path = tmp_path / "取組.html"
    path.write_text(
        "<html><head><title>取組｜市</title><link rel=canonical href='https://example.jp/renkei'></head><body>"
        "<nav><a>ホーム</a></nav><table><tr><td><h1>取組</h1><p>圏域の\n住民が<ruby>揖斐<rt>いび</rt></ruby>川に集まる。</p>"
        "<ul><li>相談会</li></ul></td></tr></table><footer>問合せ先</footer><script>x()</script></body></html>",
        encoding="utf-8",
    )
    found = read(path)
    assert paragraphs(found) == ["取組", "圏域の住民が揖斐川に集まる。", "・相談会"]
    assert [line.text for line in found.pages[0].running] == ["ホーム", "問合せ先"]
    assert [line.text for line in found.pages[0].ruby] == ["いび"]
    assert (found.title, found.address) == ("取組｜市", "https://example.jp/renkei")


def test_a_hidden_sheet_is_read_with_a_note(tmp_path: Path) -> None:
    book: Any = openpyxl.Workbook()
    book.active.append(["取組名", "相談会"])
    hidden = book.create_sheet("控え")
    hidden.append(["内容"])
    hidden.sheet_state = "hidden"
    path = tmp_path / "表.xlsx"
    book.save(path)
    found = read(path)
    assert [page.label for page in found.pages] == ["Sheet", "控え"]
    assert any("控え" in note for note in found.notes)


@pytest.mark.parametrize(
    ("value", "text"),
    [(12.0, "12"), (0.25, "0.25"), (datetime(2026, 4, 1), "2026年4月1日"), ("文", "文")],  # noqa: DTZ001 # sheets know no zones
)
def test_the_value_of_a_cell_is_said_as_a_reader_would(value: object, text: str) -> None:
    assert say(value) == text


def test_a_text_has_pages_and_tables(tmp_path: Path) -> None:
    path = tmp_path / "資料.txt"
    path.write_text("圏域名\t分野\n新潟圏域\t福祉\n\f次のページ\n", encoding="utf-16")
    found = read(path)
    assert [page.number for page in found.pages] == [1, 2]
    assert cells(found) == [
        (0, 0, 1, 1, "圏域名"),
        (0, 1, 1, 1, "分野"),
        (1, 0, 1, 1, "新潟圏域"),
        (1, 1, 1, 1, "福祉"),
    ]


def test_an_old_word_file_is_refused_with_what_helps(tmp_path: Path) -> None:
    path = tmp_path / "古い.doc"
    path.write_bytes(bytes.fromhex("d0cf11e0a1b11ae1") + bytes(504) + "WordDocument".encode("utf-16-le"))
    with pytest.raises(DocumentError, match=r"\.docx"):
        read(path)
