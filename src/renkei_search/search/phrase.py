"""Where words stand near each other: the documents of a phrase and their scores, as Whoosh's Phrase finds them."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from renkei_search.index.columns import ranges

if TYPE_CHECKING:
    import numpy.typing as npt

    from renkei_search.index.columns import Columns

    Documents = npt.NDArray[np.int32]

# Further apart than any two positions of a text.
_STRIDE: Final = 1 << 32
# The thesaurus's words of several terms come up in query after query.
_REMEMBERED: Final = 2_048


class PhraseMatches(NamedTuple):
    """The documents of a phrase, rising, with the sum of its words' scores in each. Not to be altered."""

    documents: Documents
    scores: npt.NDArray[np.float64]


_NONE: Final = PhraseMatches(np.zeros(0, np.int32), np.zeros(0))


class Phrases:
    """Finds phrases in one generation and remembers the last. May be shared by threads."""

    def __init__(self, columns: Columns) -> None:
        self._columns = columns
        self.find = lru_cache(maxsize=_REMEMBERED)(self._find)

    def _find(self, field: str, words: tuple[str, ...], slop: int) -> PhraseMatches:
        """Documents in which each word stands at most ``slop`` positions after the one before.

        All ways to place the words are followed at once: what counts of one is only where it ends.
        """
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
            # The nearest end before each place; another document is further away than any slop.
            before = ends.searchsorted(places) - 1
            ends = places[(before >= 0) & (places - ends[before] <= slop)]
            if not len(ends):
                return _NONE
        documents = np.unique(ends // _STRIDE).astype(np.int32)
        scores = np.zeros(len(documents))
        for row in rows:
            holders, impacts = self._columns.postings(row)
            scores += impacts[holders.searchsorted(documents)]
        return PhraseMatches(documents, scores)

    def _places(self, row: int, candidates: Documents) -> npt.NDArray[np.int64]:
        """Where a term stands in some of its documents, as one rising number for document and position."""
        documents, offsets, positions = self._columns.positions(row)
        chosen = documents.searchsorted(candidates)
        starts = offsets[chosen]
        counts = offsets[chosen + 1] - starts
        return (candidates.astype(np.int64) * _STRIDE).repeat(counts) + positions[ranges(starts, counts)]


def _common(one: Documents, other: Documents) -> Documents:
    """The documents in both; the shorter list is looked up in the longer."""
    few, many = (one, other) if len(one) < len(other) else (other, one)
    at = many.searchsorted(few)
    at[at == len(many)] = 0
    common: Documents = few[many[at] == few]
    return common
