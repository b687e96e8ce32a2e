"""The terms of a generation with their document frequencies, memory-mapped.

Columns include them with the postings; a generation whose postings are on a cluster has only the dictionary.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any, Final, Protocol

import numpy as np

from renkei_search.index.lexicon import Lexicon, write_lexicon
from renkei_search.index.schema import CONTENT_FIELDS, FACET_FIELDS, TEXT_FIELDS, facet_field
from renkei_search.index.similarity import idf_of

if TYPE_CHECKING:
    from pathlib import Path

    import numpy.typing as npt

    from renkei_search.index.postings.batch import Batch

# Fields that are only searched need no entry.
_COUNTED: Final = (*TEXT_FIELDS, *map(facet_field, FACET_FIELDS))
_SMALL: Final = 1 << 16


def load_array(folder: Path, name: str) -> npt.NDArray[Any]:
    """An array of a generation, memory-mapped unless it is small."""
    path = folder / f"{name}.npy"
    # Mapping costs more than reading a small file, and an empty array cannot be mapped.
    return np.asarray(np.load(path, mmap_mode="r" if path.stat().st_size > _SMALL else None))


def saved_array(name: str, array: npt.NDArray[Any]) -> dict[str, bytes]:
    """The file of an array by its name, as :func:`load_array` reads it; real numbers as float32."""
    file = io.BytesIO()
    np.save(file, array.astype(np.float32) if array.dtype.kind == "f" else array)
    return {f"{name}.npy": file.getvalue()}


class Rarities(Protocol):
    """The inverse document frequencies of the terms of a generation."""

    def idf(self, field: str, term: str) -> float:
        """The inverse document frequency of a term."""
        ...


def text_idf(rarities: Rarities, term: str) -> float:
    """The lower IDF of a term in titles and in descriptions: a term common in either is not distinctive."""
    return min(rarities.idf(field, term) for field in CONTENT_FIELDS)


class Dictionary:
    """The terms of all fields. Immutable and thread-safe.

    Attributes:
        size: how many documents there are.
        lexicon: the terms.
    """

    def __init__(self, folder: Path, size: int) -> None:
        self.size = size
        self.lexicon = Lexicon(folder)
        self._offsets = load_array(folder, "offsets")

    def document_frequency(self, field: str, term: str) -> int:
        """How many documents have a term."""
        row = self.lexicon.row(field, term)
        return 0 if row is None else int(self._offsets[row + 1] - self._offsets[row])

    def document_frequencies(self, field: str) -> npt.NDArray[np.int64]:
        """The same for all terms of a field."""
        rows = self.lexicon.rows(field)
        return np.diff(self._offsets[rows.start : rows.stop + 1])

    def idf(self, field: str, term: str) -> float:
        """The inverse document frequency of a term; see :func:`renkei_search.index.similarity.idf_of`."""
        return idf_of(self.document_frequency(field, term), self.size)

    def facet_values(self, name: str) -> list[str]:
        """The values of a facet, sorted."""
        return [self.lexicon.text(row) for row in self.lexicon.rows(facet_field(name))]


class DocumentCounter:
    """Counts document frequencies batch by batch, without keeping postings."""

    def __init__(self) -> None:
        self.size = 0
        self._numbers: dict[str, int] = {}
        self._counts = {name: np.zeros(0, np.int64) for name in _COUNTED}

    def add(self, batch: Batch) -> None:
        """Add the next documents."""
        numbers = self._numbers
        for name in _COUNTED:
            counts, terms, _ = batch.fields[name]
            keys = np.repeat(np.arange(len(counts), dtype=np.int64), counts) * len(batch.vocabulary) + terms
            used, added = np.unique(np.unique(keys) % max(len(batch.vocabulary), 1), return_counts=True)
            texts = [batch.vocabulary[place] for place in used.tolist()]
            known = np.array([numbers.setdefault(text, len(numbers)) for text in texts], np.int64)
            held = self._counts[name]
            if len(held) < len(numbers):
                held = self._counts[name] = np.pad(held, (0, 2 * len(numbers) - len(held)))
            held[known] += added
        self.size += batch.size

    def write(self, folder: Path) -> None:
        """Write the dictionary into a new folder, to be opened by :class:`Dictionary`."""
        folder.mkdir()
        texts = list(self._numbers)
        terms: dict[str, list[str]] = {}
        counts: list[int] = []
        for name, held in self._counts.items():
            found = sorted(
                ((texts[number], int(held[number])) for number in np.flatnonzero(held).tolist()),
                key=lambda item: item[0].encode(),
            )
            terms[name] = [text for text, _ in found]
            counts += [count for _, count in found]
        write_lexicon(folder, terms)
        np.save(folder / "offsets.npy", np.concatenate([[0], np.cumsum(counts, dtype=np.int64)]))
