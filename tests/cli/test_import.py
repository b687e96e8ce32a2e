"""``renkei-search import`` and ``template`` as their users start them."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from renkei_search import resources
from renkei_search.corpus.intake.table.heading import find_layout
from renkei_search.corpus.intake.table.table_reader import read_table
from tests.cli.command import run

if TYPE_CHECKING:
    from pathlib import Path

    from renkei_search.corpus.collection import Corpus

HEAD = "圏域名,政策分野,具体的内容,取組名"
GOOD = "新潟,観光,新潟駅から酒蔵を巡る周遊バスを走らせる。,酒蔵周遊バス"
BAD = "新潟,観光振興策,地酒の試飲会を開く。,地酒まつり"


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "vision.csv"
    path.write_text(f"{HEAD}\n{GOOD}\n{BAD}\n", encoding="cp932")
    return path


def filled_template(path: Path, **cells: str) -> Path:
    """The template with one row filled in by heading."""
    assert run("template", path).returncode == 0
    book = openpyxl.load_workbook(path)
    sheet: Any = book["記入"]
    headings = [cell.value for cell in sheet[1]]
    for heading, text in cells.items():
        sheet.cell(2, headings.index(heading) + 1).value = text
    book.save(path)
    return path


def test_a_refused_row_refuses_all_and_says_where(table: Path, tmp_path: Path) -> None:
    done = run("import", "--as-of", "R8.4.1", table, "--into", tmp_path / "own")
    assert done.returncode == 2
    printed = "".join(char for char in done.stdout if not char.isspace() and char != "│")
    assert "追加1行、変更0行、変更なし0行、取り込めません1行" in printed
    assert "B3" in printed
    assert "取り込めない行が 1行あるので、何も取り込みませんでした。" in done.stderr
    assert not (tmp_path / "own").exists()


def test_a_dry_run_writes_nothing(table: Path, tmp_path: Path) -> None:
    table.write_text(f"{HEAD}\n{GOOD}\n", encoding="utf-8")
    done = run("import", "--as-of", "R8.4.1", table, "--into", tmp_path / "own", "--dry-run")
    assert done.returncode == 0, done.stderr
    assert "own-niigata-" in done.stdout
    assert "取り込んでいません" in done.stderr
    assert not (tmp_path / "own").exists()


@pytest.mark.parametrize("form", ["csv", "xlsx", "jsonl"])
def test_partial_takes_the_good_rows_and_the_rest_can_be_repaired(form: str, tmp_path: Path) -> None:
    table = tmp_path / f"vision.{form}"
    rows = [line.split(",") for line in (HEAD, GOOD, BAD)]
    if form == "xlsx":
        book = openpyxl.Workbook()
        for row in rows:
            book.active.append(row)
        book.save(table)
    elif form == "csv":
        table.write_text("\n".join(map(";".join, rows)), encoding="cp932")
    else:
        table.write_text("\n".join(json.dumps(dict(zip(rows[0], row, strict=True))) for row in rows[1:]))
    done = run("import", "--as-of", "R8.4.1", table, "--into", tmp_path / "own", "--partial")
    assert done.returncode == 0, done.stderr
    refused = tmp_path / f"vision.refused.{form}"
    book_read = read_table(refused)
    assert book_read.format == form
    (sheet,) = book_read.sheets
    _, left = sheet.rows
    assert "「観光」ではありませんか" in left.cells[-1]

    if form == "xlsx":
        book = openpyxl.load_workbook(refused)
        book.active.cell(2, 2).value = "観光"
        book.save(refused)
    else:
        encoding = "cp932" if form == "csv" else "utf-8"
        refused.write_text(refused.read_text(encoding).replace("観光振興策", "観光", 1), encoding)
    again = run("import", "--as-of", "R8.4.1", refused, "--into", tmp_path / "own")
    assert again.returncode == 0, again.stdout + again.stderr
    check = run("check", "--corpus", tmp_path / "own")
    assert check.returncode == 0, check.stdout
    assert "誤りはありません" in check.stdout


def test_what_was_repaired_earlier_is_not_overwritten(table: Path, tmp_path: Path) -> None:
    for _ in range(2):
        run("import", "--as-of", "R8.4.1", table, "--into", tmp_path / "own", "--partial")
    assert (tmp_path / "vision.refused.csv").exists()
    assert (tmp_path / "vision.refused-2.csv").exists()


def test_the_report_has_a_row_for_each_row(table: Path, tmp_path: Path) -> None:
    run(
        "import",
        "--as-of",
        "R8.4.1",
        table,
        "--into",
        tmp_path / "own",
        "--dry-run",
        "--report",
        tmp_path / "report.csv",
    )
    with (tmp_path / "report.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["行"], row["結果"], row["セル"]) for row in rows] == [
        ("2", "追加", ""),
        ("3", "取り込めません", "B3"),
    ]


def test_the_template_filled_in_is_imported_and_found(tmp_path: Path) -> None:
    path = filled_template(
        tmp_path / "form.xlsx",
        圏域="新潟広域都市圏",
        取組名="酒蔵周遊バス",
        具体的内容="新潟駅から酒蔵を巡る周遊バスを走らせる。",
        政策分野="観光",
        政策分野2="地域公共交通",
        区分="ア 経済成長",
    )
    own, index = tmp_path / "own", tmp_path / "index"
    done = run("import", "--as-of", "R8.4.1", path, "--into", own)
    assert done.returncode == 0, done.stdout + done.stderr
    found = run("search", "--exact", "酒蔵周遊バス", "--corpus", own, "--index", index)
    assert "酒蔵周遊バス\n   新潟広域都市圏｜観光・地域公共交通" in found.stdout, found.stderr
    bundled = run("search", "--exact", "デニム", "--corpus", own, "--index", index)
    assert "ジャパンデニム" in bundled.stdout


def test_an_empty_template_is_told(tmp_path: Path) -> None:
    done = run(
        "import", "--as-of", "R8.4.1", filled_template(tmp_path / "form.xlsx"), "--into", tmp_path / "own"
    )
    assert done.returncode == 2
    assert "見出し（1行目）の下に行がありません" in done.stderr


def test_the_template_offers_every_field_category_and_kind(tmp_path: Path, corpus: Corpus) -> None:
    filled_template(tmp_path / "form.xlsx")
    book = openpyxl.load_workbook(tmp_path / "form.xlsx")
    sheet: Any = book["記入"]
    headings = {cell.value: cell.column_letter for cell in sheet[1]}
    offered = {}
    for rule in sheet.data_validations.dataValidation:
        letter = str(rule.sqref)[: len(str(rule.sqref)) // 1].split("2")[0]
        area = rule.formula1.partition("!")[2].replace("$", "")
        offered[letter] = [cell.value for (cell,) in book["一覧"][area]]
    taxonomy = corpus.catalogue.taxonomy
    for heading in ("政策分野", "政策分野2", "政策分野3"):
        assert offered[headings[heading]] == [node.label for node in taxonomy.fields]
    assert offered[headings["区分"]] == [f"{node.code} {node.label}" for node in taxonomy.categories]
    assert offered[headings["圏域の種類"]] == ["連携中枢都市圏", "定住自立圏", "市町村・その他"]
    assert offered[headings["圏域"]] == [region.name for region in corpus.catalogue.regions]


def test_the_example_row_of_the_template_can_be_imported(tmp_path: Path) -> None:
    path = filled_template(tmp_path / "form.xlsx")
    layout = find_layout(read_table(path), "書き方")
    done = run(
        "import", "--as-of", "R8.4.1", path, "--sheet", "書き方", "--into", tmp_path / "own", "--dry-run"
    )
    assert "region" in layout.columns
    assert done.returncode == 0, done.stdout
    assert "追加 1行" in done.stdout


def test_a_template_is_not_overwritten(tmp_path: Path) -> None:
    assert run("template", tmp_path / "form.xlsx").returncode == 0
    done = run("template", tmp_path / "form.xlsx")
    assert done.returncode == 2
    assert "すでにあります" in done.stderr
    assert run("template", tmp_path / "form.xlsx", "--force").returncode == 0


def test_without_into_the_working_folder_gets_a_corpus(table: Path, tmp_path: Path) -> None:
    table.write_text(f"{HEAD}\n{GOOD}\n", encoding="utf-8")
    command = [sys.executable, "-m", "renkei_search", "import", str(table), "--as-of", "R8.4.1"]
    done = subprocess.run(
        command, cwd=tmp_path, capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "own-corpus" / "sources" / "own" / "text.txt").is_file()
    assert not (resources.corpus_folder() / "sources" / "own").exists()


def test_an_id_in_two_corpora_is_told_with_both_places(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / f"{name}.csv").write_text(f"ID,{HEAD}\nx-1,{GOOD}\n", encoding="utf-8")
        assert (
            run("import", "--as-of", "R8.4.1", tmp_path / f"{name}.csv", "--into", tmp_path / name).returncode
            == 0
        )
    done = run("check", "--corpus", tmp_path / "one", "--corpus", tmp_path / "two")
    assert done.returncode == 3
    assert f"{tmp_path}/one/sources/own" in done.stderr
    assert f"{tmp_path}/two/sources/own" in done.stderr


def test_the_indexed_corpora_are_one(tmp_path: Path, table: Path) -> None:
    """A change in either folder makes the index outdated."""
    table.write_text(f"{HEAD}\n{GOOD}\n", encoding="utf-8")
    own, index = tmp_path / "own", tmp_path / "index"
    run("import", "--as-of", "R8.4.1", table, "--into", own)
    assert "取組308件の索引" in run("index", "--corpus", own, "--index", index).stderr
    table.write_text(f"{HEAD}\n{GOOD}\n新潟,福祉,一,二\n", encoding="utf-8")
    run("import", "--as-of", "R8.4.1", table, "--into", own)
    again = run("search", "--exact", "酒蔵周遊バス", "--corpus", own, "--index", index)
    assert "コーパスが索引を作ったときから変わっています" in again.stderr


def test_several_corpora_can_be_set_for_all_commands(tmp_path: Path, table: Path) -> None:
    table.write_text(f"{HEAD}\n{GOOD}\n", encoding="utf-8")
    for name in ("one", "two"):
        table.write_text(f"ID,{HEAD}\n{name},{GOOD}\n", encoding="utf-8")
        assert run("import", "--as-of", "R8.4.1", table, "--into", tmp_path / name).returncode == 0
    folders = os.pathsep.join([str(resources.corpus_folder()), str(tmp_path / "one")])
    done = subprocess.run(
        [sys.executable, "-m", "renkei_search", "check"],
        env={
            "PATH": os.environ["PATH"],
            "PYTHONPATH": os.environ.get("PYTHONPATH", ""),  # the checkout under test
            "RENKEI_SEARCH_CORPUS": folders,
            "PYTHONIOENCODING": "utf-8",
        },
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "資料own のうち、収録していない部分" in done.stdout
