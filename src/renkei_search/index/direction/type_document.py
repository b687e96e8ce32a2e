"""The documents close in meaning to each type of practice, whether or not an expression indicates the type.

A document may describe a practice without naming it: 電話でだまされない地域づくり is about the prevention of fraud. So each
document is compared with all types, and the closest ones are kept. They make no match and no facet value. They serve to
find related initiatives and to improve an order.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final, NamedTuple

import msgspec
import numpy as np

from renkei_search.index.dictionary import load_array, saved_array
from renkei_search.index.direction.centroid import About

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    import numpy.typing as npt

    from renkei_search.analysis.vector import Vector, WordVectors
    from renkei_search.index.direction.centroid import Centroids
    from renkei_search.index.direction.type_saying import TypeSayings

_ABOUT: Final = "type_documents.json"
_STARTS: Final = "type_documents_starts"
_DOCUMENTS: Final = "type_documents"
_CLOSENESS: Final = "type_documents_closeness"
_IDS: Final = "type_documents_ids"
_OFFSETS: Final = "type_documents_offsets"

MOST_DOCUMENTS: Final = 1_024
"""The closest documents of a type that are kept. A search uses far fewer."""

# A document is close to at most this many types, each with at least this cosine.
_MOST_TYPES: Final = 10
_LEAST: Final = 0.2
_PORTION: Final = 8_192


class TypeDocument(NamedTuple):
    """A document close to a type of practice.

    Attributes:
        id: of the initiative.
        type: the id of the type that gives it the score.
        closeness: to that type, relative to the type that is closest to the document: at most 1.
        score: the closeness times the weight of the type.
    """

    id: str
    type: str
    closeness: float
    score: float


@dataclass(frozen=True)
class TypeDocuments:
    """The documents of one generation by the types of practice to which they are close. Immutable and thread-safe.

    Attributes:
        types: ids of the types of practice.
        starts: where the documents of each type start, and where the last ones end.
        documents: the documents of all types as places in ``offsets``, the closest of a type first.
        closeness: of each of them (float32); see :class:`TypeDocument`.
        ids: the ids of the initiatives, one after the other, as UTF-8 (uint8).
        offsets: where the id of each document starts, and where the last one ends.
    """

    types: tuple[str, ...]
    starts: npt.NDArray[np.int32]
    documents: npt.NDArray[np.int32]
    closeness: Vector
    ids: npt.NDArray[np.uint8]
    offsets: npt.NDArray[np.int64]

    @classmethod
    def open(cls, folder: Path, vectors: WordVectors) -> TypeDocuments | None:
        """Map the documents of a generation; none if it was built without these word vectors."""
        about = About.read(folder / _ABOUT, vectors)
        if about is None:
            return None
        names = (_STARTS, _DOCUMENTS, _CLOSENESS, _IDS, _OFFSETS)
        return cls(about.types, *(load_array(folder, name) for name in names))

    def nearest(self, weights: Mapping[str, float], count: int) -> list[TypeDocument]:
        """The documents closest to some types of practice, best first. A document scores by the best of these types.

        Args:
            weights: of the types; a type that the generation does not know is ignored.
            count: how many documents are returned at most.
        """
        known = [
            self._places[type_] for type_, weight in weights.items() if weight > 0 and type_ in self._places
        ]
        if not known:
            return []
        spans = [slice(int(self.starts[row]), int(self.starts[row + 1])) for row in known]
        places = np.concatenate([self.documents[span] for span in spans])
        closeness = np.concatenate([self.closeness[span] for span in spans])
        owners = np.repeat(known, [span.stop - span.start for span in spans])
        scores = closeness * np.array([weights[self.types[row]] for row in known], np.float32).repeat(
            [span.stop - span.start for span in spans]
        )
        found: dict[int, TypeDocument] = {}
        # Each document has a place at most once for each type.
        some = min(count * len(known), len(scores))
        best = np.argpartition(-scores, some - 1)[:some] if some else np.zeros(0, np.int64)
        for at in best[np.argsort(-scores[best], kind="stable")].tolist():
            place = int(places[at])
            if place not in found:
                found[place] = TypeDocument(
                    self._id(place), self.types[owners[at]], float(closeness[at]), float(scores[at])
                )
                if len(found) == count:
                    break
        return list(found.values())

    @cached_property
    def _places(self) -> dict[str, int]:
        return {type_: place for place, type_ in enumerate(self.types)}

    def _id(self, place: int) -> str:
        return bytes(self.ids[int(self.offsets[place]) : int(self.offsets[place + 1])]).decode()


def prepare_type_documents(
    centroids: Centroids, sayings: TypeSayings, ids: Sequence[str], vectors: WordVectors
) -> dict[str, bytes]:
    """The files of a generation from which :class:`TypeDocuments` reads, by name.

    Args:
        centroids: the directions of the generation.
        sayings: the types of practice as people speak of them.
        ids: of all initiatives, in the order of the documents.
        vectors: the word vectors.
    """
    held: list[tuple[Vector, npt.NDArray[np.int32]]] = [
        (np.zeros(0, np.float32), np.zeros(0, np.int32)) for _ in sayings.types
    ]
    for start, closeness in _compare(centroids, sayings):
        for row, column in enumerate(closeness.T):
            near = np.flatnonzero(column)
            values = np.concatenate([held[row][0], column[near]])
            numbers = np.concatenate([held[row][1], (near + start).astype(np.int32)])
            best = np.argsort(-values, kind="stable")[:MOST_DOCUMENTS]
            held[row] = values[best], numbers[best]
    counts = [len(numbers) for _, numbers in held]
    kept, places = np.unique(
        np.concatenate([np.zeros(0, np.int32), *(numbers for _, numbers in held)]), return_inverse=True
    )
    encoded = [ids[number].encode() for number in kept.tolist()]
    return {
        _ABOUT: msgspec.json.encode(About(vectors.version, sayings.types)),
        **saved_array(_STARTS, np.cumsum([0, *counts]).astype(np.int32)),
        **saved_array(_DOCUMENTS, places.astype(np.int32)),
        **saved_array(_CLOSENESS, np.concatenate([np.zeros(0, np.float32), *(values for values, _ in held)])),
        **saved_array(_IDS, np.frombuffer(b"".join(encoded), np.uint8)),
        **saved_array(_OFFSETS, np.cumsum([0, *map(len, encoded)]).astype(np.int64)),
    }


def _compare(centroids: Centroids, sayings: TypeSayings) -> Iterator[tuple[int, Vector]]:
    """The closeness of documents, one per row, to all types, in batches; 0 where a document is not close to a type."""
    some = min(_MOST_TYPES, len(sayings.types))
    for start in range(0, len(centroids.numbers) if some else 0, _PORTION):
        span = slice(start, start + _PORTION)
        cosines = sayings.closeness_of(
            centroids.numbers[span].astype(np.float32) * centroids.scales[span, None]
        )
        least = np.partition(cosines, -some, axis=1)[:, -some, None]
        near = np.where((cosines >= least) & (cosines >= _LEAST), cosines, np.float32(0))
        yield start, near / np.maximum(near.max(axis=1, keepdims=True), np.finfo(np.float32).tiny)
