"""Tables as offices keep them, imported from the shell: displayed values are imported, and the rest is reported."""

from __future__ import annotations

import time
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from openpyxl.styles import Font

from tests.corpus.office import BOOKS, FLOWERS, HEAD, Taken, repack, save

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


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
