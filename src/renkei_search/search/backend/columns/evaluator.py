"""Evaluate a query tree over columns, all documents at a time.

What matches and with what score is exactly what Whoosh's own searcher finds on the same generation; a test compares
the two on thousands of trees. Python code runs once for each node of the tree, never once for each document.

There are two strategies. If a required part has few documents, only these are *looked up* in the rest of the tree.
Otherwise the scores of all documents are *added up*. In both, an Or is flattened to its *leaves*: lists of documents
with scores. All scores and boosts are positive, so a document with a score matches.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from renkei_search.search.backend.columns.leaf import (
    NOTHING,
    Dense,
    Scattered,
    add,
    best_of_branches,
    distinct,
    look_up,
    union,
)
from renkei_search.search.tree import (
    TOLERANCE,
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
    rarity,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from renkei_search.index.columns import Columns
    from renkei_search.search.backend.columns.leaf import Leaf
    from renkei_search.search.backend.columns.phrase import Phrases

    Documents = npt.NDArray[np.int32]
    Scores = npt.NDArray[np.float64]
    Mask = npt.NDArray[np.bool_]

# If fewer than one document in this many are candidates, looking up is faster than adding up.
_FEW: Final = 16

# Their leaf is the list of all their matches with scores, which costs more than to look a few documents up.
_COMPOUND: Final = (AllOf, AtLeast, MostOf, Without, Boosting, Presence)


class Matches(NamedTuple):
    """The result of a tree: which documents match, and the score of every document, 0 for those that do not."""

    mask: Mask
    scores: Scores


@dataclass
class Evaluator:
    """Evaluates trees for one search. A node that occurs in several of them is evaluated once.

    Not thread-safe and not to be kept, because it caches results.
    """

    columns: Columns
    phrases: Phrases
    # Keep the nodes alive, so that no other node gets the same id.
    _known: dict[int, tuple[Tree, Matches]] = field(default_factory=dict, init=False)
    _matched: dict[int, tuple[Tree, Mask]] = field(default_factory=dict, init=False)
    _counted: dict[int, tuple[Tree, int]] = field(default_factory=dict, init=False)
    _summed: dict[tuple[int, ...], tuple[Sequence[Tree], Scores]] = field(default_factory=dict, init=False)
    _weighed: dict[tuple[int, ...], tuple[Sequence[Tree], Scores]] = field(default_factory=dict, init=False)
    _collected: dict[int, tuple[Tree, list[Leaf]]] = field(default_factory=dict, init=False)

    def evaluate(self, tree: Tree) -> Matches:
        """Find the matches of a tree and the scores of all documents."""
        known = self._known.get(id(tree))
        if known is None:
            known = self._known[id(tree)] = (tree, self._evaluate(tree))
        return known[1]

    def matching(self, tree: Tree) -> Mask:
        """Which documents match. Their scores are not added up."""
        known = self._known.get(id(tree))
        if known is not None:
            return known[1].mask
        matched = self._matched.get(id(tree))
        if matched is None:
            matched = self._matched[id(tree)] = (tree, self._match(tree))
        return matched[1]

    def count(self, tree: Tree) -> int:
        """How many documents match."""
        counted = self._counted.get(id(tree))
        if counted is None:
            counted = self._counted[id(tree)] = (tree, self._count(tree))
        return counted[1]

    def scores(self, tree: Tree, documents: npt.NDArray[np.int64]) -> Scores:
        """The score of every document, valid only for these documents, ascending; 0 for those that do not match.

        A few documents are looked up, even if many others match the tree.
        """
        if id(tree) in self._known or len(documents) * _FEW > self.columns.size:
            return self.evaluate(tree).scores
        matching, scores = self._look_up(tree, documents.astype(np.int32))
        found = np.zeros(self.columns.size)
        found[documents] = np.where(matching, scores, 0.0)
        return found

    def _count(self, tree: Tree) -> int:
        known = self._known.get(id(tree)) or self._matched.get(id(tree))
        if known is None and (candidates := self._candidates(tree)) is not None:
            return int(np.count_nonzero(self._look_up(tree, candidates)[0]))
        return int(np.count_nonzero(self.matching(tree)))

    def _match(self, tree: Tree) -> Mask:  # noqa: PLR0911 # one return for each kind of node
        candidates = self._candidates(tree)
        if candidates is not None:
            mask = np.zeros(self.columns.size, bool)
            mask[candidates[self._look_up(tree, candidates)[0]]] = True
            return mask
        match tree:
            case Presence() | Boosting():
                return self.matching(tree.tree)
            case Without():
                return self.matching(tree.tree) & ~self.matching(tree.excluded)
            case AllOf():
                mask = np.full(self.columns.size, bool(tree.branches))
                for branch in tree.branches:
                    mask &= self.matching(branch)
                return mask
            case AtLeast():
                counts = np.zeros(self.columns.size, np.uint16)
                for branch in tree.branches:
                    counts += self.matching(branch)
                return counts >= tree.minimum
            case MostOf():
                weights = self._weigh(tree.branches)
                most = float(weights.max(initial=0.0))
                return (weights >= tree.share * most - TOLERANCE) & (weights > 0)
            case _:
                return union(self._leaves(tree), self.columns.size)

    def _weigh(self, trees: Sequence[Tree]) -> Scores:
        """For every document, the rarities of the trees that match it, added up."""
        key = tuple(map(id, trees))
        known = self._weighed.get(key)
        if known is None:
            weights = np.zeros(self.columns.size)
            for tree in trees:
                weights += self.matching(tree) * rarity(self.count(tree), self.columns.size)
            known = self._weighed[key] = (trees, weights)
        return known[1]

    def _evaluate(self, tree: Tree) -> Matches:
        candidates = self._candidates(tree)
        if candidates is not None:
            matching, own = self._look_up(tree, candidates)
            return self._scatter(candidates[matching], own[matching])
        scores: Scores | float
        match tree:
            case AtLeast() | MostOf() | AllOf():
                scores = self._sum(tree.branches) * tree.boost
            case Without():
                scores = self.evaluate(tree.tree).scores
            case Boosting():
                scores = self.evaluate(tree.tree).scores + self._sum((tree.extra,))
            case Presence():
                scores = tree.score
            case _:
                branches, boost = (tree.branches, tree.boost) if isinstance(tree, AnyOf) else ((tree,), 1.0)
                total = self._sum(branches) * boost
                return Matches(total > 0, total)
        mask = self.matching(tree)
        return Matches(mask, np.where(mask, scores, 0.0))

    def _scatter(self, documents: Documents, scores: Scores) -> Matches:
        found = Matches(np.zeros(self.columns.size, bool), np.zeros(self.columns.size))
        found.mask[documents] = True
        found.scores[documents] = scores
        return found

    # Strategy 1: add up the scores of all documents.

    def _sum(self, trees: Sequence[Tree]) -> Scores:
        """The sum of the scores of all trees, for every document."""
        key = tuple(map(id, trees))
        known = self._summed.get(key)
        if known is None:
            # The related tree begins with the branches of the matching tree: only the rest must be added.
            start, total = 0, None
            for other, (_, part) in self._summed.items():
                if start < len(other) and other == key[: len(other)]:
                    start, total = len(other), part
            added = add([leaf for tree in trees[start:] for leaf in self._leaves(tree)], self.columns.size)
            known = self._summed[key] = (trees, added if total is None else total + added)
        return known[1]

    # Strategy 2: look up few documents.

    def _candidates(self, tree: Tree) -> Documents | None:
        """A superset of the matches, ascending, or none if there are too many."""
        match tree:
            case Without() | Boosting() | Presence():
                return self._candidates(tree.tree)
            case MostOf():
                return None  # the threshold depends on all documents
            case AllOf():
                found = [few for branch in tree.branches if (few := self._candidates(branch)) is not None]
                return min(found, key=len, default=None)
            case AtLeast() | Best():
                leaves = [leaf for branch in tree.branches for leaf in self._leaves(branch)]
            case _:
                leaves = self._leaves(tree)
        if sum(len(leaf.documents) for leaf in leaves) * _FEW > self.columns.size:
            return None
        if len(leaves) == 1:
            return leaves[0].documents
        return distinct(np.concatenate([leaf.documents for leaf in leaves])) if leaves else NOTHING

    def _look_up(  # noqa: PLR0911 # one return for each kind of node
        self, tree: Tree, documents: Documents
    ) -> tuple[Mask, Scores]:
        """Which of these documents match, and their scores, which are valid only for matches."""
        known = self._known.get(id(tree))
        if known is not None or isinstance(tree, MostOf):
            found = self.evaluate(tree)
            return found.mask[documents], found.scores[documents]
        match tree:
            case Without():
                matching, scores = self._look_up(tree.tree, documents)
                return matching & ~self._look_up(tree.excluded, documents)[0], scores
            case Presence():
                matching, _ = self._look_up(tree.tree, documents)
                return matching, np.full(len(documents), tree.score)
            case Boosting():
                matching, scores = self._look_up(tree.tree, documents)
                also, extra = self._look_up(tree.extra, documents)
                return matching, scores + np.where(also, extra, 0.0)
            case AllOf() | AtLeast():
                counts = np.zeros(len(documents), np.uint16)
                total = np.zeros(len(documents))
                for branch in tree.branches:
                    matching, scores = self._look_up(branch, documents)
                    counts += matching
                    total += np.where(matching, scores, 0.0)
                minimum = tree.minimum if isinstance(tree, AtLeast) else max(len(tree.branches), 1)
                return counts >= minimum, total * tree.boost
            case Best():
                top = np.zeros(len(documents))
                total = np.zeros(len(documents))
                for branch in tree.branches:
                    matching, scores = self._look_up(branch, documents)
                    held = np.where(matching, scores, 0.0)
                    np.maximum(top, held, out=top)
                    total += held
                return total > 0, (top + tree.tie * (total - top)) * tree.boost
            case AnyOf() if id(tree) not in self._collected:
                leaves, others = self._split(tree, tree.boost)
                matching, total = look_up(leaves, documents, self.columns.size)
                for branch, boost in others:
                    also, scores = self._look_up(branch, documents)
                    matching |= also
                    total += np.where(also, scores * boost, 0.0)
                return matching, total
            case _:
                return look_up(self._leaves(tree), documents, self.columns.size)

    def _split(self, tree: AnyOf, boost: float) -> tuple[list[Leaf], list[tuple[Tree, float]]]:
        """The leaves of a tree's branches, and the branches whose leaves would have to be made of all their matches."""
        leaves: list[Leaf] = []
        others: list[tuple[Tree, float]] = []
        for branch in tree.branches:
            if isinstance(branch, AnyOf) and id(branch) not in self._collected:
                more_leaves, more_others = self._split(branch, boost * branch.boost)
                leaves += more_leaves
                others += more_others
            elif isinstance(branch, _COMPOUND):
                others.append((branch, boost))
            else:
                found = self._leaves(branch)
                leaves += (
                    found if boost == 1.0 else [leaf._replace(boost=leaf.boost * boost) for leaf in found]
                )
        return leaves, others

    # Leaves.

    def _leaves(self, tree: Tree) -> list[Leaf]:
        """The parts whose union is the tree; its score is their sum."""
        known = self._collected.get(id(tree))
        if known is None:
            known = self._collected[id(tree)] = (tree, self._collect(tree))
        return known[1]

    def _collect(self, tree: Tree) -> list[Leaf]:  # noqa: PLR0911, PLR0912 # one branch for each kind of node
        match tree:
            case Term():
                return self._term(tree.field, tree.text, tree.boost)
            case Best():
                return best_of_branches(map(self._leaves, tree.branches), tree.tie, tree.boost)
            case AtLeast() | MostOf() | AllOf() | Without() | Boosting():
                found = self.evaluate(tree)
                documents = np.flatnonzero(found.mask).astype(np.int32)
                return [Scattered(documents, found.scores[documents], 1.0)]
            case Presence():
                documents = np.flatnonzero(self.matching(tree.tree)).astype(np.int32)
                return [Scattered(documents, np.ones(len(documents)), tree.score)]
            case AnyOf():
                leaves = []
                for branch in tree.branches:
                    # Most branches are terms, which are not worth caching.
                    if type(branch) is Term:
                        leaves += self._term(branch.field, branch.text, branch.boost)
                    else:
                        leaves += self._leaves(branch)
                if tree.boost == 1.0:
                    return leaves
                return [leaf._replace(boost=leaf.boost * tree.boost) for leaf in leaves]
            case Phrase():
                return self._phrase(tree)
            case Prefix():
                rows = self.columns.lexicon.beginning_with(tree.field, tree.text)
                held = [self.columns.postings(row)[0] for row in rows]
                documents = distinct(np.concatenate(held)) if held else NOTHING
                return [Scattered(documents, np.ones(len(documents)), tree.boost)]
            case Every():
                documents = np.arange(self.columns.size, dtype=np.int32)
                return [Scattered(documents, np.ones(self.columns.size), tree.boost)]
            case Nothing():
                return []

    def _term(self, field: str, text: str, boost: float) -> list[Leaf]:
        row = self.columns.lexicon.row(field, text)
        if row is None:
            return []
        documents, impacts = self.columns.postings(row)
        dense = self.columns.dense(row)
        return [Scattered(documents, impacts, boost) if dense is None else Dense(documents, dense, boost)]

    def _phrase(self, tree: Phrase) -> list[Leaf]:
        documents, scores = self.phrases.find(tree.field, tree.terms, tree.reach)
        return [Scattered(documents, scores, tree.boost)] if len(documents) else []
