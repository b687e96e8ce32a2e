"""Why an initiative is in an answer: the synonym that found it, or what it shares with the query."""

from __future__ import annotations

from collections import defaultdict
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from renkei_search.analysis.analyzer import analyze
from renkei_search.analysis.whole_word import whole_words
from renkei_search.index.schema import CONTENT_FIELDS
from renkei_search.search.language.vocabulary.synonym import NO_GAP
from renkei_search.search.result import Reason, ReasonKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from renkei_search.corpus.collection import Catalogue
    from renkei_search.index.columns import Occurrence
    from renkei_search.model.practice import PracticeType
    from renkei_search.model.record import Initiative
    from renkei_search.search.backend.protocol import BackendDocument, TermDictionary
    from renkei_search.search.language.unit import Unit
    from renkei_search.search.related.near import Near

    Terms = tuple[str, ...]
    Runs = Mapping[str, Mapping[int, Sequence[tuple[tuple[int, ...], Terms, int]]]]

_MOST_WORDS: Final = 3
# The widest gap between the terms of a thesaurus word, as in 空き家の活用.
_WIDEST_GAP: Final = 3
# The distance between two words of a compound that are linked by の.
_LINKED_REACH: Final = 2
# A longer coordination joins phrases and is not shown as a word.
_LONGEST_WORD: Final = 14
# How many characters before and after a term are read to find the word that it is part of.
_AROUND: Final = 16
_COORDINATING: Final = "・･"


class Evidence:
    """Finds words of the query in initiatives. For one search: the words are looked up once.

    Args:
        dictionary: the terms of the generation.
        catalogue: the catalogue of the generation.
        units: the words of the query.
        near: what makes initiatives related.
        sentence: whether the words are those of a sentence.
    """

    def __init__(
        self,
        dictionary: TermDictionary,
        catalogue: Catalogue,
        units: Sequence[Unit],
        near: Near,
        *,
        sentence: bool,
    ) -> None:
        self._dictionary = dictionary
        self._catalogue = catalogue
        self._near = near
        self._sentence = sentence
        self._own = [
            (
                unit,
                self._runs([(unit.terms, 1)]),
                self._runs(
                    [
                        *((variant.terms, variant.reach) for variant in unit.variants),
                        *((linked.terms, _LINKED_REACH) for linked in unit.linked),
                    ]
                ),
            )
            for unit in units
        ]
        self._shared = self._runs((terms, 1) for terms in near.words)
        self._kindred = self._runs((terms, 1) for terms in near.kindred if terms not in near.words)

    def found_by(self, document: BackendDocument) -> tuple[str, ...]:
        """The synonyms that found a match, as it writes them, for the typed words that it does not contain.

        If it contains no synonym either, the word is in the name of its policy field. A match for a sentence does not need
        all of the words: a word that it contains explains the match, so synonyms are named only if it contains none.
        """
        if self._sentence and any(self._contains(document, own) for _, own, _ in self._own):
            return ()
        found: dict[str, None] = {}
        for unit, own, variants in self._own:
            if self._contains(document, own):
                continue
            synonyms = dict.fromkeys(word for _, word in self._written(document, variants))
            found |= synonyms or dict.fromkeys(self._fields(document.initiative, unit.terms))
        return tuple(found)

    def reasons(self, document: BackendDocument, types: Iterable[PracticeType]) -> tuple[Reason, ...]:
        """What a related initiative shares with the query: types of practice first, then distinctive words.

        A type that no expression of it indicates, but to which it is close in meaning, follows those that it shares. Words
        that are close in meaning come last.
        """
        shown = {type_.id: type_.name for type_ in types}
        reasons = [
            Reason(ReasonKind.PRACTICE, name) for id_, name in shown.items() if id_ in self._near.types
        ]
        close = self._near.inferred.get(document.initiative.id)
        if close is not None and close not in shown:
            name = self._catalogue.practices.by_id[close].name
            reasons.append(Reason(ReasonKind.NEAR_PRACTICE, name))
        shared = _most_telling(self._written(document, self._shared), self._near.words)
        kindred = _most_telling(self._whole(document, self._kindred), self._near.kindred)
        reasons += [Reason(ReasonKind.WORD, word) for word in shared]
        known = "".join(shared)
        return (*reasons, *(Reason(ReasonKind.KINDRED, word) for word in kindred if word not in known))

    def _contains(self, document: BackendDocument, runs: Runs) -> bool:
        return next(self._written(document, runs), None) is not None

    def _fields(self, initiative: Initiative, terms: Terms) -> Iterator[str]:
        """The names of its policy fields that contain a word."""
        taxonomy = self._catalogue.taxonomy
        for coded in initiative.fields:
            for node in taxonomy.path(coded.code):
                if any(_has(name, terms) for name in (node.name, node.label)):
                    yield node.label
                    return

    def _runs(self, words: Iterable[tuple[Terms, int]]) -> Runs:
        """Words with their reach, by field and first term, as rows of the lexicon; words with unknown terms are left out."""
        runs: dict[str, defaultdict[int, list[tuple[tuple[int, ...], Terms, int]]]] = {
            name: defaultdict(list) for name in CONTENT_FIELDS
        }
        for terms, reach in words:
            for name, found in runs.items():
                rows = [self._dictionary.lexicon.row(name, term) for term in terms]
                known = tuple(row for row in rows if row is not None)
                if len(known) == len(terms):
                    found[known[0]].append((known, terms, reach))
        return runs

    def _written(self, document: BackendDocument, runs: Runs) -> Iterator[tuple[Terms, str]]:
        """The words of some runs that occur in an initiative, as it writes them, title first."""
        for terms, text, start, end in self._places(document, runs):
            yield terms, "".join(text[start:end].split())

    def _whole(self, document: BackendDocument, runs: Runs) -> Iterator[tuple[Terms, str]]:
        """Extend words to the words that they are part of, such as 博物 to 博物館."""
        for terms, text, start, end in self._places(document, runs):
            first = max(start - _AROUND, 0)
            around = text[first : end + _AROUND]
            for word in whole_words(around):
                if word.noun and word.start <= start - first and end - first <= word.end > word.start + 1:
                    yield terms, "".join(around[word.start : word.end].split())

    def _places(self, document: BackendDocument, runs: Runs) -> Iterator[tuple[Terms, str, int, int]]:
        """The words that occur in an initiative, as it writes them, title first."""
        initiative = document.initiative
        for name, text in (("title", initiative.title or ""), ("description", initiative.description)):
            if not runs[name] or runs[name].keys().isdisjoint(document.term_rows(name)):
                continue
            occurrences = document.occurrences(name)
            for at, occurrence in enumerate(occurrences):
                for rows, terms, reach in runs[name].get(occurrence.term, ()):
                    here = occurrences[at : at + len(rows)]
                    if tuple(one.term for one in here) == rows and _together(text, here, reach):
                        yield terms, text, here[0].start, here[-1].end


def _most_telling(written: Iterable[tuple[Terms, str]], words: Mapping[Terms, float]) -> list[str]:
    """The most distinctive of some words, as an initiative writes them."""
    telling: dict[str, float] = {}
    for terms, word in written:
        telling.setdefault(word, words[terms])
    if any(len(word) <= _LONGEST_WORD for word in telling):
        telling = {word: value for word, value in telling.items() if len(word) <= _LONGEST_WORD}
    # If one word contains another, keep the longer one.
    kept = [word for word in telling if not any(word != other and word in other for other in telling)]
    return sorted(kept, key=lambda word: -telling[word])[:_MOST_WORDS]


def _together(text: str, occurrences: Sequence[Occurrence], reach: int) -> bool:
    """Whether terms are adjacent, separated by a particle where that is allowed, or joined by a coordination."""
    return all(
        other.start < one.end or _parts(text[one.end : other.start], reach)
        for one, other in pairwise(occurrences)
    )


def _parts(between: str, reach: int) -> bool:
    gap = NO_GAP.sub("", between)
    return not gap or gap[0] in _COORDINATING or (reach > 1 and len(gap) <= _WIDEST_GAP)


@lru_cache(maxsize=4_096)
def _has(name: str, terms: Terms) -> bool:
    found = tuple(token.term for token in analyze(name))
    return any(found[at : at + len(terms)] == terms for at in range(len(found) - len(terms) + 1))
