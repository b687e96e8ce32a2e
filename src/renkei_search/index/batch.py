"""Documents as arrays of terms: what the analysis of some initiatives gives, small enough to send to another process."""

from __future__ import annotations

import gc
import os
import threading
from array import array
from functools import lru_cache
from multiprocessing import parent_process
from typing import TYPE_CHECKING, NamedTuple

import msgspec
import numpy as np

from renkei_search.analysis.analyzer import Token, analyze
from renkei_search.analysis.practice import Analysed
from renkei_search.analysis.signal import Pairs, bigram_pairs, shingle_pairs
from renkei_search.index.document import make_document
from renkei_search.index.schema import CONTENT_FIELDS, FACET_FIELDS, ID_FIELD, TEXT_FIELDS, facet_field
from renkei_search.record import Initiative

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import numpy.typing as npt

    from renkei_search.analysis.practice import PracticeClassifier
    from renkei_search.corpus.collection import Catalogue

# Texts that many documents share, such as the members of a region, are analysed once.
_SHARED_FIELDS = frozenset({"region", "municipality", "field"})


class Occurrences(NamedTuple):
    """The terms of one field, document by document.

    Attributes:
        counts: how many each document has (int32).
        terms: their numbers in the batch's vocabulary (int32).
        places: position, start and length in characters of each (int32, three columns), or none for fields
            without positions.
    """

    counts: npt.NDArray[np.int32]
    terms: npt.NDArray[np.int32]
    places: npt.NDArray[np.int32] | None


class Batch(NamedTuple):
    """Some documents in the corpus's order.

    Attributes:
        size: how many documents.
        vocabulary: the texts of all terms and values, each once.
        fields: the occurrences by Whoosh field.
        records: the initiatives as JSON.
    """

    size: int
    vocabulary: list[str]
    fields: dict[str, Occurrences]
    records: list[bytes]


def end_with_parent() -> None:
    """Have this worker process end when the process that started it does, even if that is killed.

    A pool's workers wait for work on a pipe whose other end they hold themselves, so they would wait for ever.
    """
    parent = parent_process()
    if parent is None:
        return

    def wait() -> None:
        parent.join()
        os._exit(1)

    threading.Thread(target=wait, daemon=True).start()


def make_batch(records: Sequence[bytes], catalogue: Catalogue, classifier: PracticeClassifier) -> Batch:
    """Analyse some initiatives, given as JSON."""
    # Millions of short-lived tuples and no cycles: the collector would only look for what is not there.
    collected = gc.isenabled()
    gc.disable()
    try:
        return _make_batch(records, catalogue, classifier)
    finally:
        if collected:
            gc.enable()


def _make_batch(records: Sequence[bytes], catalogue: Catalogue, classifier: PracticeClassifier) -> Batch:
    decoder = msgspec.json.Decoder(Initiative)
    vocabulary: dict[str, int] = {}
    texts = {name: _Field(vocabulary) for name in TEXT_FIELDS}
    values = {name: _Field(vocabulary) for name in (ID_FIELD, *map(facet_field, FACET_FIELDS))}
    contents: dict[str, list[str]] = {name: [] for name in CONTENT_FIELDS}
    for record in records:
        initiative = decoder.decode(record)
        document = make_document(initiative, catalogue)
        analysed = {
            name: Analysed(text, _analyze_shared(text) if name in _SHARED_FIELDS else analyze(text))
            for name, text in document.texts.items()
        }
        for name, field in texts.items():
            field.add_tokens(analysed[name].tokens)
        for name in CONTENT_FIELDS:
            contents[name].append(document.texts[name])
        shown = classifier.weigh(analysed["title"], analysed["description"])
        facets = document.facets | {"practice": tuple(shown.types), "family": tuple(shown.families)}
        values[ID_FIELD].add_values((initiative.id,))
        for name in FACET_FIELDS:
            values[facet_field(name)].add_values(facets[name])
    fields = {name: field.finish() for name, field in (texts | values).items()}
    words = list(vocabulary)
    shingles = [shingle_pairs(fields[name].terms, fields[name].counts, words) for name in CONTENT_FIELDS]
    fields["shingle"] = _merge_pairs(shingles, vocabulary)
    fields["bigram"] = _merge_pairs([bigram_pairs(contents[name]) for name in CONTENT_FIELDS], vocabulary)
    return Batch(len(records), list(vocabulary), fields, list(records))


def _merge_pairs(parts: Sequence[Pairs], vocabulary: dict[str, int]) -> Occurrences:
    """The pairs of several fields as those of one."""
    owners, terms = [], []
    for texts, counts, numbers in parts:
        known = np.array([vocabulary.setdefault(text, len(vocabulary)) for text in texts], np.int32)
        owners.append(np.repeat(np.arange(len(counts)), counts))
        terms.append(known[numbers] if len(known) else known)
    order = np.argsort(np.concatenate(owners), kind="stable")
    counts = np.sum([part.counts for part in parts], axis=0, dtype=np.int32)
    return Occurrences(counts, np.concatenate(terms)[order], None)


@lru_cache(maxsize=4096)
def _analyze_shared(text: str) -> list[Token]:
    return analyze(text)


class _Field:
    """Collects the occurrences of a field."""

    def __init__(self, vocabulary: dict[str, int]) -> None:
        self._vocabulary = vocabulary
        self._counts = array("i")
        self._terms = array("i")
        self._places: array[int] | None = None

    def add_tokens(self, tokens: Sequence[Token]) -> None:
        """One document's tokens."""
        if self._places is None:
            self._places = array("i")
        places = self._places
        for _, position, start, end in tokens:
            places.extend((position, start, end - start))
        self.add_values([token[0] for token in tokens])

    def add_values(self, values: Iterable[str]) -> None:
        """One document's values."""
        vocabulary = self._vocabulary
        before = len(self._terms)
        self._terms.extend([vocabulary.setdefault(value, len(vocabulary)) for value in values])
        self._counts.append(len(self._terms) - before)

    def finish(self) -> Occurrences:
        """The arrays."""
        places = None if self._places is None else np.frombuffer(self._places, np.int32).reshape(-1, 3)
        return Occurrences(
            np.frombuffer(self._counts, np.int32), np.frombuffer(self._terms, np.int32), places
        )
