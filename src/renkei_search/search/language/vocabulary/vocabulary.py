"""The words an index knows: synonyms, names of places, types of practice, completions, other spellings.

What is slow to compute is computed when the index is built, and stored with it.
"""

from __future__ import annotations

from functools import cached_property, lru_cache, partial
from typing import TYPE_CHECKING, Final

import msgspec

from renkei_search.analysis.practice import Clue, PracticeClassifier, analyse_practices
from renkei_search.index.schema import CONTENT_FIELDS
from renkei_search.search.backend.columns.phrase import Phrases
from renkei_search.search.language.vocabulary.gazetteer import Gazetteer, Place, find_names
from renkei_search.search.language.vocabulary.near_term import near_terms
from renkei_search.search.language.vocabulary.spelling import SpellingCorrector
from renkei_search.search.language.vocabulary.suggest import (
    Homophones,
    SuggestEntry,
    Suggester,
    group_homophones,
    make_entries,
)
from renkei_search.search.language.vocabulary.synonym import AnalysedThesaurus, Synonyms, analyse_thesaurus
from renkei_search.search.language.vocabulary.word_list import Known, WordList, make_word_list

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from renkei_search.analysis.wording import Wording
    from renkei_search.corpus.collection import Corpus
    from renkei_search.index.columns import Columns
    from renkei_search.index.dictionary import Dictionary
    from renkei_search.index.reader import IndexReader
    from renkei_search.search.backend.protocol import TermDictionary

_SYNONYMS: Final = "synonyms.json"
_FOUND: Final = "found.json"
_PLACES: Final = "places.json"
_PRACTICES: Final = "practices.json"
_SUGGESTIONS: Final = "suggestions.json"
_HOMOPHONES: Final = "homophones.json"
_WORDS: Final = "words.json"


def prepare_vocabulary(
    corpus: Corpus,
    dictionary: Dictionary,
    that_stand: Callable[[Iterable[Wording]], Iterable[Wording]],
) -> dict[str, bytes]:
    """The files of a generation from which :class:`Vocabulary` reads.

    Args:
        corpus: what is indexed.
        dictionary: its terms.
        that_stand: picks the wordings that some initiative has, with adjacent terms.
    """
    frequencies: dict[str, int] = {}
    for field in CONTENT_FIELDS:
        for row, count in zip(
            dictionary.lexicon.rows(field), dictionary.document_frequencies(field).tolist(), strict=True
        ):
            term = dictionary.lexicon.text(row)
            frequencies[term] = max(frequencies.get(term, 0), count)
    synonyms = analyse_thesaurus(corpus.catalogue.thesaurus)
    contents = {
        _SYNONYMS: synonyms,
        _FOUND: sorted({wording.terms for wording in that_stand(_wordings(synonyms))}),
        _PLACES: find_names(corpus.catalogue),
        _PRACTICES: analyse_practices(corpus.catalogue.practices),
        _SUGGESTIONS: make_entries(corpus, dictionary),
        _HOMOPHONES: group_homophones(frequencies),
        _WORDS: make_word_list(corpus.initiatives),
    }
    return {name: msgspec.json.encode(content) for name, content in contents.items()}


def that_stand_in(columns: Columns, wordings: Iterable[Wording]) -> list[Wording]:
    """The wordings that some initiative in the columns has."""
    phrases = Phrases(columns)
    return [
        wording
        for wording in wordings
        if any(len(phrases.find(field, wording.terms, wording.reach).documents) for field in CONTENT_FIELDS)
    ]


class Vocabulary:
    """The vocabulary of a generation; each part is loaded lazily."""

    def __init__(self, reader: IndexReader) -> None:
        self._reader = reader

    @cached_property
    def synonyms(self) -> Synonyms:
        """Synonyms of words."""
        return _read_synonyms(self._reader.attachment(_SYNONYMS))

    @cached_property
    def found(self) -> frozenset[tuple[str, ...]]:
        """The thesaurus words, by their terms, that some initiative has; most have none."""
        return frozenset(msgspec.json.decode(self._reader.attachment(_FOUND), type=list[tuple[str, ...]]))

    @cached_property
    def gazetteer(self) -> Gazetteer:
        """The names of municipalities and regions."""
        return Gazetteer(msgspec.json.decode(self._reader.attachment(_PLACES), type=dict[str, list[Place]]))

    @cached_property
    def classifier(self) -> PracticeClassifier:
        """The classifier of types of practice."""
        return _read_classifier(self._reader.attachment(_PRACTICES))

    @cached_property
    def suggester(self) -> Suggester:
        """Completions."""
        return Suggester(msgspec.json.decode(self._reader.attachment(_SUGGESTIONS), type=list[SuggestEntry]))

    @cached_property
    def words(self) -> WordList:
        """The words of the initiatives."""
        return WordList(msgspec.json.decode(self._reader.attachment(_WORDS), type=list[Known]))

    @cached_property
    def corrector(self) -> SpellingCorrector:
        """Corrections of words that are not found."""
        by_reading = msgspec.json.decode(self._reader.attachment(_HOMOPHONES), type=dict[str, list[str]])
        dictionary = self._reader.dictionary
        # The cache refers to the dictionary and not to this object: a cycle would keep files of a replaced generation.
        frequency = partial(_frequency, dictionary)
        return SpellingCorrector(
            self.words,
            Homophones(by_reading, frequency),
            partial(near_terms, dictionary, "description"),
            frequency,
        )


def _frequency(dictionary: TermDictionary, term: str) -> int:
    return max(dictionary.document_frequency(field, term) for field in CONTENT_FIELDS)


def _wordings(thesaurus: AnalysedThesaurus) -> set[Wording]:
    words = {word for group in thesaurus.groups for word in group}
    words.update(word for _, also in (*thesaurus.broader, *thesaurus.narrower) for word in also)
    return words


# These rarely change between generations, which then share them.
@lru_cache(maxsize=1)
def _read_synonyms(data: bytes) -> Synonyms:
    return Synonyms(msgspec.json.decode(data, type=AnalysedThesaurus))


@lru_cache(maxsize=1)
def _read_classifier(data: bytes) -> PracticeClassifier:
    return PracticeClassifier(msgspec.json.decode(data, type=list[Clue]))
