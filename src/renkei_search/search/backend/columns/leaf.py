"""Lists of documents with scores, the leaves of a flattened query tree, and what is computed from several of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import numpy.typing as npt

    Documents = npt.NDArray[np.int32]
    Scores = npt.NDArray[np.float64]
    Mask = npt.NDArray[np.bool_]

# A list this many times longer than the documents looked up is searched by bisection instead of scanned.
_LONG: Final = 8
# Lists that together have more than one document in this many are added up for all documents: bisecting takes longer.
_MANY: Final = 16

NOTHING: Final = np.zeros(0, np.int32)
"""No documents."""


class Scattered(NamedTuple):
    """Some documents, ascending, each with its score before the boost."""

    documents: Documents
    scores: npt.NDArray[np.float32] | Scores
    boost: float


class Dense(NamedTuple):
    """A frequent term: its documents, and its score in every document before the boost."""

    documents: Documents
    scores: npt.NDArray[np.float32]
    boost: float


Leaf = Scattered | Dense
"""A list of documents with scores."""


def distinct(documents: Documents) -> Documents:
    """The distinct documents, ascending. ``np.unique`` hashes them, which takes twenty times as long."""
    ordered = np.sort(documents)
    first = np.empty(len(ordered), bool)
    first[:1] = True
    np.not_equal(ordered[1:], ordered[:-1], out=first[1:])
    return ordered[first]


def union(leaves: Iterable[Leaf], size: int) -> Mask:
    """Which of ``size`` documents some leaf has."""
    mask = np.zeros(size, bool)
    for leaf in leaves:
        if isinstance(leaf, Dense):
            mask |= leaf.scores > 0
        else:
            mask[leaf.documents] = True
    return mask


def add(leaves: Sequence[Leaf], size: int) -> Scores:
    """The sums of the scores of all leaves, for each of ``size`` documents."""
    scattered = [leaf for leaf in leaves if isinstance(leaf, Scattered)]
    if scattered:
        documents, weights = _join(scattered)
        total: Scores = np.bincount(documents, weights, size).astype(np.float64, copy=False)
    else:
        total = np.zeros(size)
    for leaf in leaves:
        if isinstance(leaf, Dense):
            np.add(total, leaf.scores * np.float32(leaf.boost), out=total)
    return total


def look_up(leaves: Sequence[Leaf], documents: Documents, size: int) -> tuple[Mask, Scores]:
    """Which of some documents, ascending, out of ``size`` a leaf has, and the sums of their scores."""
    long = [leaf for leaf in leaves if len(leaf.documents) > _LONG * len(documents)]
    short = [leaf for leaf in leaves if len(leaf.documents) <= _LONG * len(documents)]
    matching = np.zeros(len(documents), bool)
    total = np.zeros(len(documents))
    for leaf in long:
        if isinstance(leaf, Dense):
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
        if len(held) * _MANY > size:
            matching |= union(short, size)[documents]
            total += np.bincount(held, weights, size)[documents]
        else:
            at = documents.searchsorted(held)
            at[at == len(documents)] = 0
            here = documents[at] == held
            at = at[here]
            matching[at] = True
            total += np.bincount(at, weights[here], len(documents))
    return matching, total


def best_of_branches(branches: Iterable[Sequence[Leaf]], tie: float, boost: float) -> list[Leaf]:
    """The documents of all branches, each with the score of its best branch and a share ``tie`` of the others."""
    held = [found for leaves in branches if len((found := _add_up(leaves))[0])]
    if not held:
        return []
    if len(held) == 1:
        return [Scattered(*held[0], boost)]
    documents = np.concatenate([documents for documents, _ in held])
    scores = np.concatenate([scores for _, scores in held])
    order = np.argsort(documents, kind="stable")
    documents, scores = documents[order], scores[order]
    starts = np.flatnonzero(np.diff(documents, prepend=-1))
    top = np.maximum.reduceat(scores, starts)
    if tie:
        top = top + tie * (np.add.reduceat(scores, starts) - top)
    return [Scattered(documents[starts], top, boost)]


def _scatter(leaf: Leaf) -> Scattered:
    """A leaf as a list of documents."""
    if isinstance(leaf, Scattered):
        return leaf
    return Scattered(leaf.documents, leaf.scores[leaf.documents], leaf.boost)


def _add_up(leaves: Sequence[Leaf]) -> tuple[Documents, Scores]:
    """The distinct documents of some leaves, ascending, with the sums of their scores."""
    documents, scores = _join([_scatter(leaf) for leaf in leaves])
    if len(leaves) < 2:
        return documents, scores
    order = np.argsort(documents, kind="stable")
    documents, scores = documents[order], scores[order]
    starts = np.flatnonzero(np.diff(documents, prepend=-1))
    return documents[starts], np.add.reduceat(scores, starts)


def _join(leaves: Sequence[Scattered]) -> tuple[Documents, Scores]:
    """All documents of some leaves with their boosted scores."""
    if not leaves:
        return NOTHING, np.zeros(0)
    scores = np.concatenate([leaf.scores for leaf in leaves], dtype=np.float64)
    scores *= np.repeat([leaf.boost for leaf in leaves], [len(leaf.documents) for leaf in leaves])
    return np.concatenate([leaf.documents for leaf in leaves]), scores
