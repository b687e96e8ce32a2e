"""Read a JSON Lines file: one initiative per line, in the form of the corpus files or with table headings as keys."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

import msgspec

from renkei_search.corpus.citation import INFERRED
from renkei_search.corpus.cost import cost_text
from renkei_search.corpus.intake.table.sheet import MAX_COLUMNS, MAX_ROWS, Sheet, SheetRow
from renkei_search.corpus.table import indicator_text, join_values, role_text
from renkei_search.errors import TableError
from renkei_search.model.record import Basis, Coded, Cost, Indicator, Record, Role

if TYPE_CHECKING:
    from collections.abc import Callable


_LONGEST_LINE: Final = 4_000_000
"""The maximum length of a line: every column with the longest text, and some escapes."""


def read_json_lines(text: str, name: str) -> Sheet:
    """Read the objects of a text as rows; the first row contains all keys.

    Raises:
        TableError: a line is not an object, or there are too many lines or keys.
    """
    records: list[tuple[int, dict[str, Any]]] = []
    for number, line in enumerate(text.removeprefix("\ufeff").split("\n"), start=1):
        if not line.strip():
            continue
        if number > MAX_ROWS:
            raise TableError(f"{name} は {MAX_ROWS:,}行を超えています。分けてください。")
        if len(line) > _LONGEST_LINE:
            raise TableError(
                f"{name} {number}行目: {_LONGEST_LINE:,}字を超えています。一行に一件ずつ書いてください。"
            )
        try:
            record = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise TableError(f"{name} {number}行目: JSON として読めません（{error}）。") from error
        if not isinstance(record, dict):
            raise TableError(f"{name} {number}行目: 一行に一件のオブジェクト（{{…}}）を書いてください。")
        records.append((number, record))
    keys = list(dict.fromkeys(key for _, record in records for key in record))
    if len(keys) > MAX_COLUMNS:
        raise TableError(f"{name} の項目が {MAX_COLUMNS}種類を超えています。要らない項目を消してください。")
    rows = [SheetRow(0, tuple(keys))]
    for number, record in records:
        cells = tuple(_json_text(record.get(key)) for key in keys)
        absent = frozenset(column for column, key in enumerate(keys) if key not in record)
        rows.append(SheetRow(number, cells, absent=absent))
    return Sheet("", tuple(rows))


def _json_text(value: Any) -> str:
    """Convert a JSON value to the text of a cell, several values on separate lines."""
    if isinstance(value, list):
        return join_values(_json_value(item) for item in value)
    return _json_value(value)


def _json_value(value: Any) -> str:
    """Convert one value, which may also be a code, role, figure or cost in the form of the corpus files."""
    if isinstance(value, str):
        return value
    if isinstance(value, dict):
        for form, say, placeless in _SAYINGS:
            try:
                return say(msgspec.convert(value | placeless, form))
            except (msgspec.ValidationError, UnicodeEncodeError):  # a lone surrogate raises the latter
                continue
    return "" if value is None else json.dumps(value, ensure_ascii=False)


def _coded_text(coded: Coded) -> str:
    return coded.code + (INFERRED if coded.basis is Basis.INFERRED else "")


# Spans refer to the text of another source.
_SAYINGS: Final[tuple[tuple[type[Record], Callable[[Any], str], dict[str, list[int]]], ...]] = (
    (Coded, _coded_text, {}),
    (Role, role_text, {"spans": []}),
    (Indicator, indicator_text, {"spans": []}),
    (Cost, cost_text, {"spans": []}),
)
