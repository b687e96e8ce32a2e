"""Realistic tables from the first import to the search: each obstacle is reported once, with a remedy that works."""

from __future__ import annotations

import io
import sys
from typing import TYPE_CHECKING, Any
from unittest import mock

import openpyxl
import pytest

from renkei_search.corpus.check.check import check_corpus
from renkei_search.corpus.reader import read_corpus
from renkei_search.model.record import Basis, RegionKind
from tests.corpus.importing import BUNDLED, write_csv
from tests.corpus.natural import MEMBERS, REGION, save_vision
from tests.corpus.own_corpus import AS_OF, HEAD, own, take

if TYPE_CHECKING:
    from pathlib import Path


def explain(path: Path, choices: dict[str, str]) -> None:
    """Choose policy fields in a 対応表, as a person does."""
    book = openpyxl.load_workbook(path)
    sheet: Any = book["対応表"]
    headings = [cell.value for cell in sheet[1]]
    assert headings == ["表の書き方", "行数", "候補", "政策分野"]
    for row in sheet.iter_rows(min_row=2):
        row[3].value = choices.get(row[0].value)
    book.save(path)


# A region's vision of 144 rows


def test_a_vision_is_refused_in_a_few_lines_and_taken_with_what_they_say(tmp_path: Path) -> None:
    table = save_vision(tmp_path / "vision.xlsx")
    first = take(table)
    assert first.code == 2
    causes = [
        "■144行：収録していない圏域です（B4～B51、B53～B100、B102～B149）「みずほ野定住自立圏」144行→新しい圏域なら、都道府県・構成市町村の欄も書いてください。一つの圏域の表なら、--prefecture、--membersでも指定できます。",
        "■144行：資料の時点がありません（4～51行目、53～100行目、102～149行目）→「時点」の列に書くか、--as-of令和7年4月1日のように、表や資料がいつのものかを指定してください。",
        "■24行：政策分野の書き方が分かりません（",
        "「雇用」8行、「まちづくり」8行、「行財政改革」8行→対応表で、書き方ごとに一度だけ政策分野を選んでください。",
        "見出しが分からないので、取り込んでいません：A列「No.（145行）」、I列「担当課（144行）」",
        "合計・小計の行は読みとばしました：「小計」3行（52行目、101行目、150行目）、151行目「合計」",
        "注記の行は読みとばしました：152行目「※令和7年4月1日現在」",
    ]
    positions = [first.said.find(cause) for cause in causes]
    assert -1 not in positions, [cause for cause in causes if cause not in first.said] + [first.said]
    assert positions == sorted(positions)
    assert positions[0] > 0, first.said
    assert len(first.said) < 1_200  # they were 1,215 lines
    assert "政策分野3種類を" in first.said
    assert not (tmp_path / "own").exists()

    explain(
        tmp_path / "vision.対応表.xlsx",
        {"雇用": "その他（経済成長）", "まちづくり": "地域振興", "行財政改革": "推定"},
    )
    options = ["--prefecture", "長野県", "--members", MEMBERS, *AS_OF]
    second = take(table, *options)
    assert second.code == 2
    assert "3行：区分" not in second.said
    assert "■8行：区分「ウ」の政策分野がありません（政策分野は「ア」のものです）" in second.said
    taken = take(table, *options, "--column", "大分類=使わない")
    assert taken.code == 0, taken.said
    assert "vision.対応表.xlsxの対応に従います。" in taken.said
    assert "追加144行、変更0行、変更なし0行、取り込めません0行" in taken.said
    assert "新しい圏域:みずほ野定住自立圏（長野県、構成市町村4、" in taken.said
    assert "「ほか2町村」36行（" in taken.said
    assert "「みずほ野広域行政組合」36行（" in taken.said

    corpus = own(table)
    assert check_corpus(corpus).sound
    found = {item.title: item for item in corpus.initiatives if item.source == "own"}
    assert len(found) == 144
    region = corpus.catalogue.region(found["合同企業説明会の開催（第1期）"].region or "")
    assert (region.name, region.kind, region.prefectures) == (REGION, RegionKind.SETTLEMENT, ("長野県",))
    assert region.core_cities == ("みずほ市",)
    assert [(f.code, f.basis) for f in found["合同企業説明会の開催（第1期）"].fields] == [
        ("ア-e", Basis.STATED)
    ]
    assert found["行政DXの共同推進（第1期）"].fields[0].basis is Basis.INFERRED
    assert found["図書館の相互利用（第1期）"].fields[0].code == "ウ-A-d"
    assert found["休日夜間急患診療所の運営（第1期）"].municipalities == ("みずほ市", "わかば町")
    assert take(table, *options, "--column", "大分類=使わない").said.count("変更なし144行") == 1


def test_a_choice_in_the_table_itself_counts_too(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in (HEAD.split(","), ["新潟", "就職説明会", "説明会を開く。", "雇用"]):
        book.active.append(row)
    table = book.create_sheet("対応表")
    for row in (["資料の書き方", "政策分野"], ["雇用", "ア-e"]):
        table.append(row)
    book.save(tmp_path / "t.xlsx")
    assert take(tmp_path / "t.xlsx", *AS_OF).code == 0
    assert own(tmp_path / "t.xlsx").initiatives[-1].fields[0].code == "ア-e"


def test_what_was_chosen_before_stays_when_a_new_wording_comes(tmp_path: Path) -> None:
    table = write_csv(tmp_path / "t.csv", HEAD, "新潟,就職説明会,説明会を開く。,雇用")
    take(table, *AS_OF)
    explain(tmp_path / "t.対応表.xlsx", {"雇用": "その他（経済成長）"})
    write_csv(table, HEAD, "新潟,就職説明会,説明会を開く。,雇用", "新潟,まち歩き,まちを歩く。,まちづくり")
    again = take(table, *AS_OF)
    assert "1行：政策分野の書き方が分かりません（D3）" in again.said
    sheet: Any = openpyxl.load_workbook(tmp_path / "t.対応表.xlsx")["対応表"]
    assert [(row[0].value, row[3].value or "") for row in sheet.iter_rows(min_row=2)] == [
        ("まちづくり", ""),
        ("雇用", "その他（経済成長）"),
    ]


def test_a_wrong_choice_is_named_with_its_row(tmp_path: Path) -> None:
    table = write_csv(tmp_path / "t.csv", HEAD, "新潟,就職説明会,説明会を開く。,雇用")
    take(table, *AS_OF)
    explain(tmp_path / "t.対応表.xlsx", {"雇用": "はたらく"})
    assert (
        "t.対応表.xlsxのシート「対応表」2行目:「はたらく」という分野はありません。"
        in take(table, *AS_OF).said
    )


def test_candidates_are_near_or_none(tmp_path: Path) -> None:
    rows = ("雇用,合同企業説明会", "防災教育,出前講座", "総務,庶務の共同化")
    table = write_csv(
        tmp_path / "t.csv",
        HEAD,
        *(f"新潟,{row.split(',')[1]},内容{n}。,{row.split(',')[0]}" for n, row in enumerate(rows)),
    )
    take(table, *AS_OF)
    sheet: Any = openpyxl.load_workbook(tmp_path / "t.対応表.xlsx")["対応表"]
    candidates = {row[0].value: row[2].value or "" for row in sheet.iter_rows(min_row=2)}
    assert candidates == {
        "雇用": "その他（経済成長）",  # the field that its row is about
        "防災教育": "教育・文化・スポーツ、災害対策・消防",
        "総務": "",
    }


# Columns and sources


def test_a_column_can_be_sent_where_it_belongs(tmp_path: Path) -> None:
    table = write_csv(
        tmp_path / "t.csv",
        "圏域,事業,ねらい,中身,分野,ひとこと",
        "新潟,周遊バス,にぎわい,バスを走らせる。,観光,好評",
    )
    assert "見出しの行が見つかりません" in take(table, *AS_OF).said
    done = take(
        table,
        *AS_OF,
        "--column",
        "中身=具体的内容",
        "--column",
        "事業=取組名",
        "--column",
        "ねらい=具体的内容",
    )
    assert done.code == 0, done.said
    taken = own(table).initiatives[-1]
    assert (taken.title, taken.description) == ("周遊バス", "ねらい：にぎわい\n中身：バスを走らせる。")
    assert "見出しが分からないので、取り込んでいません：F列「ひとこと（1行）」" in done.said


@pytest.mark.parametrize(
    ("choice", "message"),
    [
        ("備考", "「表の見出し=欄の名前」の形で書いてください"), ("備考=どこか", "「どこか」という欄はありません"),
        ("ない見出し=取組名", "見出しが表にありません。表の見出しは「圏域」「取組名」「具体的内容」「政策分野」です。"),
    ],
)  # fmt: skip
def test_a_choice_of_columns_that_cannot_be_is_told(tmp_path: Path, choice: str, message: str) -> None:
    table = write_csv(tmp_path / "t.csv", HEAD, "新潟,周遊,周遊する。,観光")
    done = take(table, *AS_OF, "--column", choice)
    assert done.code == 2
    assert message in done.said


def test_an_address_as_source_is_kept_as_the_address(tmp_path: Path) -> None:
    table = write_csv(
        tmp_path / "t.csv", f"{HEAD},出典,時点", "新潟,周遊,周遊する。,観光,https://www.example.lg.jp/a.html?b=1,R7.4.1",
        "新潟,図書,本を貸す。,教育,第2期ビジョン,R7.4.1",
    )  # fmt: skip
    assert take(table).code == 0
    sources = {item.source.title: item.source for item in own(table).catalogue.sources}
    source = sources["ウェブページ（www.example.lg.jp）"]
    assert (source.url, source.title_basis) == ("https://www.example.lg.jp/a.html?b=1", Basis.INFERRED)
    assert sources["第2期ビジョン"].url is None
    assert "変更なし2行" in take(table).said
    bad = write_csv(tmp_path / "u.csv", f"{HEAD},出典URL,時点", "新潟,一,一。,観光,市のページ,R7.4.1")
    assert "出典URLがウェブページのアドレスではありません（E2）「市のページ」" in take(bad).said


def test_the_date_is_asked_for_and_not_that_of_today(tmp_path: Path) -> None:
    table = write_csv(tmp_path / "t.csv", HEAD, "新潟,周遊,周遊する。,観光")
    done = take(table)
    assert done.code == 2
    assert "資料の時点がありません" in done.said
    assert "「昨日」は日付として読めません" in take(table, "--as-of", "昨日").said
    typed = io.StringIO("R7.4.1\n")
    with mock.patch.object(typed, "isatty", return_value=True), mock.patch.object(sys, "stdin", typed):
        asked = take(table)
    assert asked.code == 0, asked.said
    assert "この表（資料）の時点（例：令和7年4月1日）" in asked.said
    assert read_corpus(*BUNDLED, tmp_path / "own").catalogue.source("own").source.as_of == "令和7年4月1日"


def test_a_blank_field_is_inferred_and_marked(tmp_path: Path) -> None:
    rows = (
        "病児保育の広域利用,病児を預かる。,",
        "特産品の販路開拓,特産品の物産展を開く。,",
        "朝の体操,体操をする。,",
    )
    table = write_csv(tmp_path / "t.csv", HEAD, *(f"新潟,{row}" for row in rows))
    said = take(table, *AS_OF).said
    assert "1行：政策分野が空で、文からも推定できません（D4）" in said
    write_csv(table, HEAD, *(f"新潟,{row}" for row in rows[:2]))
    assert take(table, *AS_OF).code == 0
    taken = own(table).initiatives[-2:]
    assert [(found.fields[0].code, found.fields[0].basis) for found in taken] == [
        ("ウ-A-c", Basis.INFERRED),
        ("ア-c", Basis.INFERRED),
    ]
    assert all(found.category.basis is Basis.INFERRED for found in taken)


def test_documents_of_one_name_have_many_publishers(tmp_path: Path) -> None:
    rows = (
        "新潟,一,一。,観光,総合計画,新潟市,R7.4.1",
        "新潟,二,二。,観光,総合計画,三条市,R6.4.1",
        "新潟,三,三。,観光,総合計画,,",
    )
    table = write_csv(tmp_path / "t.csv", f"{HEAD},資料,公表者,時点", *rows)
    assert take(table).code == 0
    named = [item.source for item in own(table).catalogue.sources if item.source.title == "総合計画"]
    assert sorted((source.publisher, source.as_of) for source in named) == [
        ("三条市", "令和6年4月1日"),
        ("新潟市", "令和7年4月1日"),
    ]
    assert "変更なし3行" in take(table).said


def test_the_address_of_a_named_source_is_not_lost(tmp_path: Path) -> None:
    head = f"{HEAD},資料,出典URL,時点"
    rows = ("新潟,一,一。,観光,総合計画,,R7.4.1", "新潟,二,二。,観光,総合計画,https://a.example.jp/,R7.4.1")
    table = write_csv(tmp_path / "t.csv", head, *rows)
    assert take(table).code == 0
    urls = [item.source.url for item in own(table).catalogue.sources if item.source.title == "総合計画"]
    assert urls == [None, "https://a.example.jp/"]
    assert "変更なし2行" in take(table).said
    write_csv(table, head, rows[0], rows[1].replace("a.example", "b.example"))
    assert "1行：出典URLは資料の情報です" in take(table).said
