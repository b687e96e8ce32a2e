"""Word vectors: how close terms are in meaning, learned from their contexts on the web.

The arrays beside this module (``vectors/``) are made by ``python -m vectors`` from chiVe, whose words are Sudachi's
normalised forms, as our terms are. Without them :meth:`WordVectors.open` returns None, and everything else works.
They are mapped, so processes share them and opening takes a few milliseconds.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property, lru_cache
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from renkei_search.analysis.compound import LONGEST_COMPOUND, is_katakana

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    import numpy.typing as npt

    Vector = npt.NDArray[np.float32]

FOLDER: Final = Path(__file__).parent / "vectors"
HASHES: Final = "hashes.npy"
ROWS: Final = "rows.npy"
NUMBERS: Final = "numbers.npy"
SCALES: Final = "scales.npy"
WORDS: Final = "words.txt"
VERSION: Final = "VERSION"

_REMEMBERED: Final = 1 << 14
# A term without a vector gets the vectors of the words it consists of. A single kana or a few letters are not words.
_LEAST_PART: Final = 2
_LEAST_LETTERS: Final = 4
_FIRST_KANJI: Final = "\u3400"
_LAST_KANJI: Final = "\u9fff"
# No word within another is longer.
_LONGEST_PART: Final = 16


class Neighbour(NamedTuple):
    """A word and the cosine between its vector and another's."""

    term: str
    cosine: float


class Pair(NamedTuple):
    """Two terms of two texts, and the cosine between their vectors."""

    term: str
    other: str
    cosine: float


@dataclass(frozen=True)
class WordVectors:
    """Vectors of words. Thread-safe.

    Attributes:
        version: the version of the arrays; centroids made with another version cannot be compared.
        hashes: the hashes of the words, ascending; see :func:`hash_word` (uint64).
        rows: the row of each word's vector (uint16). A rare word shares the row of the nearest frequent word.
        numbers: the vectors, one per row (int8).
        scales: the factor of each row (float32).
        folder: the folder with the words of the rows.
    """

    version: str
    hashes: npt.NDArray[np.uint64]
    rows: npt.NDArray[np.uint16]
    numbers: npt.NDArray[np.int8]
    scales: Vector
    folder: Path

    @classmethod
    def open(cls, folder: Path = FOLDER) -> WordVectors | None:
        """Map the arrays of a folder, or none if they are not there.

        Raises:
            ValueError: the arrays do not belong together.
        """
        if not all((folder / name).is_file() for name in (HASHES, ROWS, NUMBERS, SCALES, WORDS, VERSION)):
            return None
        hashes, rows, numbers, scales = (
            np.asarray(np.load(folder / name, mmap_mode="r")) for name in (HASHES, ROWS, NUMBERS, SCALES)
        )
        if len(hashes) != len(rows) or len(numbers) != len(scales):
            raise ValueError(f"The arrays in {folder} do not belong together.")
        version = (folder / VERSION).read_text(encoding="utf-8").strip()
        return cls(version, hashes, rows, numbers, scales, folder)

    @property
    def dimensions(self) -> int:
        """The length of a vector."""
        return int(self.numbers.shape[1])

    def __contains__(self, term: str) -> bool:
        """Whether the term or its parts have a vector."""
        return bool(self.rows_of(term))

    @cached_property
    def rows_of(self) -> Callable[[str], tuple[int, ...]]:
        """The rows of a term: its own, or those of the words it consists of; none if it is unknown."""
        return lru_cache(maxsize=_REMEMBERED)(self._rows_of)

    def vector(self, term: str) -> Vector | None:
        """The vector of a term, or None if it is unknown.

        It is not normalised: less distinctive terms have shorter vectors.
        """
        rows = self.rows_of(term)
        return self._add(dict.fromkeys(rows, 1.0 / len(rows))) if rows else None

    def centroid(self, terms: Iterable[str], idf: Callable[[str], float]) -> Vector | None:
        """The direction of a text: the sum of its terms' vectors, weighted by their IDF.

        A term counts once for each occurrence.

        Args:
            terms: the text's terms from :func:`renkei_search.analysis.analyzer.analyze`.
            idf: the inverse document frequency of a term, at least 0.

        Returns:
            A vector of length 1 (float32), or none if no term has a vector.
        """
        weights: dict[int, float] = {}
        for term, count in Counter(terms).items():
            rows = self.rows_of(term)
            for row in rows:
                weights[row] = weights.get(row, 0.0) + count * idf(term) / len(rows)
        return to_unit(self._add(weights))

    def nearest(self, term: str, k: int) -> list[Neighbour]:
        """The words nearest to a term, nearest first, without itself; none if it is unknown."""
        found = self.vector(term)
        unit = None if found is None else to_unit(found)
        if unit is None:
            return []
        cosines = (self.numbers @ unit) * self.scales / self._lengths
        order = np.argsort(-cosines)[: k + 1].tolist()
        neighbours = [Neighbour(self._words[row], float(cosines[row])) for row in order]
        return [found for found in neighbours if found.term != term][:k]

    def closest(self, terms: Iterable[str], others: Iterable[str], k: int) -> list[Pair]:
        """For each term of one text the nearest term of another, nearest pair first, to explain why two texts are close.

        Terms that both texts have are left out, since they need no explanation.
        """
        wanted, offered = dict.fromkeys(terms), dict.fromkeys(others)
        one = self._units([term for term in wanted if term not in offered])
        other = self._units([term for term in offered if term not in wanted])
        if not one or not other:
            return []
        cosines = np.stack(list(one.values())) @ np.stack(list(other.values())).T
        names = list(other)
        pairs = [
            Pair(term, names[at], float(cosines[number, at]))
            for number, (term, at) in enumerate(zip(one, cosines.argmax(axis=1).tolist(), strict=True))
        ]
        return sorted(pairs, key=lambda pair: -pair.cosine)[:k]

    def _units(self, terms: Iterable[str]) -> dict[str, Vector]:
        found = ((term, self.vector(term)) for term in terms)
        units = ((term, to_unit(vector)) for term, vector in found if vector is not None)
        return {term: unit for term, unit in units if unit is not None}

    def _add(self, weights: dict[int, float]) -> Vector:
        rows = np.fromiter(weights, np.int64, len(weights))
        factors = np.fromiter(weights.values(), np.float32, len(weights)) * self.scales[rows]
        added: Vector = factors @ self.numbers[rows].astype(np.float32)
        return added

    def _rows_of(self, term: str) -> tuple[int, ...]:
        if found := self._find([term]):
            return (found[term],)
        # A draft may consist of runs of one script, and the time is quadratic in their length. What is left of katakana
        # after compounds were split has no known parts.
        if len(term) > (_LONGEST_PART if is_katakana(term) else LONGEST_COMPOUND):
            return ()
        found = self._find(_parts_of(term))
        # Greedy: from the left, always the longest known word.
        rows = []
        at = 0
        while at < len(term):
            ends = range(min(at + _LONGEST_PART, len(term)), at, -1)
            end = next((end for end in ends if term[at:end] in found), None)
            if end is not None:
                rows.append(found[term[at:end]])
            at = at + 1 if end is None else end
        return tuple(rows)

    def _find(self, words: Sequence[str]) -> dict[str, int]:
        """The rows of those words that have one."""
        if not words or not len(self.hashes):
            return {}
        wanted = np.fromiter(map(hash_word, words), np.uint64, len(words))
        places = np.minimum(np.searchsorted(self.hashes, wanted), len(self.hashes) - 1)
        known = (self.hashes[places] == wanted).tolist()
        rows = self.rows[places].tolist()
        return {word: row for word, row, one in zip(words, rows, known, strict=True) if one}

    @cached_property
    def _words(self) -> list[str]:
        return (self.folder / WORDS).read_text(encoding="utf-8").splitlines()

    @cached_property
    def _lengths(self) -> Vector:
        lengths = np.linalg.norm(self.numbers.astype(np.float32), axis=1) * self.scales
        found: Vector = np.maximum(lengths, np.finfo(np.float32).tiny).astype(np.float32)
        return found


def hash_word(word: str) -> int:
    """Eight bytes that stand for a word."""
    encoded = word.encode("utf-8", "surrogatepass")
    return int.from_bytes(blake2b(encoded, digest_size=8).digest(), "little")


def to_unit(vector: Vector) -> Vector | None:
    """The vector with length 1, or none if it has no direction."""
    length = float(np.linalg.norm(vector))
    if length == 0:
        return None
    unit: Vector = (vector / np.float32(length)).astype(np.float32)
    return unit


def to_units(vectors: npt.NDArray[np.float32]) -> Vector:
    """Vectors, one per row, with length 1; zeros stay."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    units: Vector = (vectors / np.where(lengths > 0, lengths, 1)).astype(np.float32)
    return units


def main_axes(vectors: npt.NDArray[np.floating], count: int) -> Vector:
    """The principal axes of vectors (one per row), one per column, by decreasing eigenvalue.

    Candidates for the nearest vectors are found faster in a few of these than in all dimensions.
    """
    _, axes = np.linalg.eigh(vectors.T @ vectors)
    found: Vector = np.ascontiguousarray(axes[:, : -count - 1 : -1])
    return found


def quantise(vectors: npt.NDArray[np.floating]) -> tuple[npt.NDArray[np.int8], Vector]:
    """Vectors (one per row) as int8, and the factor of each row."""
    scales = np.abs(vectors).max(axis=1, initial=0.0) / 127
    divisors = np.where(scales > 0, scales, 1.0)[:, None]
    return np.rint(vectors / divisors).astype(np.int8), scales.astype(np.float32)


def _parts_of(term: str) -> list[str]:
    """The parts of a term that may be words, each once."""
    parts = (
        term[at:end]
        for at in range(len(term))
        for end in range(at + 1, min(at + _LONGEST_PART, len(term)) + 1)
    )
    return [part for part in dict.fromkeys(parts) if part != term and _may_stand_alone(part)]


def _may_stand_alone(part: str) -> bool:
    least = _LEAST_LETTERS if part.isascii() else _LEAST_PART
    return len(part) >= least or _FIRST_KANJI <= part <= _LAST_KANJI
