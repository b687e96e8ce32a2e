"""Recognise the thesaurus's words in a query and say what else they may be called."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import msgspec

from renkei_search.analysis.wording import Wording, make_wording

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from renkei_search.analysis.analyzer import Token
    from renkei_search.thesaurus import Thesaurus


@dataclass(frozen=True)
class Segment:
    """Neighbouring terms of a query that belong together, with what else they may be called.

    ``start`` and ``end`` are the characters of the query that they stand in.
    """

    terms: tuple[str, ...]
    start: int
    end: int
    synonyms: tuple[Wording, ...] = ()


class Analysed(msgspec.Struct, frozen=True):
    """A thesaurus with its words analysed, which is too slow to be done at every start.

    ``groups`` are words that stand for each other; ``broader`` are pairs of a word and its broader words.
    """

    groups: tuple[tuple[Wording, ...], ...]
    broader: tuple[tuple[Wording, tuple[Wording, ...]], ...]


@lru_cache(maxsize=1)
def analyse_thesaurus(thesaurus: Thesaurus) -> Analysed:
    """Analyse every word; those that say nothing are left out."""
    return Analysed(
        tuple(_wordings(group.words) for group in thesaurus.groups),
        tuple((make_wording(relation.word), _wordings(relation.also)) for relation in thesaurus.one_way),
    )


class Synonyms:
    """The thesaurus by term sequences, so that spellings the analyzer unifies are one word."""

    def __init__(self, thesaurus: Analysed) -> None:
        self._synonyms: dict[tuple[str, ...], dict[str, Wording]] = {}
        self._broader: dict[tuple[str, ...], dict[str, Wording]] = {}
        for group in thesaurus.groups:
            for wording in group:
                others = {other.text: other for other in group if other.terms != wording.terms}
                self._synonyms.setdefault(wording.terms, {}).update(others)
        for word, also in thesaurus.broader:
            self._broader.setdefault(word.terms, {}).update({wording.text: wording for wording in also})
        self._longest = max((len(terms) for terms in (*self._synonyms, *self._broader)), default=1)

    def segment(self, tokens: Sequence[Token]) -> tuple[Segment, ...]:
        """Cut a query at the thesaurus's words, the longest first; every other term is its own segment."""
        segments = []
        terms = [token.term for token in tokens]
        at = 0
        while at < len(terms):
            for length in range(min(self._longest, len(terms) - at), 0, -1):
                found = tuple(terms[at : at + length])
                if found in self._synonyms or length == 1:
                    start, end = tokens[at].start, tokens[at + length - 1].end
                    segments.append(Segment(found, start, end, tuple(self._synonyms.get(found, {}).values())))
                    at += length
                    break
        return tuple(segments)

    def related(self, tokens: Sequence[Token]) -> dict[str, Wording]:
        """Broader and neighbouring words for any word of the thesaurus within the query, by their text.

        Two steps are taken: the broader words of synonyms and the synonyms of broader words count too.
        """
        terms = [token.term for token in tokens]
        found: dict[str, Wording] = {}
        for at in range(len(terms)):
            for length in range(1, min(self._longest, len(terms) - at) + 1):
                word = tuple(terms[at : at + length])
                synonyms = self._synonyms.get(word, {})
                broader = dict(self._broader.get(word, {}))
                for wording in synonyms.values():
                    broader |= self._broader.get(wording.terms, {})
                found |= synonyms | broader
                for wording in broader.values():
                    found |= self._synonyms.get(wording.terms, {})
        return found


def _wordings(words: Iterable[str]) -> tuple[Wording, ...]:
    return tuple(wording for word in words if (wording := make_wording(word)).terms)
