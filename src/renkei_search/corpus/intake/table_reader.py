"""Read a CSV or JSON lines file, or hand an XLSX file on, whatever wrote it.

The form is told by the content, not by the name: a ZIP is a spreadsheet, lines that begin with ``{`` are JSON.
"""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any, Final

import msgspec

from renkei_search.corpus.intake.heading import column_name
from renkei_search.corpus.intake.sheet import MAX_BYTES, MAX_COLUMNS, MAX_ROWS, Sheet, SheetRow, Workbook
from renkei_search.corpus.intake.xlsx_reader import read_xlsx
from renkei_search.corpus.table import INFERRED, indicator_text, join_values, role_text, unguard_cell
from renkei_search.errors import TableError
from renkei_search.record import Basis, Coded, Indicator, Record, Role

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_ZIP: Final = b"PK\x03\x04"
_OLE: Final = bytes.fromhex("d0cf11e0a1b11ae1")
_DELIMITERS: Final = (",", "\t", ";")
# How many rows are enough to see which delimiter makes columns.
_SAMPLE_ROWS: Final = 50
_UTF16_SAMPLE: Final = 4_096


def read_table(path: Path) -> Workbook:
    """Read a table to import.

    Raises:
        TableError: the file cannot be read, is too large or of no form that is known; the message says where.
    """
    data = _read_bytes(path)
    if data.startswith(_ZIP):
        return Workbook(path=path, format="xlsx", sheets=read_xlsx(data, path.name))
    if data.startswith(_OLE):
        raise TableError(
            f"{path.name} は古い形式（.xls）か、パスワードのついたブックです。"
            "パスワードを外し、「Excel ブック（.xlsx）」で保存し直してください。"
        )
    text, encoding = _decode(data, path.name)
    if text.lstrip().startswith("{"):
        return Workbook(path=path, format="jsonl", sheets=(_read_lines(text, path.name),), encoding=encoding)
    delimiter = max(_DELIMITERS, key=lambda mark: _fitness(text, mark))
    sheet = _read_csv(text, delimiter, path.name)
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


def _decode(data: bytes, name: str) -> tuple[str, str]:
    encoding = _encoding(data)
    candidates = (encoding,) if encoding else ("utf-8", "cp932")
    start = 0
    for candidate in candidates:
        try:
            return data.decode(candidate), candidate
        except UnicodeDecodeError as error:
            start = max(start, error.start)
    line = data.count(b"\n", 0, start) + 1
    raise TableError(
        f"{name} {line}行目: 文字コードが分かりません。「CSV UTF-8（コンマ区切り）」で保存し直してください。"
    )


def _encoding(data: bytes) -> str:
    """What the first bytes say, or nothing."""
    if data.startswith(b"\xef\xbb\xbf"):
        return "utf-8-sig"
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    sample = data[:_UTF16_SAMPLE]
    # Commas, digits and line ends of UTF-16 have a zero byte, before or behind.
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if max(even, odd) > len(sample) // 100 and min(even, odd) == 0:
        return "utf-16-be" if even else "utf-16-le"
    return ""


def _fitness(text: str, delimiter: str) -> tuple[int, int]:
    """How many headings the best of the first rows has with this delimiter, and how many cells the fullest."""
    headings = cells = 0
    try:
        for number, row in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)):
            headings = max(headings, len({column_name(cell) for cell in row[:MAX_COLUMNS]} - {None}))
            cells = max(cells, len(row))
            if number == _SAMPLE_ROWS:
                break
    except csv.Error:
        pass  # said when the file is read with the best one
    return headings, cells


def _read_csv(text: str, delimiter: str, name: str) -> Sheet:
    # A NUL ends csv's patience; it is cleaned away like other control characters.
    reader = csv.reader(io.StringIO(text.replace("\0", ""), newline=""), delimiter=delimiter, strict=True)
    rows = []
    number = 0
    try:
        for number, cells in enumerate(reader, start=1):
            _refuse_size(number, len(cells), name)
            if any(cell.strip() for cell in cells):
                rows.append(SheetRow(number, tuple(unguard_cell(cell) for cell in cells)))
    except csv.Error as error:
        raise TableError(
            f'{name} {number + 1}行目: CSV として読めません（{error}）。引用符「"」の閉じ忘れがないか確かめてください。'
        ) from error
    return Sheet("", tuple(rows))


def _read_lines(text: str, name: str) -> Sheet:
    """Objects become rows under the keys of all of them, which are the first row."""
    records: list[tuple[int, dict[str, Any]]] = []
    for number, line in enumerate(text.removeprefix("\ufeff").split("\n"), start=1):
        if not line.strip():
            continue
        _refuse_size(number, 0, name)
        try:
            record = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise TableError(f"{name} {number}行目: JSON として読めません（{error}）。") from error
        if not isinstance(record, dict):
            raise TableError(f"{name} {number}行目: 一行に一件のオブジェクト（{{…}}）を書いてください。")
        records.append((number, record))
    keys = list(dict.fromkeys(key for _, record in records for key in record))
    _refuse_size(0, len(keys), name)
    rows = [SheetRow(0, tuple(keys))]
    for number, record in records:
        cells = tuple(_json_text(record.get(key)) for key in keys)
        absent = frozenset(column for column, key in enumerate(keys) if key not in record)
        rows.append(SheetRow(number, cells, absent=absent))
    return Sheet("", tuple(rows))


def _json_text(value: Any) -> str:
    """A JSON value as a cell says it, several values one a line."""
    if isinstance(value, list):
        return join_values(_json_value(item) for item in value)
    return _json_value(value)


def _json_value(value: Any) -> str:
    """One value: also codes, roles and figures in the form of the corpus files."""
    if isinstance(value, str):
        return value
    if isinstance(value, dict):
        for form, say, placeless in _SAYINGS:
            try:
                return say(msgspec.convert(value | placeless, form))
            except (msgspec.ValidationError, UnicodeEncodeError):  # the latter is a lone surrogate
                continue
    return "" if value is None else json.dumps(value, ensure_ascii=False)


def _coded_text(coded: Coded) -> str:
    return coded.code + (INFERRED if coded.basis is Basis.INFERRED else "")


# Spans belong to the text of another source.
_SAYINGS: Final[tuple[tuple[type[Record], Callable[[Any], str], dict[str, list[int]]], ...]] = (
    (Coded, _coded_text, {}),
    (Role, role_text, {"spans": []}),
    (Indicator, indicator_text, {"spans": []}),
)


def _refuse_size(rows: int, columns: int, name: str) -> None:
    if rows > MAX_ROWS:
        raise TableError(f"{name} は {MAX_ROWS:,}行を超えています。分けてください。")
    if columns > MAX_COLUMNS:
        raise TableError(
            f"{name} {max(rows, 1)}行目: {MAX_COLUMNS}列を超えています。区切り文字か要らない列を確かめてください。"
        )
