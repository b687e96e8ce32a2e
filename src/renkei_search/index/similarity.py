"""BM25: the score of a term in a document, for both Whoosh's searcher and columns."""

from __future__ import annotations

from math import log
from typing import TYPE_CHECKING

import msgspec
import numpy as np
from whoosh.scoring import BM25F
from whoosh.util.numeric import byte_to_length, length_to_byte

if TYPE_CHECKING:
    import numpy.typing as npt
    from whoosh.searching import Searcher

# Fields that list names; their number says nothing about the initiative.
_LISTS = ("field", "region", "municipality")
_LENGTHS = np.array([byte_to_length(code) for code in range(256)], np.float64)


class Similarity(msgspec.Struct, frozen=True):
    """The parameters of BM25 (Robertson and Zaragoza, 2009): saturation and length normalisation."""

    k1: float = 0.5
    b: float = 0.6

    def length_normalisation(self, field: str) -> float:
        """The ``b`` of a field: half for titles, which are all short, none for lists of names."""
        if field in _LISTS:
            return 0.0
        return self.b / 2 if field == "title" else self.b

    def impacts(
        self,
        field: str,
        frequencies: npt.NDArray[np.int32],
        lengths: npt.NDArray[np.float64],
        mean_length: float,
        idf: npt.NDArray[np.float64],
    ) -> npt.NDArray[np.float32]:
        """The scores of postings.

        Args:
            field: the text or signal field.
            frequencies: how often the term occurs in the document, one per posting.
            lengths: how many terms the document has in this field (see :func:`stored_lengths`), one per posting.
            mean_length: the mean over all documents, including those without the field.
            idf: the IDF of the term, one per posting.
        """
        b = self.length_normalisation(field)
        norm = self.k1 * ((1 - b) + b * lengths / mean_length)
        return (idf * frequencies * (self.k1 + 1) / (frequencies + norm)).astype(np.float32)


def inverse_document_frequency(count: npt.ArrayLike, total: int) -> npt.NDArray[np.float64]:
    """ln(1 + (N - n + 0.5) / (n + 0.5)) for terms in n of N documents: kept positive, as in Lucene."""
    counts = np.asarray(count, np.float64)
    return np.log(1 + (total - counts + 0.5) / (counts + 0.5))


def idf_of(count: int, total: int) -> float:
    """The same for one term."""
    return log(1 + (total - count + 0.5) / (count + 0.5))


def stored_lengths(lengths: npt.NDArray[np.int32]) -> npt.NDArray[np.float64]:
    """The lengths as Whoosh stores them, in one byte: exact if short, rounded if long."""
    distinct, inverse = np.unique(lengths, return_inverse=True)
    return _LENGTHS[[length_to_byte(int(length)) for length in distinct]][inverse]


class WhooshBm25(BM25F):  # type: ignore[misc] # Whoosh ships no types
    """The same for Whoosh's searcher, whose own logarithm makes common words count too much in a sentence."""

    def __init__(self, similarity: Similarity, fields: tuple[str, ...]) -> None:
        b = {f"{field}_B": similarity.length_normalisation(field) for field in fields}
        super().__init__(B=similarity.b, K1=similarity.k1, **b)

    def idf(self, searcher: Searcher, fieldname: str, text: str) -> float:
        """See :func:`inverse_document_frequency`."""
        return idf_of(searcher.doc_frequency(fieldname, text), searcher.doc_count_all())
