"""Evaluate a tree of Whoosh query nodes over columns, all documents at a time.

What matches and with what score is exactly what Whoosh's own searcher finds on the same generation; a test compares
the two on thousands of trees. There is no step in Python for a document, only for a node of the tree.

A node is either *scattered*, a list of documents with their scores, or *spread out*, a score for every document.
Leaves are scattered; whatever combines them spreads them out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from whoosh.query import And, AndMaybe, AndNot, Every, NullQuery, Or, Phrase, Term

from renkei_search.index.columns import ranges
from renkei_search.search.tree import AtLeast, BeginningWith

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import numpy.typing as npt
    from whoosh.query import Query as WhooshQuery

    from renkei_search.index.columns import Columns

    Documents = npt.NDArray[np.int32]
    Scores = npt.NDArray[np.float64]
    Mask = npt.NDArray[np.bool_]


class Matches(NamedTuple):
    """What a tree finds: which documents match, and the score of every document, 0 where none matches."""

    mask: Mask
    scores: Scores


class _Scattered(NamedTuple):
    """Some documents, rising, each with its score before the boost."""

    documents: Documents
    scores: npt.NDArray[np.float32] | Scores
    boost: float


class _Dense(NamedTuple):
    """A frequent term: its score in every document before the boost."""

    scores: npt.NDArray[np.float32]
    boost: float


_Leaf = _Scattered | _Dense


@dataclass
class Evaluator:
    """Evaluates trees for one search. A node that occurs in several of them is evaluated once.

    Not to be shared between threads, nor kept: it remembers what it evaluated.
    """

    columns: Columns

    def __post_init__(self) -> None:
        # The nodes are held as well, so that no other gets the same identity.
        self._known: dict[int, tuple[WhooshQuery, Matches]] = {}
        self._summed: dict[tuple[int, ...], tuple[Sequence[WhooshQuery], Scores]] = {}

    def evaluate(self, tree: WhooshQuery) -> Matches:
        """Find what matches.

        Raises:
            TypeError: the tree has a node that search is not made of.
        """
        known = self._known.get(id(tree))
        if known is None:
            known = self._known[id(tree)] = (tree, self._evaluate(tree))
        return known[1]

    def _evaluate(self, tree: WhooshQuery) -> Matches:
        match tree:
            case AtLeast():
                return self._at_least(tree.subqueries, tree.minimum, tree.boost)
            case And():
                return self._all(tree.subqueries, tree.boost)
            case AndNot():
                found = self.evaluate(tree.a)
                mask = found.mask & ~self.evaluate(tree.b).mask
                return Matches(mask, np.where(mask, found.scores, 0.0))
            case AndMaybe():
                found = self.evaluate(tree.a)
                extra = self._sum((tree.b,))
                return Matches(found.mask, np.where(found.mask, found.scores + extra, 0.0))
            case _:
                leaves = self._leaves(tree, 1.0)
                return Matches(self._union(leaves), self._add(leaves))

    def _all(self, trees: Sequence[WhooshQuery], boost: float) -> Matches:
        mask = np.ones(self.columns.size, bool)
        for tree in trees:
            mask &= self._matching(tree)
        scores = self._sum(trees)
        return Matches(mask, np.where(mask, scores * boost, 0.0))

    def _at_least(self, trees: Sequence[WhooshQuery], minimum: int, boost: float) -> Matches:
        counts = np.zeros(self.columns.size, np.uint16)
        for tree in trees:
            counts += self._matching(tree)
        mask = counts >= minimum
        return Matches(mask, np.where(mask, self._sum(trees) * boost, 0.0))

    def _matching(self, tree: WhooshQuery) -> Mask:
        """Which documents match; the scores are left to a sum over all branches."""
        if isinstance(tree, And | AtLeast | AndNot | AndMaybe):
            return self.evaluate(tree).mask
        return self._union(self._leaves(tree, 1.0))

    def _sum(self, trees: Sequence[WhooshQuery]) -> Scores:
        """The scores of all trees added up, for every document."""
        key = tuple(map(id, trees))
        known = self._summed.get(key)
        if known is None:
            leaves = [leaf for tree in trees for leaf in self._leaves(tree, 1.0)]
            known = self._summed[key] = (trees, self._add(leaves))
        return known[1]

    def _leaves(self, tree: WhooshQuery, boost: float) -> list[_Leaf]:  # noqa: PLR0911 # one return for each kind of node
        """The parts whose union the tree is; its score is their sum."""
        match tree:
            case Term():
                return self._term(tree.fieldname, tree.text, boost * tree.boost)
            case AtLeast() | And() | AndNot() | AndMaybe():
                found = self.evaluate(tree)
                documents = np.flatnonzero(found.mask).astype(np.int32)
                return [_Scattered(documents, found.scores[documents], boost)]
            case Or():
                inner = boost * tree.boost
                return [leaf for branch in tree.subqueries for leaf in self._leaves(branch, inner)]
            case Phrase():
                return self._phrase(tree, boost * tree.boost)
            case BeginningWith():
                return self._beginning(tree, boost * tree.boost)
            case Every():
                return [
                    _Scattered(
                        np.arange(self.columns.size, dtype=np.int32), np.ones(self.columns.size), boost
                    )
                ]
            case _ if tree is NullQuery:
                return []
            case _:
                raise TypeError(f"no way to evaluate {tree!r}")

    def _term(self, field: str, text: str, boost: float) -> list[_Leaf]:
        row = self.columns.lexicon.row(field, text)
        if row is None:
            return []
        dense = self.columns.dense(row)
        return [_Scattered(*self.columns.postings(row), boost) if dense is None else _Dense(dense, boost)]

    def _beginning(self, tree: BeginningWith, boost: float) -> list[_Leaf]:
        rows = self.columns.lexicon.beginning_with(tree.fieldname, tree.text)
        found = [self.columns.postings(row)[0] for row in rows]
        if not found:
            return []
        documents = np.unique(np.concatenate(found))
        return [_Scattered(documents, np.ones(len(documents)), boost)]

    def _phrase(self, tree: Phrase, boost: float) -> list[_Leaf]:
        """Documents in which each word stands at most ``slop`` positions after the one before.

        All ways to place the words are followed at once: what counts of one is only where it ends.
        """
        rows = [self.columns.lexicon.row(tree.fieldname, word) for word in tree.words]
        known = [row for row in rows if row is not None]
        if len(known) < len(rows):
            return []
        candidates = self.columns.postings(known[0])[0]
        for row in known[1:]:
            candidates = _common(candidates, self.columns.postings(row)[0])
        ends = self._places(known[0], candidates)
        for row in known[1:]:
            if not len(ends):
                return []
            places = self._places(row, candidates)
            # The nearest end before each place; another document is further away than any slop.
            before = np.searchsorted(ends, places) - 1
            reached = (before >= 0) & (places - ends[before] <= tree.slop)
            ends = places[reached]
        documents = np.unique(ends // _STRIDE).astype(np.int32)
        scores = np.zeros(len(documents))
        for row in known:
            holders, impacts = self.columns.postings(row)
            scores += impacts[np.searchsorted(holders, documents)]
        return [_Scattered(documents, scores, boost)]

    def _places(self, row: int, candidates: Documents) -> npt.NDArray[np.int64]:
        """Where a term stands in some of its documents, as one rising number for document and position."""
        documents, offsets, positions = self.columns.positions(row)
        chosen = np.searchsorted(documents, candidates)
        starts = offsets[chosen]
        counts = offsets[chosen + 1] - starts
        bases = candidates.astype(np.int64) * _STRIDE
        return np.repeat(bases, counts) + positions[ranges(starts, counts)]

    def _union(self, leaves: Iterable[_Leaf]) -> Mask:
        mask = np.zeros(self.columns.size, bool)
        for leaf in leaves:
            if isinstance(leaf, _Dense):
                mask |= leaf.scores > 0
            else:
                mask[leaf.documents] = True
        return mask

    def _add(self, leaves: Sequence[_Leaf]) -> Scores:
        scattered = [leaf for leaf in leaves if isinstance(leaf, _Scattered)]
        if scattered:
            weights = np.concatenate([leaf.scores for leaf in scattered], dtype=np.float64)
            weights *= np.repeat(
                [leaf.boost for leaf in scattered], [len(leaf.documents) for leaf in scattered]
            )
            documents = np.concatenate([leaf.documents for leaf in scattered])
            total: Scores = np.bincount(documents, weights, self.columns.size).astype(np.float64, copy=False)
        else:
            total = np.zeros(self.columns.size)
        for leaf in leaves:
            if isinstance(leaf, _Dense):
                np.add(total, leaf.scores * np.float32(leaf.boost), out=total)
        return total


# Further apart than any two positions of a text.
_STRIDE = 1 << 32


def _common(one: Documents, other: Documents) -> Documents:
    """The documents in both; the shorter list is looked up in the longer."""
    few, many = (one, other) if len(one) < len(other) else (other, one)
    at = np.searchsorted(many, few)
    at[at == len(many)] = 0
    common: Documents = few[many[at] == few]
    return common
