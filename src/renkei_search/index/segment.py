"""Write postings as a Whoosh segment.

Whoosh's own writer adds one document at a time, pickles each posting into a pool and sorts the pool, which takes
minutes for a hundred thousand documents. Here the postings are already sorted, so only the last step remains: writing
blocks. The files have Whoosh's format and are read by its reader and searcher.
"""

from __future__ import annotations

import pickle
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
from whoosh.codec.whoosh3 import WHOOSH3_HEADER_MAGIC, W3Codec, W3TermInfo
from whoosh.filedb.filestore import FileStorage
from whoosh.system import pack_int, pack_long, pack_ushort
from whoosh.util.numeric import length_to_byte

from renkei_search.index.schema import build_schema

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    import numpy.typing as npt
    from whoosh.formats import Format

    from renkei_search.index.postings.inversion import Postings

# Whoosh's blocks have 128 postings, so that it can skip; larger ones are faster to write and to read completely.
_BLOCK: Final = 1024
# The pickle protocol that Whoosh uses.
_PROTOCOL: Final = 2
# How many postings at a time are converted to Python objects.
_PORTION: Final = 1 << 18


def write_segment(folder: Path, fields: Mapping[str, Postings], size: int) -> None:
    """Write an index of one segment into a new folder.

    Args:
        folder: the new folder.
        fields: the postings by field of :func:`renkei_search.index.schema.build_schema`.
        size: how many documents there are.
    """
    folder.mkdir()
    index = FileStorage(str(folder)).create_index(build_schema())
    writer = index.writer(codec=W3Codec(compression=0))
    try:
        _write_lengths(writer, fields, size)
        for name, postings in fields.items():
            _write_field(writer.fieldwriter, name, writer.schema[name], postings)
        # The bookkeeping of add_document.
        writer.docnum = size
        writer._added = size > 0
    except BaseException:
        writer.cancel()
        raise
    writer.commit(merge=False)


def _write_lengths(writer: Any, fields: Mapping[str, Postings], size: int) -> None:
    """The number of terms of each document by scorable field. No stored fields are written."""
    documents = writer.perdocwriter
    scorable = [
        (name, field, fields[name].lengths.tolist())
        for name, field in writer.schema.items()
        if field.scorable
    ]
    for number in range(size):
        documents.start_doc(number)
        for name, field, lengths in scorable:
            documents.add_field(name, field, None, lengths[number])
        documents.finish_doc()


def _write_field(writer: Any, name: str, field: Any, postings: Postings) -> None:
    """Write blocks to the postings file, and for each term a row of the term file that points to them.

    The format is the one of :class:`whoosh.codec.whoosh3.W3PostingsWriter` and ``W3FieldWriter``.
    """
    writer.start_field(name, field)
    key = pack_ushort(writer._fieldmap[name])
    file, rows = writer._postfile, writer._tindex
    offset = file.tell()
    for term, blocks, statistics in _terms(postings, field):
        data = WHOOSH3_HEADER_MAGIC + blocks
        file.write(data)
        rows.add(
            key + term.encode(),
            W3TermInfo._struct.pack(*statistics) + pack_long(offset) + pack_int(len(data)),
        )
        offset += len(data)
    writer.finish_field()


class _Statistics(NamedTuple):
    """The values of a row of the term file, in order; lengths as Whoosh's bytes."""

    inlined: int
    weight: float
    documents: int
    least_length: int
    most_length: int
    most_frequent: float
    first: int
    last: int


def _terms(postings: Postings, field: Any) -> Iterator[tuple[str, bytes, _Statistics]]:
    """Each term with its blocks and its statistics."""
    starts = postings.offsets[:-1]
    if not len(starts):
        return
    frequencies, documents = postings.frequencies, postings.documents
    if field.scorable:
        lengths = postings.lengths[documents]
        least, most = (_length_bytes(pick.reduceat(lengths, starts)) for pick in (np.minimum, np.maximum))
    else:
        least = most = [0] * len(starts)
    statistics = map(
        _Statistics,
        [0] * len(starts),
        np.add.reduceat(frequencies, starts).tolist(),
        np.diff(postings.offsets).tolist(),
        least,
        most,
        np.maximum.reduceat(frequencies, starts).tolist(),
        documents[starts].tolist(),
        documents[postings.offsets[1:] - 1].tolist(),
    )
    for (text, start, portion), found in zip(_portions(postings, field.format), statistics, strict=True):
        yield text, _blocks(portion, start, found), found


class _Portion(NamedTuple):
    """Consecutive postings as Python objects.

    Attributes:
        documents: their documents.
        frequencies: how often the term occurs there.
        values: the additional data of the field's format: of a fixed size each, or a tuple, or nothing.
        width: their size in bytes; 0 for a tuple.
    """

    documents: list[int]
    frequencies: list[int]
    values: bytes | tuple[bytes, ...] | None
    width: int


def _portions(postings: Postings, format_: Format) -> Iterator[tuple[str, int, _Portion]]:
    """Each term with the portion that contains its postings and their offset in it."""
    offsets = postings.offsets.tolist()
    term = 0
    while term < len(postings.terms):
        start = offsets[term]
        # Whole terms, at least one.
        after = max(int(np.searchsorted(postings.offsets, start + _PORTION, "right")) - 1, term + 1)
        end = offsets[after]
        portion = _Portion(
            postings.documents[start:end].tolist(),
            postings.frequencies[start:end].tolist(),
            _values(postings, format_, start, end),
            max(format_.posting_size, 0),
        )
        for number in range(term, after):
            yield postings.terms[number], offsets[number] - start, portion
        term = after


def _blocks(portion: _Portion, start: int, term: _Statistics) -> bytes:
    """The blocks of one term."""
    blocks = []
    end = start + term.documents
    for first in range(start, end, _BLOCK):
        after = min(first + _BLOCK, end)
        documents = portion.documents[first:after]
        frequencies = portion.frequencies[first:after]
        most_frequent = 1 if term.most_frequent == 1 else max(frequencies)
        data = pickle.dumps(
            (
                (documents[0], *(other - one for one, other in pairwise(documents))),
                None if most_frequent == 1 else tuple(map(float, frequencies)),
                portion.values
                if portion.values is None
                else portion.values[first * (portion.width or 1) : after * (portion.width or 1)],
            ),
            _PROTOCOL,
        )
        # The lengths of the whole term, not of the block: they are only used as a bound.
        info = pickle.dumps(
            (len(documents), documents[-1], float(most_frequent), 0, term.least_length, term.most_length),
            _PROTOCOL,
        )
        length = len(info) + len(data)
        blocks += [pack_int(-length if after == end else length), info, data]
    return b"".join(blocks)


def _values(postings: Postings, format_: Format, start: int, end: int) -> bytes | tuple[bytes, ...] | None:
    """The data that the field's format keeps for each posting in addition to document and weight."""
    if format_.posting_size == 0:
        return None
    if format_.posting_size > 0:
        return postings.frequencies[start:end].astype(">u4").tobytes()
    bounds = postings.position_offsets[start : end + 1]
    positions = postings.positions[bounds[0] : bounds[-1]].tolist()
    # Most postings have one position.
    alone = [format_.encode([position]) for position in range(max(positions, default=0) + 1)]
    return tuple(
        alone[positions[one]] if other - one == 1 else format_.encode(positions[one:other])
        for one, other in pairwise((bounds - bounds[0]).tolist())
    )


def _length_bytes(lengths: npt.NDArray[np.int32]) -> list[int]:
    """Lengths as Whoosh's bytes."""
    distinct, places = np.unique(lengths, return_inverse=True)
    codes = np.array([length_to_byte(length) for length in distinct.tolist()])
    found: list[int] = codes[places].tolist()
    return found
