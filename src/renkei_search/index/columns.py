"""Columns: the postings of a generation as memory-mapped arrays.

They are equivalent to the Whoosh segment beside them, which a test verifies. The score of a posting is computed when
the index is built, so a search only adds. Frequent terms are stored a second time as a dense row of scores, which is
faster to add than to scatter.
"""

from __future__ import annotations

import mmap
import os
from functools import partial
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

from renkei_search.index.dictionary import Dictionary, load_array
from renkei_search.index.lexicon import write_lexicon
from renkei_search.index.postings.inversion import invert, store_postings
from renkei_search.index.schema import (
    CONTENT_FIELDS,
    FACET_FIELDS,
    FIELDS,
    SIGNAL_FIELDS,
    TEXT_FIELDS,
    facet_field,
)
from renkei_search.index.similarity import Similarity, inverse_document_frequency, stored_lengths

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    import numpy.typing as npt

    from renkei_search.index.postings.inversion import Collection, Postings

_SCORED: Final = (*TEXT_FIELDS, *SIGNAL_FIELDS)
# A term that more than one document in this many has gets a dense row. For a rarer one, which would be mostly zeros,
# adding its postings is faster and takes less memory.
_DENSE_SHARE: Final = 6
_LEAST_DENSE: Final = 1_024
_PORTION: Final = 1 << 20


class Occurrence(NamedTuple):
    """A term of a text: its row in the lexicon, and its characters ``[start, end)``."""

    term: int
    start: int
    end: int


def write_columns(
    folder: Path, collection: Collection, records: Iterable[bytes], similarity: Similarity, scratch: Path
) -> None:
    """Write the columns into a new folder.

    Args:
        folder: the new folder.
        collection: the occurrences of all documents; it is consumed.
        records: the initiatives as JSON, in order.
        similarity: the scoring of postings.
        scratch: a new folder for the postings of each field, in a folder named after it; for
            :func:`renkei_search.index.postings.inversion.load_postings`, since Whoosh's segment is made of them as well.
    """
    folder.mkdir()
    texts = collection.texts
    fields: dict[str, Postings] = {}
    first_row = 0
    for name in FIELDS:
        occurrences = collection.take(name)
        inverted, ranks = invert(occurrences, texts)
        fields[name] = store_postings(inverted, scratch / name)
        del inverted
        if name in CONTENT_FIELDS and occurrences.places is not None:
            offsets = np.concatenate([[0], np.cumsum(occurrences.counts, dtype=np.int64)])
            np.save(folder / f"vector_{name}_offsets.npy", offsets)
            np.save(folder / f"vector_{name}_rows.npy", (ranks + first_row).astype(np.int32))
            np.save(folder / f"vector_{name}_starts.npy", occurrences.places[:, 1])
            np.save(folder / f"vector_{name}_lengths.npy", occurrences.places[:, 2])
        first_row += len(fields[name].terms)
    write_lexicon(folder, {name: postings.terms for name, postings in fields.items()})
    _write_postings(folder, fields, collection.size, similarity)
    _write_facets(folder, fields, collection.size)
    _write_records(folder, records)


def _write_postings(folder: Path, fields: Mapping[str, Postings], size: int, similarity: Similarity) -> None:
    total = sum(len(postings.documents) for postings in fields.values())
    rows = sum(len(postings.terms) for postings in fields.values())
    offsets = np.zeros(rows + 1, np.int64)
    documents = _map_new(folder / "documents.npy", np.int32, (total,))
    impacts = _map_new(folder / "impacts.npy", np.float32, (total,))
    dense_rows: list[int] = []
    row = posting = 0
    for name, postings in fields.items():
        counts = np.diff(postings.offsets)
        end = posting + len(postings.documents)
        offsets[row + 1 : row + len(counts) + 1] = posting + postings.offsets[1:]
        documents[posting:end] = postings.documents
        impacts[posting:end] = 1.0
        if name in _SCORED:
            _write_impacts(impacts[posting:end], name, postings, similarity)
            if size >= _LEAST_DENSE:
                dense_rows += (row + np.flatnonzero(counts > size // _DENSE_SHARE)).tolist()
        row, posting = row + len(counts), end
    np.save(folder / "offsets.npy", offsets)
    dense = _map_new(folder / "dense.npy", np.float32, (len(dense_rows), size))
    for place, number in enumerate(dense_rows):
        span = slice(int(offsets[number]), int(offsets[number + 1]))
        dense[place, documents[span]] = impacts[span]
    np.save(folder / "dense_rows.npy", np.array(dense_rows, np.int32))
    position_offsets, positions, before = [np.zeros(1, np.int64)], [], 0
    for name in TEXT_FIELDS:
        position_offsets.append(before + fields[name].position_offsets[1:])
        positions.append(fields[name].positions)
        before += len(fields[name].positions)
    np.save(folder / "position_offsets.npy", np.concatenate(position_offsets))
    np.save(folder / "positions.npy", np.concatenate(positions))


def _write_impacts(
    impacts: npt.NDArray[np.float32], name: str, postings: Postings, similarity: Similarity
) -> None:
    """Score the postings of a field, in batches: intermediate arrays are larger than the result."""
    size = len(postings.lengths)
    counts = np.diff(postings.offsets)
    idf = inverse_document_frequency(counts, size)
    lengths = stored_lengths(postings.lengths)
    mean_length = float(postings.lengths.sum() / max(size, 1))
    for start in range(0, len(impacts), _PORTION):
        span = slice(start, min(start + _PORTION, len(impacts)))
        terms = np.searchsorted(postings.offsets, np.arange(span.start, span.stop), "right") - 1
        impacts[span] = similarity.impacts(
            name, postings.frequencies[span], lengths[postings.documents[span]], mean_length, idf[terms]
        )


def _map_new(path: Path, kind: type[np.generic], shape: tuple[int, ...]) -> npt.NDArray[Any]:
    """A new memory-mapped array on the disk.

    Raises:
        OSError: the disk is full. Space is reserved first, because the system would kill a process that writes to a
            mapping without space.
    """
    array = np.lib.format.open_memmap(path, "w+", kind, shape)
    if hasattr(os, "posix_fallocate"):
        with path.open("r+b") as file:
            os.posix_fallocate(file.fileno(), 0, max(path.stat().st_size, 1))
    return array


def _write_facets(folder: Path, fields: Mapping[str, Postings], size: int) -> None:
    """For each facet value, and for documents without a value, a bitmap of the documents; for each document its values."""
    for name in FACET_FIELDS:
        postings = fields[facet_field(name)]
        bits = np.zeros((len(postings.terms) + 1, words_of(size)), np.uint64)
        for place in range(len(postings.terms)):
            holders = postings.documents[postings.offsets[place] : postings.offsets[place + 1]]
            bits[place] = pack(np.bincount(holders, minlength=size).astype(bool))
        bits[-1] = pack(np.bincount(postings.documents, minlength=size) == 0)
        np.save(folder / f"facet_{name}.npy", bits)
        order = np.argsort(postings.documents, kind="stable")
        places = np.repeat(np.arange(len(postings.terms), dtype=np.int32), np.diff(postings.offsets))
        ends = np.cumsum(np.bincount(postings.documents, minlength=size), dtype=np.int64)
        np.save(folder / f"facet_{name}_offsets.npy", np.concatenate([[0], ends]))
        np.save(folder / f"facet_{name}_places.npy", places[order])


def _write_records(folder: Path, records: Iterable[bytes]) -> None:
    offsets = [0]
    with (folder / "records.jsonl").open("wb") as file:
        for record in records:
            offsets.append(offsets[-1] + file.write(record) + file.write(b"\n"))
        file.write(b"\n")  # empty files cannot be mapped
    np.save(folder / "record_offsets.npy", np.array(offsets, np.int64))


def words_of(size: int) -> int:
    """The number of 64-bit words with one bit for each document."""
    return -(-size // 64)


def pack(mask: npt.NDArray[np.bool_]) -> npt.NDArray[np.uint64]:
    """A Boolean for each document, as bits."""
    packed = np.zeros(words_of(len(mask)) * 8, np.uint8)
    packed[: -(-len(mask) // 8)] = np.packbits(mask, bitorder="little")
    return packed.view(np.uint64)


def unpack(bits: npt.NDArray[np.uint64], size: int) -> npt.NDArray[np.bool_]:
    """The inverse of :func:`pack`."""
    return np.unpackbits(bits.view(np.uint8), count=size, bitorder="little").view(bool)


def ranges(starts: npt.NDArray[np.int64], counts: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Consecutive numbers from each start, with the given lengths, concatenated."""
    ends = counts.cumsum()
    shifts = starts - ends + counts
    found: npt.NDArray[np.int64] = shifts.repeat(counts) + np.arange(ends[-1] if len(ends) else 0)
    return found


class Columns(Dictionary):
    """The columns of one generation. Immutable and thread-safe.

    Attributes:
        facets: for each facet a bitmap for each value, in the order of :meth:`facet_values`, and a last one for
            documents without a value.
    """

    def __init__(self, folder: Path) -> None:
        load = partial(load_array, folder)
        self._record_offsets = load("record_offsets")
        super().__init__(folder, len(self._record_offsets) - 1)
        self._documents = load("documents")
        self._impacts = load("impacts")
        self._position_offsets = load("position_offsets")
        self._positions = load("positions")
        self._dense = load("dense")
        self._dense_places = {row: place for place, row in enumerate(load("dense_rows").tolist())}
        self._vectors = {
            name: tuple(load(f"vector_{name}_{part}") for part in ("offsets", "rows", "starts", "lengths"))
            for name in CONTENT_FIELDS
        }
        self.facets: dict[str, npt.NDArray[np.uint64]] = {
            name: load(f"facet_{name}") for name in FACET_FIELDS
        }
        self._facet_offsets = {name: load(f"facet_{name}_offsets") for name in FACET_FIELDS}
        self._facet_places = {name: load(f"facet_{name}_places") for name in FACET_FIELDS}
        with (folder / "records.jsonl").open("rb") as file:
            self._records = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)

    def postings(self, row: int) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.float32]]:
        """The documents of a term, ascending, and its score in each."""
        start, end = int(self._offsets[row]), int(self._offsets[row + 1])
        return self._documents[start:end], self._impacts[start:end]

    def dense(self, row: int) -> npt.NDArray[np.float32] | None:
        """The score of a frequent term in every document; none for others."""
        place = self._dense_places.get(row)
        return None if place is None else self._dense[place]

    def positions(
        self, row: int
    ) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int64], npt.NDArray[np.int32]]:
        """The documents of a term in a text field, the offset of each one's positions, and the positions."""
        start, end = int(self._offsets[row]), int(self._offsets[row + 1])
        offsets = self._position_offsets[start : end + 1]
        return self._documents[start:end], offsets - offsets[0], self._positions[offsets[0] : offsets[-1]]

    def occurrences(self, document: int, field: str) -> list[Occurrence]:
        """The terms of a title or description, in order."""
        offsets, rows, starts, lengths = self._vectors[field]
        span = slice(int(offsets[document]), int(offsets[document + 1]))
        begin = starts[span]
        return list(map(Occurrence, rows[span].tolist(), begin.tolist(), (begin + lengths[span]).tolist()))

    def term_rows(self, document: int, field: str) -> list[int]:
        """The rows of a title's or description's terms, in order."""
        offsets, rows, _, _ = self._vectors[field]
        found: list[int] = rows[int(offsets[document]) : int(offsets[document + 1])].tolist()
        return found

    def texts(self, field: str, documents: range) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int64]]:
        """The rows of the terms in the titles or descriptions of a range of documents, and how many each document has."""
        offsets, rows, _, _ = self._vectors[field]
        bounds = offsets[documents.start : documents.stop + 1]
        return rows[bounds[0] : bounds[-1]], np.diff(bounds)

    def facet_places(self, name: str, documents: npt.NDArray[np.int64]) -> npt.NDArray[np.int32]:
        """The values of some documents as indices of :meth:`facet_values`; the index after the last stands for no value."""
        offsets = self._facet_offsets[name]
        starts = offsets[documents]
        counts = offsets[documents + 1] - starts
        places = self._facet_places[name][ranges(starts, counts)]
        without = int(np.count_nonzero(counts == 0))
        return (
            np.append(places, np.full(without, len(self.facets[name]) - 1, np.int32)) if without else places
        )

    def values_of(self, name: str, document: int) -> list[str]:
        """The values of a document for a facet."""
        offsets = self._facet_offsets[name]
        places = self._facet_places[name][int(offsets[document]) : int(offsets[document + 1])]
        first = self.lexicon.rows(facet_field(name)).start
        return [self.lexicon.text(first + place) for place in places.tolist()]

    def record(self, document: int) -> bytes:
        """The initiative as JSON."""
        return self._records[int(self._record_offsets[document]) : int(self._record_offsets[document + 1])]

    def document(self, field: str, term: str) -> int | None:
        """The first document that has a term, such as an id, or none."""
        row = self.lexicon.row(field, term)
        return None if row is None else int(self.postings(row)[0][0])
