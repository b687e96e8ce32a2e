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
_ROWS: Final = "type_words_rows"
_STARTS: Final = "type_words_starts"
_COARSE: Final = "type_words_coarse"
_BASIS: Final = "type_words_basis"

_DIMENSIONS: Final = 64
# How many words are compared in all dimensions: an everyday word has some two hundred neighbours above the least cosine.
_CANDIDATES: Final = 256

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
        rows: the rows of the words of each type, type by type.
        starts: where the rows of each type start. Each type has at least one; row 0 stands for no word and is close to none.
        coarse: the words in the dimensions of ``basis``.
        basis: the dimensions in which the words differ most, one column each.
    """

    vectors: WordVectors
    types: tuple[str, ...]
    words: Vector
    rows: npt.NDArray[np.int32]
    starts: npt.NDArray[np.int32]
    coarse: Vector
    basis: Vector

    @classmethod
    def open(cls, folder: Path, vectors: WordVectors) -> TypeWords | None:
        """Map the words of a generation; none if it was built without these word vectors."""
        about = About.read(folder / _ABOUT, vectors)
        if about is None:
            return None
        names = (_WORDS, _ROWS, _STARTS, _COARSE, _BASIS)
        return cls(vectors, about.types, *(load_array(folder, name) for name in names))

    def closeness(self, term: str) -> Vector | None:
        """How close a word is to the closest word of each type, from 0 to 1, or none if it has no vector."""
        vector = self.vectors.vector(term)
        unit = None if vector is None else to_unit(vector)
        if unit is None:
            return None
        likeness = self.coarse @ (unit @ self.basis)
        some = min(_CANDIDATES, len(likeness))
        candidates = np.argpartition(-likeness, some - 1)[:some]
        cosines = self.words[candidates] @ unit
        closeness = np.zeros(len(self.words), np.float32)
        closeness[candidates] = np.clip((cosines - _LEAST) / (1 - _LEAST), 0.0, 1.0) ** _POWER
        found: Vector = np.maximum.reduceat(closeness[self.rows], self.starts)
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
    known: dict[str, int] = {}
    units: list[Vector] = [np.zeros(vectors.dimensions, np.float32)]
    rows: list[int] = []
    starts: list[int] = []
    for words in terms.values():
        starts.append(len(rows))
        for term in words:
            if term not in known:
                vector = None if term in framing else vectors.vector(term)
                unit = None if vector is None else to_unit(vector)
                known[term] = 0 if unit is None else len(units)
                if unit is not None:
                    units.append(unit)
            if known[term]:
                rows.append(known[term])
        if len(rows) == starts[-1]:
            rows.append(0)
    table = np.stack(units)
    basis = main_axes(table, _DIMENSIONS)
    return {
        _ABOUT: msgspec.json.encode(About(vectors.version, tuple(terms))),
        **saved_array(_WORDS, table),
        **saved_array(_ROWS, np.array(rows, np.int32)),
        **saved_array(_STARTS, np.array(starts, np.int32)),
        **saved_array(_COARSE, table @ basis),
        **saved_array(_BASIS, basis),
    }
