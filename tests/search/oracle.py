"""Whoosh's own searcher on the same generation, and trees to ask both."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from whoosh.matching import AndMaybeMatcher, FilterMatcher, NullMatcher
from whoosh.query import And, AndMaybe, AndNot, Every, NullQuery, Or, Phrase, Term
from whoosh.query import Query as WhooshQuery

from renkei_search.index.schema import FIELDS, TEXT_FIELDS
from renkei_search.search.tree import AtLeast, BeginningWith

if TYPE_CHECKING:
    from random import Random

    from whoosh.matching import Matcher
    from whoosh.searching import Searcher

    from renkei_search.index.reader import IndexReader


def search_whoosh(
    reader: IndexReader, tree: WhooshQuery, within: WhooshQuery | None = None
) -> dict[int, float]:
    """Every document that matches with its score."""
    return {hit.docnum: hit.score for hit in reader.searcher.search(tree, limit=None, filter=within)}


class SafeAndNot(AndNot):  # type: ignore[misc] # Whoosh ships no types
    """An AndNot that Whoosh can skip through: its own matcher raises when the first branch ends there."""

    def matcher(self, searcher: Searcher, context: Any = None) -> Matcher:
        """Leave out the documents of the second branch."""
        found = self.a.matcher(searcher, context)
        shut_out = set(self.b.matcher(searcher).all_ids())
        return FilterMatcher(found, shut_out, exclude=True) if found.is_active() else NullMatcher()


class SafeAndMaybe(AndMaybe):  # type: ignore[misc] # Whoosh ships no types
    """An AndMaybe that keeps its second branch's score where Whoosh skips: its own loses it."""

    def matcher(self, searcher: Searcher, context: Any = None) -> Matcher:
        """As Whoosh does, but for the skipping."""
        return _SafeAndMaybeMatcher(*(branch.matcher(searcher, context) for branch in self.subqueries))


class _SafeAndMaybeMatcher(AndMaybeMatcher):  # type: ignore[misc] # Whoosh ships no types
    def skip_to(self, id: int) -> bool:  # noqa: A002 # Whoosh's name
        """Skip the first branch, and the second to where the first then is."""
        self.a.skip_to(id)
        if self.a.is_active() and self.b.is_active():
            self.b.skip_to(self.a.id())
        return True


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

    def tree(self, depth: int = 3) -> WhooshQuery:
        """A tree of at most this depth."""
        random = self._random
        if depth == 0 or random.random() < 0.25:
            return self._leaf()
        boost = self._boost()
        match random.randrange(6):
            case 0:
                return self._joined(And, depth, 3)
            case 1 | 2:
                return self._joined(Or, depth, 5)
            case 3:
                branches = self._trees(depth, 2, 6)
                return AtLeast(branches, random.randint(1, len(branches)), boost=boost)
            case 4:
                return SafeAndNot(self.tree(depth - 1), self.tree(depth - 1))
            case _:
                return SafeAndMaybe(self.tree(depth - 1), self.tree(depth - 1))

    def _joined(self, kind: type[And | Or], depth: int, most: int) -> WhooshQuery:
        branches = self._trees(depth, 1, most)
        # Whoosh forgets the boost of a node with one branch.
        return kind(branches, boost=self._boost() if len(branches) > 1 else 1.0)

    def _trees(self, depth: int, least: int, most: int) -> list[WhooshQuery]:
        return [self.tree(depth - 1) for _ in range(self._random.randint(least, most))]

    def _leaf(self) -> WhooshQuery:
        random = self._random
        boost = self._boost()
        match random.randrange(12):
            case 0 | 1:
                return self._phrase(boost)
            case 2:
                field = random.choice(TEXT_FIELDS)
                return BeginningWith(field, self._term(field)[: random.randint(1, 2)], boost=boost)
            case 3 if random.random() < 0.3:
                return random.choice([Every(), NullQuery])
            case _:
                field = random.choice(FIELDS)
                return Term(field, self._term(field), boost=boost)

    def _phrase(self, boost: float) -> WhooshQuery:
        random = self._random
        field = random.choice(list(self._runs))
        run = random.choice(self._runs[field])
        length = random.randint(2, 4)
        if len(run) >= length and random.random() < 0.8:
            start = random.randint(0, len(run) - length)
            words = run[start : start + length]
        else:
            words = [self._term(field) for _ in range(length)]
        return Phrase(field, words, slop=random.randint(1, 4), boost=boost)

    def _term(self, field: str) -> str:
        terms = self._terms[field]
        return "ない語" if not terms or self._random.random() < 0.05 else self._random.choice(terms)

    def _boost(self) -> float:
        return self._random.choice([1.0, 1.0, 0.25, 0.6, 1.3, 2.0])
