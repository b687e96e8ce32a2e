"""Find terms that are close in meaning to the words of a query, such as 猫 for ペット. They never make a match."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import log
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from renkei_search.index.schema import CONTENT_FIELDS
from renkei_search.search.language.sentence import GENERAL_TERMS
from renkei_search.search.tree import CONTENT_WEIGHTS, any_field, best_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from renkei_search.search.backend.protocol import TermDictionary
    from renkei_search.search.language.unit import Unit
    from renkei_search.search.related.meaning import Meaning
    from renkei_search.search.tree import Tree
    from renkei_search.search.tuning import Tuning

    Terms = tuple[str, ...]

# How many times as many terms are requested, because some of the nearest are the word itself or too general.
_ASKED: Final = 3
# The share of the other scores that is added to the best one: several close terms say much the same.
_TIE: Final = 0.3


@dataclass(frozen=True)
class Kindred:
    """Terms that are close in meaning to a query's words, and the trees that find them.

    Attributes:
        trees: one tree for each word of the query; it scores the documents that contain one of its close terms.
        words: the terms with their IDF.
        close: one tree for each term that is close enough to a word without initiatives to make initiatives related.
    """

    trees: tuple[Tree, ...] = ()
    words: Mapping[Terms, float] = field(default_factory=lambda: MappingProxyType({}))
    close: tuple[Tree, ...] = ()


NOTHING_KINDRED: Final = Kindred()


def find_kindred(
    meaning: Meaning,
    dictionary: TermDictionary,
    units: Sequence[Unit],
    totals: Sequence[int],
    tuning: Tuning,
) -> Kindred:
    """Find the terms that are close in meaning to each of some words.

    Without them, a word that no initiative contains would not count at all, and the general words next to it would
    decide. For a word that some initiatives contain, they count less.

    Args:
        meaning: the meaning of the generation's documents.
        dictionary: the generation's dictionary.
        units: the words.
        totals: how many initiatives have each of the words.
        tuning: the weights.
    """
    trees: list[Tree] = []
    words: dict[Terms, float] = {}
    close: list[Tree] = []
    for unit, total in zip(units, totals, strict=True):
        weight = tuning.kindred_known if total else tuning.kindred
        own = set(unit.terms)
        near = [
            word
            for word in meaning.kindred(unit.terms, _ASKED * tuning.kindred_words, tuning.kindred_least)
            if word.term not in own and word.term not in GENERAL_TERMS
        ][: tuning.kindred_words]
        if not near or not weight:
            continue
        trees.append(
            best_of((any_field(word.term, CONTENT_WEIGHTS, weight * word.cosine) for word in near), _TIE)
        )
        if not total:
            close += [
                any_field(word.term, CONTENT_WEIGHTS) for word in near if word.cosine >= tuning.kindred_near
            ]
        for word in near:
            count = max(dictionary.document_frequency(name, word.term) for name in CONTENT_FIELDS)
            words[word.term,] = word.cosine * log(dictionary.size / count)
    return Kindred(tuple(trees), words, tuple(close))
