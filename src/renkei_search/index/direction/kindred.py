"""Find the terms of a generation that are close in meaning to a word, such as アサリ and 稚貝 for 貝.

Only distinctive terms are kept, one entry for each word vector. The candidates are found in a few dimensions, because
comparing all entries in all dimensions would take several milliseconds, and then compared in all.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from renkei_search.analysis.vector import Neighbour, main_axes, to_unit
from renkei_search.index.dictionary import load_array, saved_array
from renkei_search.index.schema import CONTENT_FIELDS

if TYPE_CHECKING:
    from pathlib import Path

    import numpy.typing as npt

    from renkei_search.analysis.vector import Vector, WordVectors
    from renkei_search.index.dictionary import Dictionary
    from renkei_search.index.lexicon import Lexicon

_VERSION: Final = "kindred_version.txt"
_ROWS: Final = "kindred_rows"
_STARTS: Final = "kindred_starts"
_TERMS: Final = "kindred_terms"
_COARSE: Final = "kindred_coarse"
_BASIS: Final = "kindred_basis"
_MEAN: Final = "kindred_mean"
_LENGTHS: Final = "kindred_lengths"
_DISTANCES: Final = "kindred_distances"

# A term that a larger share of the documents has is not distinctive.
_COMMON: Final = 0.1
_DIMENSIONS: Final = 64
_TINY: Final = np.finfo(np.float32).tiny
# How many entries are compared in all dimensions. For 627 words of queries, one of the 2,744 entries with a cosine of at least
# 0.4 has a lower product in a few dimensions.
_CANDIDATES: Final = 32
_LEAST_COARSE: Final = 0.1
# Rare words share the vector of a frequent word; of the terms that share a vector, the most frequent are kept.
_MOST_OF_A_VECTOR: Final = 8
_FIRST_KANJI: Final = "\u3400"
_LAST_KANJI: Final = "\u9fff"


@dataclass(frozen=True)
class KindredTerms:
    """The distinctive terms of one generation with their directions. Immutable and thread-safe.

    Attributes:
        vectors: the word vectors.
        lexicon: the terms of the generation.
        rows: the row of each entry's vector.
        starts: where the terms of each entry start, and where the last ones end.
        terms: the terms of all entries, as rows of the lexicon.
        coarse: the directions of the entries in the dimensions of ``basis``.
        basis: the dimensions in which the entries differ most, one column each.
        mean: the mean of all entries.
        lengths: the length of each entry's vector.
        distances: of each entry's unit vector from the mean.
    """

    vectors: WordVectors
    lexicon: Lexicon
    rows: npt.NDArray[np.int32]
    starts: npt.NDArray[np.int32]
    terms: npt.NDArray[np.int32]
    coarse: Vector
    basis: Vector
    mean: Vector
    lengths: Vector
    distances: Vector

    @classmethod
    def open(cls, folder: Path, vectors: WordVectors, lexicon: Lexicon) -> KindredTerms | None:
        """Map a generation's terms; none if it was built without these word vectors."""
        version = folder / _VERSION
        if not version.is_file() or version.read_text(encoding="utf-8") != vectors.version:
            return None
        names = (_ROWS, _STARTS, _TERMS, _COARSE, _BASIS, _MEAN, _LENGTHS, _DISTANCES)
        return cls(vectors, lexicon, *(load_array(folder, name) for name in names))

    def nearest(self, vector: Vector, count: int, least: float) -> list[Neighbour]:
        """The terms nearest to a word's vector, nearest first.

        Args:
            vector: a vector of length 1; see :meth:`WordVectors.centroid`.
            count: how many entries are taken at most.
            least: their least cosine, after the mean of all entries was subtracted.
        """
        wanted = to_unit(vector - self.mean)
        if wanted is None or not len(self.rows):
            return []
        likeness = self.coarse @ (wanted @ self.basis)
        candidates = np.flatnonzero(likeness > _LEAST_COARSE)
        if len(candidates) > _CANDIDATES:
            candidates = candidates[np.argpartition(-likeness[candidates], _CANDIDATES - 1)[:_CANDIDATES]]
        products = self.vectors.numbers[self.rows[candidates]].astype(np.float32) @ wanted
        cosines = (products / self.lengths[candidates] - self.mean @ wanted) / self.distances[candidates]
        order = np.argsort(-cosines, kind="stable")[:count]
        found = []
        for entry, cosine in zip(candidates[order].tolist(), cosines[order].tolist(), strict=True):
            if cosine < least:
                break
            start, stop = self.starts[entry : entry + 2].tolist()
            found += [Neighbour(self.lexicon.text(row), cosine) for row in self.terms[start:stop].tolist()]
        return found


def prepare_kindred(dictionary: Dictionary, vectors: WordVectors) -> dict[str, bytes]:
    """The files that :class:`KindredTerms` reads, by name."""
    held = _telling_terms(dictionary, vectors)
    rows = np.array(sorted(held), np.int32)
    terms = [[row for _, row in sorted(held[row], reverse=True)[:_MOST_OF_A_VECTOR]] for row in rows.tolist()]
    starts = np.cumsum([0, *map(len, terms)], dtype=np.int32)
    raw = vectors.numbers[rows].astype(np.float32)
    lengths = _lengths(raw)
    units = raw / lengths[:, None]
    mean = units.mean(axis=0) if len(units) else np.zeros(vectors.dimensions, np.float32)
    distances = _lengths(units - mean)
    directions = (units - mean) / distances[:, None]
    basis = main_axes(directions, _DIMENSIONS)
    arrays = {
        _ROWS: rows,
        _STARTS: starts,
        _TERMS: np.array([row for found in terms for row in found], np.int32),
        _COARSE: directions @ basis,
        _BASIS: basis,
        _MEAN: mean,
        _LENGTHS: lengths,
        _DISTANCES: distances,
    }
    files = {_VERSION: vectors.version.encode()}
    for name, array in arrays.items():
        files |= saved_array(name, array)
    return files


def _telling_terms(dictionary: Dictionary, vectors: WordVectors) -> dict[int, list[tuple[int, int]]]:
    """The terms of each vector's row: their document frequency and their row of the lexicon."""
    most = dictionary.size * _COMMON
    counts: dict[str, tuple[int, int]] = {}
    for field in CONTENT_FIELDS:
        found = dictionary.document_frequencies(field).tolist()
        for row, count in zip(dictionary.lexicon.rows(field), found, strict=True):
            term = dictionary.lexicon.text(row)
            counts[term] = max(counts.get(term, (0, row)), (count, row))
    held: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
    for term, (count, row) in counts.items():
        own = vectors.rows_of(term) if count <= most and _tells(term) else ()
        # A term without a vector of its own adds nothing to its parts.
        if len(own) == 1:
            held[own[0]].append((count, row))
    return held


def _tells(term: str) -> bool:
    return any(map(str.isalpha, term)) and (len(term) > 1 or _FIRST_KANJI <= term <= _LAST_KANJI)


def _lengths(rows: Vector) -> Vector:
    found: Vector = np.maximum(np.sqrt(np.einsum("ij,ij->i", rows, rows)), _TINY)
    return found
