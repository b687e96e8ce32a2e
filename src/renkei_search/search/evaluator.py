"""Evaluate a tree of Whoosh query nodes over columns, all documents at a time.

What matches and with what score is exactly what Whoosh's own searcher finds on the same generation; a test compares
the two on thousands of trees. There is no step in Python for a document, only for a node of the tree.

There are two ways. If some part that must match has few documents, only these are *looked up* in the rest of the tree.
Otherwise the scores of all documents are *added up*. Either way an Or is its *leaves*: lists of documents with scores. All
scores and boosts are positive, so what has a score matches.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
from whoosh.query import And, AndMaybe, AndNot, Every, NullQuery, Or, Phrase, Term

from renkei_search.search.tree import AtLeast, BeginningWith

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import numpy.typing as npt
    from whoosh.query import Query as WhooshQuery

    from renkei_search.index.columns import Columns
    from renkei_search.search.phrase import Phrases

    Documents = npt.NDArray[np.int32]
    Scores = npt.NDArray[np.float64]
    Mask = npt.NDArray[np.bool_]

# Below one document in so many, looking up is quicker than adding up.
_FEW: Final = 16
# A list so many times as long as the documents looked up is searched, not gone through.
_LONG: Final = 8


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
    """A frequent term: its documents, and its score in every document before the boost."""

    documents: Documents
    scores: npt.NDArray[np.float32]
    boost: float


_Leaf = _Scattered | _Dense


@dataclass
class Evaluator:
    """Evaluates trees for one search. A node that occurs in several of them is evaluated once.

    Not to be shared between threads, nor kept: it remembers what it evaluated.
    """

    columns: Columns
    phrases: Phrases
    # The nodes are held as well, so that no other gets the same identity.
    _known: dict[int, tuple[WhooshQuery, Matches]] = field(default_factory=dict, init=False)
    _summed: dict[tuple[int, ...], tuple[Sequence[WhooshQuery], Scores]] = field(
        default_factory=dict, init=False
    )
    _collected: dict[int, tuple[WhooshQuery, list[_Leaf]]] = field(default_factory=dict, init=False)

    def evaluate(self, tree: WhooshQuery) -> Matches:
        """Find what matches.

        Raises:
            TypeError: the tree has a node that search is not made of.
        """
        known = self._known.get(id(tree))
        if known is None:
            known = self._known[id(tree)] = (tree, self._evaluate(tree))
        return known[1]

    def _evaluate(self, tree: WhooshQuery) -> Matches:  # noqa: PLR0911 # one return for each kind of node
        candidates = self._candidates(tree)
        if candidates is not None:
            matching, scores = self._look_up(tree, candidates)
            return self._spread(candidates[matching], scores[matching])
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
            case Or():
                scores = self._sum(tree.subqueries) * tree.boost
                return Matches(scores > 0, scores)
            case _:
                scores = self._add(self._leaves(tree))
                return Matches(scores > 0, scores)

    def _spread(self, documents: Documents, scores: Scores) -> Matches:
        found = Matches(np.zeros(self.columns.size, bool), np.zeros(self.columns.size))
        found.mask[documents] = True
        found.scores[documents] = scores
        return found

    # Adding up all documents.

    def _all(self, trees: Sequence[WhooshQuery], boost: float) -> Matches:
        mask = np.full(self.columns.size, bool(trees))
        for tree in trees:
            mask &= self._matching(tree)
        return Matches(mask, np.where(mask, self._sum(trees) * boost, 0.0))

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
        return self._union(self._leaves(tree))

    def _sum(self, trees: Sequence[WhooshQuery]) -> Scores:
        """The scores of all trees added up, for every document."""
        key = tuple(map(id, trees))
        known = self._summed.get(key)
        if known is None:
            # What is related begins with the branches of what matches: only the rest is to be added.
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

    # Looking up few documents.

    def _candidates(self, tree: WhooshQuery) -> Documents | None:
        """Documents among which all matches are, rising; none if these are too many."""
        match tree:
            case AndNot() | AndMaybe():
                return self._candidates(tree.a)
            case And():
                found = [few for branch in tree.subqueries if (few := self._candidates(branch)) is not None]
                return min(found, key=len, default=None)
            case Or() if not isinstance(tree, AtLeast):
                leaves = self._leaves(tree)
            case AtLeast():
                leaves = [leaf for branch in tree.subqueries for leaf in self._leaves(branch)]
            case _:
                leaves = self._leaves(tree)
        if sum(len(leaf.documents) for leaf in leaves) * _FEW > self.columns.size:
            return None
        if len(leaves) == 1:
            return leaves[0].documents
        return np.unique(np.concatenate([leaf.documents for leaf in leaves])) if leaves else _NOTHING

    def _look_up(self, tree: WhooshQuery, documents: Documents) -> tuple[Mask, Scores]:
        """Which of these documents match, and with what score, right where they do."""
        match tree:
            case AndNot():
                matching, scores = self._look_up(tree.a, documents)
                return matching & ~self._look_up(tree.b, documents)[0], scores
            case AndMaybe():
                matching, scores = self._look_up(tree.a, documents)
                also, extra = self._look_up(tree.b, documents)
                return matching, scores + np.where(also, extra, 0.0)
            case And() | AtLeast():
                counts = np.zeros(len(documents), np.uint16)
                total = np.zeros(len(documents))
                for branch in tree.subqueries:
                    matching, scores = self._look_up(branch, documents)
                    counts += matching
                    total += np.where(matching, scores, 0.0)
                minimum = tree.minimum if isinstance(tree, AtLeast) else max(len(tree.subqueries), 1)
                return counts >= minimum, total * tree.boost
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

    def _leaves(self, tree: WhooshQuery) -> list[_Leaf]:
        """The parts whose union the tree is; its score is their sum."""
        known = self._collected.get(id(tree))
        if known is None:
            known = self._collected[id(tree)] = (tree, self._collect(tree))
        return known[1]

    def _collect(self, tree: WhooshQuery) -> list[_Leaf]:  # noqa: PLR0911 # one return for each kind of node
        match tree:
            case Term():
                return self._term(tree.fieldname, tree.text, tree.boost)
            case AtLeast() | And() | AndNot() | AndMaybe():
                found = self.evaluate(tree)
                documents = np.flatnonzero(found.mask).astype(np.int32)
                return [_Scattered(documents, found.scores[documents], 1.0)]
            case Or():
                leaves = []
                for branch in tree.subqueries:
                    # A term is the commonest branch by far, and not worth remembering.
                    if type(branch) is Term:
                        leaves += self._term(branch.fieldname, branch.text, branch.boost)
                    else:
                        leaves += self._leaves(branch)
                if tree.boost == 1.0:
                    return leaves
                return [leaf._replace(boost=leaf.boost * tree.boost) for leaf in leaves]
            case Phrase():
                return self._phrase(tree)
            case BeginningWith():
                rows = self.columns.lexicon.beginning_with(tree.fieldname, tree.text)
                held = [self.columns.postings(row)[0] for row in rows]
                documents = np.unique(np.concatenate(held)) if held else _NOTHING
                return [_Scattered(documents, np.ones(len(documents)), tree.boost)]
            case Every():
                documents = np.arange(self.columns.size, dtype=np.int32)
                return [_Scattered(documents, np.ones(self.columns.size), tree.boost)]
            case _ if tree is NullQuery:
                return []
            case _:
                raise TypeError(f"no way to evaluate {tree!r}")

    def _term(self, field: str, text: str, boost: float) -> list[_Leaf]:
        row = self.columns.lexicon.row(field, text)
        if row is None:
            return []
        documents, impacts = self.columns.postings(row)
        dense = self.columns.dense(row)
        return [_Scattered(documents, impacts, boost) if dense is None else _Dense(documents, dense, boost)]

    def _phrase(self, tree: Phrase) -> list[_Leaf]:
        documents, scores = self.phrases.find(tree.fieldname, tuple(tree.words), tree.slop)
        return [_Scattered(documents, scores, tree.boost)] if len(documents) else []


_NOTHING: Final = np.zeros(0, np.int32)


def _scatter(leaf: _Leaf) -> _Scattered:
    """A leaf as a list of documents."""
    if isinstance(leaf, _Scattered):
        return leaf
    return _Scattered(leaf.documents, leaf.scores[leaf.documents], leaf.boost)


def _join(leaves: Sequence[_Scattered]) -> tuple[Documents, Scores]:
    """All documents of some leaves, and the boosted score of each."""
    scores = np.concatenate([leaf.scores for leaf in leaves], dtype=np.float64)
    scores *= np.repeat([leaf.boost for leaf in leaves], [len(leaf.documents) for leaf in leaves])
    return np.concatenate([leaf.documents for leaf in leaves]), scores
