"""The terms of all fields, memory-mapped, looked up by their text or by a prefix."""

from __future__ import annotations

import mmap
from functools import partial
from hashlib import blake2b
from typing import TYPE_CHECKING, Final, NamedTuple

import msgspec
import numpy as np

from renkei_search.memo import remember

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

_FIELDS: Final = "fields.json"
_TEXTS: Final = "term_texts.bin"
_OFFSETS: Final = "term_offsets.npy"
_HASHES: Final = "term_hashes.npy"
_ORDER: Final = "term_order.npy"
_REMEMBERED: Final = 1 << 14


def write_lexicon(folder: Path, terms: Mapping[str, Sequence[str]]) -> None:
    """Write the terms of each field in the order of their UTF-8 bytes. Row numbers run through all fields."""
    fields: dict[str, tuple[int, int]] = {}
    offsets = [0]
    hashes: list[int] = []
    with (folder / _TEXTS).open("wb") as file:
        for name, texts in terms.items():
            fields[name] = (len(hashes), len(hashes) + len(texts))
            for text in texts:
                encoded = text.encode()
                file.write(encoded)
                offsets.append(offsets[-1] + len(encoded))
                hashes.append(_hash(name, encoded))
        file.write(b"\0")  # empty files cannot be mapped
    (folder / _FIELDS).write_bytes(msgspec.json.encode(fields))
    found = np.array(hashes, np.uint64)
    order = np.argsort(found, kind="stable")
    np.save(folder / _OFFSETS, np.array(offsets, np.int64))
    np.save(folder / _HASHES, found[order])
    np.save(folder / _ORDER, order.astype(np.int32))


class _Table(NamedTuple):
    """The mapped files; ``fields`` gives the rows of each field."""

    fields: Mapping[str, tuple[int, int]]
    texts: mmap.mmap
    offsets: np.ndarray[tuple[int], np.dtype[np.int64]]
    hashes: np.ndarray[tuple[int], np.dtype[np.uint64]]
    order: np.ndarray[tuple[int], np.dtype[np.int32]]

    def rows(self, field: str) -> range:
        return range(*self.fields.get(field, (0, 0)))

    def encoded(self, row: int) -> bytes:
        return self.texts[int(self.offsets[row]) : int(self.offsets[row + 1])]


class Lexicon:
    """Rows of terms. May be shared by threads and, through the mapped files, by processes."""

    def __init__(self, folder: Path) -> None:
        self._table = _open_table(folder)
        # A closure over the table, not over a method of this object: a reference cycle would keep the mapped files of
        # a replaced generation until the garbage collector runs.
        self.row: Callable[[str, str], int | None] = remember(_REMEMBERED)(partial(_find_row, self._table))

    def __len__(self) -> int:
        """The number of rows."""
        return len(self._table.offsets) - 1

    def rows(self, field: str) -> range:
        """All rows of a field; none if no document has it."""
        return self._table.rows(field)

    def text(self, row: int) -> str:
        """The term of a row."""
        return self._table.encoded(row).decode()

    def beginning_with(self, field: str, start: str) -> range:
        """The rows of a field's terms with this prefix."""
        rows = self.rows(field)
        encoded = start.encode()
        first = self._first(rows, lambda text: text >= encoded)
        return range(first, self._first(range(first, rows.stop), lambda text: not text.startswith(encoded)))

    def _first(self, rows: range, wanted: Callable[[bytes], bool]) -> int:
        """The first row whose term satisfies a condition; all rows after it must satisfy it too (binary search)."""
        low, high = rows.start, rows.stop
        while low < high:
            middle = (low + high) // 2
            if wanted(self._table.encoded(middle)):
                high = middle
            else:
                low = middle + 1
        return low


def _open_table(folder: Path) -> _Table:
    with (folder / _TEXTS).open("rb") as file:
        texts = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    return _Table(
        msgspec.json.decode((folder / _FIELDS).read_bytes(), type=dict[str, tuple[int, int]]),
        texts,
        # As plain arrays: an access to a memmap object costs more than the look-up itself.
        np.asarray(np.load(folder / _OFFSETS, mmap_mode="r")),
        np.asarray(np.load(folder / _HASHES, mmap_mode="r")),
        np.asarray(np.load(folder / _ORDER, mmap_mode="r")),
    )


def _find_row(table: _Table, field: str, text: str) -> int | None:
    """The row of a term, or none."""
    rows = table.rows(field)
    encoded = text.encode("utf-8", "surrogatepass")
    wanted = _hash(field, encoded)
    at = int(np.searchsorted(table.hashes, np.uint64(wanted)))
    while at < len(table.hashes) and int(table.hashes[at]) == wanted:
        row = int(table.order[at])
        if row in rows and table.encoded(row) == encoded:
            return row
        at += 1
    return None


def _hash(field: str, encoded: bytes) -> int:
    return int.from_bytes(blake2b(encoded, digest_size=8, person=field.encode()[:16]).digest(), "little")
