"""Initiatives close in meaning to the types of practice that are asked for, although no expression indicates them."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from renkei_search.index.schema import ID_FIELD
from renkei_search.search.tree import Presence, Term

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from renkei_search.index.direction.type_document import TypeDocument, TypeDocuments
    from renkei_search.search.tree import Tree
    from renkei_search.search.tuning import Tuning

# Filters remove most documents, so more are looked at.
_FILTERED: Final = 5


@dataclass(frozen=True)
class NearDocuments:
    """Initiatives close in meaning to types of practice.

    Attributes:
        scored: the trees that score them.
        close: the trees that find those close enough to be related.
        types: the type to which each of those is close, by the id of the initiative.
    """

    scored: tuple[Tree, ...] = ()
    close: tuple[Tree, ...] = ()
    types: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


NO_DOCUMENTS: Final = NearDocuments()
"""No initiative is close."""


def find_near_documents(
    documents: TypeDocuments | None,
    gains: Mapping[str, float],
    sure: Collection[str],
    idf: Callable[[str], float],
    tuning: Tuning,
    *,
    filtered: bool,
) -> NearDocuments:
    """Find the initiatives closest to some types of practice.

    Args:
        documents: those of the generation; none if it was built without them.
        gains: the scores of the types that a query asks for.
        sure: the types that make an initiative related.
        idf: how distinctive a type is.
        tuning: weights and thresholds.
        filtered: whether the request has filters.
    """
    weights = {type_: tuning.near_document * gain * idf(type_) for type_, gain in gains.items()}
    found = closest_documents(documents, weights, tuning, filtered=filtered)
    close = [item for item in found if item.type in sure and item.closeness >= tuning.near_document_closeness]
    return NearDocuments(
        tuple(map(scored, found)),
        tuple(Term(ID_FIELD, item.id) for item in close),
        {item.id: item.type for item in close},
    )


def closest_documents(
    documents: TypeDocuments | None, weights: Mapping[str, float], tuning: Tuning, *, filtered: bool
) -> list[TypeDocument]:
    """The initiatives closest to some types of practice with these weights, best first; see :meth:`TypeDocuments.nearest`."""
    if documents is None or not tuning.near_documents:
        return []
    return documents.nearest(weights, tuning.near_documents * (_FILTERED if filtered else 1))


def scored(document: TypeDocument) -> Tree:
    """The tree that gives an initiative its score."""
    return Presence(Term(ID_FIELD, document.id), document.score)
