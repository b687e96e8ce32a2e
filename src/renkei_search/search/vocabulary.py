"""The words an index knows: synonyms, names of places, types of practice, completions, other spellings.

What takes long to work out is worked out when the index is built and lies beside it.
"""

from __future__ import annotations

from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Final

import msgspec

from renkei_search.analysis.practice import Clue, PracticeClassifier, analyse_practices
from renkei_search.index.schema import CONTENT_FIELDS
from renkei_search.search.gazetteer import Gazetteer, Place, find_names
from renkei_search.search.phrase import Phrases
from renkei_search.search.spelling import SpellingCorrector
from renkei_search.search.suggest import Entry, Homophones, Suggester, group_homophones, make_entries
from renkei_search.search.synonym import Analysed, Synonyms, analyse_thesaurus

if TYPE_CHECKING:
    from renkei_search.corpus.collection import Corpus
    from renkei_search.index.columns import Columns
    from renkei_search.index.reader import IndexReader

_SYNONYMS: Final = "synonyms.json"
_FOUND: Final = "found.json"
_PLACES: Final = "places.json"
_PRACTICES: Final = "practices.json"
_SUGGESTIONS: Final = "suggestions.json"
_HOMOPHONES: Final = "homophones.json"


def prepare_vocabulary(corpus: Corpus, columns: Columns) -> dict[str, bytes]:
    """The files of a generation from which :class:`Vocabulary` reads."""
    frequencies: dict[str, int] = {}
    for field in CONTENT_FIELDS:
        for row, count in zip(
            columns.lexicon.rows(field), columns.document_frequencies(field).tolist(), strict=True
        ):
            term = columns.lexicon.text(row)
            frequencies[term] = max(frequencies.get(term, 0), count)
    synonyms = analyse_thesaurus(corpus.catalogue.thesaurus)
    contents = {
        _SYNONYMS: synonyms,
        _FOUND: _find_wordings(synonyms, Phrases(columns)),
        _PLACES: find_names(corpus.catalogue),
        _PRACTICES: analyse_practices(corpus.catalogue.practices),
        _SUGGESTIONS: make_entries(corpus, columns),
        _HOMOPHONES: group_homophones(frequencies),
    }
    return {name: msgspec.json.encode(content) for name, content in contents.items()}


class Vocabulary:
    """Each part is read when it is first asked for."""

    def __init__(self, reader: IndexReader) -> None:
        self._reader = reader

    @cached_property
    def synonyms(self) -> Synonyms:
        """What else words may be called."""
        return _read_synonyms(self._reader.attachment(_SYNONYMS))

    @cached_property
    def found(self) -> frozenset[tuple[str, ...]]:
        """The thesaurus's words, by their terms, that some initiative has; most stand in none."""
        return frozenset(msgspec.json.decode(self._reader.attachment(_FOUND), type=list[tuple[str, ...]]))

    @cached_property
    def gazetteer(self) -> Gazetteer:
        """The names of municipalities and regions."""
        return Gazetteer(msgspec.json.decode(self._reader.attachment(_PLACES), type=dict[str, list[Place]]))

    @cached_property
    def classifier(self) -> PracticeClassifier:
        """By what a text shows of which types of practice it is."""
        return _read_classifier(self._reader.attachment(_PRACTICES))

    @cached_property
    def suggester(self) -> Suggester:
        """Completions."""
        return Suggester(msgspec.json.decode(self._reader.attachment(_SUGGESTIONS), type=list[Entry]))

    @cached_property
    def corrector(self) -> SpellingCorrector:
        """Other spellings of words that are not found."""
        by_reading = msgspec.json.decode(self._reader.attachment(_HOMOPHONES), type=dict[str, list[str]])
        return SpellingCorrector(
            Homophones(by_reading, self._frequency),
            lambda term: self._reader.nearest_terms("description", term),
            self._frequency,
        )

    def _frequency(self, term: str) -> int:
        return max(self._reader.columns.document_frequency(field, term) for field in CONTENT_FIELDS)


def _find_wordings(thesaurus: Analysed, phrases: Phrases) -> list[tuple[str, ...]]:
    words = {word for group in thesaurus.groups for word in group}
    words.update(word for _, also in thesaurus.broader for word in also)
    return sorted(
        word.terms
        for word in words
        if any(len(phrases.find(field, word.terms, word.reach).documents) for field in CONTENT_FIELDS)
    )


# These hardly ever change from one generation to the next, which then shares them with the one before.
@lru_cache(maxsize=1)
def _read_synonyms(data: bytes) -> Synonyms:
    return Synonyms(msgspec.json.decode(data, type=Analysed))


@lru_cache(maxsize=1)
def _read_classifier(data: bytes) -> PracticeClassifier:
    return PracticeClassifier(msgspec.json.decode(data, type=list[Clue]))
