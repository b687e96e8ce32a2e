"""The meaning of a query according to word vectors: an order, types of practice, terms close to its words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from renkei_search.analysis.analyzer import analyze
from renkei_search.index.schema import CONTENT_FIELDS
from renkei_search.search.backend.protocol import Selection
from renkei_search.search.language.sentence import (
    EVERYDAY_TERMS,
    GENERAL_TERMS,
    HIRAGANA,
    IDIOM_NOUNS,
    LIGHT_TERMS,
)
from renkei_search.search.related.kindred import NOTHING_KINDRED, find_kindred
from renkei_search.search.related.meaning import Reordering
from renkei_search.search.related.near_document import NO_DOCUMENTS, find_near_documents
from renkei_search.search.related.similar import is_telling

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

    from renkei_search.search.backend.protocol import Session, TermDictionary
    from renkei_search.search.language.query import Query
    from renkei_search.search.language.unit import Unit
    from renkei_search.search.related.kindred import Kindred
    from renkei_search.search.related.meaning import Meaning, NearType
    from renkei_search.search.related.near_document import NearDocuments
    from renkei_search.search.tuning import Tuning

# How many of the closest words are shown, and their least cosine.
_NEAREST_WORDS: Final = 3
_NEAR_ENOUGH: Final = 0.3


class QueryMeaning:
    """Finds the meaning of queries for one generation, if there are word vectors. Thread-safe."""

    def __init__(self, meaning: Meaning | None, dictionary: TermDictionary, tuning: Tuning) -> None:
        self._meaning = meaning
        self._dictionary = dictionary
        self._tuning = tuning

    def order_and_types(self, query: Query, *, matched: bool) -> tuple[Reordering | None, dict[str, float]]:
        """How to reorder by the meaning of the query, and the scores of the types of practice close to it.

        If nothing matched, the meaning counts more in the order, because the words give less evidence.
        """
        tuning = self._tuning
        if self._meaning is None:
            return None, {}
        terms = self._meant_terms(query)
        direction = self._meaning.direction(terms)
        if direction is None:
            return None, {}
        reordering = Reordering(self._meaning, direction, tuning.meaning if matched else tuning.meaning_alone)
        sentence = query.receipt.sentence
        types = self._meaning.nearest_types(
            dict.fromkeys(terms),
            direction,
            tuning.meaning_types,
            tuning.meaning_sentence_least if sentence else tuning.meaning_least,
            share=tuning.meaning_sentence_words if sentence else tuning.meaning_words,
            said=tuning.meaning_said,
        )
        return reordering, self._sentence_gains(types) if sentence else self._gains(types)

    def _gains(self, types: Sequence[NearType]) -> dict[str, float]:
        return {type_: self._tuning.meaning_practice * closeness for type_, closeness in types}

    def _sentence_gains(self, types: Sequence[NearType]) -> dict[str, float]:
        """The scores of the types close to a sentence: the nearest is usually meant, and types almost as close count too."""
        tuning = self._tuning
        nearest = max((closeness for _, closeness in types), default=0.0)
        shares = {
            type_: max(1 - (nearest - closeness) / tuning.meaning_sentence_margin, 0.0)
            for type_, closeness in types
        }
        return {
            type_: tuning.meaning_sentence * gain * shares[type_]
            for type_, gain in self._gains(types).items()
            if shares[type_]
        }

    def kindred(self, query: Query, session: Session) -> Kindred:
        """Find the terms that are close in meaning to the query's words."""
        if self._meaning is None or not self._tuning.kindred:
            return NOTHING_KINDRED
        units = [unit for unit in self._meant(query) if not unit.general]
        totals = session.totals([Selection(unit.part.strict) for unit in units])
        return find_kindred(self._meaning, self._dictionary, units, totals, self._tuning)

    def near_documents(
        self,
        gains: Mapping[str, float],
        sure: Collection[str],
        idf: Callable[[str], float],
        *,
        filtered: bool,
    ) -> NearDocuments:
        """The initiatives closest to some types of practice; see :func:`find_near_documents`."""
        if self._meaning is None:
            return NO_DOCUMENTS
        return find_near_documents(
            self._meaning.type_documents, gains, sure, idf, self._tuning, filtered=filtered
        )

    def nearest_words(self, query: Query, titles: Iterable[Iterable[str]]) -> tuple[str, ...]:
        """The terms of some titles that are closest in meaning to the query's."""
        if self._meaning is None:
            return ()
        others = (term for terms in titles for term in terms if is_telling(term))
        pairs = self._meaning.vectors.closest(self._meant_terms(query), others, _NEAREST_WORDS)
        return tuple(dict.fromkeys(pair.other for pair in pairs if pair.cosine >= _NEAR_ENOUGH))

    def _meant_terms(self, query: Query) -> list[str]:
        """The terms that carry a query's meaning, without names of places and general administrative words."""
        units = self._meant(query)
        units = [unit for unit in units if not GENERAL_TERMS.issuperset(unit.terms)] or units
        terms = [term for unit in units for term in unit.terms]
        if not query.receipt.sentence:
            return terms
        return [term for term in terms if term not in EVERYDAY_TERMS and term not in LIGHT_TERMS] or terms

    def _meant(self, query: Query) -> list[Unit]:
        """The words of a query that say what is meant and not only where.

        In a short expression such as 窓口が回らない the noun says it, and the verb may be an idiom: 回る is close to tourist
        routes. In a sentence, verbs count.
        """
        units = query.units
        if not query.receipt.sentence and 0 < sum(unit.names for unit in units) < len(units):
            units = tuple(unit for unit in units if unit.names and not IDIOM_NOUNS.issuperset(unit.terms))
        return [
            unit
            for unit in units
            if _is_word(unit) and not unit.place and not (unit.elsewhere and not self._is_written(unit))
        ]

    def _is_written(self, unit: Unit) -> bool:
        """Whether the corpus contains all terms of a word, as for 東京 when initiatives are carried out there."""
        count = self._dictionary.document_frequency
        return all(any(count(field, term) for field in CONTENT_FIELDS) for term in unit.terms)


def _is_word(unit: Unit) -> bool:
    """Whether the word has a meaning of its own: not if it contains a number, or is kana that the analyzer split."""
    written = unit.written
    in_pieces = HIRAGANA.fullmatch(written) is not None and len(analyze(written)) > 1
    # A Roman number is one only in the terms.
    numbered = any(map(str.isdigit, written)) or any(map(str.isnumeric, unit.terms))
    return any(map(str.isalpha, written)) and not numbered and not in_pieces
