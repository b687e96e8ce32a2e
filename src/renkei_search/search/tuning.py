"""The numbers that ranking depends on, in one place, so that settings can be compared."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True)
class Tuning:
    """Weights and thresholds. The defaults serve planners; docs/relevance.md shows what each gains.

    Attributes:
        k1: saturation of term frequency in BM25. Low, because texts are short and a second mention adds little.
        b: length normalisation of descriptions in BM25.
        weights: of the text fields. A title says what the initiative is; names of places only situate it.
        signals: of neighbouring terms and characters, relative to a description's terms.
        synonym: weight of a synonym relative to the word itself; 0 switches synonyms off.
        neighbour: the same for broader and neighbouring words, which only find related initiatives.
        place: score of an initiative in which the municipality or region takes part that a word names.
        sentence_share: share of a sentence's terms that must match.
        sentence_bonus: what that is worth, relative to the best score; below, a related initiative may rank higher.
        page: matches are filled up to so many with related initiatives, ranked after them; 0 for none.
        related_least: share of the best score below which nothing counts as related.
        feedback: how many of the best initiatives say what else is related.
        feedback_terms: how many of their most telling words count.
        feedback_weight: weight of these words relative to the query's; not used for sentences.
        feedback_field: score of a policy field shared with them.
        feedback_practice: score of a type of practice shared with them.
        feedback_family: score of a family of types shared with them.
        practice: score of a type of practice that the query's words show.
        family: score of a family of types that they show.
        near: weight of a type beside that of a type it is near.
        any_word: whether one word is enough to match, as in plain BM25; only for comparison.
        similar_terms: how many telling terms comparable practice is looked for with.
        similar_title: how often a term of the title counts beside the description's.
        similar_weights: of the text fields.
        similar_synonym: weight of a synonym relative to the word.
        similar_shingle: weight of a pair of neighbouring terms.
        similar_field: score of a shared policy field.
        similar_practice: score of a shared type of practice.
        similar_family: score of a shared family of types.
        similar_least: share of the best score below which an initiative is not comparable.
        similar_generic: share of the places kept for generic examples of the scheme.
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
    synonym: float = 0.6
    neighbour: float = 0.3
    place: float = 3.0
    sentence_share: float = 0.35
    sentence_bonus: float = 0.1
    page: int = 20
    related_least: float = 0.07
    feedback: int = 3
    feedback_terms: int = 20
    feedback_weight: float = 0.4
    feedback_field: float = 10.0
    feedback_practice: float = 3.0
    feedback_family: float = 6.0
    practice: float = 10.0
    family: float = 10.0
    near: float = 0.4
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
    similar_family: float = 15.0
    similar_least: float = 0.3
    similar_generic: float = 0.2


DEFAULT = Tuning()
