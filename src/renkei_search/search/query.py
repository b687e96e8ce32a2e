"""From the words typed to Whoosh query trees and a receipt of how they were understood.

User text never reaches Whoosh's own parser, which misreads Japanese and can be made to run for half a minute.
"""

from __future__ import annotations

import dataclasses
import unicodedata
from dataclasses import dataclass, replace
from itertools import pairwise
from math import ceil
from typing import TYPE_CHECKING, Final

from whoosh.query import And, AndMaybe, AndNot, Every, NullQuery, Or

from renkei_search.analysis.analyzer import analyze
from renkei_search.analysis.signal import bigrams, shingles
from renkei_search.analysis.wording import make_wording
from renkei_search.errors import QueryError
from renkei_search.search.grammar import And as AndNode
from renkei_search.search.grammar import InField, Not, Phrase, Prefix, Word, parse
from renkei_search.search.grammar import Or as OrNode
from renkei_search.search.limit import MAX_PHRASE_TERMS, MAX_WORDS, clean_text
from renkei_search.search.result import Receipt, Step, StepKind, UnderstoodWord
from renkei_search.search.tree import AtLeast, adjacent, any_field, beginning_with, facet_is, signals

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from whoosh.query import Query as WhooshQuery

    from renkei_search.analysis.analyzer import Token
    from renkei_search.analysis.wording import Wording
    from renkei_search.search.gazetteer import Gazetteer, Place
    from renkei_search.search.grammar import Node
    from renkei_search.search.synonym import Segment, Synonyms
    from renkei_search.search.tuning import Tuning


# What frames a question rather than says what it is about.
FRAME_TERMS: Final = frozenset(
    """
    知る 教える 調べる 探す 聞く 見る 欲しい 例 事例 方法 仕方 仕組み どう 如何 何 何処 何時 何故 誰 何れ 為 所 事 物
    様 訳 遣る 行う 進める 考える 思う 良い 他 ほか 取り組み 取る 組む 下さる 一緒 場合 時 作る
    """.split()  # noqa: SIM905 # a list in words reads better
)

# A text with at least so many terms, and so many particles and endings between them, is a sentence.
_SENTENCE_TERMS: Final = 3
_SENTENCE_PARTICLES: Final = 2


@dataclass(frozen=True)
class Query:
    """A request as understood.

    Attributes:
        matching: what must match; none when nothing was typed, so that everything does, without an order of merit.
        related: what else may be shown after the matches, or none if the words are to be taken to the letter.
        receipt: how the words were understood.
        terms: the terms that excerpts mark.
        runs: sequences of terms that they mark where they stand together, such as synonyms.
    """

    matching: WhooshQuery | None
    related: WhooshQuery | None
    receipt: Receipt
    terms: frozenset[str] = frozenset()
    runs: frozenset[tuple[str, ...]] = frozenset()


@dataclass(frozen=True)
class Interpreter:
    """Reads requests with the words an index knows; ``found`` are those of the thesaurus that stand in it."""

    synonyms: Synonyms
    found: frozenset[tuple[str, ...]]
    gazetteer: Gazetteer
    tuning: Tuning

    def understand(self, text: str, *, expand: bool = True) -> Query:
        """Understand the words typed. An empty text matches everything.

        Args:
            text: as typed.
            expand: whether synonyms may be added and the request widened; otherwise it is taken to the letter.

        Raises:
            QueryError: the text is too long or holds characters no one types.
        """
        syntax = parse(clean_text(text))
        if syntax.node is None:
            return Query(None, None, Receipt(notes=syntax.notes, operators=syntax.operators))
        reading = _Reading(self, expand)
        parts = syntax.node.nodes if isinstance(syntax.node, AndNode) else (syntax.node,)
        return reading.query(parts, syntax.operators, syntax.notes)


@dataclass(frozen=True)
class _Unit:
    """A part of the query that belongs together.

    Attributes:
        strict: it matches to the letter or by a synonym.
        loose: one tree for each of its terms, of which some may match; a synonym stands for every term.
    """

    strict: WhooshQuery
    loose: tuple[WhooshQuery, ...]


def _whole(tree: WhooshQuery) -> _Unit:
    """A part that matches whole or not at all."""
    return _Unit(tree, (tree,))


@dataclass
class _Reading:
    """The state of reading one request."""

    interpreter: Interpreter
    expand: bool
    field: str | None = None
    words: list[UnderstoodWord] = dataclasses.field(default_factory=list)
    marked: set[str] = dataclasses.field(default_factory=set)
    signals: dict[str, dict[str, None]] = dataclasses.field(
        default_factory=lambda: {"shingle": {}, "bigram": {}}
    )
    added: dict[str, tuple[str, ...]] = dataclasses.field(default_factory=dict)
    runs: set[tuple[str, ...]] = dataclasses.field(default_factory=set)
    units: list[_Unit] = dataclasses.field(default_factory=list)
    notes: list[str] = dataclasses.field(default_factory=list)
    neighbours: dict[str, Wording] = dataclasses.field(default_factory=dict)
    sentence: bool = False

    def query(self, parts: Sequence[Node], operators: tuple[str, ...], notes: tuple[str, ...]) -> Query:
        """Build the query for the parts that must all match."""
        positive = [part for part in parts if not isinstance(part, Not)]
        negative = [part.node for part in parts if isinstance(part, Not)]
        if self.expand and not negative and not operators and _is_sentence(positive):
            # Brackets in a sentence quote a word; they do not demand a phrase.
            self.sentence = True
            positive = [Word(part.text) for part in positive if isinstance(part, Word | Phrase)]
        plain = bool(positive) and all(isinstance(part, Word) for part in positive)
        tuning = self.interpreter.tuning
        required = [tree for part in positive if (tree := self._require(part)) is not None]
        excluded = [tree for part in negative if (tree := self._compile_excluded(part)) is not None]
        if len(self.words) > MAX_WORDS:
            raise QueryError(f"検索語は{MAX_WORDS}語までにしてください（{len(self.words)}語あります）。")
        steps = [Step(StepKind.SYNONYMS, others, word) for word, others in self.added.items()]
        if not required and (positive or not excluded):
            matching = NullQuery
        elif tuning.any_word:
            matching = Or(self._loose)
        elif self.sentence:
            matching = AtLeast(self._loose, max(1, ceil(tuning.sentence_share * len(self._loose))))
        else:
            matching = And(required) if required else Every()
        extra = signals(self.signals, tuning.signals)
        to_the_letter = (
            not self.expand or operators or negative or not plain or not self.units or not tuning.page
        )
        return Query(
            _finish(matching, extra, excluded),
            None if to_the_letter else _finish(self._related(), extra, excluded),
            Receipt(
                tuple(self.words), operators, (*notes, *self.notes), tuple(steps), sentence=self.sentence
            ),
            frozenset(self.marked),
            frozenset(self.runs),
        )

    def _related(self) -> WhooshQuery:
        """Anything that has a part of the query, or a broader or neighbouring word for one."""
        weight = self.interpreter.tuning.neighbour
        words = self._wordings(self.neighbours.values(), weight) if weight else []
        return Or([*self._loose, *words])

    @property
    def _loose(self) -> list[WhooshQuery]:
        return [tree for unit in self.units for tree in unit.loose]

    def _require(self, part: Node) -> WhooshQuery | None:
        """Compile a part of the whole, and note what of it may be missing from a partial match."""
        if isinstance(part, Word):
            units = self._word(part.text)
            self.units += units
            return And([unit.strict for unit in units]) if units else None
        tree = self._compile(part)
        if tree is not None:
            self.units.append(_whole(tree))
        return tree

    def _compile(self, node: Node) -> WhooshQuery | None:  # noqa: PLR0911 # one return for each kind of node
        """The tree of a part that must match, or none if it says nothing."""
        match node:
            case Word(text):
                units = self._word(text)
                return And([unit.strict for unit in units]) if units else None
            case Phrase(text):
                return self._phrase(text)
            case Prefix(text):
                return self._prefix(text)
            case InField(name, inner):
                return self._in_field(name, inner)
            case Not(inner):
                tree = self._compile_excluded(inner)
                return AndNot(Every(), tree) if tree is not None else None
            case AndNode(nodes):
                trees = [tree for inner in nodes if (tree := self._compile(inner)) is not None]
                return And(trees) if trees else None
            case OrNode(nodes):
                trees = [tree for inner in nodes if (tree := self._compile(inner)) is not None]
                return Or(trees) if trees else None

    def _compile_excluded(self, node: Node) -> WhooshQuery | None:
        """The tree of a part that must not match: taken to the letter, neither marked nor expanded."""
        inner = _Reading(self.interpreter, expand=False)
        tree = inner._compile(node)
        self.words += [replace(word, kind="excluded") for word in inner.words]
        return tree

    @property
    def _weights(self) -> Mapping[str, float]:
        return self.interpreter.tuning.weights

    def _word(self, text: str) -> list[_Unit]:
        tokens = analyze(text)
        places = self._places(text)
        self.words.append(
            UnderstoodWord(
                text,
                tuple(dict.fromkeys(token.term for token in tokens)),
                places=tuple(place.value for place in places if place.facet == "municipality"),
            )
        )
        self._note_terms(text, tokens)
        units = self._segments(text, tokens)
        if not places:
            return units
        named = [facet_is(place.facet, place.value, self.interpreter.tuning.place) for place in places]
        literal = [And([unit.strict for unit in units])] if units else []
        tree = Or([*literal, *named])
        return [_whole(tree)]

    def _places(self, text: str) -> tuple[Place, ...]:
        """What the word names as a whole; to the letter only where a place is asked for."""
        if self.field is None and not self.expand:
            return ()
        return tuple(
            place for place in self.interpreter.gazetteer.find(text) if self.field in {None, place.facet}
        )

    def _segments(self, text: str, tokens: Sequence[Token]) -> list[_Unit]:
        if not self.expand:
            trees = [any_field(term, self._weights) for term in dict.fromkeys(token.term for token in tokens)]
            return [_whole(tree) for tree in trees]
        asked = [token for token in tokens if not (self.sentence and token.term in FRAME_TERMS)]
        self.neighbours |= self.interpreter.synonyms.related(asked)
        # A word said twice asks for no more than once.
        segments = {found.terms: found for found in self.interpreter.synonyms.segment(asked)}
        return [self._segment(text[found.start : found.end], found) for found in segments.values()]

    def _segment(self, written: str, segment: Segment) -> _Unit:
        tuning = self.interpreter.tuning
        terms = [any_field(term, self._weights) for term in segment.terms]
        own = self._together(segment.terms) if len(terms) > 1 else terms[0]
        if not segment.synonyms or not tuning.synonym:
            return _Unit(own, tuple(terms))
        self.added[written] = tuple(wording.text for wording in segment.synonyms)
        self.runs.update(
            wording.terms for wording in segment.synonyms if wording.terms in self.interpreter.found
        )
        same = self._wordings(segment.synonyms, tuning.synonym)
        shares = self._wordings(segment.synonyms, tuning.synonym / len(terms))
        return _Unit(_either([own, *same]), tuple(_either([term, *shares]) for term in terms))

    def _together(self, terms: Sequence[str]) -> WhooshQuery:
        """The terms of one word: not one in an initiative's text and another in the name of its policy field.

        Such a name lists many things, and words such as 支援 stand in every other text.
        """
        parts = [
            {name: weight for name, weight in self._weights.items() if (name == "field") is named}
            for named in (False, True)
        ]
        return Or([And([any_field(term, part) for term in terms]) for part in parts if part])

    def _wordings(self, wordings: Iterable[Wording], weight: float) -> list[WhooshQuery]:
        """Trees of those that stand in some initiative."""
        return [
            adjacent(wording.terms, wording.reach, boost=weight)
            for wording in wordings
            if wording.terms in self.interpreter.found
        ]

    def _phrase(self, text: str) -> WhooshQuery | None:
        wording = make_wording(text)
        if len(wording.terms) > MAX_PHRASE_TERMS:
            if not self.expand:
                raise QueryError(f'「」や" "で囲む語句は{MAX_PHRASE_TERMS}語までにしてください。')
            self.notes.append(
                f"「{text}」は{MAX_PHRASE_TERMS}語を超えるため、続けて書かれていない取組も探しています。"
            )
            return And([unit.strict for unit in self._word(text)])
        self.words.append(UnderstoodWord(text, wording.terms, kind="phrase"))
        if not wording.terms:
            return None
        self._note_terms(text, analyze(text))
        return adjacent(wording.terms, wording.reach, self._weights)

    def _prefix(self, text: str) -> WhooshQuery | None:
        tokens = analyze(text)
        self.words.append(UnderstoodWord(text, tuple(token.term for token in tokens), kind="prefix"))
        typed = "".join(unicodedata.normalize("NFKC", text).lower().split())
        last = tokens[-1] if tokens else None
        starts = dict.fromkeys(
            [last.term, unicodedata.normalize("NFKC", text[last.start :]).lower()] if last else [typed]
        )
        before = [any_field(token.term, self._weights) for token in tokens[:-1]]
        self.marked.update(token.term for token in tokens)
        return (
            And([*before, beginning_with(starts, self._weights)])
            if before
            else beginning_with(starts, self._weights)
        )

    def _in_field(self, name: str, node: Node) -> WhooshQuery | None:
        tuning = self.interpreter.tuning
        only = replace(
            self.interpreter, tuning=replace(tuning, weights={name: tuning.weights.get(name, 1.0)})
        )
        inner = _Reading(only, expand=False, field=name)
        tree = inner._compile(node)
        self.words += [replace(word, field=name) for word in inner.words]
        self.marked |= inner.marked
        return tree

    def _note_terms(self, text: str, tokens: Sequence[Token]) -> None:
        # A single character of a longer word is marked only beside its neighbour: 場 of 火葬場 is in every 会場.
        alone = {token.term for token in tokens if len(token.term) > 1 or len(tokens) == 1}
        self.marked |= alone
        self.runs.update(
            (one.term, other.term) for one, other in pairwise(tokens) if not {one.term, other.term} <= alone
        )
        self.signals["shingle"].update(dict.fromkeys(shingles(tokens)))
        self.signals["bigram"].update(dict.fromkeys(bigrams(text)))


def _finish(tree: WhooshQuery, extra: WhooshQuery | None, excluded: Sequence[WhooshQuery]) -> WhooshQuery:
    """Add signals to the score and take away what is excluded."""
    scored = AndMaybe(tree, extra) if extra is not None else tree
    return AndNot(scored, Or(excluded)) if excluded else scored


def _either(trees: Sequence[WhooshQuery]) -> WhooshQuery:
    return Or(trees) if len(trees) > 1 else trees[0]


def _is_sentence(parts: Sequence[Node]) -> bool:
    """Whether the parts are words, some perhaps quoted, with enough particles between them."""
    if not all(isinstance(part, Word | Phrase) for part in parts):
        return False
    terms = particles = 0
    for part in parts:
        tokens = analyze(part.text) if isinstance(part, Word | Phrase) else []
        terms += len(tokens)
        particles += _count_particles(part.text, tokens) if isinstance(part, Word) else 0
    return terms >= _SENTENCE_TERMS and particles >= _SENTENCE_PARTICLES


def _count_particles(text: str, tokens: Sequence[Token]) -> int:
    """How many morphemes of the text are no terms: particles, endings, punctuation."""
    dropped_inside = tokens[-1].position + 1 - len(tokens) if tokens else 0
    tail = text[tokens[-1].end :] if tokens else text
    return dropped_inside + (1 if tail.strip() else 0)
