"""Evidence of proximity: pairs of adjacent terms and pairs of characters.

They only add to a score. Character pairs also compensate for errors of normalisation. Queries are short and use
lists; whole collections use arrays.
"""

from __future__ import annotations

import unicodedata
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from renkei_search.analysis.analyzer import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from renkei_search.analysis.analyzer import Token

_JOINERS = "ー々"
_CODE_BITS = 21


class Pairs(NamedTuple):
    """The pairs of several texts.

    Attributes:
        texts: each pair once.
        counts: how many pairs each text has (int32).
        numbers: the pairs of each text, as indices of ``texts``.
    """

    texts: list[str]
    counts: npt.NDArray[np.int32]
    numbers: npt.NDArray[np.int64]


def shingles(tokens: Sequence[Token]) -> list[str]:
    """Each term with the next, whatever the analyzer dropped between them."""
    return [_shingle(one.term, other.term) for one, other in pairwise(tokens)]


def bigrams(text: str) -> list[str]:
    """Each pair of adjacent letters or digits, folded and lower-cased."""
    return [one + other for one, other in pairwise(_fold(text)) if _counts(one) and _counts(other)]


def shingle_pairs(
    terms: npt.NDArray[np.int32], counts: npt.NDArray[np.int32], vocabulary: Sequence[str]
) -> Pairs:
    """:func:`shingles` of several texts.

    Args:
        terms: the texts' terms, concatenated, as numbers.
        counts: how many terms each text has.
        vocabulary: the terms themselves.
    """
    texts = np.repeat(np.arange(len(counts)), counts)
    inside = texts[1:] == texts[:-1]
    keys = (terms[:-1].astype(np.int64) << 32 | terms[1:])[inside]
    distinct, numbers = np.unique(keys, return_inverse=True)
    pairs = zip((distinct >> 32).tolist(), (distinct & 0xFFFFFFFF).tolist(), strict=True)
    return Pairs(
        [_shingle(vocabulary[one], vocabulary[other]) for one, other in pairs],
        np.bincount(texts[1:][inside], minlength=len(counts)).astype(np.int32),
        numbers,
    )


def bigram_pairs(texts: Sequence[str]) -> Pairs:
    """:func:`bigrams` of several texts."""
    folded = [_fold(text) for text in texts]
    # Texts are separated by a character that is no letter or digit.
    codes = np.frombuffer("\n".join([*folded, ""]).encode("utf-32-le", "surrogatepass"), np.uint32)
    owners = np.repeat(np.arange(len(folded)), [len(text) + 1 for text in folded])
    distinct_codes, places = np.unique(codes, return_inverse=True)
    counts = np.array([_counts(chr(code)) for code in distinct_codes.tolist()], bool)[places]
    inside = counts[:-1] & counts[1:]
    keys = (codes[:-1].astype(np.int64) << _CODE_BITS | codes[1:])[inside]
    distinct, numbers = np.unique(keys, return_inverse=True)
    mask = (1 << _CODE_BITS) - 1
    return Pairs(
        [chr(key >> _CODE_BITS) + chr(key & mask) for key in distinct.tolist()],
        np.bincount(owners[:-1][inside], minlength=len(folded)).astype(np.int32),
        numbers,
    )


def _shingle(one: str, other: str) -> str:
    return f"{one} {other}"


def _fold(text: str) -> str:
    return unicodedata.normalize("NFKC", fold(text).text).lower()


def _counts(char: str) -> bool:
    return char.isalnum() or char in _JOINERS
