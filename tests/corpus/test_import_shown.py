"""Tables as offices keep them, imported from the shell: displayed values are imported, and the rest is reported."""

from __future__ import annotations

import io
import subprocess
import sys
import time
import zipfile
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from openpyxl.styles import Font

from renkei_search.corpus.reader import read_corpus
from tests.corpus.importing import BUNDLED, shell

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from renkei_search.model.record import Initiative, Source

TABLES = Path(__file__).parent / "tables"
HEAD = ["圏域", "取組名", "具体的内容", "政策分野"]
FLOWERS = ["備後圏域", "共同の花壇づくり", "花壇を共同でつくる。", "観光"]
BOOKS = ["備後圏域", "夜間の図書返却", "夜間に図書を返却できる箱を置く。", "観光"]


class Taken:
    """What an import printed and added."""

    def __init__(self, table: Path, *options: str) -> None:
        folder = table.parent / "own"
        self.code, self.said = shell("import", table, "--into", folder, "--as-of", "令和8年4月1日", *options)
        self.initiatives: tuple[Initiative, ...] = ()
        self.sources: dict[str, Source] = {}
        if (folder / "initiatives").exists():
            corpus = read_corpus(*BUNDLED, folder)
            self.initiatives = tuple(found for found in corpus.initiatives if found.source.startswith("own"))
            self.sources = {item.source.title: item.source for item in corpus.catalogue.sources}

    @property
    def titles(self) -> list[str | None]:
        return [found.title for found in self.initiatives]


def save(path: Path, *rows: Sequence[Any], change: Callable[[Any], None] | None = None) -> Path:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    if change is not None:
        change(book.active)
    book.save(path)
    return path


def repack(path: Path, name: str, change: Callable[[bytes], bytes]) -> Path:
    with zipfile.ZipFile(path) as archive:
        members = {found: archive.read(found) for found in archive.namelist()}
    members[name] = change(members.get(name, b""))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for found, data in members.items():
            archive.writestr(found, data)
    return path


# As-of dates


def test_dates_in_all_spellings_become_that_date(tmp_path: Path) -> None:
    spellings = {
        "R7.4.1": "令和7年4月1日", "令和7年4月": "令和7年4月", "20260401": "2026年4月1日", 46113: "2026年4月1日",
        date(2026, 4, 2): "2026年4月2日", "R元.5.1": "令和元年5月1日", "令和７年４月１日現在": "令和７年４月１日現在",
    }  # fmt: skip
    rows = [
        ["備後圏域", f"催し{n}", f"催し{n}を開く。", "観光", f"計画{n}", text]
        for n, text in enumerate(spellings)
    ]

    def show_day(sheet: Any) -> None:
        sheet.cell(6, 6).number_format = "yyyy/m/d"

    taken = Taken(save(tmp_path / "t.xlsx", [*HEAD, "資料", "時点"], *rows, change=show_day))
    assert taken.code == 0, taken.said
    assert [taken.sources[f"計画{n}"].as_of for n in range(len(spellings))] == [*spellings.values()]
    again = Taken(tmp_path / "t.xlsx")
    assert f"変更なし{len(spellings)}行" in again.said


def test_what_cannot_be_a_date_is_refused_with_its_cell(tmp_path: Path) -> None:
    rows = [[*FLOWERS, "計画一", "2025-13-45"], [*BOOKS, "計画二", "令和0年"]]
    taken = Taken(save(tmp_path / "t.xlsx", [*HEAD, "資料", "時点"], *rows))
    assert taken.code == 2
    assert "2行：時点が日付として読めません（F2～F3）「2025-13-45」、「令和0年」" in taken.said
    assert "→「令和7年4月1日」「R7.4.1」「2026/4/1」のように書いてください。" in taken.said


def test_a_date_without_the_name_of_a_source_is_not_lost(tmp_path: Path) -> None:
    rows = [[*FLOWERS, "R5.4.1"], [*BOOKS, "R6.4.1"]]
    taken = Taken(save(tmp_path / "t.xlsx", [*HEAD, "時点"], *rows))
    assert len({found.source for found in taken.initiatives}) == 2
    assert "変更なし2行" in Taken(tmp_path / "t.xlsx").said


# Files that other programs wrote


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


# What cells show


def test_cells_are_read_as_they_show(tmp_path: Path) -> None:
    shown: list[tuple[Any, str, str]] = [
        (0.25, "0%", "25%"), (1200, '#,##0"千円"', "1,200千円"), (123, "00000", "00123"), (1.5, "[h]:mm", "36:00"),
        (8.5 / 24, "h:mm", "8:30"), (timedelta(hours=36), "[h]:mm", "36:00"), (True, "General", "TRUE"),
        (46113, 'ggge"年"m"月"d"日"', "令和8年4月1日"), (3, "0.0", "3.0"), (0.1 + 0.2, "General", "0.3"),
    ]  # fmt: skip

    def show(sheet: Any) -> None:
        for number, (_, code, _text) in enumerate(shown, start=2):
            sheet.cell(number, 5).number_format = code

    rows = [["備後圏域", f"取組{n}", f"内容{n}。", "観光", value] for n, (value, _, _) in enumerate(shown)]
    table = save(tmp_path / "t.xlsx", [*HEAD, "指標値"], *rows, change=show)
    with_names = openpyxl.load_workbook(table)
    with_names.active.cell(1, 6).value = "指標名"
    for number in range(2, len(shown) + 2):
        with_names.active.cell(number, 6).value = "数"
    with_names.save(table)
    taken = Taken(table)
    assert [found.indicators[0].value for found in taken.initiatives] == [text for *_, text in shown]
    assert "確かめてください" not in taken.said


def test_a_cell_that_may_show_something_else_is_said(tmp_path: Path) -> None:
    def show(sheet: Any) -> None:
        sheet["B2"].number_format = "# ?/?"
        sheet["B3"].number_format = ";;;"

    rows = [["備後圏域", 0.5, "半分。", "観光"], ["備後圏域", 7, "隠した数。", "観光"]]
    taken = Taken(save(tmp_path / "t.xlsx", HEAD, *rows, change=show))
    assert taken.titles == ["0.5", "7"]
    assert "表示のとおりには読めない書式なので、「0.5」と読みました：B2" in taken.said
    assert "表示のとおりには読めない書式なので、「7」と読みました：B3" in taken.said


def test_shared_texts_are_read_without_readings_and_with_what_is_struck_out(tmp_path: Path) -> None:
    """Excel keeps texts in a part of their own, in runs, with furigana beside them."""
    texts = [
        *(f"<si><t>{text}</t></si>" for text in (*HEAD, "備後圏域", "観光")),
        "<si><t>花壇</t><rPh sb='0' eb='2'><t>カダン</t></rPh></si>",
        "<si><r><t xml:space='preserve'>花壇を </t></r><r><rPr><strike/></rPr><t>単独で</t></r>"
        "<r><t>つくる。_x000D_</t></r></si>",
    ]
    rows = ""
    for places in ((0, 1, 2, 3), (4, 6, 7, 5)):
        cells = "".join(f"<x:c t='s'><x:v>{number}</x:v></x:c>" for number in places)
        rows += f"<x:row>{cells}</x:row>"
    space = 'xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    sheet = f"<x:worksheet {space}><x:sheetData>{rows}</x:sheetData></x:worksheet>"
    table = save(tmp_path / "t.xlsx", HEAD)
    repack(table, "xl/sharedStrings.xml", lambda _: f"<sst>{''.join(texts)}</sst>".encode())
    repack(table, "xl/worksheets/sheet1.xml", lambda _: sheet.encode())
    taken = Taken(table)
    assert taken.code == 0, taken.said
    (found,) = taken.initiatives
    assert (found.title, found.description) == ("花壇", "花壇を 単独でつくる。")
    assert "取り消し線の付いた文字も読みました。廃止したものなら、行を消してください：C2" in taken.said


# Rows


@pytest.mark.parametrize("kind", ["cell", "height"])
def test_formatting_far_below_is_no_row(kind: str, tmp_path: Path) -> None:
    def format_far(sheet: Any) -> None:
        if kind == "cell":
            sheet["A1048576"].font = Font(bold=True)
        else:
            sheet.row_dimensions[1_048_576].height = 30

    table = save(tmp_path / "t.xlsx", HEAD, FLOWERS, BOOKS, change=format_far)
    before = time.process_time()
    assert Taken(table).titles == ["共同の花壇づくり", "夜間の図書返却"]
    assert time.process_time() - before < 20  # it took 14 s for each 100,000 empty rows


def test_totals_are_passed_over_and_named(tmp_path: Path) -> None:
    rows: list[Sequence[Any]] = [
        FLOWERS, ["小計", None, "1事業", None], BOOKS,
        ["観光　計", None, "1件 500千円", None], [None, "（合計）", "2事業", None],
        ["備後圏域", "合計", "2件", "観光"], ["備後圏域", "小計（観光）", "3", ""], ["備後圏域", "計 【３事業】", "３事業", ""],
        [None, "観光の計", None, None], ["備後圏域", "観光分野計", "12件", ""],
        ["備後圏域", "家計の相談", "家計の相談を受ける。", "福祉"],
        ["備後圏域", "合計特殊出生率の向上", "出生率の向上を図る。", "福祉"],
        ["備後圏域", "温度計の配布", "温度計を配る。", "福祉"], ["備後圏域", "家計（相談）", "3回", "福祉"],
        ["備後圏域", "統計の合計", "統計の数を合計して公表する。", "福祉"],
        ["備後圏域", "百年の計", "百年先の森の計画を作る。", "福祉"],
    ]  # fmt: skip
    taken = Taken(save(tmp_path / "t.xlsx", HEAD, *rows))
    assert taken.titles == [
        "共同の花壇づくり", "夜間の図書返却", "家計の相談", "合計特殊出生率の向上", "温度計の配布", "家計（相談）",
        "統計の合計", "百年の計",
    ]  # fmt: skip
    assert (
        "合計・小計の行は読みとばしました：3行目「小計」、5行目「観光計」、6行目「（合計）」、7行目「合計」、"
        "8行目「小計（観光）」、9行目「計【３事業】」、"
        "10行目「観光の計」、11行目「観光分野計」" in taken.said
    )


def test_rows_that_part_a_table_are_passed_over_and_named(tmp_path: Path) -> None:
    rows: list[Sequence[Any]] = [["１　生活機能の強化"], FLOWERS, [None, None, None, "（２）結びつき"], BOOKS]
    taken = Taken(save(tmp_path / "t.xlsx", HEAD, *rows))
    assert len(taken.titles) == 2
    said = "一つの欄にだけ書かれた行は、区切りとみて読みとばしました：2行目「１生活機能の強化」、4行目「（２）結びつき」"
    assert said in taken.said
    only_title = Taken(save(tmp_path / "u.xlsx", HEAD, FLOWERS, [None, "題名だけの取組"]))
    assert only_title.code == 2
    assert "1行：具体的内容が空です（C3）" in only_title.said


# Columns and sheets


@pytest.mark.parametrize(
    "headings",
    [
        ["①圏域", "②取組名", "③具体的内容", "④政策分野"],
        ["１．圏域", "２．取組名", "３．具体的内容", "４．政策分野"],
        ["(1)圏域", "(2)取組名", "(3)具体的内容", "(4)政策分野"],
        ["圏域名※", "取組名（必須）", "具体的内容【200字以内】", "政策分野\n（複数可）"],
        ["■圏域", "●取組名", "＜具体的内容＞", "政策分野（一つ選ぶ"],
    ],
)
def test_headings_may_have_numbers_and_remarks(headings: list[str], tmp_path: Path) -> None:
    assert Taken(save(tmp_path / "t.xlsx", headings, FLOWERS)).titles == ["共同の花壇づくり"]


def test_values_without_a_heading_are_not_lost_unsaid(tmp_path: Path) -> None:
    taken = Taken(
        save(
            tmp_path / "t.xlsx", [None, *HEAD, None], ["継続", *FLOWERS, "欄外の続き。"], [None, *BOOKS, None]
        )
    )
    assert len(taken.titles) == 2
    for column, example in (("A列", "継続"), ("F列", "欄外の続き。")):
        said = f"見出しのない列に値があります（1行。例：{example}）。取り込んでいません：{column}"
        assert said in taken.said


def test_a_merged_heading_stands_over_all_of_its_columns(tmp_path: Path) -> None:
    head = ["圏域", "取組名", "具体的内容", None, "政策分野", None]
    row = ["備後圏域", "共同の花壇づくり", "花壇を共同でつくる。", "続きもある。", "観光", "地域医療"]

    def merge(sheet: Any) -> None:
        sheet.merge_cells("C1:D1")
        sheet.merge_cells("E1:F1")

    taken = Taken(save(tmp_path / "t.xlsx", head, row, change=merge))
    (found,) = taken.initiatives
    assert found.description == "花壇を共同でつくる。\n続きもある。"
    assert [field.code for field in found.fields] == ["ア-d", "ウ-A-a"]
    assert "確かめてください" not in taken.said


def test_refused_rows_keep_what_stands_under_merged_and_missing_headings(tmp_path: Path) -> None:
    head = ["圏域", "取組名", "具体的内容", None, "政策分野"]
    row = ["備後圏域", "共同の花壇づくり", "花壇を共同でつくる。", "続きもある。", "雇用", "欄外"]
    table = save(tmp_path / "t.xlsx", head, row, change=lambda sheet: sheet.merge_cells("C1:D1"))
    assert Taken(table, "--partial").code == 0
    refused = tmp_path / "t.refused.xlsx"
    book = openpyxl.load_workbook(refused)
    assert [cell.value for cell in book.active[2]][:6] == row
    book.active.cell(2, 5).value = "観光"
    book.save(refused)
    (found,) = Taken(refused).initiatives
    assert found.description == "花壇を共同でつくる。\n続きもある。"


def test_the_sheet_that_can_be_seen_comes_first(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in (HEAD, ["備後圏域", "隠しシートの取組", "隠しシートの内容。", "観光"]):
        book.active.append(row)
    book.active.sheet_state = "hidden"
    seen = book.create_sheet("取組")
    for row in (HEAD, FLOWERS):
        seen.append(row)
    book.active = 1
    book.save(tmp_path / "t.xlsx")
    taken = Taken(tmp_path / "t.xlsx")
    assert taken.titles == ["共同の花壇づくり"]
    assert "ほかに取組の表らしいシートがあります。--sheetで選べます：「Sheet」（非表示）" in taken.said
    asked = Taken(tmp_path / "t.xlsx", "--sheet", "Sheet")
    assert "隠しシートの取組" in asked.titles
    assert "非表示のシートを読みました：「Sheet」" in asked.said


def test_a_value_too_far_right_is_refused_with_its_cell(tmp_path: Path) -> None:
    def far(sheet: Any) -> None:
        sheet["CX2"] = "遠い値"

    taken = Taken(save(tmp_path / "t.xlsx", HEAD, FLOWERS, change=far))
    assert taken.code == 2
    assert "CX2に値があります。100列（CV列）までにしてください。" in taken.said


# Bounds


@pytest.mark.parametrize("piece", ["（", "【", "（）", "(1", "① ", "※", "a ", "[【〈"])
def test_no_heading_holds_the_import_up(piece: str, tmp_path: Path) -> None:
    table = save(tmp_path / "t.xlsx", [*HEAD, (piece * 100_000)[:32_000]], FLOWERS)
    with zipfile.ZipFile(table) as archive:
        assert archive.testzip() is None
    csv = tmp_path / "t.csv"
    csv.write_text(f"{piece * 100_000},{','.join(HEAD)}\n,{','.join(FLOWERS)}\n", encoding="utf-8")
    for path in (table, csv):
        before = time.process_time()
        assert Taken(path).titles == ["共同の花壇づくり"]
        assert time.process_time() - before < 10  # 20 KB took 15 s


@pytest.mark.parametrize(
    ("heading", "piece"),
    [
        ("役割", " "), ("役割", "甲（"), ("役割", "甲 "), ("指標", "：［"), ("指標", "数 （年"), ("指標", "数：1［"),
        ("参加市町村", "（1"), ("構成市町村", "【"), ("政策分野2", "（推定）"), ("時点", "令和 "), ("区分", "ア"), ("出典URL", "http://"),
    ],
)  # fmt: skip
def test_no_cell_holds_the_import_up(heading: str, piece: str, tmp_path: Path) -> None:
    cell = (piece * 20_000)[:20_000]
    table = save(tmp_path / "t.xlsx", [*HEAD, heading], [*FLOWERS, f"数{cell}終"])
    before = time.process_time()
    Taken(table)
    assert time.process_time() - before < 10


def with_part(name: str, change: Callable[[bytes], bytes]) -> Callable[[Path], object]:
    """Writes a workbook with a part changed or added."""
    return lambda path: repack(save(path, HEAD, FLOWERS), name, change)


CELLS = b"<row>" + b"<c><v>1</v></c>" * 100 + b"</row>"
LARGE: dict[str, tuple[Callable[[Path], object], str]] = {
    "ten million cells": (
        with_part(
            "xl/worksheets/sheet1.xml",
            lambda data: data.replace(b"</sheetData>", CELLS * 100_000 + b"</sheetData>"),
        ),
        "値のあるセルが 1,000,000を超えています。分けてください。",
    ),
    "shared texts": (
        with_part("xl/sharedStrings.xml", lambda _: b"<sst>" + b"<si/>" * 40_000_000 + b"</sst>"),
        "ブックの文字が多すぎます。分けてください。",
    ),
    "one text": (
        with_part(
            "xl/sharedStrings.xml", lambda _: b"<sst><si><t>" + b"a" * 200_000_000 + b"</t></si></sst>"
        ),
        "一つのセルの文字が 1,000,000字を超えています。分けてください。",
    ),
    "a row of CSV": (
        lambda path: path.write_bytes(b"," * 50_000_000),
        "100列を大きく超える行があります。区切り文字を確かめてください。",
    ),
    "a line of JSON": (
        lambda path: path.write_bytes(b'{"a":[' + b"[]," * 10_000_000),
        "4,000,000字を超えています。一行に一件ずつ書いてください。",
    ),
}


@pytest.mark.parametrize("kind", LARGE)
def test_what_is_too_large_is_refused_while_it_is_read(kind: str, tmp_path: Path) -> None:
    """A tree of it would take gigabytes."""
    write, message = LARGE[kind]
    write(tmp_path / "table")
    code = (
        "import re, sys; from pathlib import Path\n"
        "from renkei_search.corpus.intake.table.table_reader import read_table\n"
        "from renkei_search.errors import TableError\n"
        "try: read_table(Path(sys.argv[1]))\n"
        "except TableError as error: print(error)\n"
        "print(re.search('VmHWM:.* ([0-9]+)', Path('/proc/self/status').read_text())[1])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, tmp_path / "table"], capture_output=True, encoding="utf-8", check=True
    )
    assert message in done.stdout
    assert int(done.stdout.split()[-1]) < 600_000  # kilobytes


def test_many_cells_without_values_are_no_burden(tmp_path: Path) -> None:
    empty = b"".join(b'<row r="%d"><c s="0"/><c s="0"/></row>' % number for number in range(3, 300_000))
    table = save(tmp_path / "t.xlsx", HEAD, FLOWERS)
    repack(
        table, "xl/worksheets/sheet1.xml", lambda data: data.replace(b"</sheetData>", empty + b"</sheetData>")
    )
    assert Taken(table).titles == ["共同の花壇づくり"]


@pytest.mark.parametrize(
    ("row", "cell", "message"),
    [
        (b' table:number-rows-repeated="999999999"', b"", "200,000行を超えています"),
        (b"", b' table:number-columns-repeated="999999999"', "100列（CV列）までにしてください"),
    ],
)
def test_a_spreadsheet_that_repeats_itself_without_end_is_refused(
    tmp_path: Path, row: bytes, cell: bytes, message: str
) -> None:
    table = tmp_path / "t.ods"
    table.write_bytes((TABLES / "shown.ods").read_bytes())
    added = b"<table:table-row%s><table:table-cell%s><text:p>a</text:p></table:table-cell></table:table-row>"
    end = b"</table:table>"
    repack(table, "content.xml", lambda data: data.replace(end, added % (row, cell) + end))
    taken = Taken(table)
    assert taken.code == 2
    assert message in taken.said


def test_bombs_are_refused_in_spreadsheets_of_other_programs_too(tmp_path: Path) -> None:
    table = tmp_path / "t.ods"
    table.write_bytes((TABLES / "shown.ods").read_bytes())
    repack(table, "content.xml", lambda data: b'<!DOCTYPE a [<!ENTITY b "ha">]>' + data)
    assert "ブックにはない宣言があります" in Taken(table).said


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
