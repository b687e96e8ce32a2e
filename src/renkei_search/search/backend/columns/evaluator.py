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
    from collections.abc import Iterable, Sequence

    import numpy.typing as npt

    from renkei_search.index.columns import Columns
    from renkei_search.search.backend.columns.phrase import Phrases

    Documents = npt.NDArray[np.int32]
    Scores = npt.NDArray[np.float64]
    Mask = npt.NDArray[np.bool_]

# If fewer than one document in this many are candidates, looking up is faster than adding up.
_FEW: Final = 16
# A list this many times longer than the documents looked up is searched by bisection instead of scanned.
_LONG: Final = 8


class Matches(NamedTuple):
    """The result of a tree: which documents match, and the score of every document, 0 for those that do not."""

    mask: Mask
    scores: Scores


class _Scattered(NamedTuple):
    """Some documents, ascending, each with its score before the boost."""

    documents: Documents
    scores: npt.NDArray[np.float32] | Scores
    boost: float


class _Dense(NamedTuple):
    """A frequent term: its documents, and its score in every document before the boost."""

    documents: Documents
    scores: npt.NDArray[np.float32]
    boost: float


_Leaf = _Scattered | _Dense


@dataclass
class Evaluator:
    """Evaluates trees for one search. A node that occurs in several of them is evaluated once.

    Not thread-safe and not to be kept, because it caches results.
    """

    columns: Columns
    phrases: Phrases
    # Keep the nodes alive, so that no other node gets the same id.
    _known: dict[int, tuple[Tree, Matches]] = field(default_factory=dict, init=False)
    _summed: dict[tuple[int, ...], tuple[Sequence[Tree], Scores]] = field(default_factory=dict, init=False)
    _collected: dict[int, tuple[Tree, list[_Leaf]]] = field(default_factory=dict, init=False)

    def evaluate(self, tree: Tree) -> Matches:
        """Find the matches of a tree."""
        known = self._known.get(id(tree))
        if known is None:
            known = self._known[id(tree)] = (tree, self._evaluate(tree))
        return known[1]

    def count(self, tree: Tree) -> int:
        """How many documents match. Their scores are not added up."""
        known = self._known.get(id(tree))
        if known is not None:
            mask = known[1].mask
        elif (candidates := self._candidates(tree)) is not None:
            mask = self._look_up(tree, candidates)[0]
        else:
            mask = self._matching(tree)
        return int(np.count_nonzero(mask))

    def _evaluate(self, tree: Tree) -> Matches:  # noqa: PLR0911 # one return for each kind of node
        candidates = self._candidates(tree)
        if candidates is not None:
            matching, scores = self._look_up(tree, candidates)
            return self._scatter(candidates[matching], scores[matching])
        match tree:
            case AtLeast():
                return self._at_least(tree.branches, tree.minimum, tree.boost)
            case MostOf():
                return self._most_of(tree.branches, tree.share, tree.boost)
            case AllOf():
                return self._all(tree.branches, tree.boost)
            case Without():
                found = self.evaluate(tree.tree)
                mask = found.mask & ~self.evaluate(tree.excluded).mask
                return Matches(mask, np.where(mask, found.scores, 0.0))
            case Boosting():
                found = self.evaluate(tree.tree)
                extra = self._sum((tree.extra,))
                return Matches(found.mask, np.where(found.mask, found.scores + extra, 0.0))
            case Presence():
                mask = self._matching(tree.tree)
                return Matches(mask, np.where(mask, tree.score, 0.0))
            case AnyOf():
                scores = self._sum(tree.branches) * tree.boost
                return Matches(scores > 0, scores)
            case _:
                scores = self._add(self._leaves(tree))
                return Matches(scores > 0, scores)

    def _scatter(self, documents: Documents, scores: Scores) -> Matches:
        found = Matches(np.zeros(self.columns.size, bool), np.zeros(self.columns.size))
        found.mask[documents] = True
        found.scores[documents] = scores
        return found

    # Strategy 1: add up the scores of all documents.

    def _all(self, trees: Sequence[Tree], boost: float) -> Matches:
        mask = np.full(self.columns.size, bool(trees))
        for tree in trees:
            mask &= self._matching(tree)
        return Matches(mask, np.where(mask, self._sum(trees) * boost, 0.0))

    def _at_least(self, trees: Sequence[Tree], minimum: int, boost: float) -> Matches:
        counts = np.zeros(self.columns.size, np.uint16)
        for tree in trees:
            counts += self._matching(tree)
        mask = counts >= minimum
        return Matches(mask, np.where(mask, self._sum(trees) * boost, 0.0))

    def _most_of(self, trees: Sequence[Tree], share: float, boost: float) -> Matches:
        weights = np.zeros(self.columns.size)
        for tree in trees:
            matching = self._matching(tree)
            weights += matching * rarity(int(np.count_nonzero(matching)), self.columns.size)
        most = float(weights.max(initial=0.0))
        mask = (weights >= share * most - TOLERANCE) & (weights > 0)
        return Matches(mask, np.where(mask, self._sum(trees) * boost, 0.0))

    def _matching(self, tree: Tree) -> Mask:
        """Which documents match; scores are summed later over all branches."""
        if isinstance(tree, Presence):
            return self._matching(tree.tree)
        if isinstance(tree, AllOf | AtLeast | MostOf | Without | Boosting):
            return self.evaluate(tree).mask
        return self._union(self._leaves(tree))

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
            added = self._add([leaf for tree in trees[start:] for leaf in self._leaves(tree)])
            known = self._summed[key] = (trees, added if total is None else total + added)
        return known[1]

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
            documents, weights = _join(scattered)
            total: Scores = np.bincount(documents, weights, self.columns.size).astype(np.float64, copy=False)
        else:
            total = np.zeros(self.columns.size)
        for leaf in leaves:
            if isinstance(leaf, _Dense):
                np.add(total, leaf.scores * np.float32(leaf.boost), out=total)
        return total

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
        return np.unique(np.concatenate([leaf.documents for leaf in leaves])) if leaves else _NOTHING

    def _look_up(  # noqa: PLR0911 # one return for each kind of node
        self, tree: Tree, documents: Documents
    ) -> tuple[Mask, Scores]:
        """Which of these documents match, and their scores, which are valid only for matches."""
        match tree:
            case MostOf():
                found = self.evaluate(tree)
                return found.mask[documents], found.scores[documents]
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
            case _:
                return self._look_up_leaves(self._leaves(tree), documents)

    def _look_up_leaves(self, leaves: Sequence[_Leaf], documents: Documents) -> tuple[Mask, Scores]:
        long = [leaf for leaf in leaves if len(leaf.documents) > _LONG * len(documents)]
        short = [leaf for leaf in leaves if len(leaf.documents) <= _LONG * len(documents)]
        matching = np.zeros(len(documents), bool)
        total = np.zeros(len(documents))
        for leaf in long:
            if isinstance(leaf, _Dense):
                scores = leaf.scores[documents]
                matching |= scores > 0
            else:
                at = leaf.documents.searchsorted(documents)
                at[at == len(leaf.documents)] = 0
                here = leaf.documents[at] == documents
                matching |= here
                scores = np.where(here, leaf.scores[at], 0.0)
            total += scores * leaf.boost
        if short:
            held, weights = _join([_scatter(leaf) for leaf in short])
            at = documents.searchsorted(held)
            at[at == len(documents)] = 0
            here = documents[at] == held
            at = at[here]
            matching[at] = True
            total += np.bincount(at, weights[here], len(documents))
        return matching, total

    # Leaves.

    def _leaves(self, tree: Tree) -> list[_Leaf]:
        """The parts whose union is the tree; its score is their sum."""
        known = self._collected.get(id(tree))
        if known is None:
            known = self._collected[id(tree)] = (tree, self._collect(tree))
        return known[1]

    def _collect(self, tree: Tree) -> list[_Leaf]:  # noqa: PLR0911, PLR0912 # one branch for each kind of node
        match tree:
            case Term():
                return self._term(tree.field, tree.text, tree.boost)
            case Best():
                return self._best(tree)
            case AtLeast() | MostOf() | AllOf() | Without() | Boosting():
                found = self.evaluate(tree)
                documents = np.flatnonzero(found.mask).astype(np.int32)
                return [_Scattered(documents, found.scores[documents], 1.0)]
            case Presence():
                documents = np.flatnonzero(self._matching(tree.tree)).astype(np.int32)
                return [_Scattered(documents, np.ones(len(documents)), tree.score)]
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
                documents = np.unique(np.concatenate(held)) if held else _NOTHING
                return [_Scattered(documents, np.ones(len(documents)), tree.boost)]
            case Every():
                documents = np.arange(self.columns.size, dtype=np.int32)
                return [_Scattered(documents, np.ones(self.columns.size), tree.boost)]
            case Nothing():
                return []

    def _term(self, field: str, text: str, boost: float) -> list[_Leaf]:
        row = self.columns.lexicon.row(field, text)
        if row is None:
            return []
        documents, impacts = self.columns.postings(row)
        dense = self.columns.dense(row)
        return [_Scattered(documents, impacts, boost) if dense is None else _Dense(documents, dense, boost)]

    def _phrase(self, tree: Phrase) -> list[_Leaf]:
        documents, scores = self.phrases.find(tree.field, tree.terms, tree.reach)
        return [_Scattered(documents, scores, tree.boost)] if len(documents) else []

    def _best(self, tree: Best) -> list[_Leaf]:
        """The documents of all branches, each with the score of its best branch."""
        held = [_join([_scatter(leaf) for leaf in self._leaves(branch)]) for branch in tree.branches]
        held = [_merge(documents, scores) for documents, scores in held if len(documents)]
        if not held:
            return []
        documents = np.concatenate([documents for documents, _ in held])
        scores = np.concatenate([scores for _, scores in held])
        order = np.argsort(documents, kind="stable")
        documents, scores = documents[order], scores[order]
        starts = np.flatnonzero(np.diff(documents, prepend=-1))
        top = np.maximum.reduceat(scores, starts)
        if tree.tie:
            top = top + tree.tie * (np.add.reduceat(scores, starts) - top)
        return [_Scattered(documents[starts], top, tree.boost)]


_NOTHING: Final = np.zeros(0, np.int32)


def _scatter(leaf: _Leaf) -> _Scattered:
    """A leaf as a list of documents."""
    if isinstance(leaf, _Scattered):
        return leaf
    return _Scattered(leaf.documents, leaf.scores[leaf.documents], leaf.boost)


def _merge(documents: Documents, scores: Scores) -> tuple[Documents, Scores]:
    """The distinct documents, ascending, with the sums of their scores."""
    order = np.argsort(documents, kind="stable")
    documents, scores = documents[order], scores[order]
    starts = np.flatnonzero(np.diff(documents, prepend=-1))
    return documents[starts], np.add.reduceat(scores, starts)


def _join(leaves: Sequence[_Scattered]) -> tuple[Documents, Scores]:
    """All documents of some leaves with their boosted scores."""
    if not leaves:
        return _NOTHING, np.zeros(0)
    scores = np.concatenate([leaf.scores for leaf in leaves], dtype=np.float64)
    scores *= np.repeat([leaf.boost for leaf in leaves], [len(leaf.documents) for leaf in leaves])
    return np.concatenate([leaf.documents for leaf in leaves]), scores
