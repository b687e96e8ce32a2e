"""Files that other programs wrote: a table reads the same in each form, whatever is wrong beside its values."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

import openpyxl
import pytest

from tests.corpus.office import BOOKS, FLOWERS, HEAD, TABLES, Taken, repack, save

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("form", ["xlsx", "xls", "ods"])
def test_a_table_reads_the_same_in_each_form(form: str, tmp_path: Path) -> None:
    table = tmp_path / f"shown.{form}"
    table.write_bytes((TABLES / f"shown.{form}").read_bytes())
    taken = Taken(table)
    assert taken.code == 0, taken.said
    assert taken.titles == ["花壇の整備", "池の整備", "朝の会", "夜の会", "昔の会"]
    assert [found.indicators[0].value for found in taken.initiatives] == [
        "25%", "1,200千円", "00123", "36:00", "TRUE",
    ]  # fmt: skip
    assert {found.region for found in taken.initiatives} == {"bingo"}  # one cell is merged over two rows
    for said in (
        "非表示の列も読みました：E列",
        "見出しが分からないので、取り込んでいません：H列「備考（1行）」",
        "このほかに取組の表らしいシートがあります。--sheetで選べます：「控え」（非表示）",
        "合計・小計の行は読みとばしました：7行目「合計」",
        "画面に出ていない行（非表示や絞り込み）も読みました：5行目",
        "取り消し線の付いた文字も読みました。廃止したものなら、行を消してください：A6～G6",
    ):
        assert said in taken.said


def test_a_workbook_with_a_faulty_style_is_read(tmp_path: Path) -> None:
    table = tmp_path / "t.xlsx"
    table.write_bytes((TABLES / "faulty-style.xlsx").read_bytes())
    with pytest.raises(TypeError):
        openpyxl.load_workbook(table)
    assert Taken(table).titles == ["花壇の整備"]


@pytest.mark.parametrize(
    ("part", "before", "after", "said"),
    [
        ("xl/styles.xml", b"</styleSheet>", b"", "書式の情報が壊れているため"),
        ("docProps/core.xml", b"<dcterms:created", b"<broken", ""),
        ("docProps/app.xml", b"<Properties", b"<", ""),
    ],
)
def test_faults_beside_the_values_do_not_matter(
    tmp_path: Path, part: str, before: bytes, after: bytes, said: str
) -> None:
    table = repack(save(tmp_path / "t.xlsx", HEAD, FLOWERS), part, lambda data: data.replace(before, after))
    taken = Taken(table)
    assert taken.titles == ["共同の花壇づくり"]
    assert said in taken.said


def test_joined_csv_files_are_one_table(tmp_path: Path) -> None:
    part = "\ufeff圏域,取組名,具体的内容,政策分野\n"
    table = tmp_path / "t.csv"
    table.write_text(
        f'{part}{",".join(FLOWERS)}\n\ufeff"圏域",取組名,具体的内容,政策分野,\n{",".join(BOOKS)}\n', "utf-8"
    )
    taken = Taken(table)
    assert (taken.code, taken.titles) == (0, ["共同の花壇づくり", "夜間の図書返却"])


def test_another_table_below_the_first_is_told(tmp_path: Path) -> None:
    table = tmp_path / "t.csv"
    other = "取組名,圏域,政策分野,具体的内容\n夜間の図書返却,備後圏域,教育,箱を置く。\n"
    table.write_text(f"{','.join(HEAD)}\n{','.join(FLOWERS)}\n{other}", encoding="utf-8")
    taken = Taken(table)
    assert taken.code == 2
    assert "3行目に、1行目と違う見出しがあります。表を分けて、別々に取り込んでください。" in taken.said


@pytest.mark.parametrize("encoding", ["iso2022_jp", "euc_jp", "cp932", "utf-16"])
def test_encodings_of_old_systems(encoding: str, tmp_path: Path) -> None:
    table = tmp_path / "t.csv"
    table.write_bytes("\n".join(",".join(row) for row in (HEAD, FLOWERS, BOOKS)).encode(encoding))
    assert Taken(table).titles == ["共同の花壇づくり", "夜間の図書返却"]


def test_other_files_are_called_by_their_name_whatever_they_are_named(tmp_path: Path) -> None:
    def pack(*names: str) -> bytes:
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as archive:
            for name in names:
                archive.writestr(
                    name, "application/vnd.oasis.opendocument.text" if name == "mimetype" else ""
                )
        return buffer.getvalue()

    cases = {
        "pdf.csv": (b"%PDF-1.7\n1 0 obj", "中身はPDFです。表の部分をExcelかCSVに写して保存してください。"),
        "web.xls": (b"\xef\xbb\xbf\n<!DOCTYPE html><table>", "中身はウェブページ（HTML）です。"),
        "web16.xls": ("\ufeff<html>".encode("utf-16-le"), "中身はウェブページ（HTML）です。"),
        "old.xls": (b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">', "XML"),
        "word.xlsx": (pack("word/document.xml"), "中身はWordの文書（.docx）です。"),
        "slides.xlsx": (pack("ppt/slides/a"), "中身はPowerPointの資料（.pptx）です。"),
        "text.ods": (pack("mimetype", "content.xml"), "中身はOpenDocument文書（.odt）です。"),
        "binary.xlsx": (pack("xl/workbook.bin"), "Excelバイナリブック（.xlsb）です。"),
        "scan.xlsx": (b"\x89PNG\r\n\x1a\n", "中身は画像（PNG）です。"),
        "note.csv": (b"{\\rtf1 abc}", "中身はリッチテキスト（.rtf）です。"),
        "locked.xlsx": (bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600), "パスワードがついています"),
    }  # fmt: skip
    for name, (data, message) in cases.items():
        (tmp_path / name).write_bytes(data)
        taken = Taken(tmp_path / name)
        assert taken.code == 2, name
        assert f"エラー:{name}" in taken.said, name
        assert message in taken.said, (name, taken.said)
        assert "保存" in taken.said, name


@pytest.mark.parametrize("form", ["xls", "ods"])
def test_refused_rows_of_other_programs_are_written_as_a_workbook(form: str, tmp_path: Path) -> None:
    table = tmp_path / f"t.{form}"
    table.write_bytes((TABLES / f"shown.{form}").read_bytes())
    taken = Taken(table, "--partial", "--column", "備考=状態")
    assert taken.code == 0, taken.said
    assert len(taken.titles) == 4
    sheet = openpyxl.load_workbook(tmp_path / "t.refused.xlsx").active
    assert sheet.cell(2, 2).value == "花壇の整備"
    assert "状態「重点」は使えません" in sheet.cell(2, sheet.max_column).value
