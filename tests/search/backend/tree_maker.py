"""Whoosh's own searcher on the same generation, and random trees for both."""

from __future__ import annotations

from typing import TYPE_CHECKING

from renkei_search.index.schema import FIELDS, TEXT_FIELDS
from renkei_search.search.backend.whoosh.query import compile_tree
from renkei_search.search.tree import (
    AllOf,
    AnyOf,
    AtLeast,
    Best,
    Boosting,
    Every,
    MostOf,
    Nothing,
    Phrase,
    Prefix,
    Presence,
    Term,
    Tree,
    Without,
)

if TYPE_CHECKING:
    from random import Random

    from renkei_search.index.reader import IndexReader


def search_whoosh(reader: IndexReader, tree: Tree, within: Tree | None = None) -> dict[int, float]:
    """Every matching document with its score."""
    narrowed = None if within is None else compile_tree(within)
    found = reader.searcher.search(compile_tree(tree), limit=None, filter=narrowed)
    return {hit.docnum: hit.score for hit in found}


class TreeMaker:
    """Makes trees of all kinds of nodes, mostly of terms that the index has."""

    def __init__(self, random: Random, reader: IndexReader) -> None:
        self._random = random
        lexicon = reader.columns.lexicon
        self._terms = {field: [lexicon.text(row) for row in lexicon.rows(field)] for field in FIELDS}
        self._runs = {
            field: [
                [lexicon.text(found.term) for found in reader.columns.occurrences(number, field)]
                for number in range(reader.columns.size)
            ]
            for field in ("title", "description")
        }

    def tree(self, depth: int = 3) -> Tree:  # noqa: PLR0911 # one return for each kind of node
        """A tree of at most this depth."""
        random = self._random
        if depth == 0 or random.random() < 0.25:
            return self._leaf()
        boost = self._boost()
        match random.randrange(9):
            case 0:
                return AllOf(self._trees(depth, 1, 3), boost)
            case 1 | 2:
                return AnyOf(self._trees(depth, 1, 5), boost)
            case 3:
                branches = self._trees(depth, 2, 6)
                return AtLeast(branches, random.randint(1, len(branches)), boost)
            case 6:
                return MostOf(self._trees(depth, 2, 5), random.choice([0.3, 0.6, 1.0]), boost)
            case 4:
                return Best(self._trees(depth, 1, 4), random.choice([0.0, 0.1, 0.5]), boost)
            case 5:
                return Without(self.tree(depth - 1), self.tree(depth - 1))
            case 7:
                return Presence(self.tree(depth - 1), boost)
            case _:
                return Boosting(self.tree(depth - 1), self.tree(depth - 1))

    def _trees(self, depth: int, least: int, most: int) -> tuple[Tree, ...]:
        return tuple(self.tree(depth - 1) for _ in range(self._random.randint(least, most)))

    def _leaf(self) -> Tree:
        random = self._random
        boost = self._boost()
        match random.randrange(12):
            case 0 | 1:
                return self._phrase(boost)
            case 2:
                field = random.choice(TEXT_FIELDS)
                return Prefix(field, self._term(field)[: random.randint(1, 2)], boost)
            case 3 if random.random() < 0.3:
                return Every() if random.random() < 0.5 else Nothing()
            case _:
                field = random.choice(FIELDS)
                return Term(field, self._term(field), boost)

    def _phrase(self, boost: float) -> Tree:
        random = self._random
        field = random.choice(list(self._runs))
        run = random.choice(self._runs[field])
        length = random.randint(2, 4)
        if len(run) >= length and random.random() < 0.8:
            start = random.randint(0, len(run) - length)
            words = run[start : start + length]
        else:
            words = [self._term(field) for _ in range(length)]
        return Phrase(field, tuple(words), random.randint(1, 4), boost)

    def _term(self, field: str) -> str:
        terms = self._terms[field]
        return "ない語" if not terms or self._random.random() < 0.05 else self._random.choice(terms)

    def _boost(self) -> float:
        return self._random.choice([1.0, 1.0, 0.25, 0.6, 1.3, 2.0])
