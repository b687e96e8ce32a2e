"""Order documents by score without sorting all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt


def best(
    documents: npt.NDArray[np.int64], scores: npt.NDArray[np.float64], count: int | None = None
) -> npt.NDArray[np.int64]:
    """The best documents, best first; ties in corpus order.

    Args:
        documents: the documents to choose from, ascending.
        scores: the scores of all documents.
        count: the number of results, or none for all.
    """
    own = scores[documents]
    if count is not None and 0 < count < len(documents):
        least = np.partition(own, len(own) - count)[len(own) - count]
        better = np.flatnonzero(own > least)
        equal = np.flatnonzero(own == least)[: count - len(better)]
        chosen = np.sort(np.concatenate([better, equal]))
        documents, own = documents[chosen], own[chosen]
    return documents[np.argsort(-own, kind="stable")][:count]
