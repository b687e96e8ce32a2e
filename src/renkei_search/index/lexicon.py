"""The terms of all fields, mapped into memory: found by their text, or by how they begin."""

from __future__ import annotations

import mmap
from functools import lru_cache
from hashlib import blake2b
from typing import TYPE_CHECKING, Final

import msgspec
import numpy as np

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
    """Write the terms of each field, in the order of their UTF-8 bytes. Rows are numbered through the fields."""
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
        file.write(b"\0")  # an empty file cannot be mapped
    (folder / _FIELDS).write_bytes(msgspec.json.encode(fields))
    found = np.array(hashes, np.uint64)
    order = np.argsort(found, kind="stable")
    np.save(folder / _OFFSETS, np.array(offsets, np.int64))
    np.save(folder / _HASHES, found[order])
    np.save(folder / _ORDER, order.astype(np.int32))


class Lexicon:
    """Rows of terms. May be shared by threads and, through the mapped files, by processes."""

    def __init__(self, folder: Path) -> None:
        self._fields = msgspec.json.decode((folder / _FIELDS).read_bytes(), type=dict[str, tuple[int, int]])
        with (folder / _TEXTS).open("rb") as file:
            self._texts = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        self._offsets = np.load(folder / _OFFSETS, mmap_mode="r")
        self._hashes = np.load(folder / _HASHES, mmap_mode="r")
        self._order = np.load(folder / _ORDER, mmap_mode="r")
        self.row = lru_cache(maxsize=_REMEMBERED)(self._find)

    def __len__(self) -> int:
        """The number of rows."""
        return len(self._offsets) - 1

    def rows(self, field: str) -> range:
        """All rows of a field; none if no document has it."""
        return range(*self._fields.get(field, (0, 0)))

    def text(self, row: int) -> str:
        """The term of a row."""
        return self._encoded(row).decode()

    def beginning_with(self, field: str, start: str) -> range:
        """The rows of a field's terms that begin so."""
        rows = self.rows(field)
        encoded = start.encode()
        first = self._first(rows, lambda text: text >= encoded)
        return range(first, self._first(range(first, rows.stop), lambda text: not text.startswith(encoded)))

    def _first(self, rows: range, wanted: Callable[[bytes], bool]) -> int:
        """The first row from which on all are wanted."""
        low, high = rows.start, rows.stop
        while low < high:
            middle = (low + high) // 2
            if wanted(self._encoded(middle)):
                high = middle
            else:
                low = middle + 1
        return low

    def _find(self, field: str, text: str) -> int | None:
        """The row of a term, or none."""
        rows = self.rows(field)
        encoded = text.encode("utf-8", "surrogatepass")
        at = int(np.searchsorted(self._hashes, np.uint64(_hash(field, encoded))))
        wanted = _hash(field, encoded)
        while at < len(self._hashes) and int(self._hashes[at]) == wanted:
            row = int(self._order[at])
            if row in rows and self._encoded(row) == encoded:
                return row
            at += 1
        return None

    def _encoded(self, row: int) -> bytes:
        return self._texts[int(self._offsets[row]) : int(self._offsets[row + 1])]


def _hash(field: str, encoded: bytes) -> int:
    return int.from_bytes(blake2b(encoded, digest_size=8, person=field.encode()[:16]).digest(), "little")
