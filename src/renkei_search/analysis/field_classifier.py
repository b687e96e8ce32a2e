"""Infer the policy field of an initiative from its words, trained on the classified initiatives of a corpus.

Naive Bayes over terms and types of practice. A guess is always marked as inferred (推定).
"""

from __future__ import annotations

import math
from collections import defaultdict
from typing import TYPE_CHECKING, Final, NamedTuple

from renkei_search.analysis.practice import PracticeClassifier, analyse_practices, analyse_text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from renkei_search.model.practice import Practices
    from renkei_search.model.record import Initiative
    from renkei_search.model.taxonomy import Taxonomy

_TITLE: Final = 2.0  # weight of a term in the title
_WORDING: Final = 2.0  # of a term in the name of a field
_TYPE: Final = 3.0  # of a type of practice
_SMOOTHING: Final = 400.0  # pseudo-count of the corpus's terms for smoothing
_PRIOR: Final = 3.0  # exponent of the prior
_BREADTH: Final = 0.5  # texts repeat themselves, so evidence grows more slowly than their length


class FieldGuess(NamedTuple):
    """A policy field and its probability."""

    code: str
    sureness: float


class FieldClassifier:
    """Guesses policy fields from words.

    Args:
        taxonomy: the policy fields.
        practices: the types of practice.
        initiatives: classified examples.
    """

    def __init__(self, taxonomy: Taxonomy, practices: Practices, initiatives: Iterable[Initiative]) -> None:
        self._practices = PracticeClassifier(analyse_practices(practices))
        counts: defaultdict[str, defaultdict[str, float]] = defaultdict(lambda: defaultdict(float))
        for node in taxonomy.fields:
            for wording in (node.name, node.label, *node.wordings):
                for token in analyse_text(wording).tokens:
                    counts[node.code][token[0]] += _WORDING
        for initiative in initiatives:
            features = self._features(initiative.title or "", initiative.description)
            for rank, field in enumerate(initiative.fields):
                for term, weight in features.items():
                    counts[field.code][term] += weight / (rank + 1)
        whole: defaultdict[str, float] = defaultdict(float)
        for found in counts.values():
            for term, count in found.items():
                whole[term] += count
        total = sum(whole.values())
        # Dirichlet smoothing: a field has few examples, so the corpus's frequencies are mixed in.
        self._usual = {term: count / total for term, count in whole.items()}
        self._counts = counts
        self._sizes = {code: sum(found.values()) for code, found in counts.items()}

    def guess(self, title: str, description: str, *, within: str | None = None) -> FieldGuess | None:
        """The likeliest field, optionally within a category or group; none if no word of the text is known."""
        features = {
            term: weight for term, weight in self._features(title, description).items() if term in self._usual
        }
        if not features:
            return None
        scores = {
            code: self._score(code, features)
            for code in self._counts
            if within is None or code.startswith(within)
        }
        scale = sum(features.values()) ** _BREADTH
        best = max(scores, key=lambda code: scores[code])
        total = sum(math.exp((score - scores[best]) / scale) for score in scores.values())
        return FieldGuess(best, 1.0 / total)

    def _score(self, code: str, features: dict[str, float]) -> float:
        counts, size = self._counts[code], self._sizes[code]
        return _PRIOR * math.log(size) + sum(
            weight * math.log((counts.get(term, 0.0) + _SMOOTHING * self._usual[term]) / (size + _SMOOTHING))
            for term, weight in features.items()
        )

    def practice_types(self, title: str, description: str) -> dict[str, float]:
        """The ids of the types of practice that a text indicates, with their confidence."""
        return self._practices.weigh(analyse_text(title), analyse_text(description)).types

    def _features(self, title: str, description: str) -> dict[str, float]:
        head, body = analyse_text(title), analyse_text(description)
        features: defaultdict[str, float] = defaultdict(float)
        for term in {token[0] for token in body.tokens}:
            features[term] += 1.0
        for term in {token[0] for token in head.tokens}:
            features[term] += _TITLE
        for type_, sure in self._practices.weigh(head, body).types.items():
            features[f"practice:{type_}"] += _TYPE * sure
        return features
