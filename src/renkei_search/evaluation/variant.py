"""Settings to compare: what each step of ranking adds to plain BM25."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from renkei_search.search.tuning import DEFAULT, Tuning

if TYPE_CHECKING:
    from collections.abc import Mapping

_EQUAL_WEIGHTS: Final = dict.fromkeys(DEFAULT.weights, 1.0)
_NO_SIGNALS: Final = dict.fromkeys(DEFAULT.signals, 0.0)

_BM25: Final = replace(
    DEFAULT,
    k1=1.2,
    b=0.75,
    weights=_EQUAL_WEIGHTS,
    signals=_NO_SIGNALS,
    synonym=0.0,
    tie=1.0,
    apart=0.0,
    part=1.0,
    coverage=0.0,
    general=1.0,
    neighbour=0.0,
    sentence_share=0.65,
    unsure=1.0,
    feedback_weight=0.0,
    feedback_field=0.0,
    feedback_practice=0.0,
    feedback_family=0.0,
    practice=0.0,
    family=0.0,
    near=0.0,
    meaning=0.0,
    meaning_alone=0.0,
    kindred=0.0,
    meaning_words=0.0,
    meaning_sentence_words=0.0,
    meaning_said=False,
    sentence_whole=0.0,
    sentence_asked=0.0,
    sentence_part=0.0,
    place=0.0,
    page=0,
    any_word=True,
    similar_title=1.0,
    similar_synonym=0.0,
    similar_shingle=0.0,
    similar_field=0.0,
    similar_practice=0.0,
    similar_family=0.0,
    similar_meaning=0.0,
    similar_near=0.0,
    near_documents=0,
)
_SATURATED: Final = replace(_BM25, k1=DEFAULT.k1, b=DEFAULT.b)
_FIELDS: Final = replace(_SATURATED, weights=DEFAULT.weights, similar_title=DEFAULT.similar_title)
_SIGNALS: Final = replace(
    _FIELDS,
    signals=DEFAULT.signals,
    similar_shingle=DEFAULT.similar_shingle,
    similar_field=DEFAULT.similar_field,
)
_MATCHES_FIRST: Final = replace(_SIGNALS, any_word=False, page=DEFAULT.page, place=DEFAULT.place)
_SYNONYMS: Final = replace(
    _MATCHES_FIRST,
    synonym=DEFAULT.synonym,
    neighbour=DEFAULT.neighbour,
    similar_synonym=DEFAULT.similar_synonym,
)
_BEST: Final = replace(_SYNONYMS, tie=DEFAULT.tie, apart=DEFAULT.apart, part=DEFAULT.part)
_CONCEPTS: Final = replace(_BEST, coverage=DEFAULT.coverage, general=DEFAULT.general)
_FEEDBACK: Final = replace(
    _CONCEPTS, feedback_weight=DEFAULT.feedback_weight, feedback_field=DEFAULT.feedback_field
)
_CONFIDENCE: Final = replace(_FEEDBACK, unsure=DEFAULT.unsure)
_TYPES: Final = replace(
    _CONFIDENCE,
    practice=DEFAULT.practice,
    family=DEFAULT.family,
    near=DEFAULT.near,
    feedback_practice=DEFAULT.feedback_practice,
    feedback_family=DEFAULT.feedback_family,
    similar_practice=DEFAULT.similar_practice,
    similar_family=DEFAULT.similar_family,
    sentence_share=DEFAULT.sentence_share,
)
_LINE: Final = replace(
    _TYPES,
    sentence_whole=DEFAULT.sentence_whole,
    sentence_asked=DEFAULT.sentence_asked,
    sentence_part=DEFAULT.sentence_part,
)
_ORDERED: Final = replace(
    _LINE,
    meaning=DEFAULT.meaning,
    meaning_alone=DEFAULT.meaning_alone,
    meaning_types=0,
    similar_meaning=DEFAULT.similar_meaning,
)
_NEAR_TYPES: Final = replace(_ORDERED, meaning_types=DEFAULT.meaning_types)
_WORD_BY_WORD: Final = replace(
    _NEAR_TYPES,
    meaning_words=DEFAULT.meaning_words,
    meaning_sentence_words=DEFAULT.meaning_sentence_words,
)
_SAID: Final = replace(_WORD_BY_WORD, meaning_said=DEFAULT.meaning_said)
_KINDRED: Final = replace(DEFAULT, near_documents=0, similar_near=0.0)

VARIANTS: Final[Mapping[str, Tuning]] = {
    "plain BM25 (any word, k1=1.2, b=0.75)": _BM25,
    "+ saturation (k1, b)": _SATURATED,
    "+ field weights": _FIELDS,
    "+ shingles, bigrams": _SIGNALS,
    "+ matches first, then related": _MATCHES_FIRST,
    "+ thesaurus": _SYNONYMS,
    "+ a word by its best synonym": _BEST,
    "+ words covered, by rarity": _CONCEPTS,
    "+ feedback": _FEEDBACK,
    "+ feedback by how sure it is": _CONFIDENCE,
    "+ types of practice": _TYPES,
    "+ a sentence's matches have enough of all its words": _LINE,
    "+ order by meaning": _ORDERED,
    "+ types near in meaning": _NEAR_TYPES,
    "+ types whose words are near, word by word": _WORD_BY_WORD,
    "+ types by what people say of them": _SAID,
    "+ terms close in meaning": _KINDRED,
    "+ initiatives close to a type (default)": DEFAULT,
}
"""Each adds one step to the one before; the last is the default."""
