"""The words of a query: which terms belong together, and the tree that finds each word."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import islice, pairwise, product
from typing import TYPE_CHECKING, Final, NamedTuple

from renkei_search.analysis.analyzer import analyze
from renkei_search.analysis.signal import bigrams
from renkei_search.analysis.whole_word import whole_words
from renkei_search.index.schema import CONTENT_FIELDS
from renkei_search.search.language.part import Part
from renkei_search.search.language.sentence import ADVERBS, EVERYDAY_TERMS, GENERAL_TERMS
from renkei_search.search.language.vocabulary.synonym import NO_GAP, gap_of
from renkei_search.search.tree import (
    CONTENT_WEIGHTS,
    Nothing,
    Term,
    Tree,
    adjacent,
    all_of,
    any_field,
    any_of,
    best_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from renkei_search.analysis.analyzer import Token
    from renkei_search.analysis.whole_word import WholeWord
    from renkei_search.analysis.wording import Wording
    from renkei_search.search.language.vocabulary.synonym import Segment, Synonyms
    from renkei_search.search.tuning import Tuning

# The number of combinations tried for a compound whose parts have many synonyms.
_MOST_VARIANTS: Final = 64
# A longer sequence of words is not a compound, and no initiative has it with one word replaced.
_MOST_SEGMENTS: Final = 12
# The first synonyms of a group are the closest; scattered terms of others occur for too many other reasons.
_MOST_APART: Final = 4
# Two nouns may be linked by の instead of forming a compound.
_LINK: Final = "の"
# Longer compounds are written with several の, and a text that repeats one word may have hundreds of words.
_MOST_LINKED: Final = 6
# Negligible next to the score of a word.
_PRESENCE: Final = 0.01
# Inflections after the stem of a verb: 減って can be shown as a word, 減っ cannot.
_INFLECTIONS: Final = frozenset(
    "て で た だ ず ない なく なかっ そう たい ん ぬ ます まし れ れる られ られる せ せる しまう しまっ いる".split()  # noqa: SIM905
)
# An initiative's own names. The name of its policy field is a heading that many share.
_OWN_NAMES: Final = ("region", "municipality")


class Variant(NamedTuple):
    """The terms of a variant of a word, the largest distance between two of them, and whether they name a kind of it."""

    terms: tuple[str, ...]
    reach: int
    kind: bool = False


class Linked(NamedTuple):
    """A compound with の between two of its words, such as 医師の確保 for 医師確保: its terms, and the tree that finds it."""

    text: str
    terms: tuple[str, ...]
    tree: Tree


class Whole(NamedTuple):
    """A dictionary word within a longer word, with its terms."""

    text: str
    terms: tuple[str, ...]


@dataclass(frozen=True)
class Unit:
    """A word of the query: terms that are adjacent in a match.

    Attributes:
        written: as typed.
        terms: its terms.
        part: the condition for it.
        loose: one tree for each of its distinct terms, not all of which must match; a synonym counts for every term.
        variants: its variants by synonyms that some initiative may have.
        linked: its forms with の between two of its words.
        wholes: the words that it consists of.
        general: whether all of its words are general administrative words, which nearly every initiative may have.
        place: whether it names a municipality or region of the corpus. It says where and not what, so nothing is close to
            it in meaning.
        elsewhere: whether it names a municipality or prefecture outside the corpus. It has a meaning only if some text
            contains the name.
        names: whether it contains a noun.
        synonyms: the synonyms of each word as typed.
    """

    written: str
    terms: tuple[str, ...]
    part: Part
    loose: tuple[Tree, ...]
    variants: tuple[Variant, ...] = ()
    linked: tuple[Linked, ...] = ()
    wholes: tuple[Whole, ...] = ()
    general: bool = False
    place: bool = False
    elsewhere: bool = False
    names: bool = True
    synonyms: dict[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class UnitMaker:
    """Makes units of typed words.

    Attributes:
        thesaurus: the synonyms.
        found: the thesaurus's words that some initiative has.
        tuning: weights.
        weights: the weights of the fields to search.
    """

    thesaurus: Synonyms
    found: frozenset[tuple[str, ...]]
    tuning: Tuning
    weights: Mapping[str, float]

    def literal(self, text: str, tokens: Sequence[Token]) -> Unit:
        """A literal text: all its terms in order with the same particles between them."""
        terms = tuple(token.term for token in tokens)
        first, last = tokens[0], tokens[-1]
        before, after = NO_GAP.sub("", text[: first.start]), NO_GAP.sub("", text[last.end :])
        joined = [before + text[first.start]] if before else []
        edges = self._pairs([*joined, text[last.end - 1] + after] if after else joined)
        fields = {}
        for name in self.weights:
            tree = self._literal(text, tokens, (name,))
            fields[name] = all_of([tree, *edges]) if edges else tree
        own = _either(list(fields.values()))
        return Unit(text, terms, self._part(own, fields), (own,))

    def whole(self, text: str, tokens: Sequence[Token]) -> Unit:
        """A text that is one word regardless of its terms, such as a place name in kana."""
        unit = self.literal(text, tokens)
        return replace(unit, loose=tuple(any_field(term, self.weights) for term in unit.terms))

    def units(self, text: str, tokens: Sequence[Token], *, sentence: bool = False) -> list[Unit]:
        """The words of a text, each once: terms with a particle or mark between them belong to two words.

        Args:
            text: as typed, without blanks.
            tokens: its terms, all or those that count.
            sentence: whether verbs and the like separate words too, as in 育てる研修 and みんな都会へ.
        """
        units: dict[tuple[str, ...], Unit] = {}
        verbs = [word for word in whole_words(text) if not word.noun] if sentence else []
        parting = [(word.start, word.end) for word in verbs]
        if sentence:
            parting += [(token.start, token.end) for token in tokens if token.term in ADVERBS]
        breaks = frozenset(place for places in parting for place in places)
        for chunk in self._chunks(text, tokens, breaks):
            unit = self._unit(text, chunk, sentence=sentence)
            units.setdefault(unit.terms, unit)
        return list(units.values())

    def _chunks(
        self, text: str, tokens: Sequence[Token], breaks: frozenset[int]
    ) -> list[list[tuple[Segment, Sequence[Token]]]]:
        """Runs of adjacent segments, each with its tokens; a segment that contains a particle is alone."""
        chunks: list[list[tuple[Segment, Sequence[Token]]]] = []
        at = 0
        closed = True
        for segment in self.thesaurus.segment(text, tokens):
            own = tokens[at : at + len(segment.terms)]
            parted = any(gap_of(text, one, other) for one, other in pairwise(own))
            if closed or parted or own[0].start in breaks or gap_of(text, tokens[at - 1], own[0]):
                chunks.append([])
            chunks[-1].append((segment, own))
            closed = parted
            at += len(own)
        return chunks

    def _unit(self, text: str, chunk: Sequence[tuple[Segment, Sequence[Token]]], *, sentence: bool) -> Unit:
        tokens = [token for _, own in chunk for token in own]
        distinct = {segment.terms: segment for segment, _ in chunk}
        terms = tuple(token.term for token in tokens)
        written = text[tokens[0].start : _inflected_end(text, tokens[-1].end)]
        fields = {name: self._literal(text, tokens, (name,)) for name in self.weights}
        own = _either(list(fields.values()))
        variants = tuple(self._variants(chunk)) if self.tuning.synonym else ()
        same = [adjacent(variant.terms, variant.reach, boost=self._weight(variant)) for variant in variants]
        linked = tuple(self._linked(written, terms)) if self.tuning.linked else ()
        same += [all_of([one.tree], self.tuning.linked) for one in linked]
        return Unit(
            written=written,
            terms=terms,
            part=self._part(best_of([own, *same], self.tuning.tie), fields),
            # A word repeated a hundred times is one word: each would be looked up with all its synonyms.
            loose=tuple(self._loose(segment, sentence=sentence) for segment in distinct.values()),
            variants=variants,
            linked=linked,
            wholes=_wholes(text, tokens),
            general=(GENERAL_TERMS | EVERYDAY_TERMS if sentence else GENERAL_TERMS).issuperset(terms),
            names=any(
                word.noun
                for word in whole_words(text)
                if word.start < tokens[-1].end and tokens[0].start < word.end
            ),
            synonyms={
                text[segment.start : _inflected_end(text, segment.end)]: tuple(
                    wording.text for wording in segment.synonyms
                )
                for segment, _ in chunk
                if segment.synonyms and self.tuning.synonym
            },
        )

    def _part(self, strict: Tree, fields: Mapping[str, Tree]) -> Part:
        in_title = fields.get("title")
        in_text = [tree for name, tree in fields.items() if name in CONTENT_FIELDS or name in _OWN_NAMES]
        return Part(
            strict,
            in_title if in_title is not None else Nothing(),
            _either(in_text) if in_text else Nothing(),
        )

    def _literal(self, text: str, tokens: Sequence[Token], names: Iterable[str]) -> Tree:
        """The terms as they occur in a text, in any of the fields."""
        weights = {name: self.weights[name] for name in names}
        terms = [token.term for token in tokens]
        steps = [other.position - one.position for one, other in pairwise(tokens)]
        whole = adjacent(terms, max(steps, default=1), weights)
        gaps = [gap_of(text, one, other) for one, other in pairwise(tokens)]
        if not any(gaps):
            return whole
        # What is between the terms can only be checked with pairs of characters.
        pieces = [adjacent(run, 1, weights) for run in _runs(terms, gaps) if len(run) > 1]
        joints = [
            text[one.end - 1 : other.start + 1]
            for (one, other), gap in zip(pairwise(tokens), gaps, strict=True)
            if gap
        ]
        return all_of([whole, *pieces, *self._pairs(joints)])

    def _pairs(self, joints: Iterable[str]) -> list[Tree]:
        """All pairs of characters of some texts, required but without a score."""
        return [
            Term("bigram", pair, boost=_PRESENCE)
            for joint in joints
            for pair in dict.fromkeys(bigrams(joint))
        ]

    def _linked(self, written: str, terms: tuple[str, ...]) -> Iterator[Linked]:
        """The word with の between two of the words that it is made of, as 医師確保 is of 医師 and 確保.

        Not if the dictionary has the whole word, if a part is the name of a place (東京大学), or if a part is a single
        character, whose meaning is unclear.
        """
        names = [name for name in CONTENT_FIELDS if name in self.weights]
        words = whole_words(written)
        if not names or len(words) > _MOST_LINKED or not all(map(_is_common, words)):
            return
        for word in words[1:]:
            text = f"{written[: word.start]}{_LINK}{written[word.start :]}"
            tokens = analyze(text)
            if tuple(token.term for token in tokens) == terms:
                yield Linked(text, terms, _either([self._literal(text, tokens, (name,)) for name in names]))

    def _variants(self, chunk: Sequence[tuple[Segment, Sequence[Token]]]) -> Iterable[Variant]:
        """The variants of a word: one or more of its parts replaced by synonyms, or one by a kind of it."""
        if len(chunk) > _MOST_SEGMENTS:
            return ()
        segments = [segment for segment, _ in chunk]
        own = [Variant(segment.terms, 1) for segment in segments]
        choices = [[same, *self._others(segment)] for same, segment in zip(own, segments, strict=True)]
        combined = list(islice(product(*choices), _MOST_VARIANTS))
        # Replacing two parts by kinds rarely gives a kind of the whole.
        for at, segment in enumerate(segments):
            combined += [(*own[:at], kind, *own[at + 1 :]) for kind in self._others(segment, kinds=True)]
        found: dict[tuple[str, ...], Variant] = {}
        for combination in combined:
            terms = tuple(term for variant in combination for term in variant.terms)
            reach = max(variant.reach for variant in combination)
            kind = any(variant.kind for variant in combination)
            found.setdefault(terms, Variant(terms, reach, kind))
        found.pop(tuple(term for variant in own for term in variant.terms), None)
        return found.values()

    def _others(self, segment: Segment, *, kinds: bool = False) -> list[Variant]:
        """The synonyms of a word, or its kinds, that occur in some initiative."""
        wordings = segment.kinds if kinds else segment.same
        return [
            Variant(wording.terms, wording.reach, kinds)
            for wording in wordings
            if wording.terms in self.found
        ]

    def _weight(self, variant: Variant) -> float:
        return self.tuning.synonym * (self.tuning.kind if variant.kind else 1)

    def _loose(self, segment: Segment, *, sentence: bool) -> Tree:
        """Trees for a word, a part of it or a synonym, scored by the best of these.

        Scattered terms of a synonym may occur for another reason. In a sentence, with its many words, they do so too
        often.
        """
        tuning = self.tuning
        terms = [any_field(term, self.weights) for term in segment.terms]
        own = [any_of(terms)] if len(terms) == 1 else [all_of(terms), any_of(terms, tuning.part)]
        if not segment.synonyms or not tuning.synonym:
            return best_of(own, tuning.tie)
        same = [
            *wording_trees(segment.same, self.found, tuning.synonym),
            *wording_trees(segment.kinds, self.found, tuning.synonym * tuning.kind),
        ]
        apart = [
            all_of(
                (any_field(term, CONTENT_WEIGHTS) for term in wording.terms), tuning.synonym * tuning.apart
            )
            for wording in segment.same[:_MOST_APART]
            if len(wording.terms) > 1 and tuning.apart and not sentence
        ]
        return best_of([*own, *same, *apart], tuning.tie)


def wording_trees(
    wordings: Iterable[Wording], found: frozenset[tuple[str, ...]], weight: float
) -> list[Tree]:
    """Trees for the wordings that occur in some initiative."""
    return [
        adjacent(wording.terms, wording.reach, CONTENT_WEIGHTS, weight)
        for wording in wordings
        if wording.terms in found
    ]


def _inflected_end(text: str, end: int) -> int:
    """The end of the inflection of a verb that ends here; for a noun, the same position."""
    for word in whole_words(text):
        if word.end == end and word.noun:
            break
        if word.start == end and word.text in _INFLECTIONS:
            end = word.end
    return end


def _is_common(word: WholeWord) -> bool:
    return word.noun and not word.place and len(word.text) > 1 and any(map(str.isalpha, word.text))


def _wholes(text: str, tokens: Sequence[Token]) -> tuple[Whole, ...]:
    """The dictionary words that adjacent terms consist of."""
    found = []
    for word in whole_words(text):
        terms = tuple(token.term for token in tokens if word.start <= token.start and token.end <= word.end)
        if terms:
            found.append(Whole(text[word.start : word.end], terms))
    return tuple(found)


def _runs(terms: Sequence[str], gaps: Sequence[str]) -> list[list[str]]:
    runs = [[terms[0]]]
    for term, gap in zip(terms[1:], gaps, strict=True):
        if gap:
            runs.append([])
        runs[-1].append(term)
    return runs


def _either(trees: Sequence[Tree]) -> Tree:
    return any_of(trees) if len(trees) > 1 else trees[0]
