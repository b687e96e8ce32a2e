"""Initiatives as text files, streamed in pieces."""

from __future__ import annotations

import csv
import io
from itertools import chain
from typing import TYPE_CHECKING, Final

import msgspec

from renkei_search.corpus.citation import cite_initiative
from renkei_search.corpus.heading import editorial_title_of
from renkei_search.corpus.table import COLUMNS, guard_cell, make_row

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from renkei_search.corpus.collection import Catalogue
    from renkei_search.model.record import Initiative, Record

# Without it Excel reads UTF-8 in the system's encoding.
_BYTE_ORDER_MARK: Final = "\ufeff"


def stream_table(initiatives: Iterable[Initiative], catalogue: Catalogue) -> Iterator[bytes]:
    """Initiatives as CSV, one per row below the headings."""
    headings = [column.heading for column in COLUMNS]
    return stream_csv(chain((headings,), (make_row(initiative, catalogue) for initiative in initiatives)))


def stream_csv(rows: Iterable[Iterable[str]]) -> Iterator[bytes]:
    """Rows as CSV: UTF-8 with byte order mark, CRLF, every cell guarded against formula injection."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    buffer.write(_BYTE_ORDER_MARK)
    for row in rows:
        writer.writerow([guard_cell(cell) for cell in row])
        yield buffer.getvalue().encode()
        buffer.seek(0)
        buffer.truncate()


def stream_initiatives(initiatives: Iterable[Initiative], catalogue: Catalogue) -> Iterator[bytes]:
    """Initiatives as :func:`stream_records`, each with two more keys: our own heading and how its source is cited."""
    for initiative in initiatives:
        yield _encode_line(
            {
                **_whole(initiative),
                "editorial_title": editorial_title_of(initiative, catalogue),
                "citation": cite_initiative(initiative, catalogue),
            }
        )


def stream_records(records: Iterable[Record]) -> Iterator[bytes]:
    """Records as JSON Lines, as the corpus reads them, but with every key in every line.

    Table readers take the keys of the first line for those of all lines; see ``/datapackage.json``.
    """
    for record in records:
        yield _encode_line(_whole(record))


def _whole(record: Record) -> dict[str, object]:
    return {name: getattr(record, name) for name in record.__struct_fields__}


def _encode_line(values: dict[str, object]) -> bytes:
    return msgspec.json.encode(values) + b"\n"
