"""Files to rows: forms, encodings, delimiters, headings, merged cells, and malicious files."""

from __future__ import annotations

import json
import zipfile
from datetime import datetime
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from renkei_search.corpus.intake.table.cell import clean_text, column_letter
from renkei_search.corpus.intake.table.heading import column_name, find_layout
from renkei_search.corpus.intake.table.heading_wording import LABELS, SYNONYMS
from renkei_search.corpus.intake.table.table_reader import read_table
from renkei_search.errors import TableError
from renkei_search.model.taxonomy import fold_wording

if TYPE_CHECKING:
    from pathlib import Path

ROWS = "圏域名{0}政策分野{0}具体的内容\n新潟{0}観光{0}髙齢者の周遊バス、運行\n"


def cells(path: Path) -> list[tuple[str, ...]]:
    return [row.cells for row in read_table(path).sheets[0].rows]


def workbook(path: Path, *rows: list[Any], merged: str | None = None) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    for row in rows:
        sheet.append(row)
    if merged is not None:
        sheet.merge_cells(merged)
    book.save(path)
    return path


def repack(path: Path, name: str, content: bytes) -> None:
    """The workbook with one member replaced or added."""
    with zipfile.ZipFile(path) as archive:
        members = {found: archive.read(found) for found in archive.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for found, data in (members | {name: content}).items():
            archive.writestr(found, data)


@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp932"])
def test_encodings_and_delimiters_are_detected(tmp_path: Path, encoding: str, delimiter: str) -> None:
    path = tmp_path / "table.csv"
    path.write_bytes(ROWS.format(delimiter).encode(encoding))
    assert cells(path) == [("圏域名", "政策分野", "具体的内容"), ("新潟", "観光", "髙齢者の周遊バス、運行")]


def test_commas_in_the_text_do_not_hide_the_tabs(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text("圏域名\t具体的内容\n新潟\ta,b,c,d,e,f\n", encoding="utf-8")
    assert cells(path)[1] == ("新潟", "a,b,c,d,e,f")


def test_a_cell_may_hold_line_ends_and_rows_are_counted_as_a_spreadsheet_does(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_bytes('圏域名,具体的内容\r\n"新\r\n潟",一\r\n\r\n三条市,二\r\n'.encode())
    rows = read_table(path).sheets[0].rows
    assert [(row.number, row.cells[1]) for row in rows] == [(1, "具体的内容"), (2, "一"), (4, "二")]


def test_bytes_of_no_encoding_are_located(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_bytes("圏域名,具体的内容\n新潟,".encode() + b"\xff\xff\x81\n")
    with pytest.raises(TableError, match=r"table\.csv 2行目: 文字コードが分かりません"):
        read_table(path)


def test_a_quotation_mark_that_is_not_closed_is_located(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text('圏域名,具体的内容\n新潟,"閉じない\n三条市,二\n', encoding="utf-8")
    with pytest.raises(TableError, match=r"2行目: CSV として読めません.*閉じ忘れ"):
        read_table(path)


def test_merged_cells_carry_down_and_not_sideways(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "table.xlsx",
        ["取組の一覧", None, None],
        ["圏域名", "政策分野", "具体的内容"],
        ["新潟", "観光", "一"],
        [None, "福祉", "二"],
        [None, None, None],
        [None, "観光", "三"],
        merged="A3:A5",
    )
    assert [row[0] for row in cells(path)] == ["取組の一覧", "圏域名", "新潟", "新潟", ""]


def test_numbers_and_dates_are_texts_as_their_cells_show_them(tmp_path: Path) -> None:
    when = datetime(2025, 4, 1)  # noqa: DTZ001 # spreadsheets know no time zones
    path = workbook(tmp_path / "table.xlsx", ["ID", "具体的内容"], [303.0, when], [1.5, True])
    assert cells(path)[1:] == [("303", "2025-04-01 0:00:00"), ("1.5", "TRUE")]


def test_a_formula_without_a_saved_result_is_not_taken_for_empty(tmp_path: Path) -> None:
    path = workbook(tmp_path / "table.xlsx", ["ID", "具体的内容"], ["a", "=1+1"])
    (_, row) = read_table(path).sheets[0].rows
    assert dict(row.broken)[1].startswith("数式の計算結果が保存されていません")


def test_a_formula_that_failed_is_named(tmp_path: Path) -> None:
    path = workbook(tmp_path / "table.xlsx", ["ID", "具体的内容"], ["a", "#REF!"])
    (_, row) = read_table(path).sheets[0].rows
    assert "#REF!" in dict(row.broken)[1]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "空です"),
        (b" \n ", "空です"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + b"x" * 99, "パスワード"),
        (b"PK\x03\x04broken", "Excel ブック"),
        (b'{"a": 1}\n[1]\n', "2行目: 一行に一件のオブジェクト"),
        (b'{"a": 1}\n{oops\n', "2行目: JSON として読めません"),
        (b'{"a": ' + b"[" * 100_000, "1行目: JSON として読めません"),
    ],
)
def test_other_files_are_refused_with_a_remedy(tmp_path: Path, data: bytes, message: str) -> None:
    path = tmp_path / "table"
    path.write_bytes(data)
    with pytest.raises(TableError, match=message):
        read_table(path)


def test_a_zip_that_is_no_workbook_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "table.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.txt", "a")
    with pytest.raises(TableError, match="Excel ブックではありません"):
        read_table(path)


def test_a_zip_bomb_is_refused_without_unpacking_it_to_the_end(tmp_path: Path) -> None:
    path = workbook(tmp_path / "table.xlsx", ["ID", "具体的内容"])
    repack(path, "xl/bomb.xml", bytes(300 * 1024 * 1024))
    assert path.stat().st_size < 1024 * 1024
    with pytest.raises(TableError, match="展開すると 256MB を超えます"):
        read_table(path)


def test_entities_are_refused(tmp_path: Path) -> None:
    path = workbook(tmp_path / "table.xlsx", ["ID", "具体的内容"])
    laughs = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "ha">]><worksheet>&b;</worksheet>'
    repack(path, "xl/worksheets/sheet1.xml", laughs)
    with pytest.raises(TableError, match="ブックにはない宣言"):
        read_table(path)


def test_too_large_a_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    with path.open("wb") as file:
        file.truncate(50 * 1024 * 1024 + 1)
    with pytest.raises(TableError, match="50MB 以内"):
        read_table(path)


def test_too_many_rows_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text("具体的内容,圏域\n" + "a,b\n" * 200_000, encoding="utf-8")
    with pytest.raises(TableError, match="200,000行を超えています"):
        read_table(path)


@pytest.mark.parametrize(
    ("heading", "name"),
    [
        ("圏域名", "region"), ("圏域", "region"), ("政策分野", "fields"), ("分野", "fields"), ("具体的内容", "description"),
        ("取組内容", "description"), ("内容", "description"), ("取組名", "title"), ("事業名", "title"), ("区分", "category"),
        ("役割分担", "roles"), ("甲の役割", "role_a"), ("乙の役割", "role_b"), ("KPI", "indicators"), ("ＫＰＩ", "indicators"),
        ("指標", "indicators"), ("構成市町村", "members"), ("参加市町村", "municipalities"), ("政策\n分野", "fields"),
        ("政策分野３", "fields"), ("取組名（必須）", "title"), ("Title", "title"), ("policy field", "fields"),
        ("KPI（重要業績評価指標）", "indicators"), ("具体的内容※1", "description"),
    ],
)  # fmt: skip
def test_headings_have_synonyms(heading: str, name: str) -> None:
    assert column_name(heading) == name


def test_no_heading_means_two_things() -> None:
    seen: dict[str, str] = {}
    for name, label in LABELS.items():
        for heading in (name, label, *SYNONYMS.get(name, ())):
            assert seen.setdefault(fold_wording(heading), name) == name


def test_the_table_of_source_000_is_understood_as_it_is_printed(tmp_path: Path) -> None:
    path = tmp_path / "table.tsv"
    path.write_text(
        "● 連携する特徴的取組\n\n圏域名\t政策分野\t具体的内容\n新潟\t観光\t一\n", encoding="utf-8"
    )
    layout = find_layout(read_table(path))
    assert layout.header.number == 3
    assert layout.columns == {"region": (0,), "fields": (1,), "description": (2,)}


def test_two_columns_of_one_meaning_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text("取組名,事業名,具体的内容\na,b,c\n", encoding="utf-8")
    with pytest.raises(TableError, match="1行目: A列「取組名」とB列「事業名」は、どちらも「取組名」"):
        find_layout(read_table(path))


def test_without_headings_a_near_one_is_proposed(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text("具体的な容,政策の分野\na,b\n", encoding="utf-8")
    with pytest.raises(TableError, match="「具体的な容」は「具体的内容」のことでしょうか"):
        find_layout(read_table(path))


def test_the_sheet_can_be_named(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["取組名", "具体的内容"])
    book.create_sheet("二枚目").append(["圏域", "具体的内容"])
    book.save(tmp_path / "table.xlsx")
    read = read_table(tmp_path / "table.xlsx")
    assert "title" in find_layout(read).columns
    assert "region" in find_layout(read, "二枚目").columns
    with pytest.raises(TableError, match="シート「三枚目」はありません"):
        find_layout(read, "三枚目")


def test_json_values_of_the_corpus_form_become_cells(tmp_path: Path) -> None:
    path = tmp_path / "table.jsonl"
    record = {
        "fields": [{"code": "ア-d", "basis": "inferred"}, {"code": "ア-b", "basis": "stated"}],
        "roles": [{"party": "甲", "name": "富山市", "text": "一\n二", "spans": [[0, 3]]}],
        "title": None,
    }
    path.write_text(json.dumps(record), encoding="utf-8")
    assert cells(path)[1] == ("ア-d（推定）\nア-b", "甲（富山市）：一\n　二", "")


@pytest.mark.parametrize(
    ("raw", "text", "removed"),
    [
        ("a\r\nb\rc", "a\nb\nc", 0),
        ("a\x00b\x1bc\ud800\ufffe", "abc", 4),
        ("\u202e反転\u200b", "反転", 2),
        ("　前後　", "前後", 0),
        ("辻\U000e0100", "辻\U000e0100", 0),
    ],
)
def test_cells_are_cleaned(raw: str, text: str, removed: int) -> None:
    assert clean_text(raw) == (text, removed)


def test_columns_are_called_as_in_a_spreadsheet() -> None:
    assert [column_letter(number) for number in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]


def test_an_export_without_the_size_of_its_sheet_is_read(tmp_path: Path) -> None:
    path = workbook(tmp_path / "table.xlsx", ["ID", "具体的内容"], ["a", "b"])
    with zipfile.ZipFile(path) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml")
    repack(
        path,
        "xl/worksheets/sheet1.xml",
        sheet.replace(b'<dimension ref="A1:B2" />', b'<dimension ref="A1"/>'),
    )
    assert cells(path)[1] == ("a", "b")
