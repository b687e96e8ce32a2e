"""From the words typed to a query tree and a receipt of how they were understood."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from renkei_search.analysis.analyzer import analyze, write_folded
from renkei_search.analysis.signal import bigrams, shingles
from renkei_search.errors import QueryError
from renkei_search.index.schema import CONTENT_FIELDS
from renkei_search.search.language.limit import MAX_PHRASE_TERMS, MAX_WORDS, clean_query_text, notes_on
from renkei_search.search.language.part import Part, join_all, join_any, same_everywhere, with_places
from renkei_search.search.language.place import is_absent, is_place_name
from renkei_search.search.language.query import Query
from renkei_search.search.language.sentence import (
    COOPERATION_TERMS,
    PLACE_SUFFIXES,
    is_cause,
    is_one_word,
    is_sentence,
    without_frame,
)
from renkei_search.search.language.syntax.node import And, Beginning, InField, Not, Or, Quoted, Word
from renkei_search.search.language.syntax.parser import parse
from renkei_search.search.language.syntax.writer import to_text
from renkei_search.search.language.unit import UnitMaker, wording_trees
from renkei_search.search.result import Receipt, Step, StepKind, UnderstoodWord
from renkei_search.search.tree import (
    Boosting,
    Every,
    MostOf,
    Nothing,
    Tree,
    Without,
    all_of,
    any_field,
    any_of,
    beginning_with,
    signals,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from renkei_search.analysis.analyzer import Token
    from renkei_search.analysis.wording import Wording
    from renkei_search.search.language.syntax.node import Node
    from renkei_search.search.language.unit import Unit
    from renkei_search.search.language.vocabulary.gazetteer import Gazetteer, Place
    from renkei_search.search.language.vocabulary.synonym import Synonyms
    from renkei_search.search.tuning import Tuning


@dataclass(frozen=True)
class Interpreter:
    """Interprets requests with the vocabulary of an index; ``found`` are the thesaurus words that occur in the index."""

    synonyms: Synonyms
    found: frozenset[tuple[str, ...]]
    gazetteer: Gazetteer
    tuning: Tuning

    def understand(self, text: str, *, expand: bool = True) -> Query:
        """Interpret the words typed. An empty text matches everything.

        Args:
            text: as typed.
            expand: whether synonyms may be added and the request widened; otherwise it is taken literally.

        Raises:
            QueryError: the text is too long or contains control characters.
        """
        syntax = parse(clean_query_text(text))
        notes = (*notes_on(text), *syntax.notes)
        if syntax.node is None:
            return Query(None, None, Receipt(notes=notes, operators=syntax.operators))
        weights = self.tuning.weights
        if not expand:
            weights = {name: weights.get(name, 1.0) for name in CONTENT_FIELDS}
        reading = _Reading(self, expand, weights)
        parts = syntax.node.nodes if isinstance(syntax.node, And) else (syntax.node,)
        return reading.query(parts, syntax.operators, notes)


@dataclass
class _Reading:
    """The state of interpreting one request; ``weights`` are those of the fields to search."""

    interpreter: Interpreter
    expand: bool
    weights: Mapping[str, float]
    field: str | None = None
    words: list[UnderstoodWord] = dataclasses.field(default_factory=list)
    marked: set[str] = dataclasses.field(default_factory=set)
    signals: dict[str, dict[str, None]] = dataclasses.field(
        default_factory=lambda: {"shingle": {}, "bigram": {}}
    )
    added: dict[str, tuple[str, ...]] = dataclasses.field(default_factory=dict)
    runs: set[tuple[str, ...]] = dataclasses.field(default_factory=set)
    beginnings: set[str] = dataclasses.field(default_factory=set)
    units: list[Unit] = dataclasses.field(default_factory=list)
    notes: list[str] = dataclasses.field(default_factory=list)
    neighbours: dict[str, Wording] = dataclasses.field(default_factory=dict)
    sentence: bool = False
    ranked: bool = False

    def query(self, parts: Sequence[Node], operators: tuple[str, ...], notes: tuple[str, ...]) -> Query:
        """Build the query for the parts that must all match."""
        positive = [part for part in parts if not isinstance(part, Not)]
        negative = [part.node for part in parts if isinstance(part, Not)]
        if self.expand and not negative and not operators and is_sentence(positive):
            # Brackets in a sentence quote a word; they do not demand a phrase.
            self.sentence = True
            positive = [Word(part.text) for part in positive if isinstance(part, Word | Quoted)]
        plain = bool(positive) and all(isinstance(part, Word) for part in positive)
        tuning = self.interpreter.tuning
        required = [found for part in positive for found in self._require(part)]
        excluded = [tree for part in negative if (tree := self._compile_excluded(part)) is not None]
        if len(self.words) > MAX_WORDS and not self.sentence:
            raise QueryError(f"検索語は{MAX_WORDS}語までにしてください（{len(self.words)}語あります）。")
        telling = [unit for unit in self.units if not unit.general]
        deciding = self._deciding_parts(required)
        self._mark_deciding(deciding)
        steps = [Step(StepKind.SYNONYMS, others, word) for word, others in self.added.items()]
        loose = [
            any_of(unit.loose, tuning.general if unit.general and telling else 1.0) for unit in self.units
        ]
        matching: Tree
        if not required and (positive or not excluded):
            matching = Nothing()
        elif tuning.any_word:
            matching = any_of(loose)
        elif self.sentence:
            matching = MostOf(tuple(part.strict for part in deciding), tuning.sentence_share)
        else:
            matching = all_of([part.strict for part in required]) if required else Every()
        extra = signals(self.signals, tuning.signals)
        to_the_letter = (
            not self.expand or operators or negative or not plain or not self.units or not tuning.page
        )
        neighbours = tuple(
            wording for wording in self.neighbours.values() if wording.terms in self.interpreter.found
        )
        wider = (
            wording_trees(neighbours, self.interpreter.found, tuning.neighbour) if tuning.neighbour else []
        )
        return Query(
            matching=_finish(matching, extra, excluded),
            related=None if to_the_letter else _finish(any_of([*loose, *wider]), extra, excluded),
            receipt=Receipt(
                tuple(self.words), operators, (*notes, *self.notes), tuple(steps), sentence=self.sentence
            ),
            terms=frozenset(self.marked),
            runs=frozenset(self.runs),
            parts=tuple(required),
            ranked=self.ranked and not self.sentence,
            telling=deciding,
            units=tuple(self.units),
            neighbours=neighbours,
            beginnings=frozenset(self.beginnings),
            sentence=" ".join(part.text for part in positive if isinstance(part, Word))
            if self.sentence
            else "",
        )

    def _mark_deciding(self, deciding: Sequence[Part]) -> None:
        """Say in the receipt which words of a sentence decide what matches, and which do not."""
        if not self.sentence:
            return
        decide = {part.text for part in deciding}
        told = {word.text for word in self.words}
        idle = {unit.written: unit for unit in self.units if unit.written not in decide}
        for unit in idle.values():
            for word in unit.synonyms:
                self.added.pop(word, None)
        self.words = [
            replace(word, kind="general" if idle[word.text].general else "cause")
            if word.kind == "word" and word.text in idle
            else word
            for word in self.words
        ]
        verbs = {unit.written: unit for unit in self.units if unit.written in decide - told}
        self.words += [_understood(written, unit.terms, ()) for written, unit in verbs.items()]

    def _deciding_parts(self, parts: Sequence[Part]) -> tuple[Part, ...]:
        """The parts without general administrative words and without causes, unless there is nothing else.

        In a sentence without them its verbs say what it is about: 聞こえる in 聞こえにくい人への助成.
        """
        idle = {unit.written for unit in self.units if unit.general}
        causes = {unit.written for unit in self.units if self.sentence and is_cause(unit.written)}
        if any(unit.names and unit.written not in idle | causes for unit in self.units):
            idle |= causes
        verbs = [
            replace(unit.part, text=unit.written)
            for unit in self.units
            if self.sentence and not unit.names and not unit.general
        ]
        return tuple(part for part in parts if part.text not in idle) or (*parts, *verbs)

    def _require(self, node: Node) -> list[Part]:
        """Compile a required node; a typed word may consist of several words, each with a condition of its own."""
        if isinstance(node, Word):
            return self._word(node.text)
        part = self._compile(node)
        return [replace(part, text=to_text(node))] if part is not None else []

    def _compile(self, node: Node) -> Part | None:  # noqa: PLR0911 # one return for each kind of node
        """The condition for a node, or none if it has no terms."""
        match node:
            case Word(text):
                return join_all(self._word(text))
            case Quoted(text):
                return self._phrase(text)
            case Beginning(text):
                self.ranked |= self.field in {None, "title"}
                tree = self._prefix(text)
                return Part(tree, tree, tree) if tree is not None else None
            case InField(name, inner):
                return self._in_field(name, inner)
            case Not(inner):
                tree = self._compile_excluded(inner)
                return same_everywhere(Without(Every(), tree)) if tree is not None else None
            case And(nodes):
                return join_all([part for inner in nodes if (part := self._compile(inner)) is not None])
            case Or(nodes):
                return join_any([part for inner in nodes if (part := self._compile(inner)) is not None])

    def _compile_excluded(self, node: Node) -> Tree | None:
        """The tree of a part that must not match: taken literally, neither marked nor expanded.

        As names of places find the initiatives of a place, they also exclude them.
        """
        weights = {name: weight for name, weight in self.weights.items() if name != "field"}
        inner = _Reading(self.interpreter, False, weights or self.weights)
        part = inner._compile(node)
        self.words += [replace(word, kind="excluded") for word in inner.words]
        return part.strict if part is not None else None

    def _word(self, text: str) -> list[Part]:
        self.ranked |= self.field in {None, "title"}
        tokens = analyze(text)
        places = self._places(text)
        maker = self._maker
        if not tokens or not self.expand:
            units = [maker.literal(text, tokens)] if tokens else []
        elif places or is_absent(text, self.interpreter.gazetteer) or is_one_word(text, tokens):
            units = [maker.whole(text, tokens)]
        else:
            asked = without_frame(text, tokens) if self.sentence else tokens
            self.neighbours |= self.interpreter.synonyms.related(text, asked)
            units = maker.units(text, asked, sentence=self.sentence)
        if not places:
            units = self._without_suffixes(units)
        if not units and (not tokens or places):
            self.words.append(_understood(text, (), places))
        if not units and places:
            nothing = Part(Nothing(), Nothing(), Nothing(), text)
            return [with_places(nothing, places, self.interpreter.tuning.place)]
        parts = []
        for unit in units:
            if self.sentence and (not unit.names or COOPERATION_TERMS.issuperset(unit.terms)):
                self.units.append(unit)
                continue
            named = places if len(units) == 1 else self._places(unit.written)
            self.words.append(
                _understood(text if len(units) == 1 and named else unit.written, unit.terms, named)
            )
            self._note(unit)
            part = with_places(unit.part, named, self.interpreter.tuning.place)
            parts.append(replace(part, text=unit.written))
            elsewhere = not named and is_place_name(unit.written)
            self.units.append(replace(unit, place=bool(named), elsewhere=elsewhere))
        self._note_signals(text, tokens)
        return parts

    def _without_suffixes(self, units: list[Unit]) -> list[Unit]:
        """The words without suffixes such as 市, which say that a place is meant but not which one."""
        kept = [unit for unit in units if not PLACE_SUFFIXES.issuperset(unit.terms)]
        dropped = [unit.written for unit in units if unit not in kept]
        for written in dropped:
            self.words.append(UnderstoodWord(written, (), kind="suffix"))
            if not self.sentence:
                self.notes.append(f"「{written}」だけではどこを指すか分からないため、検索に使っていません。")
        return kept

    def _places(self, text: str) -> tuple[Place, ...]:
        """The places that the whole word names; in a literal search only if a place is asked for."""
        if self.field is None and not self.expand:
            return ()
        return tuple(
            place for place in self.interpreter.gazetteer.find(text) if self.field in {None, place.facet}
        )

    @property
    def _maker(self) -> UnitMaker:
        interpreter = self.interpreter
        return UnitMaker(interpreter.synonyms, interpreter.found, interpreter.tuning, self.weights)

    def _phrase(self, text: str) -> Part | None:
        tokens = analyze(text)
        if len(tokens) > MAX_PHRASE_TERMS:
            if not self.expand:
                raise QueryError(f'「」や" "で囲む語句は{MAX_PHRASE_TERMS}語までにしてください。')
            self.notes.append(
                f"「{text}」は{MAX_PHRASE_TERMS}語を超えるため、続けて書かれていない取組も探しています。"
            )
            return join_all(
                [
                    same_everywhere(any_field(term, self.weights))
                    for term in dict.fromkeys(t.term for t in tokens)
                ]
            )
        self.words.append(UnderstoodWord(text, tuple(token.term for token in tokens), kind="phrase"))
        if not tokens:
            return None
        self.ranked |= self.field in {None, "title"}
        unit = self._maker.literal(text, tokens)
        self._note(unit)
        self._note_signals(text, tokens)
        return unit.part

    def _prefix(self, text: str) -> Tree | None:
        """A tree for words with this prefix, as typed and not as normalised by the analyzer."""
        typed = write_folded(text)
        meaningful = any(map(str.isalnum, typed))
        self.words.append(UnderstoodWord(text, (typed,) if meaningful else (), kind="prefix"))
        if not meaningful:
            return None
        self.beginnings.add(typed)
        tokens = analyze(text)
        before = [token.term for token in tokens[:-1]]
        last = write_folded(text[tokens[-1].start :]) if tokens else typed
        return beginning_with(typed, before, last, bigrams(text), self.weights)

    def _in_field(self, name: str, node: Node) -> Part | None:
        weights = {name: self.interpreter.tuning.weights.get(name, 1.0)}
        inner = _Reading(self.interpreter, False, weights, field=name)
        part = inner._compile(node)
        self.words += [replace(word, field=name) for word in inner.words]
        self.marked |= inner.marked
        self.runs |= inner.runs
        self.beginnings |= inner.beginnings
        self.ranked |= inner.ranked
        return part if part is None or name == "title" else same_everywhere(part.strict)

    def _note(self, unit: Unit) -> None:
        """Register a word and its synonyms for marking in excerpts and for the receipt."""
        if len(unit.terms) > 1:
            self.runs.add(unit.terms)
        else:
            self.marked.update(unit.terms)
        self.added |= unit.synonyms
        self.runs.update(variant.terms for variant in unit.variants)

    def _note_signals(self, text: str, tokens: Sequence[Token]) -> None:
        self.signals["shingle"].update(dict.fromkeys(shingles(tokens)))
        self.signals["bigram"].update(dict.fromkeys(bigrams(text)))


def _understood(text: str, terms: Sequence[str], places: Sequence[Place]) -> UnderstoodWord:
    return UnderstoodWord(
        text,
        tuple(dict.fromkeys(terms)),
        places=tuple(place.value for place in places if place.facet == "municipality"),
    )


def _finish(tree: Tree, extra: Tree | None, excluded: Sequence[Tree]) -> Tree:
    """Add signals to the score, and remove what is excluded."""
    scored = Boosting(tree, extra) if extra is not None else tree
    return Without(scored, any_of(excluded)) if excluded else scored
