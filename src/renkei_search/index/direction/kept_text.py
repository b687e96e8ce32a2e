"""Keep the terms of all titles and descriptions during a build whose postings go to a cluster."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from renkei_search.index.schema import CONTENT_FIELDS

if TYPE_CHECKING:
    import numpy.typing as npt

    from renkei_search.index.lexicon import Lexicon
    from renkei_search.index.postings.batch import Batch


class KeptTexts:
    """The terms of documents, batch by batch, as numbers. A hundred thousand records take some 40 MB."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._terms: dict[str, list[npt.NDArray[np.int32]]] = {name: [] for name in CONTENT_FIELDS}
        self._counts: dict[str, list[npt.NDArray[np.int64]]] = {name: [] for name in CONTENT_FIELDS}

    def add(self, batch: Batch) -> None:
        """Keep the next documents."""
        numbers = self._numbers
        for name in CONTENT_FIELDS:
            counts, terms, _ = batch.fields[name]
            used, places = np.unique(terms, return_inverse=True)
            texts = (batch.vocabulary[term] for term in used.tolist())
            known = np.array([numbers.setdefault(text, len(numbers)) for text in texts], np.int32)
            self._terms[name].append(known[places])
            self._counts[name].append(np.asarray(counts, np.int64))

    def read_with(self, lexicon: Lexicon) -> LexiconTexts:
        """The terms as rows of a lexicon that holds all of them."""
        texts = list(self._numbers)
        found = {}
        for name in CONTENT_FIELDS:
            terms = np.concatenate([np.zeros(0, np.int32), *self._terms[name]])
            used, places = np.unique(terms, return_inverse=True)
            rows = [lexicon.row(name, texts[number]) for number in used.tolist()]
            known = np.array([row for row in rows if row is not None], np.int32)
            counts = np.concatenate([np.zeros(1, np.int64), *self._counts[name]])
            found[name] = (known[places], np.cumsum(counts))
        return LexiconTexts(found)


class LexiconTexts:
    """The terms of all titles and descriptions as rows of a lexicon."""

    def __init__(self, fields: dict[str, tuple[npt.NDArray[np.int32], npt.NDArray[np.int64]]]) -> None:
        self._fields = fields

    def texts(self, field: str, documents: range) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int64]]:
        """The rows of the terms of neighbouring documents, and the number of terms of each document."""
        rows, offsets = self._fields[field]
        bounds = offsets[documents.start : documents.stop + 1]
        return rows[bounds[0] : bounds[-1]], np.diff(bounds)
