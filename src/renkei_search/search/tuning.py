"""The numbers that ranking depends on, in one place, so that settings can be compared."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True)
class Tuning:
    """Weights and thresholds. docs/relevance.md shows what each default gains.

    Attributes:
        k1: saturation of term frequency in BM25. Low, because texts are short and a second mention adds little.
        b: length normalisation of descriptions in BM25.
        weights: of the text fields. A title says what the initiative is; names of places only say where it is.
        signals: of neighbouring terms and characters, relative to a description's terms.
        synonym: weight of a synonym relative to the word itself; 0 switches synonyms off.
        linked: weight of a compound with の between its words, relative to the compound; 0 ignores such texts.
        tie: share of the other scores that is added to the best one where an initiative has a word and its synonyms.
        apart: weight of a synonym whose terms are not adjacent, relative to the synonym; not used for sentences.
        part: weight of a part of a dictionary word, relative to the whole word.
        coverage: score for having one of several words in any form, times the word's rarity.
        general: weight of a general administrative word beside other words.
        kind: weight of a narrower word, for a kind of what was asked for, relative to a synonym.
        neighbour: the same as ``synonym`` for broader and neighbouring words, which only find related initiatives.
        place: score of an initiative in which a municipality or region named by a word takes part.
        sentence_share: how much of a sentence a match must have, relative to the initiative that has the most.
        sentence_least: the same for an initiative of a type of practice that the sentence or its best matches
            indicate.
        sentence_whole: least share of all of a sentence's words that a match must have.
        sentence_asked: the same for an initiative of a type of practice that the sentence indicates.
        sentence_part: the same for one of a type that only its best matches indicate.
        page: related initiatives are added after the matches up to this number of results; 0 for none.
        related_least: share of the best score below which an initiative is not related.
        feedback: how many of the best initiatives are used for relevance feedback.
        unsure: weight of feedback if nothing matched. For a sentence the weight lies between this and 1, depending on
            how much of it the best initiatives have.
        feedback_terms: how many of their most distinctive words count.
        feedback_weight: weight of these words relative to the query's; not used for sentences.
        feedback_field: score of a policy field shared with them.
        feedback_practice: score of a type of practice shared with them.
        feedback_family: score of a family of types shared with them.
        practice: score of a type of practice that the query's words indicate.
        family: score of a family of types that they indicate.
        near: weight of a type that is near another, relative to that type.
        meaning: what a cosine of 1 adds to a score, as a share of the best score; 0 switches it off.
        meaning_alone: the same where nothing matches.
        meaning_types: how many types of practice near in meaning count.
        meaning_words: how much the closest words of a type count beside its direction, from 0 to 1.
        meaning_sentence_words: the same for a sentence.
        meaning_said: whether what people say of a type counts in its direction.
        meaning_least: least closeness of such a type.
        meaning_sentence_least: the same for a sentence.
        meaning_sentence_margin: how much less close to a sentence than the nearest type another type may be. The less close
            it is, the less it counts.
        meaning_near: least closeness, relative to the nearest type, at which a type makes an initiative related without
            a shared word.
        meaning_sentence_near: the same for a sentence.
        meaning_practice: score of a type of practice with a closeness of 1.
        meaning_sentence: factor on that score for a sentence.
        near_documents: how many initiatives close in meaning to the types of practice asked for are scored; 0 for none.
        near_document: score of such an initiative, relative to that of one that an expression shows to be of the type.
        near_document_closeness: least closeness at which it is related; see
            :class:`renkei_search.index.direction.type_document.TypeDocument`.
        kindred: weight of a term that is close in meaning to a word no initiative has, relative to the word, at a cosine
            of 1; 0 switches such terms off.
        kindred_known: the same for a word that some initiatives have.
        kindred_words: how many such terms are taken for a word.
        kindred_least: their least cosine.
        kindred_near: their least cosine to a word that no initiative has, at which one makes an initiative related.
        any_word: whether one word is enough to match, as in plain BM25; only for comparison.
        similar_terms: how many distinctive terms are used to look for comparable practice.
        similar_title: weight of a term in the title relative to one in the description.
        similar_weights: weights of the text fields.
        similar_synonym: weight of a synonym relative to the word.
        similar_shingle: weight of a pair of neighbouring terms.
        similar_field: score of a shared policy field.
        similar_practice: score of a shared type of practice.
        similar_family: score of a shared family of types.
        similar_near: score of being close in meaning to the type of practice that is closest to the original.
        similar_least: share of the best score below which an initiative is not comparable.
        similar_meaning: what a cosine of 1 adds to a score, as a share of the best score.
        similar_generic: how many generic examples are added to the initiatives of regions.
    """

    k1: float = 0.5
    b: float = 0.6
    weights: Mapping[str, float] = field(
        default_factory=lambda: MappingProxyType(
            {"title": 1.3, "description": 1.0, "field": 1.2, "region": 0.7, "municipality": 0.4}
        )
    )
    signals: Mapping[str, float] = field(
        default_factory=lambda: MappingProxyType({"shingle": 0.25, "bigram": 0.25})
    )
    synonym: float = 0.4
    linked: float = 0.8
    tie: float = 0.1
    apart: float = 0.3
    part: float = 0.5
    coverage: float = 0.5
    general: float = 0.3
    kind: float = 0.7
    neighbour: float = 0.3
    place: float = 3.0
    sentence_share: float = 0.85
    sentence_least: float = 0.2
    sentence_whole: float = 0.38
    sentence_asked: float = 0.1
    sentence_part: float = 0.2
    page: int = 20
    related_least: float = 0.07
    feedback: int = 3
    unsure: float = 0.33
    feedback_terms: int = 20
    feedback_weight: float = 0.2
    feedback_field: float = 10.0
    feedback_practice: float = 3.0
    feedback_family: float = 6.0
    practice: float = 10.0
    family: float = 14.0
    near: float = 0.2
    meaning: float = 0.2
    meaning_alone: float = 0.4
    meaning_types: int = 5
    meaning_words: float = 0.15
    meaning_sentence_words: float = 0.5
    meaning_said: bool = True
    meaning_least: float = 0.45
    meaning_sentence_least: float = 0.25
    meaning_sentence_margin: float = 0.1
    meaning_near: float = 0.7
    meaning_sentence_near: float = 0.7
    meaning_practice: float = 10.0
    meaning_sentence: float = 4.0
    near_documents: int = 20
    near_document: float = 0.7
    near_document_closeness: float = 0.6
    kindred: float = 1.0
    kindred_known: float = 0.15
    kindred_words: int = 5
    kindred_least: float = 0.4
    kindred_near: float = 0.6
    any_word: bool = False
    similar_terms: int = 25
    similar_title: float = 2.0
    similar_weights: Mapping[str, float] = field(
        default_factory=lambda: MappingProxyType({"title": 1.0, "description": 1.0})
    )
    similar_synonym: float = 0.2
    similar_shingle: float = 0.1
    similar_field: float = 10.0
    similar_practice: float = 10.0
    similar_near: float = 10.0
    similar_family: float = 15.0
    similar_least: float = 0.2
    similar_meaning: float = 0.8
    similar_generic: int = 3


DEFAULT = Tuning()
