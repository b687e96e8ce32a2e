"""The words of each type of practice, to find the types that a query's words are close to, one by one.

The centroid of a sentence blurs its topic: in 夜中に具合が悪くなっても入院できる病院 only 夜中 and 入院 indicate the type.
So each word of a query is compared with the closest word of a type: of its name, its expressions and its ``said``, what
people say who do not know its name. As for kindred terms, candidates are found in a few dimensions.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import msgspec
import numpy as np

from renkei_search.analysis.practice import analyse_practices
from renkei_search.analysis.vector import main_axes, to_unit
from renkei_search.analysis.wording import make_wording
from renkei_search.index.columns import ranges
from renkei_search.index.dictionary import load_array, saved_array
from renkei_search.index.direction.centroid import About

if TYPE_CHECKING:
    from collections.abc import Container, Iterable
    from pathlib import Path

    import numpy.typing as npt

    from renkei_search.analysis.vector import Vector, WordVectors
    from renkei_search.model.practice import Practices

_ABOUT: Final = "type_words.json"
_WORDS: Final = "type_words"
_OWNERS: Final = "type_words_owners"
_STARTS: Final = "type_words_starts"
_COARSE: Final = "type_words_coarse"
_BASIS: Final = "type_words_basis"

_DIMENSIONS: Final = 64
# How many words are compared in all dimensions: an everyday word has some two hundred neighbours above the least cosine. For
# 627 words of queries, none of these 15,079 has a lower product in a few dimensions.
_CANDIDATES: Final = 256
_LEAST_COARSE: Final = 0.1

# A lower cosine is meaningless: most words have such neighbours.
_LEAST: Final = 0.4
# The exponent of closeness. Below 1, so that medium closeness counts more than in proportion.
_POWER: Final = 0.7
# Smoothing, added to the number of types that a word is close to.
_SMOOTHING: Final = 0.5


@dataclass(frozen=True)
class TypeWords:
    """The words of the types of practice with their directions. Immutable and thread-safe.

    Attributes:
        vectors: the word vectors.
        types: ids of the types of practice.
        words: the distinct words of all types as unit vectors, one per row (float32).
        owners: the types that have each word, as places in ``types``, word by word.
        starts: where the types of each word start, and where the last ones end.
        coarse: the words in the dimensions of ``basis``.
        basis: the dimensions in which the words differ most, one column each.
    """

    vectors: WordVectors
    types: tuple[str, ...]
    words: Vector
    owners: npt.NDArray[np.int32]
    starts: npt.NDArray[np.int64]
    coarse: Vector
    basis: Vector

    @classmethod
    def open(cls, folder: Path, vectors: WordVectors) -> TypeWords | None:
        """Map the words of a generation; none if it was built without these word vectors."""
        about = About.read(folder / _ABOUT, vectors)
        if about is None:
            return None
        names = (_WORDS, _OWNERS, _STARTS, _COARSE, _BASIS)
        return cls(vectors, about.types, *(load_array(folder, name) for name in names))

    def closeness(self, term: str) -> Vector | None:
        """How close a word is to the closest word of each type, from 0 to 1, or none if it has no vector."""
        vector = self.vectors.vector(term)
        unit = None if vector is None else to_unit(vector)
        if unit is None:
            return None
        likeness = self.coarse @ (unit @ self.basis)
        candidates = np.flatnonzero(likeness > _LEAST_COARSE)
        if len(candidates) > _CANDIDATES:
            candidates = candidates[np.argpartition(-likeness[candidates], _CANDIDATES - 1)[:_CANDIDATES]]
        cosines = self.words[candidates] @ unit
        # The closest last, so that it is the one that stays where a type has several.
        order = np.argsort(cosines, kind="stable")[np.count_nonzero(cosines <= _LEAST) :]
        near = candidates[order]
        counts = self.starts[near + 1] - self.starts[near]
        closeness = np.minimum((cosines[order] - _LEAST) / (1 - _LEAST), 1.0) ** _POWER
        found = np.zeros(len(self.types), np.float32)
        found[self.owners[ranges(self.starts[near], counts)]] = closeness.repeat(counts)
        return found


def weigh(closeness: Iterable[Vector | None]) -> Vector | None:
    """How close a text is to each type: the mean of its words' closeness. The fewer types a word is close to, the more it counts.

    None if no word has a vector.
    """
    known = [found for found in closeness if found is not None]
    if not known:
        return None
    words = np.stack(known)
    weights = np.log1p(words.shape[1] / (_SMOOTHING + words.sum(axis=1)))
    found: Vector = (weights @ words) / weights.sum()
    return found


def prepare_type_words(
    practices: Practices, vectors: WordVectors, framing: Container[str] = frozenset()
) -> dict[str, bytes]:
    """The files of a generation from which :class:`TypeWords` reads, by name.

    Args:
        practices: the types of practice.
        vectors: the word vectors.
        framing: terms that indicate no type.
    """
    terms: dict[str, dict[str, None]] = {
        found.id: dict.fromkeys(
            term for text in (found.name, *found.said) for term in make_wording(text).terms
        )
        for found in practices.types
    }
    for clue in analyse_practices(practices):
        terms[clue.type].update(
            dict.fromkeys(term for part in clue.parts for alternative in part for term in alternative)
        )
    holders: dict[str, list[int]] = {}
    for place, words in enumerate(terms.values()):
        for term in words:
            holders.setdefault(term, []).append(place)
    units: list[Vector] = [np.zeros(vectors.dimensions, np.float32)]
    owners: list[int] = []
    starts = [0, 0]
    for term, places in holders.items():
        vector = None if term in framing else vectors.vector(term)
        unit = None if vector is None else to_unit(vector)
        if unit is not None:
            units.append(unit)
            owners += places
            starts.append(len(owners))
    # The first row is a word of no type, so that there is always one.
    table = np.stack(units)
    basis = main_axes(table, _DIMENSIONS)
    return {
        _ABOUT: msgspec.json.encode(About(vectors.version, tuple(terms))),
        **saved_array(_WORDS, table),
        **saved_array(_OWNERS, np.array(owners, np.int32)),
        **saved_array(_STARTS, np.array(starts, np.int64)),
        **saved_array(_COARSE, table @ basis),
        **saved_array(_BASIS, basis),
    }
