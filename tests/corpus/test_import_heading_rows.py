"""Headings in two rows, figures in separate columns, and rows that only divide a table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from renkei_search.corpus.intake.table.heading_rows import is_stage
from tests.corpus.importing import write_csv
from tests.corpus.office import Taken, save

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

TOP = ("圏域", "連携事業", None, "予算（千円）", None, "KPI", None, None, "役割分担", None, "政策分野")
BELOW = (None, "名称", "内容", "R6", "R7", "指標", "基準値", "R10目標", "中心市", "連携市町", None)
CARD = ("備後圏域", "共同の図書館カード", "どの図書館でも使えるカードを発行する。", 1200, "1,300",
        "登録者数", "120人", "300人", "発行する。", "周知する。", "観光")  # fmt: skip


def merge(*areas: str) -> Callable[[Any], None]:
    def change(sheet: Any) -> None:
        for area in areas:
            sheet.merge_cells(area)

    return change


ACROSS = ("B2:C2", "D2:E2", "F2:H2", "I2:J2")
DOWN = ("A2:A3", "K2:K3")


@pytest.mark.parametrize("areas", [ACROSS, (*ACROSS, *DOWN)], ids=["upper", "lower"])
def test_headings_in_two_rows_are_read_together(areas: tuple[str, ...], tmp_path: Path) -> None:
    taken = Taken(save(tmp_path / "t.xlsx", ["連携事業一覧"], TOP, BELOW, CARD, change=merge(*areas)))
    (found,) = taken.initiatives
    assert (found.title, found.description) == (
        "共同の図書館カード",
        "どの図書館でも使えるカードを発行する。",
    )
    assert [(cost.period, cost.amount, cost.unit) for cost in found.costs] == [
        ("R6予算", "1200", "千円"),
        ("R7予算", "1,300", "千円"),
    ]
    assert [(one.name, one.value, one.period) for one in found.indicators] == [
        ("登録者数", "120人", "基準値"),
        ("登録者数", "300人", "R10目標"),
    ]
    assert [(role.party, role.text) for role in found.roles] == [("甲", "発行する。"), ("乙", "周知する。")]
    assert "見出しが分からない" not in taken.said


def test_the_first_row_of_a_table_is_no_second_row_of_headings(tmp_path: Path) -> None:
    head = ("圏域", "取組名", "具体的内容", "政策分野", None)
    rows = (
        ("備後圏域", "目標値", "目標値を共同で定める。", "観光", "医療"),
        ("備後圏域", "次の取組", "次の内容である。", "観光", None),
    )
    taken = Taken(save(tmp_path / "t.xlsx", head, *rows, change=merge("D1:E1")))
    assert taken.titles == ["目標値", "次の取組"]
    assert len(taken.initiatives[0].fields) == 2


def test_an_evaluation_sheet_has_its_figures_in_columns_by_year(tmp_path: Path) -> None:
    table = write_csv(
        tmp_path / "評価.csv",
        "団体名,事務事業名,事業の内容,成果指標,R5実績,R6目標,評価",
        "松江市,空き家バンクの広域運用,空き家の情報を圏域で共有し、移住者に紹介する。,成約件数,12件,20件,Ａ",
        "松江市,移住相談会の開催,東京で移住の相談会を開く。,,,,Ｂ",
        "松江市,移住体験住宅の運営,移住を考える人が住宅に泊まる。,利用組数,,8組,Ｂ",
    )
    taken = Taken(table)
    assert taken.code == 0, taken.said
    figures = [[(one.name, one.value, one.period) for one in found.indicators] for found in taken.initiatives]
    assert figures == [
        [("成約件数", "12件", "R5実績"), ("成約件数", "20件", "R6目標")],
        [],
        [("利用組数", "8組", "R6目標")],
    ]
    assert "G列「評価（3行）」" in taken.said


def test_figures_without_a_name_are_refused(tmp_path: Path) -> None:
    table = write_csv(
        tmp_path / "t.csv", "圏域,取組名,内容,政策分野,指標名,目標値", "備後圏域,一,一の内容,観光,,20件"
    )
    taken = Taken(table)
    assert taken.code == 2
    assert "指標名と指標値の数が違います" in taken.said


def test_a_row_merged_over_the_table_parts_it(tmp_path: Path) -> None:
    rows = (
        ("取組名", "具体的内容", "圏域", "政策分野"),
        ("ア　経済成長のけん引",),
        ("農産物の輸出", "商談会に出展する。", "備後圏域", "観光"),
        ("合計", None, None, "=D2"),
    )
    taken = Taken(save(tmp_path / "t.xlsx", *rows, change=merge("A2:D2")))
    assert taken.titles == ["農産物の輸出"]
    assert "区切りとみて読みとばしました：2行目「ア経済成長のけん引」" in taken.said
    assert "合計・小計の行は読みとばしました：4行目「合計」" in taken.said


def test_a_table_on_its_side_is_said_to_be_one(tmp_path: Path) -> None:
    rows = (("取組名", "共同の斎場"), ("具体的内容", "斎場を運営する。"), ("圏域", "備後圏域"))
    taken = Taken(save(tmp_path / "t.xlsx", *rows))
    assert taken.code == 2
    assert "見出しが、左の列に縦に並んでいるようです" in taken.said
    assert "のことでしょうか" not in taken.said


@pytest.mark.parametrize(
    ("heading", "is_one"),
    [
        ("R5実績", True),
        ("目標値（令和10年度）", True),
        ("令和６年度末実績値", True),
        ("基準値", True),
        ("R6予算", False),
        ("目標", True),
        ("目標とする姿", False),
        ("令和6年度", False),
    ],
)
def test_headings_of_figures_say_when(heading: str, is_one: bool) -> None:
    assert is_stage(heading) is is_one
