"""The outcome of a row: added, changed, unchanged or refused, with place and reason."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from renkei_search import resources
from renkei_search.corpus.check.check import check_corpus
from renkei_search.corpus.intake.plan import Outcome
from renkei_search.corpus.reader import read_corpus
from renkei_search.model.record import Basis, Origin
from tests.corpus.importing import joined, plan, take, write_csv
from tests.corpus.refusing import HEAD, refusal

if TYPE_CHECKING:
    from pathlib import Path


def test_a_taken_row_can_be_traced_to_its_characters(tmp_path: Path) -> None:
    table = write_csv(
        tmp_path / "vision.csv",
        "圏域名,取組名,政策分野,具体的内容,甲の役割,乙の役割,KPI,参加市町村,状態",
        "新潟,周遊バス,観光,バスを走らせる。,運営する。,協力する。,利用者：100人［令和7年度］,三条市、燕市,案",
    )
    decided = take(table, tmp_path / "own")
    assert [(row.outcome, row.id) for row in decided.rows] == [(Outcome.TAKEN, "own-niigata-syuuyuu-basu")]
    corpus = joined(tmp_path / "own")
    taken = next(found for found in corpus.initiatives if found.source == "own")
    item = corpus.catalogue.source("own")
    assert item.source.origin is Origin.TABLE
    ((start, end),) = taken.spans.description
    assert item.text[start:end] == taken.description == "バスを走らせる。"
    ((start, end),) = taken.roles[1].spans
    assert (taken.roles[1].party, item.text[start:end]) == ("乙", "協力する。")
    assert (taken.category.code, taken.status, taken.municipalities) == ("ア", "draft", ("三条市", "燕市"))
    assert taken.indicators[0].period == "令和7年度"
    report = check_corpus(corpus)
    assert report.sound, report.problems
    assert report.coverage[-1].initiative_coverage == 1.0


def test_a_field_that_does_not_exist_is_refused_with_cell_and_proposal(tmp_path: Path) -> None:
    said = refusal(tmp_path, "圏域名,具体的内容,政策分野", "新潟,一,福祉", "新潟,二,観光振興策")
    assert (
        said == "C3 3行目 C列（政策分野）：「観光振興策」という分野はありません。「観光」ではありませんか。"
    )


@pytest.mark.parametrize(
    ("wording", "proposal"),
    [
        ("防災訓練", "災害対策・消防"),
        ("介護サービス", "介護"),
        ("移住の促進について", "交流・移住"),
        ("地域公共交通ネットワーク", "地域公共交通"),
        ("防災教育", "教育・文化・スポーツ」か「災害対策・消防"),
    ],
)
def test_the_nearest_field_is_proposed(tmp_path: Path, wording: str, proposal: str) -> None:
    assert f"「{proposal}」ではありませんか" in refusal(tmp_path, HEAD, f"新潟,{wording},一,")


@pytest.mark.parametrize("wording", ["雇用", "まちづくり", "行財政改革", "DMO", "あ"])
def test_nothing_is_proposed_where_nothing_is_near(tmp_path: Path, wording: str) -> None:
    assert "ではありませんか" not in refusal(tmp_path, HEAD, f"新潟,{wording},一,")


_SETTLEMENT_FIELDS = {
    "教育": "ウ-A-d", "産業振興": "ウ-A-f", "医療": "ウ-A-a", "防災": "ウ-A-g", "移住・定住": "ウ-B-e",
    "デジタル・ディバイドの解消へ向けたICTインフラ整備": "ウ-B-b", "道路等の交通インフラの整備": "ウ-B-c",
    "宣言中心市等における人材の育成": "ウ-C-a", "圏域内市町村の職員等の交流": "ウ-C-c", "公共交通": "ウ-B-a",
    "宣言中心市等における外部からの行政及び民間人材の確保": "ウ-C-b", "地域内外の住民との交流・移住促進": "ウ-B-e",
}  # fmt: skip


def test_the_fields_of_the_settlement_scheme_are_known(tmp_path: Path) -> None:
    table = write_csv(
        tmp_path / "table.csv",
        "圏域,区分,政策分野,具体的内容",
        *(f"長岡地域定住自立圏,生活機能の強化,{wording},〈{wording}〉" for wording in _SETTLEMENT_FIELDS),
    )
    take(table, tmp_path / "own")
    taken = [item for item in joined(tmp_path / "own").initiatives if item.description.startswith("〈")]
    assert {item.description: [field.code for field in item.fields] for item in taken} == {
        f"〈{wording}〉": [code] for wording, code in _SETTLEMENT_FIELDS.items()
    }
    assert {item.category.code for item in taken} == {"ウ"}
    assert plan(table, tmp_path / "own").counts == {Outcome.UNCHANGED: len(_SETTLEMENT_FIELDS)}


def test_fields_are_known_by_all_their_wordings(tmp_path: Path) -> None:
    wordings = (
        "ア-d",
        "観光",
        "戦略的な観光施策",
        "戦略的な観光施策の展開",
        "ア-d 観光",
        "d 戦略的な観光施策",
        "観 光",
    )
    rows = (f"新潟,{wording},〈{number}〉," for number, wording in enumerate(wordings))
    take(write_csv(tmp_path / "table.csv", HEAD, *rows), tmp_path / "own")
    taken = [item for item in joined(tmp_path / "own").initiatives if item.description.startswith("〈")]
    assert [[field.code for field in item.fields] for item in taken] == [["ア-d"]] * len(wordings)


def test_what_is_inferred_stays_marked(tmp_path: Path) -> None:
    take(write_csv(tmp_path / "table.csv", HEAD, "新潟,福祉（推定）、観光,一,"), tmp_path / "own")
    taken = joined(tmp_path / "own").initiatives[-1]
    assert [(field.code, field.basis) for field in taken.fields] == [
        ("ウ-A-c", Basis.INFERRED),
        ("ア-d", Basis.STATED),
    ]
    assert taken.category.basis is Basis.INFERRED


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("新潟,観光,,題", "C2 2行目 C列（具体的内容）：具体的内容が空です"),
        ("新潟,,一,", "B2 2行目 B列（政策分野）：政策分野が空で、文からも推定できません"),
        ("新潟,生活機能の強化,一,", "分野のまとまりです"),
        (",観光,一,", "A2 2行目 A列（圏域）：圏域が空です"),
        (
            "新潟広域都市権,観光,一,",
            "「新潟広域都市圏」ではありませんか。新しい圏域なら、圏域の種類・都道府県・構成市町村",
        ),
        (f"新潟,観光,{'あ' * 20_001},", "20,001文字あります。20,000文字以内"),
        (f"新潟,観光,一,{'あ' * 201}", "201文字あります"),
    ],
)
def test_what_is_missing_or_too_long_is_named(tmp_path: Path, row: str, message: str) -> None:
    assert message in refusal(tmp_path, HEAD, row)


def test_every_fault_of_a_row_is_named_at_once(tmp_path: Path) -> None:
    said = refusal(tmp_path, "圏域,区分,政策分野,具体的内容,状態,指標", "新潟,エ,観光地,,未定,数値のみ")
    for part in ("B列（区分）", "C列（政策分野）", "D列（具体的内容）", "E列（状態）", "F列（指標）"):
        assert part in said


def test_category_and_fields_must_agree(tmp_path: Path) -> None:
    assert "区分「ア」の政策分野がありません" in refusal(
        tmp_path, "圏域,区分,政策分野,具体的内容", "新潟,ア,福祉,一"
    )


def test_control_characters_are_removed_with_a_note(tmp_path: Path) -> None:
    table = tmp_path / "table.jsonl"
    table.write_text(
        json.dumps({"圏域": "新潟", "政策分野": "観光", "具体的内容": "バ\x1bス\u202e"}), encoding="utf-8"
    )
    (row,) = take(table, tmp_path / "own").rows
    assert row.message == "読めない文字を2字取り除きました。"
    assert joined(tmp_path / "own").initiatives[-1].description == "バス"


def test_the_same_table_again_changes_nothing(tmp_path: Path) -> None:
    table = write_csv(tmp_path / "table.csv", HEAD, "新潟,観光,一,甲", "新潟,福祉,二,", "三条市,介護,三,丙")
    take(table, tmp_path / "own")
    before = {path: path.read_bytes() for path in (tmp_path / "own").rglob("*") if path.is_file()}
    again = plan(table, tmp_path / "own")
    assert again.counts == {Outcome.UNCHANGED: 3}
    assert again.files == {}
    assert before


@pytest.mark.parametrize(
    ("row", "what"),
    [
        ("新潟,観光,新しい内容,周遊バス", "具体的内容を改めます。"),
        ("新潟,観光,一,新しい題名", "取組名を改めます。"),
        ("新潟,福祉、観光,一,周遊バス", "政策分野を改めます。"),
    ],
)
def test_a_changed_row_is_known_by_what_stayed(tmp_path: Path, row: str, what: str) -> None:
    take(
        write_csv(tmp_path / "one.csv", HEAD, "新潟,観光,一,周遊バス", "新潟,介護,別の内容,別の題名"),
        tmp_path / "own",
    )
    changed = take(write_csv(tmp_path / "two.csv", HEAD, row), tmp_path / "own")
    assert [(found.outcome, found.id) for found in changed.rows] == [
        (Outcome.CHANGED, "own-niigata-syuuyuu-basu")
    ]
    assert changed.rows[0].message == what
    corpus = joined(tmp_path / "own")
    assert len([found for found in corpus.initiatives if found.source == "own"]) == 2
    assert check_corpus(corpus).sound


def test_a_row_that_may_change_several_is_refused(tmp_path: Path) -> None:
    take(write_csv(tmp_path / "one.csv", HEAD, "新潟,観光,一,研修", "新潟,介護,二,研修"), tmp_path / "own")
    (row,) = plan(write_csv(tmp_path / "two.csv", HEAD, "新潟,観光,三,研修"), tmp_path / "own").rows
    assert row.outcome is Outcome.REFUSED
    assert "own-niigata-kensyuu、own-niigata-kensyuu-2" in row.message


def test_the_same_row_twice_is_taken_once(tmp_path: Path) -> None:
    first, second = plan(
        write_csv(tmp_path / "t.csv", HEAD, "新潟,観光,一,甲", "新潟,観光,一,甲"), tmp_path / "own"
    ).rows
    assert (first.outcome, second.outcome) == (Outcome.TAKEN, Outcome.UNCHANGED)
    assert second.message == "2行目と同じです。一度だけ取り込みます。"


def test_rows_that_contradict_each_other_are_refused(tmp_path: Path) -> None:
    said = refusal(tmp_path, HEAD, "新潟,観光,一,甲", "新潟,福祉,一,甲")
    assert said.startswith("C3 3行目 C列（具体的内容）：2行目と同じ取組ですが、ほかの欄が違います。")
    said = refusal(tmp_path, f"ID,{HEAD}", "x-1,新潟,観光,一,甲", "x-1,新潟,福祉,二,乙")
    assert "A3 3行目 A列（ID）：2行目と同じID「x-1」ですが" in said


def test_an_initiative_of_the_bundled_corpus_is_not_taken_twice(tmp_path: Path) -> None:
    bundled = joined_description("000-niigata-net119")
    (row,) = plan(write_csv(tmp_path / "t.csv", HEAD, f"新潟,福祉,{bundled},"), tmp_path / "own").rows
    assert (row.outcome, row.id) == (Outcome.UNCHANGED, "000-niigata-net119")


def joined_description(initiative_id: str) -> str:
    corpus = read_corpus(resources.corpus_folder())
    return next(found.description for found in corpus.initiatives if found.id == initiative_id)


def test_an_office_may_give_its_own_ids(tmp_path: Path) -> None:
    take(write_csv(tmp_path / "t.csv", f"ID,{HEAD}", "vision-01,新潟,観光,一,甲"), tmp_path / "own")
    assert joined(tmp_path / "own").initiatives[-1].id == "vision-01"


@pytest.mark.parametrize("initiative_id", ["../etc", "a b", "取組1", "a/b", "x" * 81])
def test_an_id_that_cannot_stand_in_an_address_is_refused(tmp_path: Path, initiative_id: str) -> None:
    assert "使えません" in refusal(tmp_path, f"ID,{HEAD}", f"{initiative_id},新潟,観光,一,甲")


def test_rows_are_of_the_source_that_they_name(tmp_path: Path) -> None:
    table = write_csv(
        tmp_path / "t.csv",
        f"{HEAD},資料,公表者,時点",
        "新潟,観光,一,甲,第2期ビジョン,新潟市,令和7年4月1日",
        "新潟,福祉,二,乙,,,",
    )
    take(table, tmp_path / "own")
    corpus = joined(tmp_path / "own")
    assert [found.source for found in corpus.initiatives[-2:]] == ["own", "own-dai-2-ki-bizyon"]
    source = corpus.catalogue.source("own-dai-2-ki-bizyon").source
    assert (source.title, source.publisher, source.as_of) == ("第2期ビジョン", "新潟市", "令和7年4月1日")
    assert plan(table, tmp_path / "own").counts == {Outcome.UNCHANGED: 2}


def test_a_new_row_cannot_claim_a_document(tmp_path: Path) -> None:
    assert "原文にこの取組はありません" in refusal(tmp_path, f"{HEAD},資料", "新潟,観光,一,甲,001")


def test_notes_and_repeated_headings_are_passed_over(tmp_path: Path) -> None:
    table = write_csv(
        tmp_path / "t.csv",
        "一覧,,,",
        HEAD,
        "新潟,観光,一,甲",
        HEAD,
        "新潟,福祉,二,乙",
        "※令和7年4月1日現在,,,",
    )
    assert [row.row.number for row in plan(table, tmp_path / "own").rows] == [3, 5]


def test_a_file_name_and_headings_are_untrusted_too(tmp_path: Path) -> None:
    table = write_csv(tmp_path / "a\x1b[31m\n\x7f.csv", f"{HEAD},\x1b[2J知らない列", "新潟,観光,一,甲,")
    decided = take(table, tmp_path / "own")
    assert [column.heading for column in decided.layout.unread] == ["[2J知らない列"]
    assert joined(tmp_path / "own").catalogue.source("own").source.title == "取り込んだ表（a[31m .csv）"


def test_hostile_text_stays_text(tmp_path: Path) -> None:
    hostile = "<script>alert(1)</script>{{7*7}}''; DROP TABLE"
    take(write_csv(tmp_path / "t.csv", HEAD, f"新潟,観光,{hostile},{hostile}"), tmp_path / "own")
    assert joined(tmp_path / "own").initiatives[-1].title == hostile


def test_costs_have_the_unit_of_their_heading_and_refuse_no_row(tmp_path: Path) -> None:
    table = write_csv(
        tmp_path / "vision.csv",
        "圏域名,取組名,政策分野,具体的内容,事業費（千円）",
        '新潟,一,観光,一を行う。,"1,200"',
        "新潟,二,観光,二を行う。,調整中",
        "新潟,三,観光,三を行う。,―",
    )
    decided = take(table, tmp_path / "own")
    assert decided.counts == {Outcome.TAKEN: 3}
    said = {row.title: [remark.subject for remark in row.remarks] for row in decided.rows}
    assert said == {"一": [], "二": ["調整中"], "三": []}
    taken = {
        found.title: found.costs for found in joined(tmp_path / "own").initiatives if found.source == "own"
    }
    assert [(cost.amount, cost.unit) for cost in taken["一"]] == [("1,200", "千円")]
    assert taken["二"] == taken["三"] == ()
    assert check_corpus(joined(tmp_path / "own")).sound


@pytest.mark.parametrize(
    "rows",
    [
        (
            "圏域,取組名,具体的内容,政策分野,令和6年度事業費（千円）,R7当初予算額（千円）,担当課",
            '新潟,一,一を行う。,観光,"1,200",調整中,都市課',
        ),
        (
            "圏域,取組名,具体的内容,政策分野,事業費（千円）,,,担当課",
            ",,,,令和6年度,R7当初予算,計,",
            '新潟,一,一を行う。,観光,"1,200",調整中,"1,200",都市課',
        ),
        (
            "圏域,取組名,具体的内容,政策分野,事業費（令和6年度）（千円）",
            '新潟,一,一を行う。,観光,"1,200"',
        ),
    ],
)
def test_the_years_of_costs_may_stand_in_the_headings(rows: tuple[str, ...], tmp_path: Path) -> None:
    decided = take(write_csv(tmp_path / "t.csv", *rows), tmp_path / "own")
    (found,) = (item for item in joined(tmp_path / "own").initiatives if item.source == "own")
    first, *rest = found.costs
    assert (first.period, first.year, first.amount, first.unit) == ("令和6年度", 2024, "1,200", "千円")
    assert [(cost.period, cost.year) for cost in rest] == [("計", None)] * (len(rows) - 2)
    said = [remark.subject for remark in decided.rows[0].remarks]
    assert said == ["調整中"] * ("調整中" in rows[-1])


def test_a_heading_that_only_looks_like_costs_is_none(tmp_path: Path) -> None:
    decided = plan(
        write_csv(
            tmp_path / "t.csv",
            "圏域,取組名,具体的内容,政策分野,令和6年度実績,事業費の財源,R6予算の内訳",
            "新潟,一,一を行う。,観光,10人,国費,報償費",
        ),
        tmp_path / "own",
    )
    assert [column.heading for column in decided.layout.unread] == [
        "令和6年度実績",
        "事業費の財源",
        "R6予算の内訳",
    ]
