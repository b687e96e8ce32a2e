"""Tell of which types of practice a text is, by the expressions that show them."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from functools import lru_cache
from operator import attrgetter
from typing import TYPE_CHECKING, Final, NamedTuple

from renkei_search.analysis.analyzer import analyze
from renkei_search.analysis.wording import make_wording

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from renkei_search.analysis.analyzer import Token
    from renkei_search.practice import Practices

# Terms of an expression may have up to two particles or endings between them: 空き家の利用 and 空き家を利用.
_REACH: Final = 3
_SENTENCE_END: Final = re.compile("[。\n]")
_START: Final = attrgetter("start")
# A title says what the initiative is; what a description mentions may be a side of it.
_TITLE: Final = 1.0
_DESCRIPTION: Final = 0.5
_HALF: Final = 0.5


class Clue(NamedTuple):
    """An expression that shows a type: the terms of each of its parts."""

    type: str
    family: str
    parts: tuple[tuple[str, ...], ...]


class Shown(NamedTuple):
    """How surely a text is of a type of practice, and of a family of types, between 0 and 1; the others are left out."""

    types: dict[str, float]
    families: dict[str, float]


class Analysed(NamedTuple):
    """A text and its terms."""

    text: str
    tokens: Sequence[Token]


def analyse_text(text: str) -> Analysed:
    """Analyze a text for the classifier."""
    return Analysed(text, analyze(text))


# Asked for twice by a build, and again by the next of a program that serves.
@lru_cache(maxsize=1)
def analyse_practices(practices: Practices) -> tuple[Clue, ...]:
    """Analyze all expressions, which is too slow to be done at every start.

    One of which a part says nothing is left out.
    """
    clues = [
        Clue(type_.id, type_.family, tuple(make_wording(part).terms for part in word.split()))
        for type_ in practices.types
        for word in type_.words
    ]
    return tuple(clue for clue in clues if clue.parts and all(clue.parts))


class PracticeClassifier:
    """Finds the clues of a classification in texts. May be shared by threads and sent to other processes."""

    def __init__(self, clues: Iterable[Clue]) -> None:
        # The parts of all clues as a tree of terms: by node, the node that a further term leads to, and the clues
        # that have the part that ends there. A clue's parts are known by their nodes.
        self._next: list[dict[str, int]] = [{}]
        self._ending: list[list[int]] = [[]]
        self._clues = [(clue.type, clue.family, frozenset(map(self._add, clue.parts))) for clue in clues]
        for number, (_, _, parts) in enumerate(self._clues):
            for node in parts:
                self._ending[node].append(number)

    def _add(self, part: tuple[str, ...]) -> int:
        node = 0
        for term in part:
            following = self._next[node].setdefault(term, len(self._next))
            if following == len(self._next):
                self._next.append({})
                self._ending.append([])
            node = following
        return node

    def weigh(self, title: Analysed, description: Analysed) -> Shown:
        """Of which types an initiative is.

        An expression of the title counts more than one of the description; a family is as sure as its surest type.
        """
        counts: defaultdict[tuple[str, str], float] = defaultdict(float)
        for analysed, weight in ((title, _TITLE), (description, _DESCRIPTION)):
            for number in set().union(*map(self._find, _sentences(analysed))):
                type_, family, _ = self._clues[number]
                counts[type_, family] += weight
        shown = Shown({}, {})
        for (type_, family), count in counts.items():
            shown.types[type_] = sure = count / (count + _HALF)
            shown.families[family] = max(shown.families.get(family, 0.0), sure)
        return shown

    def _find(self, sentence: Sequence[Token]) -> set[int]:
        """The clues whose parts all stand in a sentence."""
        start, following, ending = self._next[0], self._next, self._ending
        held = set()
        for first, token in enumerate(sentence):
            node = start.get(token[0])
            position = token[1]
            last = first
            while node is not None:
                if ending[node]:
                    held.add(node)
                last += 1
                if not following[node] or last == len(sentence) or sentence[last][1] - position > _REACH:
                    break
                node, position = following[node].get(sentence[last][0]), sentence[last][1]
        return {
            number
            for node in held
            for number in ending[node]
            if len(self._clues[number][2]) == 1 or held >= self._clues[number][2]
        }


def _sentences(analysed: Analysed) -> Iterable[Sequence[Token]]:
    text, tokens = analysed
    before = 0
    for end in _SENTENCE_END.finditer(text):
        after = bisect_left(tokens, end.start(), before, key=_START)
        if after > before:
            yield tokens[before:after]
        before = after
    if before < len(tokens):
        yield tokens[before:]
