"""Documents as arrays of terms: the result of analysis, compact enough to send to another process."""

from __future__ import annotations

import gc
import os
import threading
from array import array
from multiprocessing import parent_process
from typing import TYPE_CHECKING, Final, NamedTuple

import msgspec
import numpy as np

from renkei_search.analysis.analyzer import Token, analyze, write_folded
from renkei_search.analysis.coordination import with_coordinated
from renkei_search.analysis.practice import AnalysedText
from renkei_search.analysis.signal import Pairs, bigram_pairs, shingle_pairs
from renkei_search.index.postings.document import facet_values, make_texts
from renkei_search.index.schema import (
    CONTENT_FIELDS,
    FACET_FIELDS,
    ID_FIELD,
    TEXT_FIELDS,
    WRITTEN_FIELDS,
    facet_field,
    written_field,
)
from renkei_search.memo import remember
from renkei_search.model.record import Initiative

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import numpy.typing as npt

    from renkei_search.analysis.practice import PracticeClassifier
    from renkei_search.corpus.collection import Catalogue

# Cache for texts that many documents share, such as the members of a region.
_SHARED_FIELDS = frozenset({"region", "municipality", "field"})


# Further apart than the terms of any phrase.
_NAME_DISTANCE: Final = 64


class Occurrences(NamedTuple):
    """The terms of one field, document by document.

    Attributes:
        counts: how many terms each document has (int32).
        terms: their numbers in the batch's vocabulary (int32).
        places: the position, start and length of each term (int32, three columns), or none for fields without
            positions.
    """

    counts: npt.NDArray[np.int32]
    terms: npt.NDArray[np.int32]
    places: npt.NDArray[np.int32] | None


class Batch(NamedTuple):
    """Consecutive documents of the corpus.

    Attributes:
        size: how many documents.
        vocabulary: the distinct texts of all terms and values.
        fields: the occurrences by Whoosh field.
        records: the initiatives as JSON.
    """

    size: int
    vocabulary: list[str]
    fields: dict[str, Occurrences]
    records: list[bytes]


def end_with_parent() -> None:
    """Make this worker process end with the process that started it, even if that is killed.

    Workers of a pool wait on a pipe whose other end they hold themselves, so they would otherwise wait for ever.
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
    # Millions of short-lived tuples and no cycles: garbage collection would find nothing.
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
    fields_of_text = {name: _Field(vocabulary) for name in TEXT_FIELDS}
    values = {
        name: _Field(vocabulary) for name in (*WRITTEN_FIELDS, ID_FIELD, *map(facet_field, FACET_FIELDS))
    }
    contents: dict[str, list[str]] = {name: [] for name in CONTENT_FIELDS}
    for record in records:
        initiative = decoder.decode(record)
        texts = make_texts(initiative, catalogue)
        analysed = {
            name: AnalysedText(text, _analyze_shared(text) if name in _SHARED_FIELDS else analyze(text))
            for name, text in texts.items()
        }
        for name, field in fields_of_text.items():
            field.add_tokens(with_coordinated(*analysed[name]))
            values[written_field(name)].add_values(_written(analysed[name]))
        for name in CONTENT_FIELDS:
            contents[name].append(texts[name])
        shown = classifier.weigh(analysed["title"], analysed["description"])
        facets = facet_values(initiative, catalogue, shown)
        values[ID_FIELD].add_values((initiative.id,))
        for name in FACET_FIELDS:
            values[facet_field(name)].add_values(facets[name])
    fields = {name: field.finish() for name, field in (fields_of_text | values).items()}
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


def _written(analysed: AnalysedText) -> Iterable[str]:
    """The distinct words of a text as they are written."""
    text, tokens = analysed
    return dict.fromkeys([write_folded(text[start:end]) for _, _, start, end in tokens])


@remember(1 << 10, 1_000)
def _analyze_shared(text: str) -> list[Token]:
    """The terms of names, one per line. No word extends from one name into the next."""
    tokens: list[Token] = []
    start = position = 0
    for name in text.split("\n"):
        own = analyze(name)
        tokens += [
            Token(token.term, position + token.position, start + token.start, start + token.end)
            for token in own
        ]
        start += len(name) + 1
        position += _NAME_DISTANCE + (own[-1].position if own else 0)
    return tokens


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
