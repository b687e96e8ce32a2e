"""Directions of documents and types of practice in the space of word vectors, to find those close to a text.

A direction is a centroid of terms (:meth:`WordVectors.centroid`) minus the mean of all documents of the generation. The mean
is large, since all documents are about municipalities that cooperate. Directions never make a match; they order candidates
and find types of practice.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final, Protocol

import msgspec
import numpy as np

from renkei_search.analysis.practice import analyse_practices
from renkei_search.analysis.vector import quantise, to_unit, to_units
from renkei_search.analysis.wording import make_wording
from renkei_search.index.dictionary import load_array, saved_array, text_idf
from renkei_search.index.schema import CONTENT_FIELDS
from renkei_search.index.similarity import inverse_document_frequency

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    import numpy.typing as npt

    from renkei_search.analysis.vector import Vector, WordVectors
    from renkei_search.index.dictionary import Dictionary
    from renkei_search.model.practice import Practices


_ABOUT: Final = "centroid.json"
_DOCUMENTS: Final = "centroid_documents"
_SCALES: Final = "centroid_scales"
_MEAN: Final = "centroid_mean"
_TYPES: Final = "centroid_types"
_PORTION: Final = 512


class Texts(Protocol):
    """The terms of all titles and descriptions, as columns have them."""

    def texts(self, field: str, documents: range) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int64]]:
        """The rows of the terms of neighbouring documents, and the number of terms of each document."""
        ...


class About(msgspec.Struct, frozen=True):
    """The version of the word vectors, and the types of practice of the rows."""

    version: str
    types: tuple[str, ...]

    @classmethod
    def read(cls, path: Path, vectors: WordVectors) -> About | None:
        """Read a generation's file; none if it is missing or belongs to other vectors, as cosines would be meaningless."""
        if not path.is_file():
            return None
        about = msgspec.json.decode(path.read_bytes(), type=cls)
        return about if about.version == vectors.version else None


@dataclass(frozen=True)
class Centroids:
    """The directions of one generation. Immutable and thread-safe.

    Attributes:
        types: ids of the types of practice.
        mean: the mean of all documents (float32).
        type_directions: unit vectors, one per row, or zeros for a type none of whose words has a vector (float32).
        numbers: the directions of the documents, one per row (int8); zeros if none of its words has a vector.
        scales: the factor of each row (float32).
    """

    types: tuple[str, ...]
    mean: Vector
    type_directions: Vector
    numbers: npt.NDArray[np.int8]
    scales: Vector

    @classmethod
    def open(cls, folder: Path, vectors: WordVectors) -> Centroids | None:
        """Map the directions of a generation; none if it was built without these word vectors."""
        about = About.read(folder / _ABOUT, vectors)
        if about is None:
            return None
        numbers = load_array(folder, _DOCUMENTS)
        scales, mean, types = (load_array(folder, name) for name in (_SCALES, _MEAN, _TYPES))
        return cls(about.types, mean, types, numbers, scales)

    def direction(self, centroid: Vector | None) -> Vector | None:
        """A text's centroid minus the mean, as a unit vector, or none if nothing is left."""
        return None if centroid is None else to_unit(centroid - self.mean)

    def document(self, number: int) -> Vector | None:
        """The direction of a document, or none if none of its words has a vector."""
        return to_unit(self.numbers[number] * self.scales[number])

    def cosines(self, direction: Vector, documents: npt.NDArray[np.integer]) -> Vector:
        """The closeness of documents to a text.

        This takes about half a millisecond for 8,192 documents and is linear in their number, so bound the candidates.

        Args:
            direction: the direction of the text; see :meth:`direction` and :meth:`document`.
            documents: the candidates' numbers.

        Returns:
            The cosines between -1 and 1, in the candidates' order (float32).
        """
        found: Vector = (self.numbers[documents].astype(np.float32) @ direction) * self.scales[documents]
        return found

    def type_cosines(self, direction: Vector) -> Vector:
        """The closeness of all types of practice to a text: the cosines in the order of ``types``."""
        found: Vector = self.type_directions @ direction
        return found


def make_centroids(
    dictionary: Dictionary,
    texts: Texts,
    practices: Practices,
    vectors: WordVectors,
) -> Centroids:
    """Measure the directions of a generation.

    A document's centroid is that of the terms of its title and description; a type's is that of all its expressions,
    with equal weights.

    Args:
        dictionary: the dictionary of the generation.
        texts: the terms of its titles and descriptions.
        practices: the types of practice.
        vectors: the word vectors.
    """
    weights = _weights(dictionary)
    # In batches: intermediate arrays are several times as large as the result.
    portions = [to_units(raw) for raw in _add_terms(dictionary, texts, weights, vectors)]
    total = sum((units.sum(axis=0, dtype=np.float64) for units in portions), np.zeros(vectors.dimensions))
    mean: Vector = (total / max(dictionary.size, 1)).astype(np.float32)
    quantised = [quantise(_without(units, mean)) for units in portions]
    numbers = np.concatenate([np.zeros((0, vectors.dimensions), np.int8), *(found for found, _ in quantised)])
    scales = np.concatenate([np.zeros(0, np.float32), *(found for _, found in quantised)])
    types = {found.id: _type_centroid(dictionary, found.name, vectors) for found in practices.types}
    for clue in analyse_practices(practices):
        # In an expression with alternatives, the first part names the thing; the others are general words.
        parts = clue.parts if max(map(len, clue.parts)) == 1 else clue.parts[:1]
        terms = [term for part in parts for alternative in part for term in alternative]
        unit = vectors.centroid(terms, partial(text_idf, dictionary))
        if unit is not None:
            types[clue.type] += unit
    return Centroids(tuple(types), mean, _without(_rows(types.values(), vectors), mean), numbers, scales)


def save_centroids(centroids: Centroids, vectors: WordVectors) -> dict[str, bytes]:
    """The files of a generation from which :class:`Centroids` reads, by name."""
    return {
        _ABOUT: msgspec.json.encode(About(vectors.version, centroids.types)),
        **saved_array(_DOCUMENTS, centroids.numbers),
        **saved_array(_SCALES, centroids.scales),
        **saved_array(_MEAN, centroids.mean),
        **saved_array(_TYPES, centroids.type_directions),
    }


def _rows(sums: Iterable[Vector], vectors: WordVectors) -> npt.NDArray[np.float32]:
    """Some vectors, perhaps none, as rows of length 1."""
    return to_units(np.stack([np.zeros(vectors.dimensions, np.float32), *sums])[1:])


def _without(units: npt.NDArray[np.float32], mean: Vector) -> npt.NDArray[np.float32]:
    """Centroids as directions; empty ones stay zero."""
    return to_units(units - mean * units.any(axis=1, keepdims=True))


def _type_centroid(dictionary: Dictionary, name: str, vectors: WordVectors) -> Vector:
    unit = vectors.centroid(make_wording(name).terms, partial(text_idf, dictionary))
    return np.zeros(vectors.dimensions, np.float32) if unit is None else unit


def _weights(dictionary: Dictionary) -> npt.NDArray[np.float32]:
    """:func:`text_idf` for each row of the lexicon that is a term of a title or description, 0 for the others."""
    frequencies: dict[str, int] = {}
    for field in CONTENT_FIELDS:
        counts = dictionary.document_frequencies(field).tolist()
        for row, count in zip(dictionary.lexicon.rows(field), counts, strict=True):
            term = dictionary.lexicon.text(row)
            frequencies[term] = max(frequencies.get(term, 0), count)
    weights = np.zeros(len(dictionary.lexicon), np.float32)
    for field in CONTENT_FIELDS:
        rows = dictionary.lexicon.rows(field)
        counts = [frequencies[dictionary.lexicon.text(row)] for row in rows]
        weights[rows.start : rows.stop] = inverse_document_frequency(counts, dictionary.size)
    return weights


def _add_terms(
    dictionary: Dictionary, texts: Texts, weights: npt.NDArray[np.float32], vectors: WordVectors
) -> Iterator[npt.NDArray[np.float32]]:
    """The weighted sums of the documents' vectors, in batches."""
    for start in range(0, dictionary.size, _PORTION):
        documents = range(start, min(start + _PORTION, dictionary.size))
        held = [texts.texts(field, documents) for field in CONTENT_FIELDS]
        rows = np.concatenate([rows for rows, _ in held])
        owners = np.concatenate([np.repeat(np.arange(len(documents)), counts) for _, counts in held])
        distinct, places = np.unique(rows, return_inverse=True)
        table = np.zeros((len(distinct), vectors.dimensions), np.float32)
        for place, row in enumerate(distinct.tolist()):
            vector = vectors.vector(dictionary.lexicon.text(row))
            if vector is not None:
                table[place] = vector
        counted = np.bincount(owners * len(distinct) + places, minlength=len(documents) * len(distinct))
        shares = counted.reshape(len(documents), len(distinct)).astype(np.float32) * weights[distinct]
        yield shares @ table
