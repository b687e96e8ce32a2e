"""Read a table of any supported format, which is detected by the content and not by the name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from renkei_search.corpus.intake.table.csv_reader import decode, find_delimiter, read_csv
from renkei_search.corpus.intake.table.file_kind import OLE, ZIP, is_ods, refuse_other
from renkei_search.corpus.intake.table.json_reader import read_json_lines
from renkei_search.corpus.intake.table.sheet import MAX_BYTES, Workbook
from renkei_search.corpus.intake.table.spreadsheet.ods_reader import read_ods
from renkei_search.corpus.intake.table.spreadsheet.xls_reader import read_xls
from renkei_search.corpus.intake.table.spreadsheet.xlsx_reader import read_xlsx
from renkei_search.errors import TableError

if TYPE_CHECKING:
    from pathlib import Path


def read_table(path: Path) -> Workbook:
    """Read a table to import.

    Raises:
        TableError: the file is unreadable, too large or of an unknown format; the message says where.
    """
    data = _read_bytes(path)
    refuse_other(data, path.name)
    if data.startswith(OLE):
        return Workbook(path=path, format="xls", sheets=read_xls(data, path.name))
    if data.startswith(ZIP):
        if is_ods(data):
            return Workbook(path=path, format="ods", sheets=read_ods(data, path.name))
        sheets, notes = read_xlsx(data, path.name)
        return Workbook(path=path, format="xlsx", sheets=sheets, notes=notes)
    text, encoding = decode(data, path.name)
    if text.lstrip().startswith("{"):
        sheet = read_json_lines(text, path.name)
        return Workbook(path=path, format="jsonl", sheets=(sheet,), encoding=encoding)
    delimiter, _ = find_delimiter(text)
    sheet = read_csv(text, delimiter, path.name)
    return Workbook(path=path, format="csv", sheets=(sheet,), encoding=encoding, delimiter=delimiter)


def _read_bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise TableError(f"{path} を読めません（{error.strerror}）。") from error
    if len(data) > MAX_BYTES:
        raise TableError(f"{path.name} は大きすぎます。{MAX_BYTES >> 20}MB 以内に分けてください。")
    if not data.strip():
        raise TableError(f"{path.name} は空です。")
    return data
