"""Recognise the types of practice of a text by expressions that indicate them."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from functools import lru_cache
from operator import attrgetter
from typing import TYPE_CHECKING, Final, NamedTuple

from renkei_search.analysis.analyzer import analyze
from renkei_search.analysis.wording import make_wording
from renkei_search.model.practice import EITHER, WHERE_WORDS_ARE_FEW, WITHOUT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from renkei_search.analysis.analyzer import Token
    from renkei_search.model.practice import Practices, PracticeType

# Terms of an expression may have up to two particles or endings between them: 空き家の利用 and 空き家を利用.
_REACH: Final = 3
# The other parts must occur within this many morphemes of the first: further on, a long sentence is about something
# else. The second limit is for parts with alternatives, which match by chance more easily.
_NEAR: Final = 30
_NEAR_WITH_ALTERNATIVES: Final = 6
_NEAR_WHERE_WORDS_ARE_FEW: Final = 12
# An expression with this many parts that have alternatives consists of general words (支援|促進 事業|計画). It indicates a
# type only in short texts about one thing: a title, a query, a description of at most this many terms. In longer
# texts such words occur together by chance.
_GENERAL: Final = 3
_FEW: Final = 8
_SENTENCE_END: Final = re.compile("[。\n]")
_START: Final = attrgetter("start")
# A title says what the initiative is; a description may mention side aspects.
_TITLE: Final = 1.0
_DESCRIPTION: Final = 0.5
_HALF: Final = 0.5

# Terms separated by one of these are two things: 介護、認定こども園 is not 介護認定.
_PARTING: Final = re.compile("[、,，;；「」『』（）()]|や|で|から|より|まで|ない|ず")
# Negations after an expression. できない, 足りない and 進まない are not among them: they express a need.
_NEGATION: Final = re.compile(
    "[をにがはもとのへ]{0,2}(?:対象[とに]?は?)?"
    "(?:(?:至ら|受け(?:てい|られ)?|含ま|含め|よら|依ら|頼ら|該当し|当たら|伴わ|使わ|用い|要さ|要し|なら|求め)(?:ない|ず|ぬ|なかっ|ません)"
    "|で(?:は|も)?な(?:い|く|かっ)|じゃな|以外|を?除[くい]|対象外|に限ら[なず])"
)
# What follows an expression that is mentioned as the cause of a loss: 廃校で接点を失った.
_CAUSE_OF_LOSS: Final = re.compile(
    "(?:など)?(?:で|により|によって|に伴い|に伴って|のため|のせいで|から)、?[^、。\n]{0,14}?"
    "(?:失っ|失わ|失う|困っ|困る|途絶え|絶た|奪わ|衰退し|寂れ|取り残さ|希薄に|希薄化し|不便に|通えな|行けな|遠くな)"
)


class Clue(NamedTuple):
    """An expression that indicates a type.

    Attributes:
        type: the type's id.
        family: the family of the type.
        parts: what one sentence must contain: for each part its alternatives, and for each of these its terms.
        without: alternatives that the sentence must not contain.
        loose: the alternatives whose terms may be separated by punctuation, because they contain some themselves.
        weak: whether it indicates the type only in short texts.
    """

    type: str
    family: str
    parts: tuple[tuple[tuple[str, ...], ...], ...]
    without: tuple[tuple[str, ...], ...] = ()
    loose: tuple[tuple[str, ...], ...] = ()
    weak: bool = False


class PracticeConfidence(NamedTuple):
    """The confidence (0 to 1) for each type of practice and each family; those that are not indicated are left out."""

    types: dict[str, float]
    families: dict[str, float]


class AnalysedText(NamedTuple):
    """A text and its terms."""

    text: str
    tokens: Sequence[Token]


NO_TEXT: Final = AnalysedText("", ())


class _Sentence(NamedTuple):
    """A sentence's terms, with the whole text that their offsets refer to."""

    text: str
    tokens: Sequence[Token]


class _Rule(NamedTuple):
    """A clue as trie nodes: the sentence must contain one node of each set, and none of ``without``.

    The parts of a rule with ``alternatives`` must be closer; a ``general`` rule counts only in short texts.
    """

    type: str
    family: str
    parts: tuple[frozenset[int], ...]
    without: frozenset[int]
    alternatives: bool
    general: bool


def analyse_text(text: str) -> AnalysedText:
    """Analyze a text for the classifier."""
    return AnalysedText(text, analyze(text))


# Cached, because a build needs this twice, and a running server may build again.
@lru_cache(maxsize=1)
def analyse_practices(practices: Practices) -> tuple[Clue, ...]:
    """Analyze all expressions, which is too slow to be done at every start.

    An expression with a part that has no terms is left out.
    """
    clues = [_analyse(type_, word) for type_ in practices.types for word in type_.words]
    return tuple(clue for clue in clues if clue.parts and all(map(all, clue.parts)))


def _analyse(type_: PracticeType, word: str) -> Clue:
    parts = word.removeprefix(WHERE_WORDS_ARE_FEW).split()
    written = [part.split(EITHER) for part in parts if not part.startswith(WITHOUT)]
    without = [part[1:].split(EITHER) for part in parts if part.startswith(WITHOUT)]
    wordings = [[make_wording(text) for text in part] for part in written]
    return Clue(
        type_.id,
        type_.family,
        tuple(tuple(wording.terms for wording in part) for part in wordings),
        tuple(make_wording(text).terms for part in without for text in part),
        tuple(wording.terms for part in wordings for wording in part if _PARTING.search(wording.text)),
        word.startswith(WHERE_WORDS_ARE_FEW),
    )


def tell_families(practices: Practices) -> Callable[[str, str], Mapping[str, float]]:
    """A function that gives the confidence for each family from a title and a description.

    The expressions are analyzed on the first call.
    """

    @lru_cache(maxsize=1)
    def classifier() -> PracticeClassifier:
        return PracticeClassifier(analyse_practices(practices))

    return lambda title, description: (
        classifier().weigh(analyse_text(title), analyse_text(description)).families
    )


class PracticeClassifier:
    """Finds the clues of a classification in texts. Thread-safe, and can be sent to other processes."""

    def __init__(self, clues: Iterable[Clue]) -> None:
        # All alternatives as a trie of terms: for each node, the child for a further term.
        self._next: list[dict[str, int]] = [{}]
        self._closing: set[int] = set()
        self._loose: set[int] = set()
        self._rules: list[_Rule] = []
        for clue in clues:
            parts = tuple(frozenset(map(self._add, part)) for part in clue.parts)
            without = frozenset(map(self._add, clue.without))
            alternatives = any(len(part) > 1 for part in clue.parts)
            general = clue.weak or (alternatives and len(clue.parts) >= _GENERAL)
            rule = _Rule(clue.type, clue.family, parts, without, alternatives, general)
            self._closing.update(*parts, rule.without)
            for terms in clue.loose:
                self._loosen(terms)
            self._rules.append(rule)
        self._raised: defaultdict[int, list[int]] = defaultdict(list)
        self._raised_by_few: defaultdict[int, list[int]] = defaultdict(list)
        self._index()

    def _index(self) -> None:
        """For each node, the rules to check if a sentence contains it: those whose rarest part it belongs to.

        General words belong to hundreds of rules; checking all of them would take ten times as long.
        """
        common = Counter(node for rule in self._rules for part in rule.parts for node in part)
        for number, rule in enumerate(self._rules):
            raised = self._raised_by_few if rule.general else self._raised
            for node in min(rule.parts, key=lambda part: sum(common[node] for node in part)):
                raised[node].append(number)

    def _add(self, part: tuple[str, ...]) -> int:
        node = 0
        for term in part:
            following = self._next[node].setdefault(term, len(self._next))
            if following == len(self._next):
                self._next.append({})
            node = following
        return node

    def _loosen(self, terms: tuple[str, ...]) -> None:
        node = 0
        for term in terms:
            node = self._next[node][term]
            self._loose.add(node)

    def weigh(self, title: AnalysedText, description: AnalysedText) -> PracticeConfidence:
        """The types of an initiative, with their confidence.

        An expression in the title counts more than one in the description; a family has the confidence of its surest
        type. Negated expressions (要介護の認定に至らない) and causes of a loss (廃校で接点を失った) indicate nothing.
        """
        counts: defaultdict[tuple[str, str], float] = defaultdict(float)
        for analysed, weight in ((title, _TITLE), (description, _DESCRIPTION)):
            few = analysed is title or len(analysed.tokens) <= _FEW
            found = (self._find(sentence, few=few) for sentence in _sentences(analysed))
            for number in set().union(*found):
                rule = self._rules[number]
                counts[rule.type, rule.family] += weight
        confidence = PracticeConfidence({}, {})
        for (type_, family), count in counts.items():
            confidence.types[type_] = sure = count / (count + _HALF)
            confidence.families[family] = max(confidence.families.get(family, 0.0), sure)
        return confidence

    def _find(self, sentence: _Sentence, *, few: bool) -> set[int]:
        """The rules that a sentence satisfies; ``few`` is whether the text is short."""
        found = self._find_alternatives(sentence)
        numbers = {number for node in found for number in self._raised.get(node, ())}
        if few:
            numbers.update(number for node in found for number in self._raised_by_few.get(node, ()))
        return {number for number in numbers if _satisfied(self._rules[number], found, few=few)}

    def _find_alternatives(self, sentence: _Sentence) -> dict[int, list[int]]:
        """The alternatives that a sentence contains, by node, with their positions."""
        text, tokens = sentence
        start, following = self._next[0], self._next
        found: dict[int, list[int]] = {}
        for first, token in enumerate(tokens):
            node = start.get(token.term)
            last = first
            while node is not None:
                if node in self._closing and _is_affirmed(text, tokens[last].end):
                    found.setdefault(node, []).append(token.position)
                if not following[node] or last + 1 == len(tokens):
                    break
                before, last = tokens[last], last + 1
                node = following[node].get(tokens[last].term)
                if node is not None and not self._joined(text, before, tokens[last], node):
                    break
        return found

    def _joined(self, text: str, before: Token, after: Token, node: int) -> bool:
        """Whether two terms belong to one expression, judged by the text between them."""
        if after.position - before.position > _REACH:
            return False
        return (
            node in self._loose
            or before.end == after.start
            or not _PARTING.search(text, before.end, after.start)
        )


def _is_affirmed(text: str, end: int) -> bool:
    """Whether an expression that ends here is neither negated by what follows nor the cause of a loss."""
    return not (_NEGATION.match(text, end) or _CAUSE_OF_LOSS.match(text, end))


def _satisfied(rule: _Rule, found: Mapping[int, Sequence[int]], *, few: bool) -> bool:
    if not rule.without.isdisjoint(found) or any(part.isdisjoint(found) for part in rule.parts):
        return False
    if len(rule.parts) == 1:
        return True
    places = [sorted({at for node in part for at in found.get(node, ())}) for part in rule.parts]
    reach = _NEAR
    if rule.alternatives:
        reach = _NEAR_WHERE_WORDS_ARE_FEW if few else _NEAR_WITH_ALTERNATIVES
    return any(_fits(places[1:], (first,), reach) for first in places[0])


def _fits(rest: Sequence[Sequence[int]], taken: tuple[int, ...], reach: int) -> bool:
    """Whether each further part has an occurrence of its own near the first part's."""
    if not rest:
        return True
    near = (at for at in rest[0] if at not in taken and abs(at - taken[0]) <= reach)
    return any(_fits(rest[1:], (*taken, at), reach) for at in near)


def _sentences(analysed: AnalysedText) -> Iterable[_Sentence]:
    text, tokens = analysed
    before = 0
    for end in _SENTENCE_END.finditer(text):
        after = bisect_left(tokens, end.start(), before, key=_START)
        if after > before:
            yield _Sentence(text, tokens[before:after])
        before = after
    if before < len(tokens):
        yield _Sentence(text, tokens[before:])
