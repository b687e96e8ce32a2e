"""Words implied by a coordination: 病児・病後児保育 implies 病児保育, 小・中学校 implies 小学校.

The end of the last word joined by ・ may belong to each of the others. Each implied word is added after the end of the
text, at positions far from all others. Its terms are adjacent there, and not adjacent to any other term.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from renkei_search.analysis.analyzer import Token, analyze
from renkei_search.analysis.whole_word import is_known_word, whole_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    Words = list[Token]

_MARK: Final = re.compile(r"[・･]")
# Two kanji that share the following word, if both resulting words are in the dictionary: 上下水道, 商工業.
_PAIR: Final = re.compile("上下|小中|中高|乳幼|入退|出入|送受|国県|農林|商工|行財|文理|公私|内外")
# Further apart than the terms of any phrase.
_DISTANCE: Final = 64
# In 図書館・地域包括支援センター any part after 地域 may be shared, but parts further away are less likely.
_FURTHEST: Final = 2
_MOST_TERMS: Final = 8
_MOST_CHARACTERS: Final = 3


def with_coordinated(text: str, tokens: Sequence[Token]) -> Sequence[Token]:
    """The tokens of a text, followed by those of implied words, which keep the characters that they come from."""
    if not (_MARK.search(text) or _PAIR.search(text)):
        return tokens
    added: list[Token] = []
    position = tokens[-1].position + _DISTANCE if tokens else 0
    known: set[tuple[str, ...]] = set()
    for word in _coordinated(text, tokens):
        terms = tuple(token.term for token in word)
        if terms not in known:
            known.add(terms)
            added += [token._replace(position=position + step) for step, token in enumerate(word)]
            position += len(word) + _DISTANCE
    return [*tokens, *added]


def _coordinated(text: str, tokens: Sequence[Token]) -> Iterator[Words]:
    runs = _runs(tokens)
    for number, run in enumerate(runs):
        yield from _within(text, run)
        last = number
        while last + 1 < len(runs) and _joined(text, runs[last][-1], runs[last + 1][0]):
            last += 1
        if last > number:
            yield from _shared(text, run, runs[last])


def _runs(tokens: Sequence[Token]) -> list[Sequence[Token]]:
    """Sequences of contiguous tokens."""
    starts = [0, *(at + 1 for at, (one, other) in enumerate(pairwise(tokens)) if one.end != other.start)]
    return [tokens[start:end] for start, end in pairwise([*starts, len(tokens)]) if start < end]


def _joined(text: str, before: Token, after: Token) -> bool:
    return after.start - before.end == 1 and _MARK.match(text, before.end) is not None


def _shared(text: str, first: Sequence[Token], last: Sequence[Token]) -> Iterator[Words]:
    """The end of the last joined word that an earlier word shares."""
    begin = last[0].start
    starts = [begin + word.start for word in whole_words(text[begin : last[-1].end])][1 : _FURTHEST + 1]
    for start in starts:
        rest = [token for token in last if token.start >= start]
        yield [*first[-_MOST_TERMS:], *rest[:_MOST_TERMS]]
    # Part of a word is shared only with single characters: 国・県道 implies 国道, but 診療・通所 implies nothing.
    if len(first) == 1 and first[0].end - first[0].start == 1:
        word = text[begin : last[-1].end]
        for cut in range(1, min(len(word), _MOST_CHARACTERS + 1)):
            yield from _known(text[first[0].start] + word[cut:], first[0].start, last[-1].end, ())


def _within(text: str, run: Sequence[Token]) -> Iterator[Words]:
    """The words implied within one run: 小・中学校, which is in the dictionary, and 上下水道."""
    start, end = run[0].start, run[-1].end
    marks = [(found.start() - 1, found.end()) for found in _MARK.finditer(text, start + 1, end - 1)]
    pairs = [(found.start(), found.start() + 1) for found in _PAIR.finditer(text, start, end)]
    for first, second in (*marks, *pairs):
        for after in range(second + 1, min(end, second + _MOST_CHARACTERS + 1) + 1):
            one, other = text[first] + text[second + 1 : after], text[second:after]
            rest = [token for token in run if token.start >= after]
            if after > second + 1 and is_known_word(one) and is_known_word(other):
                yield from _known(one, first, after, rest)
                yield from _known(other, first, after, rest)


def _known(word: str, start: int, end: int, rest: Sequence[Token]) -> Iterator[Words]:
    """The terms of a dictionary word, and the text after it."""
    if is_known_word(word):
        own = [Token(token.term, 0, start, end) for token in analyze(word)]
        yield [*own, *rest[:_MOST_TERMS]]
