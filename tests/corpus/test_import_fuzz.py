"""Whatever comes as a table, the answer is a plan or one of the project's own errors. The seed is in pytest's output."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from renkei_search import resources
from renkei_search.corpus.check.check import check_corpus
from renkei_search.corpus.intake.importer import plan_import
from renkei_search.corpus.intake.plan import Destination, ImportOptions
from renkei_search.corpus.intake.table.heading_wording import LABELS
from renkei_search.corpus.intake.table.table_reader import read_table
from renkei_search.corpus.intake.writer import locked, write_together
from renkei_search.corpus.reader import read_corpus
from renkei_search.errors import TableError

if TYPE_CHECKING:
    from renkei_search.corpus.intake.plan import ImportPlan

BUNDLED = (resources.corpus_folder(),)
OPTIONS = ImportOptions(
    lambda text: "".join(filter(str.isalnum, text.encode("ascii", "ignore").decode()))[:20],
    as_of="令和8年11月22日",
)

FUZZ = settings(
    max_examples=100,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)

# Meaningful words, so that rows pass the first checks, and characters that cause trouble.
WORDS = st.sampled_from(
    [
        "新潟",
        "三条市",
        "なし",
        "長岡地域定住自立圏",
        "別府定住自立圏",
        "福祉",
        "観光（推定）",
        "ウ-A-c",
        "ア",
        "案",
        "甲：運営する。",
        "参加者：8人［R5］",
        "【別府市】、日出町（1市1町）",
        "大分県",
        "000-niigata-net119",
        "own",
        "周遊バスを走らせる。",
        "定住自立圏",
        "※",
        "'=1",
    ]
)
NASTY = st.text(st.characters(codec=None), max_size=40) | st.text(
    "：［］（）()【】、,\n\r\t\x00\u202e\ud800'=_x0041", max_size=40
)
CELLS = WORDS | NASTY
HEADINGS = st.lists(st.sampled_from(sorted(LABELS.values())), min_size=1, max_size=8, unique=True)
ROWS = st.lists(st.lists(CELLS, max_size=8), max_size=6)


def plan(path: Path, folder: Path) -> ImportPlan | None:
    try:
        return plan_import(read_table(path), Destination(folder, BUNDLED), OPTIONS)
    except TableError:
        return None


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("fuzz") / "table"


@FUZZ
@given(headings=HEADINGS, rows=ROWS)
def test_any_cells_of_csv(table: Path, headings: list[str], rows: list[list[str]]) -> None:
    buffer = io.StringIO()
    csv.writer(buffer).writerows([["具体的内容", "政策分野", *headings], *rows])
    table.write_bytes(buffer.getvalue().encode("utf-8", "surrogatepass"))
    plan(table, table.parent / "own")


OBJECTS = st.dictionaries(
    st.sampled_from(["code", "basis", "party", "text", "name", "value"]), CELLS | st.integers()
)
VALUES = CELLS | st.lists(CELLS | OBJECTS, max_size=3) | st.integers() | st.none() | OBJECTS


@FUZZ
@given(st.lists(st.dictionaries(st.sampled_from(sorted(LABELS)), VALUES), max_size=5))
def test_any_objects_of_json(table: Path, records: list[dict[str, object]]) -> None:
    table.write_text("".join(json.dumps(record) + "\n" for record in records) or "{}\n", encoding="utf-8")
    plan(table, table.parent / "own")


@FUZZ
@given(rows=ROWS)
def test_any_cells_of_a_workbook(table: Path, rows: list[list[str]]) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["具体的内容", "政策分野", "圏域", "取組名", "役割", "指標", "構成市町村", "ID"])
    for row in rows:
        clean = [
            openpyxl.cell.cell.ILLEGAL_CHARACTERS_RE.sub("", cell.encode("utf-8", "ignore").decode())
            for cell in row
        ]
        sheet.append(clean)
    book.save(table)
    plan(table, table.parent / "own")


@FUZZ
@given(st.binary(max_size=400))
def test_any_bytes(table: Path, data: bytes) -> None:
    for start in (
        b"",
        b"PK\x03\x04",
        b"\xff\xfe",
        b"\xef\xbb\xbf",
        b'{"id"',
        "圏域,具体的内容\n".encode("cp932"),
    ):
        table.write_bytes(start + data)
        plan(table, table.parent / "own")


@FUZZ
@given(
    st.lists(st.tuples(st.integers(0, 10**6), st.binary(min_size=1, max_size=3)), min_size=1, max_size=4),
    st.booleans(),
)
def test_a_damaged_workbook(table: Path, damage: list[tuple[int, bytes]], inside: bool) -> None:
    buffer = io.BytesIO()
    book = openpyxl.Workbook()
    book.active.append(["圏域", "具体的内容", "政策分野"])
    book.active.append(["新潟", "周遊バス", "観光"])
    book.active.merge_cells("A2:A4")
    book.save(buffer)
    data = buffer.getvalue()
    if inside:  # damage the sheets, not the archive
        target = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(target, "w") as copy:
            for name in source.namelist():
                copy.writestr(name, _damage(source.read(name), damage))
        data = target.getvalue()
    else:
        data = _damage(data, damage)
    table.write_bytes(data)
    plan(table, table.parent / "own")


@FUZZ
@given(
    st.sampled_from(["shown.xls", "shown.ods", "shown.xlsx"]),
    st.lists(st.tuples(st.integers(0, 10**6), st.binary(min_size=1, max_size=3)), min_size=1, max_size=6),
)
def test_a_damaged_file_of_another_program(table: Path, name: str, damage: list[tuple[int, bytes]]) -> None:
    table.write_bytes(_damage((Path(__file__).parent / "tables" / name).read_bytes(), damage))
    plan(table, table.parent / "own")


def _damage(data: bytes, damage: list[tuple[int, bytes]]) -> bytes:
    for at, replacement in damage:
        start = at % len(data)
        data = data[:start] + replacement + data[start + len(replacement) :]
    return data


@settings(FUZZ, max_examples=60)
@given(rows=st.lists(st.tuples(CELLS, CELLS, NASTY, CELLS), min_size=1, max_size=5))
def test_whatever_is_taken_passes_the_check(table: Path, rows: list[tuple[str, str, str, str]]) -> None:
    folder = table.parent / "taken"
    lines = [
        json.dumps(
            {
                "圏域": "新潟",
                "政策分野": "観光",
                "具体的内容": text,
                "取組名": title,
                "参加市町村": some,
                "指標": figure,
            }
        )
        for text, title, some, figure in rows
    ]
    table.write_text("\n".join(lines), encoding="utf-8")
    decided = plan(table, folder)
    if decided is not None and decided.files:
        with locked(folder):
            write_together(folder, decided.files)
        report = check_corpus(read_corpus(*BUNDLED, folder))
        assert report.sound, report.problems[:3]
        again = plan(table, folder)
        assert again is not None
        assert {row.outcome for row in again.rows} <= {"unchanged", "refused"}
