"""Invert documents with their terms into terms with their documents."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import msgspec
import numpy as np

from renkei_search.index.dictionary import load_array
from renkei_search.index.postings.batch import Occurrences
from renkei_search.index.schema import FIELDS

if TYPE_CHECKING:
    from pathlib import Path

    import numpy.typing as npt

    from renkei_search.index.postings.batch import Batch


class Postings(NamedTuple):
    """One inverted field. Terms are in the order of their UTF-8 bytes; documents ascend within a term.

    Attributes:
        terms: each term once.
        offsets: where each term's postings start, and where the last one ends (int64).
        documents: the document of each posting (int32).
        frequencies: how often the term occurs there (int32).
        position_offsets: where each posting's positions start, and where the last one ends (int64); empty for fields
            without positions.
        positions: where the term occurs (int32); empty for fields without positions.
        lengths: how many terms each document has (int32).
    """

    terms: list[str]
    offsets: npt.NDArray[np.int64]
    documents: npt.NDArray[np.int32]
    frequencies: npt.NDArray[np.int32]
    position_offsets: npt.NDArray[np.int64]
    positions: npt.NDArray[np.int32]
    lengths: npt.NDArray[np.int32]


_TERMS: Final = "terms.json"


class Collection:
    """The occurrences of all documents, collected batch by batch in corpus order."""

    def __init__(self) -> None:
        self.size = 0
        self._numbers: dict[str, int] = {}
        self._parts: dict[str, list[Occurrences]] = {name: [] for name in FIELDS}

    def add(self, batch: Batch) -> None:
        """Add the next documents."""
        numbers = self._numbers
        known = np.array([numbers.setdefault(text, len(numbers)) for text in batch.vocabulary], np.int32)
        for name, (counts, terms, places) in batch.fields.items():
            self._parts[name].append(Occurrences(counts, known[terms] if len(terms) else terms, places))
        self.size += batch.size

    def take(self, name: str) -> Occurrences:
        """Remove and return a field's occurrences, with terms as indices of :attr:`texts`."""
        parts = self._parts.pop(name)
        if not parts:
            nothing = np.zeros(0, np.int32)
            return Occurrences(nothing, nothing, None)
        places = [part.places for part in parts if part.places is not None]
        return Occurrences(
            np.concatenate([part.counts for part in parts]),
            np.concatenate([part.terms for part in parts]),
            np.concatenate(places) if places else None,
        )

    @property
    def texts(self) -> list[str]:
        """The terms and values by number."""
        return list(self._numbers)


def invert(occurrences: Occurrences, texts: list[str]) -> tuple[Postings, npt.NDArray[np.int32]]:
    """Invert a field.

    Returns:
        The postings, and for each occurrence the index of its term in them.
    """
    counts, terms, places = occurrences
    size = len(counts)
    used = np.unique(terms)
    used = used[
        np.argsort(np.array([texts[number].encode() for number in used.tolist()], object), kind="stable")
    ]
    rank = np.zeros(len(texts), np.int32)
    rank[used] = np.arange(len(used))
    ranks = rank[terms]
    # Term and document as one number. In place: there may be tens of millions.
    keys = ranks.astype(np.int64)
    keys *= size
    keys += np.repeat(np.arange(size, dtype=np.int32), counts)
    if places is None:
        keys.sort()
        positions = np.zeros(0, np.int32)
    else:
        # Within a document, occurrences are in the order of their positions.
        order = np.argsort(keys, kind="stable")
        keys = keys[order]
        positions = places[:, 0][order]
    starts = np.flatnonzero(np.diff(keys, prepend=-1))
    bounds = np.append(starts, len(terms))
    distinct = keys[starts]
    del keys
    postings = Postings(
        [texts[number] for number in used.tolist()],
        np.searchsorted(distinct, np.arange(len(used) + 1) * size),
        (distinct % max(size, 1)).astype(np.int32),
        np.diff(bounds).astype(np.int32),
        bounds if places is not None else np.zeros(0, np.int64),
        positions,
        counts,
    )
    return postings, ranks


def store_postings(postings: Postings, folder: Path) -> Postings:
    """Write postings into a new folder and return them memory-mapped, so that they occupy no memory of the process."""
    folder.mkdir(parents=True)
    (folder / _TERMS).write_bytes(msgspec.json.encode(postings.terms))
    for name in Postings._fields[1:]:
        np.save(folder / f"{name}.npy", getattr(postings, name))
    return load_postings(folder)


def load_postings(folder: Path) -> Postings:
    """The postings that :func:`store_postings` wrote, memory-mapped."""
    terms = msgspec.json.decode((folder / _TERMS).read_bytes(), type=list[str])
    return Postings(terms, *(load_array(folder, name) for name in Postings._fields[1:]))
