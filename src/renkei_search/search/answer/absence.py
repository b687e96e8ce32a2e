"""What to say when nothing matches: what each word finds alone, and which similar words and types do exist."""

from __future__ import annotations

from collections import Counter
from itertools import islice
from typing import TYPE_CHECKING, Final

from renkei_search.analysis.whole_word import has_entry, whole_words
from renkei_search.search.backend.protocol import Selection
from renkei_search.search.language.place import find_absent, find_absent_by_short_name, is_absent
from renkei_search.search.related.similar import is_telling
from renkei_search.search.result import Alternatives, WordCount
from renkei_search.search.tree import Nothing, facet_is

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from renkei_search.corpus.collection import Catalogue
    from renkei_search.search.backend.protocol import BackendDocument, Session
    from renkei_search.search.language.vocabulary.vocabulary import Vocabulary
    from renkei_search.search.request import SearchRequest
    from renkei_search.search.result import AbsentPlace
    from renkei_search.search.retrieval import Found, Retriever
    from renkei_search.search.tree import Tree

_MOST_WORDS: Final = 6
_MOST_TYPES: Final = 4
_MOST_FIELDS: Final = 4
_TRIED: Final = 12
# How many of the nearest initiatives supply types and fields.
_NEAREST: Final = 5


class Absence:
    """Explains why an answer is empty, for one generation. Thread-safe."""

    def __init__(self, catalogue: Catalogue, retriever: Retriever, vocabulary: Vocabulary) -> None:
        self._catalogue = catalogue
        self._retriever = retriever
        self._vocabulary = vocabulary

    def places(self, session: Session, found: Found) -> tuple[AbsentPlace, ...]:
        """The municipalities and prefectures that the query names and the corpus does not cover."""
        words = [
            word
            for word in found.receipt.words
            if word.kind == "word" and word.field in {None, "municipality"} and not word.places
        ]
        nowhere = [] if found.receipt.strict_total else self._found_nowhere(session, found)
        held = self._catalogue, self._vocabulary.gazetteer
        return tuple(
            place
            for word in words
            for place in find_absent(word.text, *held)
            # In a search limited to municipalities, a name is not read as another word.
            or (
                find_absent_by_short_name(word.text, *held)
                if word.text in nowhere or word.field is not None
                else ()
            )
        )

    def _found_nowhere(self, session: Session, found: Found) -> list[str]:
        """The words of a query that no initiative contains."""
        units = found.query.units
        totals = session.totals([Selection(unit.part.strict) for unit in units])
        return [unit.written for unit, total in zip(units, totals, strict=True) if not total]

    def counts(self, session: Session, found: Found, request: SearchRequest) -> tuple[WordCount, ...]:
        """How many initiatives each part of a query finds alone, if there are several parts with no match in common."""
        parts = found.query.telling if found.receipt.sentence else found.query.parts
        if len(parts) < 2 or found.receipt.strict_total:
            return ()
        totals = _count(session, [part.strict for part in parts], request)
        return tuple(WordCount(part.text, total) for part, total in zip(parts, totals, strict=True))

    def alternatives(self, session: Session, found: Found, request: SearchRequest) -> Alternatives:
        """Words, types of practice and policy fields that are close to the query and occur under its filters."""
        if found.query.matching is None:
            return Alternatives()
        nearest = session.read([placed.number for placed in found.near.documents[:_NEAREST]])
        types = self._types(found, nearest)
        codes = [[code for code in document.values("field") if self._is_field(code)] for document in nearest]
        counted = Counter(code for own in codes for code in own).most_common()
        # One of several initiatives may be in a field for another reason.
        fields = [code for code, count in counted if count > 1] or [code for own in codes[:1] for code in own]
        return Alternatives(
            words=tuple(self._words(session, found, request)),
            practices=_keep(session, "practice", types, _MOST_TYPES, request),
            fields=_keep(session, "field", fields, _MOST_FIELDS, request),
        )

    def _words(self, session: Session, found: Found, request: SearchRequest) -> Iterator[WordCount]:
        typed = {word.text for word in found.receipt.words}
        words = [text for text in dict.fromkeys(self._near_words(session, found)) if text not in typed]
        trees = [self._retriever.understand(text).matching or Nothing() for text in words]
        counted = zip(words, _count(session, trees, request), strict=True)
        yield from islice((WordCount(text, total) for text, total in counted if total), _MOST_WORDS)

    def _near_words(self, session: Session, found: Found) -> Iterator[str]:
        """Words similar to those that no initiative has: by spelling or sound, by prefix or by their parts."""
        nowhere = self._found_nowhere(session, found)
        for unit in found.query.units:
            if unit.written not in nowhere or is_absent(unit.written, self._vocabulary.gazetteer):
                continue
            yield from islice(self._vocabulary.corrector.similar(unit.written), _TRIED)
            yield from self._completed(unit.written)
            if len(unit.wholes) > 1:
                parts = [
                    word.text for word in whole_words(unit.written) if word.noun and is_telling(word.text)
                ]
                # A part of a thesaurus word may have another meaning, as バンク of フードバンク has, unless the thesaurus
                # knows it as well: 介護 of 介護人材.
                known = unit.written in unit.synonyms
                yield from (part for part in parts if not known or self._is_known(part))

    def _is_known(self, word: str) -> bool:
        """Whether the thesaurus has synonyms for a word."""
        return any(word in unit.synonyms for unit in self._retriever.understand(word).units)

    def _completed(self, written: str) -> Iterator[str]:
        """Words that start with this one, if it may be the beginning of a word.

        Not for a known word that other words only sound like (シカ and 資格), for a single character, with which too many
        words start, or for the name of a place, with which words start by chance.
        """
        if len(written) == 1:
            return
        known = has_entry(written)
        for completed in self._vocabulary.suggester.complete(written, _TRIED):
            if completed.kind == "term" and (completed.text.startswith(written) or not known):
                words = whole_words(completed.text)
                if not words[0].place:
                    yield completed.text

    def _types(self, found: Found, nearest: Iterable[BackendDocument]) -> Iterator[str]:
        """Types of practice that the words indicate, types near those, and types of the nearest initiatives."""
        yield from found.near.asked
        neighbours = self._catalogue.practices.neighbours
        for type_ in found.near.asked:
            yield from sorted(neighbours.get(type_, ()))
        counted = Counter(type_ for document in nearest for type_ in document.values("practice"))
        yield from (type_ for type_, _ in counted.most_common() if type_ in found.near.types)

    def _is_field(self, code: str) -> bool:
        return self._catalogue.taxonomy.is_field(code)


def _keep(
    session: Session, facet: str, values: Iterable[str], most: int, request: SearchRequest
) -> tuple[tuple[str, int], ...]:
    """The first facet values that occur under the filters, with their counts."""
    distinct = list(dict.fromkeys(values))
    totals = _count(session, [facet_is(facet, value) for value in distinct], request)
    return tuple([(value, total) for value, total in zip(distinct, totals, strict=True) if total][:most])


def _count(session: Session, trees: Iterable[Tree], request: SearchRequest) -> list[int]:
    """How many initiatives each tree finds under the filters of a request."""
    return session.totals([Selection(tree, request.filters, request.excluded) for tree in trees])
