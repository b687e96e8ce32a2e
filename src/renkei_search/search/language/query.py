"""A query as understood: what to look for, and what to tell the user."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from renkei_search.analysis.wording import Wording
    from renkei_search.search.language.part import Part
    from renkei_search.search.language.unit import Unit
    from renkei_search.search.result import Receipt
    from renkei_search.search.tree import Tree


@dataclass(frozen=True)
class Query:
    """A query as understood.

    Attributes:
        matching: the tree that must match; none if nothing was typed, so that everything matches unranked.
        related: the tree that scores related initiatives, or none if the words are taken literally.
        receipt: how the words were understood.
        terms: the terms that excerpts mark.
        runs: sequences of terms that excerpts mark where they are adjacent, such as synonyms.
        parts: the conditions that must match; for a sentence its words, not all of which have to match.
        ranked: whether results are ordered by where the words occur.
        telling: the parts without general administrative words.
        units: the words looked for.
        neighbours: broader and neighbouring words in the thesaurus that some initiative has.
        beginnings: prefixes; excerpts mark the words that start with them.
        sentence: the text, if it is a sentence. Its verbs, which are not in the receipt, indicate types of practice too.
    """

    matching: Tree | None
    related: Tree | None
    receipt: Receipt
    terms: frozenset[str] = frozenset()
    runs: frozenset[tuple[str, ...]] = frozenset()
    parts: tuple[Part, ...] = ()
    ranked: bool = False
    telling: tuple[Part, ...] = ()
    units: tuple[Unit, ...] = ()
    neighbours: tuple[Wording, ...] = ()
    beginnings: frozenset[str] = frozenset()
    sentence: str = ""
