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
    neighbour=0.0,
    feedback_weight=0.0,
    feedback_field=0.0,
    feedback_practice=0.0,
    feedback_family=0.0,
    practice=0.0,
    family=0.0,
    near=0.0,
    place=0.0,
    page=0,
    any_word=True,
    similar_title=1.0,
    similar_synonym=0.0,
    similar_shingle=0.0,
    similar_field=0.0,
    similar_practice=0.0,
    similar_family=0.0,
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
_FEEDBACK: Final = replace(
    DEFAULT,
    practice=0.0,
    family=0.0,
    near=0.0,
    feedback_practice=0.0,
    feedback_family=0.0,
    similar_practice=0.0,
    similar_family=0.0,
)

VARIANTS: Final[Mapping[str, Tuning]] = {
    "plain BM25 (any word, k1=1.2, b=0.75)": _BM25,
    "+ saturation (k1, b)": _SATURATED,
    "+ field weights": _FIELDS,
    "+ shingles, bigrams": _SIGNALS,
    "+ matches first, then related": _MATCHES_FIRST,
    "+ thesaurus": _SYNONYMS,
    "+ feedback": _FEEDBACK,
    "+ types of practice (default)": DEFAULT,
}
"""Each adds one step to the one before; the last is what serves planners."""
