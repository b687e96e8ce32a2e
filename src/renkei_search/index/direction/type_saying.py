"""What people say of each type of practice, as directions, to find the types that a text is close to.

The sayings of a type differ in how people speak: one complains, another wishes, a third asks. These differences are the same
for all types and say nothing about the type, so directions are transformed such that they count less. The
transformation is within-class covariance normalisation (Hatch, Kajarekar and Stolcke, "Within-class covariance
normalization for SVM-based speaker recognition", 2006), with types as classes and sayings as their members.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

import msgspec
import numpy as np

from renkei_search.analysis.vector import to_units
from renkei_search.analysis.wording import make_wording
from renkei_search.index.dictionary import load_array, saved_array, text_idf
from renkei_search.index.direction.centroid import About

if TYPE_CHECKING:
    from collections.abc import Container, Iterable
    from pathlib import Path

    from renkei_search.analysis.vector import Vector, WordVectors
    from renkei_search.index.dictionary import Dictionary
    from renkei_search.index.direction.centroid import Centroids
    from renkei_search.model.practice import Practices

_ABOUT: Final = "type_sayings.json"
_DIRECTIONS: Final = "type_sayings_directions"
_TRANSFORM: Final = "type_sayings_transform"

# What is added to each variance, relative to the mean variance. There are some sixteen sayings of a type, too few to know the
# covariance well.
_SHRINKAGE: Final = 1.0


@dataclass(frozen=True)
class TypeSayings:
    """The types of practice as people speak of them. Immutable and thread-safe.

    Attributes:
        types: ids of the types of practice.
        directions: transformed unit vectors, one per type, or zeros for a type none of whose words has a vector (float32).
        transform: the transformation, as a symmetric matrix (float32).
    """

    types: tuple[str, ...]
    directions: Vector
    transform: Vector

    @classmethod
    def open(cls, folder: Path, vectors: WordVectors) -> TypeSayings | None:
        """Read the sayings of a generation; none if it was built without these word vectors."""
        about = About.read(folder / _ABOUT, vectors)
        if about is None:
            return None
        return cls(about.types, load_array(folder, _DIRECTIONS), load_array(folder, _TRANSFORM))

    def closeness(self, direction: Vector) -> Vector:
        """How close a text is to all types: the cosines between -1 and 1, in the order of ``types``.

        Args:
            direction: the direction of the text; see :meth:`Centroids.direction`.
        """
        found: Vector = self.closeness_of(direction[None])[0]
        return found

    def closeness_of(self, directions: Vector) -> Vector:
        """The same for several texts, one per row."""
        found: Vector = to_units(directions @ self.transform) @ self.directions.T
        return found


def make_type_sayings(
    practices: Practices,
    centroids: Centroids,
    dictionary: Dictionary,
    vectors: WordVectors,
    framing: Container[str] = frozenset(),
) -> TypeSayings:
    """Measure the directions of what people say.

    The direction of a type is halfway between that of its expressions and the mean of its sayings.

    Args:
        practices: the types of practice.
        centroids: the directions of the generation.
        dictionary: the dictionary of the generation.
        vectors: the word vectors.
        framing: terms that indicate no type.
    """
    weigh = partial(text_idf, dictionary)
    sayings = [
        _rows(
            (
                centroids.direction(
                    vectors.centroid(
                        (term for term in make_wording(text).terms if term not in framing), weigh
                    )
                )
                for text in practices.by_id[type_].said
            ),
            vectors.dimensions,
        )
        for type_ in centroids.types
    ]
    means = _rows((said.sum(axis=0) / max(len(said), 1) for said in sayings), vectors.dimensions)
    transform = _normalise(
        np.concatenate([means[:0], *(said - mean for said, mean in zip(sayings, means, strict=True))])
    )
    directions = to_units(to_units(means @ transform) + to_units(centroids.type_directions @ transform))
    return TypeSayings(centroids.types, directions, transform)


def save_type_sayings(sayings: TypeSayings, vectors: WordVectors) -> dict[str, bytes]:
    """The files of a generation from which :class:`TypeSayings` reads, by name."""
    return {
        _ABOUT: msgspec.json.encode(About(vectors.version, sayings.types)),
        **saved_array(_DIRECTIONS, sayings.directions),
        **saved_array(_TRANSFORM, sayings.transform),
    }


def _rows(vectors: Iterable[Vector | None], dimensions: int) -> Vector:
    """Vectors as rows, without those that are none."""
    known = [vector for vector in vectors if vector is not None]
    return np.stack([np.zeros(dimensions, np.float32), *known])[1:]


def _normalise(deviations: Vector) -> Vector:
    """The inverse square root of the covariance of some deviations from their means, one per row."""
    dimensions = deviations.shape[1]
    covariance = deviations.T @ deviations / max(len(deviations), 1)
    spread = float(np.trace(covariance)) / dimensions
    if not spread:
        return np.eye(dimensions, dtype=np.float32)
    variances, axes = np.linalg.eigh(covariance / spread + _SHRINKAGE * np.eye(dimensions))
    found: Vector = ((axes / np.sqrt(variances)) @ axes.T).astype(np.float32)
    return found
