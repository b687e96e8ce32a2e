"""Read a CSV file from any program: encoding and delimiter are detected."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Final

from renkei_search.corpus.intake.table.grid import Budget, SheetCell, SheetGrid, SheetRefusedError
from renkei_search.corpus.intake.table.heading import column_name
from renkei_search.corpus.intake.table.sheet import MAX_COLUMNS, SEARCHED_ROWS, Sheet
from renkei_search.errors import TableError

if TYPE_CHECKING:
    from collections.abc import Iterator

_DELIMITERS: Final = (",", "\t", ";")
_UTF16_SAMPLE: Final = 4_096
_MOST_DELIMITERS: Final = 200_000  # lines per row, including those in quoted texts
_BOM: Final = "\ufeff"
# Escape sequences that change the character set (ISO-2022-JP), as written by old mail systems and mainframes.
_JIS: Final = (b"\x1b$B", b"\x1b$@", b"\x1b(J", b"\x1b(I")
_JIS_ENCODINGS: Final = ("iso2022_jp", "iso2022_jp_ext", "iso2022_jp_2004")


def decode(data: bytes, name: str) -> tuple[str, str]:
    """Decode a file; returns the text without byte order marks (joined files have several) and the encoding.

    Raises:
        TableError: the encoding is unknown; the message names the line.
    """
    encoding = _encoding(data)
    candidates = (encoding,) if encoding else ("utf-8", "cp932", "euc_jp")
    if any(mark in data for mark in _JIS):
        candidates = _JIS_ENCODINGS
    start = 0
    texts = {}
    for candidate in candidates:
        try:
            texts[candidate] = data.decode(candidate)
        except UnicodeDecodeError as error:
            start = max(start, error.start)
            continue
        if candidate not in {"cp932", "euc_jp"}:
            break
    if not texts:
        line = data.count(b"\n", 0, start) + 1
        raise TableError(
            f"{name} {line}行目: 文字コードが分かりません。「CSV UTF-8（コンマ区切り）」で保存し直してください。"
        )
    # The bytes may be valid in both encodings. Choose the one in which headings are found.
    best = max(texts, key=lambda found: find_delimiter(texts[found])[1])
    return texts[best].replace(_BOM, ""), best


def find_delimiter(text: str) -> tuple[str, tuple[int, int]]:
    """The delimiter that splits the first rows best, with its number of headings and of cells."""
    return max(((mark, _fitness(text, mark)) for mark in _DELIMITERS), key=lambda found: found[1])


def read_csv(text: str, delimiter: str, name: str) -> Sheet:
    """Read the rows of a text.

    Raises:
        TableError: a quotation mark is not closed, or there are too many rows or columns.
    """
    # The csv module refuses NUL, so it is removed like other control characters.
    lines = _Lines(text.replace("\0", ""), delimiter, name)
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    grid = SheetGrid("", Budget(name))
    number = 0
    try:
        for number, cells in enumerate(reader, start=1):
            lines.start_row()
            grid.add(number, {column: SheetCell(cell) for column, cell in enumerate(cells) if cell})
    except csv.Error as error:
        raise TableError(
            f'{name} {number + 1}行目: CSV として読めません（{error}）。引用符「"」の閉じ忘れがないか確かめてください。'
        ) from error
    except SheetRefusedError as error:
        raise TableError(str(error)) from error
    return grid.finish()


class _Lines:
    """Iterates over lines and counts delimiters, so that a row with too many cells is refused before it is parsed."""

    def __init__(self, text: str, delimiter: str, name: str) -> None:
        self._lines = io.StringIO(text, newline="")
        self._delimiter = delimiter
        self._name = name
        self._seen = 0

    def start_row(self) -> None:
        """Note that the next line starts a new row."""
        self._seen = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = next(self._lines)
        self._seen += line.count(self._delimiter)
        if self._seen > _MOST_DELIMITERS:
            raise SheetRefusedError(
                f"{self._name} に、{MAX_COLUMNS}列を大きく超える行があります。区切り文字を確かめてください。"
            )
        return line


def _encoding(data: bytes) -> str:
    """The encoding according to the first bytes; empty if they do not tell."""
    if data.startswith(b"\xef\xbb\xbf"):
        return "utf-8-sig"
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    sample = data[:_UTF16_SAMPLE]
    # In UTF-16, commas, digits and line ends have a zero byte.
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if max(even, odd) > len(sample) // 100 and min(even, odd) == 0:
        return "utf-16-be" if even else "utf-16-le"
    return ""


def _fitness(text: str, delimiter: str) -> tuple[int, int]:
    """The largest number of headings and of cells in any of the first rows, split at this delimiter."""
    headings = cells = 0
    try:
        lines = _Lines(text, delimiter, "")
        for number, row in enumerate(csv.reader(lines, delimiter=delimiter)):
            lines.start_row()
            headings = max(headings, len({column_name(cell) for cell in row[:MAX_COLUMNS]} - {None}))
            cells = max(cells, len(row))
            if number == SEARCHED_ROWS:
                break
    except (csv.Error, SheetRefusedError):
        pass  # reported when the file is read with the best one
    return headings, cells
