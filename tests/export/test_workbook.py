from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from unicodedata import east_asian_width

import msgspec
import pytest
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from renkei_search.corpus.table import COLUMNS, make_row
from renkei_search.export.comparison import make_comparison
from renkei_search.export.cover import Cover, make_comparison_cover
from renkei_search.export.workbook import write_comparison, write_search

if TYPE_CHECKING:
    from collections.abc import Iterable

    from renkei_search.corpus.collection import Corpus
    from renkei_search.model.record import Initiative

COVER = Cover("取組の検索結果", (("検索語", "=1+1"), ("件数", "1件")), "http://localhost/search?q=a")


def write(initiatives: Iterable[Initiative], corpus: Corpus) -> io.BytesIO:
    file = io.BytesIO()
    write_search(file, initiatives, corpus.catalogue, COVER, lambda found: f"http://localhost/{found}")
    return file


@pytest.fixture(scope="module")
def file(corpus: Corpus) -> io.BytesIO:
    return write(corpus.initiatives, corpus)


@pytest.fixture(scope="module")
def book(file: io.BytesIO) -> Any:
    return load_workbook(file)


def test_the_rows_read_back_as_written(book: Any, corpus: Corpus) -> None:
    headings, *rows = ([cell or "" for cell in row] for row in book["取組"].iter_rows(values_only=True))
    assert headings == [*(column.heading for column in COLUMNS), "ページ"]
    assert [tuple(row[:-1]) for row in rows] == [
        make_row(found, corpus.catalogue) for found in corpus.initiatives
    ]


def test_each_row_links_to_its_page(book: Any, corpus: Corpus) -> None:
    cell = book["取組"].cell(2, len(COLUMNS) + 1)
    assert cell.value == cell.hyperlink.target == f"http://localhost/{corpus.initiatives[0].id}"


def test_the_sheet_is_ready_to_be_read_and_printed(book: Any, corpus: Corpus) -> None:
    sheet = book["取組"]
    rows = len(corpus.initiatives) + 1
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == f"A1:U{rows}"
    assert sheet.print_title_rows == "$1:$1"
    assert sheet.print_area == f"'取組'!$B$1:$P${rows}"
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
    assert sheet["G2"].alignment.wrap_text
    assert sheet.column_dimensions["G"].width > 36


def test_the_second_sheet_says_where_it_all_comes_from(book: Any, corpus: Corpus) -> None:
    sheet = book["検索条件と資料"]
    cells = [cell for row in sheet.iter_rows(values_only=True) for cell in row if cell]
    assert "http://localhost/search?q=a" in cells
    for item in corpus.catalogue.sources:
        assert item.source.licence in cells
        assert any(cell.startswith(item.source.title) for cell in cells)
        assert any(cell.startswith(item.source.as_of) for cell in cells)


def test_only_the_sources_used_are_named(corpus: Corpus) -> None:
    found = [initiative for initiative in corpus.initiatives if initiative.source == "003"]
    sheet = load_workbook(write(found, corpus))["検索条件と資料"]
    cells = [cell for row in sheet.iter_rows(values_only=True) for cell in row]
    assert [source for source in ("000", "001", "002", "003", "004") if source in cells] == ["003"]
    assert str(len(found)) in cells


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@A1", "\t=1", "{=1}", "http://x.example/", "1e5", "007"]
)
def test_a_cell_is_a_text_whatever_it_begins_with(text: str, corpus: Corpus) -> None:
    hostile = msgspec.structs.replace(corpus.initiatives[0], title=text, description=text)
    file = write([hostile], corpus)
    cell = load_workbook(file)["取組"]["E2"]
    assert (cell.data_type, cell.value, cell.hyperlink) == ("s", text, None)
    with zipfile.ZipFile(file) as parts:
        assert b"<f>" not in b"".join(parts.read(name) for name in parts.namelist() if "sheet" in name)


def test_rows_are_as_high_as_their_wrapped_texts(book: Any) -> None:
    sheet = book["取組"]
    widths = [sheet.column_dimensions[letter].width for letter in "ABCDEFGHIJKLMNOPQ"]
    for row in sheet.iter_rows(min_row=2, max_row=60):
        height = sheet.row_dimensions[row[0].row].height
        for cell, width in zip(row, widths, strict=False):
            characters = sum(1 + (east_asian_width(char) in "WFA") for char in cell.value or "")
            assert height >= min(409, 15 * characters / (1.1 * width)), cell.coordinate


def test_columns_that_hold_nothing_are_not_printed(corpus: Corpus) -> None:
    found = [initiative for initiative in corpus.initiatives if initiative.region == "harima"]
    sheet = load_workbook(write(found, corpus))["取組"]
    names = [column.name for column in COLUMNS]
    rows = [make_row(initiative, corpus.catalogue) for initiative in found]
    hidden = {
        name
        for number, name in enumerate(names, start=1)
        if sheet.column_dimensions[get_column_letter(number)].hidden
    }
    assert hidden == {name for name in names if not any(getattr(row, name) for row in rows)}
    assert {"roles", "status"} <= hidden


def test_a_sheet_of_sources_has_no_empty_column(corpus: Corpus) -> None:
    sheet = load_workbook(write(corpus.initiatives[:3], corpus))["検索条件と資料"]
    headings = next(row for row in sheet.iter_rows(values_only=True) if row[0] == "資料")
    assert not any(item.source.url for item in corpus.catalogue.sources)
    assert headings[-1] == "利用条件"


def test_control_characters_leave_a_readable_file(corpus: Corpus) -> None:
    hostile = msgspec.structs.replace(corpus.initiatives[0], description="a\x00b\x0bc\ufffed]]>&<i>")
    cell = load_workbook(write([hostile], corpus))["取組"]["G2"]
    assert "]]>&<i>" in cell.value


def test_a_text_too_long_for_a_cell_is_cut_and_says_so(corpus: Corpus) -> None:
    long = msgspec.structs.replace(corpus.initiatives[0], description="あ" * 40_000)
    value = load_workbook(write([long], corpus))["取組"]["G2"].value
    assert len(value) == 32_767
    assert value.endswith("…（長いため、ここまで）")


def test_an_empty_result_is_a_file_too(corpus: Corpus) -> None:
    assert load_workbook(write([], corpus))["取組"].max_row == 1


def test_a_comparison_has_a_column_for_each_initiative(corpus: Corpus) -> None:
    chosen = corpus.initiatives[:6]
    comparison = make_comparison(chosen, corpus.catalogue)
    file = io.BytesIO()
    cover = make_comparison_cover(6, datetime(2026, 4, 1, tzinfo=UTC), "http://localhost/compare")
    write_comparison(file, comparison, chosen, corpus.catalogue, cover)
    sheet = load_workbook(file)["比較"]
    rows = [tuple(cell or "" for cell in row) for row in sheet.iter_rows(values_only=True)]
    assert rows == list(comparison.rows())
    assert sheet.freeze_panes == "B2"
    assert sheet.page_setup.orientation == "landscape"


def compared(found: Iterable[Initiative], corpus: Corpus) -> Any:
    chosen = tuple(found)
    file = io.BytesIO()
    cover = make_comparison_cover(
        len(chosen), datetime(2026, 4, 1, tzinfo=UTC), "https://renkei.example/compare"
    )
    write_comparison(file, make_comparison(chosen, corpus.catalogue), chosen, corpus.catalogue, cover)
    return load_workbook(file)["比較"]


def test_a_text_higher_than_the_highest_row_goes_on_in_the_next(corpus: Corpus) -> None:
    text = "\n".join(f"{number}番目の文です。" * 20 for number in range(40))
    long = msgspec.structs.replace(corpus.initiatives[0], description=text)
    sheet = compared([long, *corpus.initiatives[1:6]], corpus)
    parts = [row for row in sheet.iter_rows() if row[0].value.startswith("具体的内容")]
    assert {row[0].value for row in parts} == {"具体的内容", "具体的内容（続き）"}
    assert "".join(row[1].value for row in parts).replace("\n", "") == text.replace("\n", "")
    assert [bool(row[2].value) for row in parts] == [True] + [False] * (len(parts) - 1)
    width = sheet.column_dimensions["B"].width
    assert width < 32
    for row in parts:
        height = sheet.row_dimensions[row[0].row].height
        lines = sum(1 + int(2 * len(line) / width) for line in row[1].value.split("\n"))
        assert min(409, 15 * (lines - 1)) <= height <= 409


def test_a_short_comparison_is_one_sheet_and_a_long_one_goes_on(corpus: Corpus) -> None:
    assert compared(corpus.initiatives[:2], corpus).page_setup.fitToHeight in {1, None}
    long = msgspec.structs.replace(corpus.initiatives[0], description="長い文です。" * 800)
    assert compared([long], corpus).page_setup.fitToHeight == 0


def test_columns_are_measured_in_the_font_of_the_cells(file: io.BytesIO) -> None:
    with zipfile.ZipFile(file) as parts:
        styles = parts.read("xl/styles.xml").decode()
    first = styles[styles.index("<font>") : styles.index("</font>")]
    assert '<name val="Yu Gothic"/>' in first
    assert '<sz val="10"/>' in first


def test_headings_are_read_whole(book: Any) -> None:
    assert book["取組"].row_dimensions[1].height > 30
