from __future__ import annotations

import csv
import json
import os
import stat
from io import BytesIO, StringIO
from typing import TYPE_CHECKING

import pytest
from openpyxl import load_workbook

from tests.cli.command import run

if TYPE_CHECKING:
    from pathlib import Path

    from flask.testing import FlaskClient

    from tests.cli.command import Done


def export(index: Path, *arguments: str | Path) -> Done:
    return run("export", *arguments, "--index", index)


@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_a_file_is_that_of_the_web(form: str, index_root: Path, tmp_path: Path, client: FlaskClient) -> None:
    path = tmp_path / f"観光.{form}"
    done = export(index_root, "観光", "--prefecture", "新潟県", "--output", path)
    assert done.returncode == 0, done.stderr
    assert path.read_bytes() == client.get(f"/search.{form}?q=観光&prefecture=新潟県").data
    assert "取組3件を" in done.stderr
    assert done.stdout == ""


def test_a_workbook_holds_the_matches_and_the_search(index_root: Path, tmp_path: Path) -> None:
    path = tmp_path / "out.bin"
    done = export(index_root, "火葬場", "--format", "xlsx", "-o", path)
    assert done.returncode == 0, done.stderr
    book = load_workbook(BytesIO(path.read_bytes()))
    facts = {row[0]: row[1] for row in book["検索条件と資料"].iter_rows(values_only=True)}
    assert facts["検索語"] == "火葬場"
    assert facts["件数"] == f"{book['取組'].max_row - 1}件"


def test_exact_filters_and_order_are_those_of_the_search(
    index_root: Path, tmp_path: Path, client: FlaskClient
) -> None:
    path = tmp_path / "out.jsonl"
    query = ("移住", "--exact", "--sort", "region", "--kind", "renkei-chusu")
    assert export(index_root, *query, "-o", path).returncode == 0
    same = client.get("/search.jsonl?q=移住&expand=0&sort=region&kind=renkei-chusu").data
    assert path.read_bytes() == same
    assert json.loads(same.splitlines()[0])["id"]


def test_without_words_everything_is_written(index_root: Path, tmp_path: Path) -> None:
    path = tmp_path / "all.csv"
    assert export(index_root, "-o", path).returncode == 0
    rows = list(csv.reader(StringIO(path.read_text(encoding="utf-8-sig"), newline="")))
    assert len(rows) == 308


def test_nothing_is_overwritten_unasked(index_root: Path, tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    path.write_text("mine")
    done = export(index_root, "-o", path)
    assert (done.returncode, path.read_text()) == (2, "mine")
    assert "--force" in done.stderr
    assert export(index_root, "-o", path, "--force").returncode == 0
    assert path.read_text(encoding="utf-8-sig").startswith("ID,")


def test_a_failed_export_leaves_what_was_there_and_nothing_else(index_root: Path, tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    path.write_text("mine")
    done = export(index_root, "--region", "atlantis", "-o", path, "--force")
    assert done.returncode == 2
    assert "--region" in done.stderr
    assert [found.name for found in tmp_path.iterdir()] == ["out.csv"]
    assert path.read_text() == "mine"


def test_a_missing_folder_is_named(index_root: Path, tmp_path: Path) -> None:
    done = export(index_root, "-o", tmp_path / "none" / "out.csv")
    assert done.returncode == 2
    assert "フォルダーと空き容量を確かめてください" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_an_unknown_ending_asks_for_the_format(index_root: Path, tmp_path: Path) -> None:
    done = export(index_root, "-o", tmp_path / "out.doc")
    assert done.returncode == 2
    assert "--format" in done.stderr


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such permissions")
def test_a_file_may_be_read_like_any_other(index_root: Path, tmp_path: Path) -> None:
    path, other = tmp_path / "out.csv", tmp_path / "other"
    other.touch()
    assert export(index_root, "デニム", "-o", path).returncode == 0
    assert stat.S_IMODE(path.stat().st_mode) == stat.S_IMODE(other.stat().st_mode)
