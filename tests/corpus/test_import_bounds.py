"""What is long, large or malicious holds no import up: it is read in time or refused while it is read."""

from __future__ import annotations

import subprocess
import sys
import time
import zipfile
from typing import TYPE_CHECKING

import pytest

from tests.corpus.office import FLOWERS, HEAD, TABLES, Taken, repack, save

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


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
