"""Phrase matching: the documents in which words are close to each other, with the scores of Whoosh's Phrase."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from renkei_search.index.columns import ranges
from renkei_search.memo import Memory
from renkei_search.search.backend.columns.leaf import distinct

if TYPE_CHECKING:
    import numpy.typing as npt

    from renkei_search.index.columns import Columns

    Documents = npt.NDArray[np.int32]

# Larger than the distance between any two positions of a text.
_STRIDE: Final = 1 << 32
# A cache, because thesaurus words of several terms recur in many queries.
_REMEMBERED: Final = 2_048
# Each entry takes twelve bytes per document.
_BYTES: Final = 32 << 20


class PhraseMatches(NamedTuple):
    """The documents of a phrase, ascending, with the sum of its words' scores in each. Do not modify the arrays."""

    documents: Documents
    scores: npt.NDArray[np.float64]


_NONE: Final = PhraseMatches(np.zeros(0, np.int32), np.zeros(0))


class Phrases:
    """Finds phrases in one generation and caches the most recent. Thread-safe."""

    def __init__(self, columns: Columns) -> None:
        self._columns = columns
        self._memory: Memory[tuple[str, tuple[str, ...], int], PhraseMatches] = Memory(_REMEMBERED, _BYTES)

    def find(self, field: str, words: tuple[str, ...], slop: int) -> PhraseMatches:
        """Documents in which each word is at most ``slop`` positions after the one before."""
        key = (field, words, slop)
        found = self._memory.get(key)
        if found is None:
            found = self._find(field, words, slop)
            size = found.documents.nbytes + found.scores.nbytes + sum(map(len, words))
            self._memory.put(key, found, size)
        return found

    def _find(self, field: str, words: tuple[str, ...], slop: int) -> PhraseMatches:
        """Follow all possible placements of the words at once: only the position where each one ends matters."""
        rows = [row for word in words if (row := self._columns.lexicon.row(field, word)) is not None]
        if len(rows) < len(words):
            return _NONE
        candidates = self._columns.postings(rows[0])[0]
        for row in rows[1:]:
            candidates = _common(candidates, self._columns.postings(row)[0])
            if not len(candidates):
                return _NONE
        ends = self._places(rows[0], candidates)
        for row in rows[1:]:
            places = self._places(row, candidates)
            # The nearest end before each position; positions in other documents are further away than any slop.
            before = ends.searchsorted(places) - 1
            ends = places[(before >= 0) & (places - ends[before] <= slop)]
            if not len(ends):
                return _NONE
        documents = distinct((ends // _STRIDE).astype(np.int32))
        scores = np.zeros(len(documents))
        for row in rows:
            holders, impacts = self._columns.postings(row)
            scores += impacts[holders.searchsorted(documents)]
        return PhraseMatches(documents, scores)

    def _places(self, row: int, candidates: Documents) -> npt.NDArray[np.int64]:
        """The occurrences of a term in some of its documents, as ascending numbers that combine document and position."""
        documents, offsets, positions = self._columns.positions(row)
        chosen = documents.searchsorted(candidates)
        starts = offsets[chosen]
        counts = offsets[chosen + 1] - starts
        return (candidates.astype(np.int64) * _STRIDE).repeat(counts) + positions[ranges(starts, counts)]


def _common(one: Documents, other: Documents) -> Documents:
    """The intersection; the shorter list is looked up in the longer."""
    few, many = (one, other) if len(one) < len(other) else (other, one)
    at = many.searchsorted(few)
    at[at == len(many)] = 0
    common: Documents = few[many[at] == few]
    return common
