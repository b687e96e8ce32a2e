"""Export, edit in a spreadsheet, import: exactly the edited cells change, over the whole bundled corpus."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from renkei_search import resources
from renkei_search.analysis.reading.slug import make_slug
from renkei_search.corpus.check.check import check_corpus
from renkei_search.corpus.intake.importer import plan_import
from renkei_search.corpus.intake.plan import Destination, ImportOptions, ImportPlan, Outcome
from renkei_search.corpus.intake.table.table_reader import read_table
from renkei_search.corpus.intake.writer import locked, write_together
from renkei_search.corpus.reader import read_corpus
from renkei_search.corpus.table import COLUMNS, make_row
from renkei_search.export.cover import Cover
from renkei_search.export.text import stream_initiatives, stream_records, stream_table
from renkei_search.export.workbook import write_search
from tests.corpus.importing import BUNDLED, joined, take

if TYPE_CHECKING:
    from pathlib import Path

    from renkei_search.corpus.collection import Corpus

OPTIONS = ImportOptions(make_slug, as_of="令和8年11月22日")
DENIM = "001-bingo-denim-project"

# A cell of each column that may be edited: the initiative, the column, what is typed.
EDITS = {
    ("000-niigata-net119", "fields"): "福祉・子育て\n高度医療・救急",
    ("000-niigata-net119", "category"): "イ 高次の都市機能",
    (DENIM, "title"): "ジャパンデニムの世界発信",
    ("001-bingo-digital-lab-ict-desk", "description"): "一行目。\n\n二行目は「引用」、=も'もある。",
    ("002-local-resources-economy", "status"): "",
    ("003-startup-local-industry", "roles"): "甲（富山市）：主体的に取り組む。\n乙：協力する。",
    ("004-startup-innovation", "region"): "新潟広域都市圏",
    ("000-nagaoka-disaster-leaders", "municipalities"): "長岡市\n小千谷市",
    ("004-growth-strategy-council", "indicators"): "参加者数（推定）：8人［令和4年度］",
}


def export_xlsx(path: Path, corpus: Corpus) -> None:
    with path.open("wb") as file:
        write_search(file, corpus.initiatives, corpus.catalogue, Cover("取組の検索結果", ()))


def plan(table: Path, folder: Path, beside: tuple[Path, ...] = ()) -> ImportPlan:
    return plan_import(read_table(table), Destination(folder, beside), OPTIONS)


def carry_out(table: Path, folder: Path) -> ImportPlan:
    decided = plan(table, folder)
    assert not decided.refused, [row.message for row in decided.refused]
    with locked(folder):
        write_together(folder, decided.files)
    return decided


def cells_of(corpus: Corpus) -> dict[tuple[str, str], str]:
    return {
        (initiative.id, name): text
        for initiative in corpus.initiatives
        for name, text in make_row(initiative, corpus.catalogue)._asdict().items()
    }


@pytest.mark.parametrize("form", ["xlsx", "csv", "jsonl"])
def test_an_export_that_nobody_edited_changes_nothing(
    form: str, corpus: Corpus, corpus_copy: Path, tmp_path: Path
) -> None:
    table = tmp_path / f"export.{form}"
    if form == "xlsx":
        export_xlsx(table, corpus)
    else:
        stream = (
            stream_table(corpus.initiatives, corpus.catalogue)
            if form == "csv"
            else stream_records(corpus.initiatives)
        )
        table.write_bytes(b"".join(stream))
    decided = plan(table, corpus_copy)
    assert decided.counts == {Outcome.UNCHANGED: 307}, [row.message for row in decided.refused]
    assert decided.files == {}


def test_exactly_the_edited_cells_change(corpus: Corpus, corpus_copy: Path, tmp_path: Path) -> None:
    table = tmp_path / "export.xlsx"
    export_xlsx(table, corpus)
    book = openpyxl.load_workbook(table)
    sheet: Any = book.worksheets[0]
    headings = {cell.value: cell.column for cell in sheet[1]}
    rows = {row[0].value: row[0].row for row in sheet.iter_rows(min_row=2)}
    columns = {column.name: headings[column.heading] for column in COLUMNS}
    for (initiative_id, name), text in EDITS.items():
        sheet.cell(rows[initiative_id], columns[name]).value = text
    book.save(table)

    decided = carry_out(table, corpus_copy)
    assert decided.counts[Outcome.CHANGED] == len({initiative_id for initiative_id, _ in EDITS})
    before, after = cells_of(corpus), cells_of(read_corpus(corpus_copy))
    differing = {key: after[key] for key in before if after[key] != before[key]}
    # Each row repeats the properties of its region and source, so these cells follow from the edited ones. An
    # editorial title disappears with the text that it was written for.
    following = {"editorial_title", "kind", "prefectures", "source", "publisher", "as_of", "citation"}
    assert {key: text for key, text in differing.items() if key[1] not in following} == EDITS
    assert {initiative_id for (initiative_id, _) in differing} == {
        initiative_id for initiative_id, _ in EDITS
    }
    # The text is no longer the document's, and no other row changes its source.
    quoted = {"title", "description", "roles", "indicators", "municipalities"}
    assert {found for (found, name) in differing if name == "source"} == {
        found for (found, name) in EDITS if name in quoted
    }
    assert check_corpus(read_corpus(corpus_copy)).sound
    assert before.keys() == after.keys()


def test_lines_of_other_records_stay_byte_for_byte(corpus_copy: Path, tmp_path: Path) -> None:
    table = tmp_path / "edit.jsonl"
    table.write_text(json.dumps({"id": DENIM, "政策分野": "観光、地域資源・販路拡大"}), encoding="utf-8")
    paths = [path.relative_to(corpus_copy) for path in corpus_copy.rglob("*") if path.is_file()]
    before = {path: (corpus_copy / path).read_bytes() for path in paths}
    carry_out(table, corpus_copy)
    changed = [path for path in paths if (corpus_copy / path).read_bytes() != before[path]]
    assert [path.as_posix() for path in changed] == ["initiatives/001.jsonl"]
    lines = (corpus_copy / changed[0]).read_bytes().splitlines()
    assert sum(one != other for one, other in zip(lines, before[changed[0]].splitlines(), strict=True)) == 1


def test_a_record_that_was_moved_to_a_table_can_be_edited_again(corpus_copy: Path, tmp_path: Path) -> None:
    table = tmp_path / "edit.csv"
    for text in ("一度目の題名", "二度目の題名"):
        table.write_text(f"ID,取組名\n{DENIM},{text}\n", encoding="utf-8")
        carry_out(table, corpus_copy)
        corpus = read_corpus(corpus_copy)
        assert check_corpus(corpus).sound
        assert next(found for found in corpus.initiatives if found.id == DENIM).title == text
        assert len(corpus.initiatives) == 307


@pytest.mark.parametrize("text", ["=SUM(A1)", "'=1", "-1", "@x", "＋1", "'令和"])
def test_the_apostrophe_that_guards_an_exported_cell_is_taken_off(
    text: str, corpus_copy: Path, tmp_path: Path
) -> None:
    edit = tmp_path / "edit.jsonl"
    edit.write_text(json.dumps({"id": DENIM, "title": text}), encoding="utf-8")
    carry_out(edit, corpus_copy)
    corpus = read_corpus(corpus_copy)
    table = tmp_path / "export.csv"
    table.write_bytes(b"".join(stream_table(corpus.initiatives, corpus.catalogue)))
    rows = list(csv.reader(io.StringIO(table.read_text(encoding="utf-8-sig"))))
    assert any(row[4].endswith(text) for row in rows)
    assert plan(table, corpus_copy).counts == {Outcome.UNCHANGED: 307}
    # Saved as a workbook, the apostrophe of the CSV is part of the cell.
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
        for cell in book.active[book.active.max_row]:
            cell.data_type = "s" if cell.value is not None else cell.data_type
    book.save(tmp_path / "saved.xlsx")
    assert plan(tmp_path / "saved.xlsx", corpus_copy).counts == {Outcome.UNCHANGED: 307}
    export_xlsx(tmp_path / "export.xlsx", corpus)
    assert plan(tmp_path / "export.xlsx", corpus_copy).counts == {Outcome.UNCHANGED: 307}


def test_an_export_of_the_bundled_corpus_adds_nothing_beside_it(corpus: Corpus, tmp_path: Path) -> None:
    table = tmp_path / "export.csv"
    table.write_bytes(b"".join(stream_table(corpus.initiatives, corpus.catalogue)))
    decided = plan(table, tmp_path / "own", (resources.corpus_folder(),))
    assert decided.counts == {Outcome.UNCHANGED: 307}
    assert decided.files == {}


def test_a_title_or_another_text_takes_the_place_of_our_heading(corpus_copy: Path, tmp_path: Path) -> None:
    """What we wrote for one text may be wrong for another."""
    titled, rewritten = "000-niigata-net119", "000-uonuma-night-soil-plant"
    table = tmp_path / "edit.jsonl"
    rows = ({"id": titled, "title": "NET119"}, {"id": rewritten, "description": "し尿を処理する。"})
    table.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    carry_out(table, corpus_copy)
    corpus = read_corpus(corpus_copy)
    assert check_corpus(corpus).sound
    assert len(corpus.catalogue.editorial_titles) == 56
    assert {titled, rewritten}.isdisjoint(corpus.catalogue.editorial_titles_by_id)


@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_our_heading_is_passed_over_when_a_file_comes_back(
    form: str, corpus: Corpus, corpus_copy: Path, tmp_path: Path
) -> None:
    stream = stream_table if form == "csv" else stream_initiatives
    table = tmp_path / f"export.{form}"
    data = b"".join(stream(corpus.initiatives, corpus.catalogue))
    ours = "NET119緊急通報システムの共同運用"
    assert ours in data.decode()
    table.write_bytes(data.replace(ours.encode(), "別の見出し".encode()))
    decided = plan(table, corpus_copy)
    assert decided.counts == {Outcome.UNCHANGED: 307}, [row.message for row in decided.refused]
    assert {column.heading for column in decided.layout.unread} <= {"spans"}


def test_what_stands_beside_cannot_be_changed(tmp_path: Path) -> None:
    table = tmp_path / "edit.csv"
    table.write_text(f"ID,取組名\n{DENIM},別の題名\n", encoding="utf-8")
    decided = plan(table, tmp_path / "own", (resources.corpus_folder(),))
    assert "別のコーパスの取組なので" in decided.refused[0].message


def test_an_own_corpus_is_exported_edited_and_imported_beside_the_bundled_one(tmp_path: Path) -> None:
    own, table = tmp_path / "own", tmp_path / "table.csv"
    table.write_text(
        "圏域,都道府県,構成市町村,政策分野,取組名,具体的内容,資料,甲の役割\n"
        "別府湾定住自立圏,大分県,別府市、日出町,観光（推定）,湯めぐり,湯を巡る。,ビジョン,\n"
        "新潟,,,福祉,,窓口を設ける。,,運営する。\n",
        encoding="utf-8",
    )
    take(table, own)
    before = joined(own)
    export_xlsx(tmp_path / "export.xlsx", before)
    assert plan(tmp_path / "export.xlsx", own, BUNDLED).counts == {Outcome.UNCHANGED: 309}

    (edited,) = (found.id for found in before.initiatives if found.description == "窓口を設ける。")
    book = openpyxl.load_workbook(tmp_path / "export.xlsx")
    sheet: Any = book.worksheets[0]
    (row,) = (row for row in sheet.iter_rows(min_row=2) if row[0].value == edited)
    row[[column.name for column in COLUMNS].index("description")].value = "窓口を二つ設ける。"
    book.save(tmp_path / "export.xlsx")
    decided = plan(tmp_path / "export.xlsx", own, BUNDLED)
    assert decided.counts == {Outcome.UNCHANGED: 308, Outcome.CHANGED: 1}
    with locked(own):
        write_together(own, decided.files)
    after = joined(own)
    old, new = cells_of(before), cells_of(after)
    assert {key: new[key] for key in old if new[key] != old[key]} == {
        (edited, "description"): "窓口を二つ設ける。"
    }
    assert check_corpus(after).sound
