"""The query tree: what a document must have to match, and what it scores for it.

Nodes are frozen values without behaviour; a backend evaluates them. All scores and boosts are positive, and a node's
score is multiplied by its ``boost``. Nodes are compared by identity, so that a backend may remember what it evaluated.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import log
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from renkei_search.index.schema import CONTENT_FIELDS, SIGNAL_FIELDS, facet_field, written_field

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence


@dataclass(frozen=True, eq=False, slots=True)
class Term:
    """Documents with a term in a field, scored by BM25; a facet value scores 1."""

    field: str
    text: str
    boost: float = 1.0


@dataclass(frozen=True, eq=False, slots=True)
class Phrase:
    """Documents with terms in this order in a field, each at most ``reach`` positions after the one before.

    The score is the sum of the terms' BM25 scores.
    """

    field: str
    terms: tuple[str, ...]
    reach: int = 1
    boost: float = 1.0


@dataclass(frozen=True, eq=False, slots=True)
class Prefix:
    """Documents with any term of a field that has this prefix. The score is 1, however many terms match."""

    field: str
    text: str
    boost: float = 1.0


@dataclass(frozen=True, eq=False, slots=True)
class Every:
    """All documents, each with score 1."""

    boost: float = 1.0


@dataclass(frozen=True, eq=False, slots=True)
class Nothing:
    """No document."""


@dataclass(frozen=True, eq=False, slots=True)
class AllOf:
    """Documents that match every branch; the score is the sum. Without branches nothing matches."""

    branches: tuple[Tree, ...]
    boost: float = 1.0


@dataclass(frozen=True, eq=False, slots=True)
class AnyOf:
    """Documents that match at least one branch; the score is the sum of those that do."""

    branches: tuple[Tree, ...]
    boost: float = 1.0


@dataclass(frozen=True, eq=False, slots=True)
class AtLeast:
    """Documents that match at least ``minimum`` branches; the score is the sum of those that do."""

    branches: tuple[Tree, ...]
    minimum: int
    boost: float = 1.0


@dataclass(frozen=True, eq=False, slots=True)
class MostOf:
    """Documents whose matching branches weigh nearly as much as those of the best document; the score is the sum.

    A branch weighs its :func:`rarity` in the whole collection. A document needs ``share`` of the greatest weight that
    any document reaches.
    """

    branches: tuple[Tree, ...]
    share: float
    boost: float = 1.0


@dataclass(frozen=True, eq=False, slots=True)
class Best:
    """Documents that match at least one branch, scored by the best branch (disjunction max).

    The other branches add the share ``tie`` of their scores.
    """

    branches: tuple[Tree, ...]
    tie: float = 0.0
    boost: float = 1.0


@dataclass(frozen=True, eq=False, slots=True)
class Without:
    """Documents that match ``tree`` but not ``excluded``; the score is that of ``tree``."""

    tree: Tree
    excluded: Tree


@dataclass(frozen=True, eq=False, slots=True)
class Boosting:
    """Documents that match ``tree``; where ``extra`` matches too, its score is added."""

    tree: Tree
    extra: Tree


@dataclass(frozen=True, eq=False, slots=True)
class Presence:
    """Documents that match ``tree``, each with the same ``score``."""

    tree: Tree
    score: float


Tree = (
    Term
    | Phrase
    | Prefix
    | Every
    | Nothing
    | AllOf
    | AnyOf
    | AtLeast
    | MostOf
    | Best
    | Without
    | Boosting
    | Presence
)

TOLERANCE: Final = 1e-9
"""The tolerance for sums of the same numbers in another order."""


def rarity(count: int, size: int) -> float:
    """The weight of a condition that ``count`` of ``size`` documents meet; 0 if none does."""
    return log(1 + size / count) if count else 0.0


# The score of a condition that should not count. Not 0, because all scores are positive.
_PRESENCE: Final = 0.001

CONTENT_WEIGHTS: Final = MappingProxyType({"title": 1.3, "description": 1.0})
"""The fields that hold an initiative's own words, where synonyms are looked for, and their weights."""


def all_of(trees: Iterable[Tree], boost: float = 1.0) -> Tree:
    """Every tree must match; a single tree is returned as it is."""
    branches = tuple(trees)
    return branches[0] if len(branches) == 1 and boost == 1.0 else AllOf(branches, boost)


def any_of(trees: Iterable[Tree], boost: float = 1.0) -> Tree:
    """At least one tree must match; a single tree is returned as it is."""
    branches = tuple(trees)
    return branches[0] if len(branches) == 1 and boost == 1.0 else AnyOf(branches, boost)


def best_of(trees: Iterable[Tree], tie: float) -> Tree:
    """At least one tree must match, and the best one counts; a single tree is returned as it is."""
    branches = tuple(trees)
    return branches[0] if len(branches) == 1 else Best(branches, tie)


def any_field(term: str, weights: Mapping[str, float], boost: float = 1.0) -> Tree:
    """The term in any of the fields, each with its weight."""
    return any_of(Term(field, term, boost * weight) for field, weight in weights.items())


def adjacent(
    terms: Sequence[str], reach: int, weights: Mapping[str, float] = CONTENT_WEIGHTS, boost: float = 1.0
) -> Tree:
    """The terms in this order, each at most ``reach`` positions after the one before, in any of the fields."""
    if len(terms) == 1:
        return any_field(terms[0], weights, boost)
    return any_of(Phrase(field, tuple(terms), reach, boost * weight) for field, weight in weights.items())


def beginning_with(
    typed: str, before: Sequence[str], last: str, pairs: Sequence[str], weights: Mapping[str, float]
) -> Tree:
    """A word, or several consecutive words, starting with the typed letters, in any of the fields.

    Args:
        typed: all of the letters, folded, as the prefix of a single written word.
        before: if the letters are several words, the terms of all but the last.
        last: in that case the letters of the last word.
        pairs: in that case all pairs of adjacent characters, which occur in the text if the words are consecutive.
        weights: of the fields.
    """
    trees: list[Tree] = []
    for field, weight in weights.items():
        trees.append(Prefix(written_field(field), typed, weight))
        if before:
            parts: list[Tree] = [Term(field, term, weight) for term in dict.fromkeys(before)]
            if field in CONTENT_FIELDS:
                parts += [Term("bigram", pair, _PRESENCE) for pair in dict.fromkeys(pairs)]
            trees.append(all_of([*parts, Prefix(written_field(field), last, weight)]))
    return any_of(trees)


def facet_is(name: str, value: str, boost: float = 1.0) -> Tree:
    """The documents with this facet value."""
    return Term(facet_field(name), value, boost)


def signals(found: Mapping[str, Iterable[str]], weights: Mapping[str, float]) -> Tree | None:
    """Pairs of adjacent words and characters, added to a score by Boosting; they do not change the match set."""
    extra = tuple(
        Term(field, text, weights[field])
        for field in SIGNAL_FIELDS
        for text in found.get(field, ())
        if weights[field]
    )
    return AnyOf(extra) if extra else None
