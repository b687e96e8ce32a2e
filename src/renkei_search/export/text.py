"""Initiatives as text files, piece by piece: nothing waits for the last record, whatever the number."""

from __future__ import annotations

import csv
import io
from itertools import chain
from typing import TYPE_CHECKING, Final

import msgspec

from renkei_search.corpus.table import COLUMNS, guard_cell, make_row

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from renkei_search.corpus.collection import Catalogue
    from renkei_search.record import Initiative, Record

# Without it Excel reads UTF-8 as the system's encoding.
_BYTE_ORDER_MARK: Final = "\ufeff"


def stream_table(initiatives: Iterable[Initiative], catalogue: Catalogue) -> Iterator[bytes]:
    """Initiatives as CSV, one a row below the headings."""
    headings = [column.heading for column in COLUMNS]
    return stream_csv(chain((headings,), (make_row(initiative, catalogue) for initiative in initiatives)))


def stream_csv(rows: Iterable[Iterable[str]]) -> Iterator[bytes]:
    """Rows as CSV: UTF-8 with byte order mark, CRLF, every cell guarded against being taken for a formula."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    buffer.write(_BYTE_ORDER_MARK)
    for row in rows:
        writer.writerow([guard_cell(cell) for cell in row])
        yield buffer.getvalue().encode()
        buffer.seek(0)
        buffer.truncate()


def stream_records(records: Iterable[Record]) -> Iterator[bytes]:
    """Records as JSON Lines, in the very form of the corpus files."""
    for record in records:
        yield msgspec.json.encode(record) + b"\n"
