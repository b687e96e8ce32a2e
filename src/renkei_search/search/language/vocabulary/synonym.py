"""Recognise thesaurus words in a query and give their synonyms."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import msgspec

from renkei_search.analysis.analyzer import analyze
from renkei_search.analysis.whole_word import whole_words
from renkei_search.analysis.wording import Wording, make_wording

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from renkei_search.analysis.analyzer import Token
    from renkei_search.model.thesaurus import Thesaurus


NO_GAP: Final = re.compile(r"[\s第]+")
"""Characters that may be between two terms, or before one, without separating them."""


@dataclass(frozen=True)
class Segment:
    """Adjacent terms of a query that belong together, with their synonyms.

    ``start`` and ``end`` are their characters in the query. ``synonyms`` are words for the same thing,
    then those for a kind of it, which are ``kinds`` alone: 移動販売 for 買い物支援.
    """

    terms: tuple[str, ...]
    start: int
    end: int
    synonyms: tuple[Wording, ...] = ()
    kinds: tuple[Wording, ...] = ()

    @property
    def same(self) -> tuple[Wording, ...]:
        """The synonyms without the kinds."""
        return self.synonyms[: len(self.synonyms) - len(self.kinds)]


class AnalysedThesaurus(msgspec.Struct, frozen=True):
    """A thesaurus with analysed words; analysing them at every start would be too slow.

    ``groups`` are sets of synonyms; ``broader`` are pairs of a word and its broader words, ``narrower`` pairs of a
    word and its kinds.
    """

    groups: tuple[tuple[Wording, ...], ...]
    broader: tuple[tuple[Wording, tuple[Wording, ...]], ...]
    narrower: tuple[tuple[Wording, tuple[Wording, ...]], ...] = ()


@lru_cache(maxsize=1)
def analyse_thesaurus(thesaurus: Thesaurus) -> AnalysedThesaurus:
    """Analyse every word; words without terms are left out."""
    return AnalysedThesaurus(
        tuple(_wordings(group.words) for group in thesaurus.groups),
        tuple((make_wording(relation.word), _wordings(relation.also)) for relation in thesaurus.one_way),
        tuple((make_wording(relation.word), _wordings(relation.kinds)) for relation in thesaurus.narrower),
    )


class Synonyms:
    """The thesaurus by sequences of terms, so that spellings unified by the analyzer are one word."""

    def __init__(self, thesaurus: AnalysedThesaurus) -> None:
        self._synonyms: dict[tuple[str, ...], dict[str, Wording]] = {}
        self._broader: dict[tuple[str, ...], dict[str, Wording]] = {}
        # The spelling of each word, because the characters between its terms must be in the query too.
        self._written: dict[tuple[str, ...], list[Wording]] = {}
        for group in thesaurus.groups:
            for wording in group:
                others = {other.text: other for other in group if other.terms != wording.terms}
                # 育成 is only a part of 人材育成, and 町内 of 町内会: related, but not synonyms.
                parts = {text: other for text, other in others.items() if _holds(wording.terms, other.terms)}
                for text in parts:
                    del others[text]
                if parts:
                    self._broader.setdefault(wording.terms, {}).update(parts)
                self._synonyms.setdefault(wording.terms, {}).update(others)
                self._written.setdefault(wording.terms, []).append(wording)
        self._kinds = self._find_kinds(thesaurus)
        for word, also in thesaurus.broader:
            self._broader.setdefault(word.terms, {}).update({wording.text: wording for wording in also})
            self._written.setdefault(word.terms, []).append(word)
        self._longest = max(map(len, self._written), default=1)

    def _find_kinds(self, thesaurus: AnalysedThesaurus) -> dict[tuple[str, ...], dict[str, Wording]]:
        """The kinds of a word and of its synonyms, and the synonyms of these kinds."""
        kinds: dict[tuple[str, ...], dict[str, Wording]] = {}
        for word, narrower in thesaurus.narrower:
            self._written.setdefault(word.terms, []).append(word)
            found = {
                wording.text: wording
                for kind in narrower
                for wording in (kind, *self._synonyms.get(kind.terms, {}).values())
            }
            for one in (word, *self._synonyms.get(word.terms, {}).values()):
                own = {one.text, *self._synonyms.get(one.terms, {})}
                # A part of the word is not a kind of it.
                others = {
                    text: wording
                    for text, wording in found.items()
                    if text not in own and not _holds(one.terms, wording.terms)
                }
                kinds.setdefault(one.terms, {}).update(others)
        return kinds

    def segment(self, text: str, tokens: Sequence[Token]) -> tuple[Segment, ...]:
        """Segment a query at thesaurus words, longest first; every other term is a segment of its own.

        A thesaurus word must be written as in the thesaurus, with nothing between its terms or with the same
        particle, and must start and end where a word of the query does.

        Args:
            text: the query or a part of it.
            tokens: its terms, all or some.
        """
        segments = []
        at = 0
        query = _Text(text, tokens)
        while at < len(tokens):
            for length in range(min(self._longest, len(tokens) - at), 0, -1):
                found = query.terms[at : at + length]
                known = (found in self._synonyms or found in self._kinds) and self._occurs(found, query, at)
                if known or length == 1:
                    synonyms = tuple(self._synonyms.get(found, {}).values()) if known else ()
                    kinds = tuple(self._kinds.get(found, {}).values()) if known else ()
                    start, end = tokens[at].start, tokens[at + length - 1].end
                    segments.append(Segment(found, start, end, synonyms + kinds, kinds))
                    at += length
                    break
        return tuple(segments)

    def related(self, text: str, tokens: Sequence[Token]) -> dict[str, Wording]:
        """Broader and neighbouring words for any word of the thesaurus within the query, by their text.

        Two steps are followed: broader words of synonyms and kinds, and synonyms of broader words, are included.
        """
        query = _Text(text, tokens)
        found: dict[str, Wording] = {}
        for at in range(len(tokens)):
            for length in range(1, min(self._longest, len(tokens) - at) + 1):
                word = query.terms[at : at + length]
                if word in self._written and self._occurs(word, query, at):
                    found |= self._around(word)
        return found

    def _around(self, word: tuple[str, ...]) -> dict[str, Wording]:
        synonyms = self._synonyms.get(word, {}) | self._kinds.get(word, {})
        broader = dict(self._broader.get(word, {}))
        for wording in synonyms.values():
            broader |= self._broader.get(wording.terms, {})
        found = synonyms | broader
        for wording in broader.values():
            found |= self._synonyms.get(wording.terms, {})
        return found

    def _occurs(self, word: tuple[str, ...], text: _Text, at: int) -> bool:
        """Whether a thesaurus word occurs in a text at a term, with the same characters between its terms."""
        if not text.is_word(at, at + len(word)):
            return False
        between = text.between(at, at + len(word))
        return not any(between) or any(
            between == _between(wording.text) for wording in self._written[word] if wording.reach > 1
        )


class _Text:
    """A query with its terms and word boundaries."""

    def __init__(self, text: str, tokens: Sequence[Token]) -> None:
        self.terms = tuple(token.term for token in tokens)
        self._text = text
        self._tokens = tokens
        words = whole_words(text)
        self._starts = {word.start for word in words}
        self._ends = {word.end for word in words}

    def is_word(self, start: int, end: int) -> bool:
        """Whether the terms ``[start, end)`` start and end at word boundaries."""
        return self._tokens[start].start in self._starts and self._tokens[end - 1].end in self._ends

    def between(self, start: int, end: int) -> tuple[str, ...]:
        """The characters between each of the terms ``[start, end)`` and the next."""
        return tuple(gap_of(self._text, one, other) for one, other in pairwise(self._tokens[start:end]))


def gap_of(text: str, before: Token, after: Token) -> str:
    """The characters between two adjacent terms of a text, without blanks and 第, which are in no term."""
    return NO_GAP.sub("", text[before.end : after.start])


@lru_cache(maxsize=4_096)
def _between(text: str) -> tuple[str, ...]:
    tokens = analyze(text)
    return _Text(text, tokens).between(0, len(tokens))


def _holds(terms: tuple[str, ...], part: tuple[str, ...]) -> bool:
    """Whether a part is a contiguous subsequence of the terms."""
    return any(terms[at : at + len(part)] == part for at in range(len(terms) - len(part) + 1))


def _wordings(words: Iterable[str]) -> tuple[Wording, ...]:
    return tuple(wording for word in words if (wording := make_wording(word)).terms)
