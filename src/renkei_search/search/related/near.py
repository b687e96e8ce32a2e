"""What is related to a query, as the answer, its order and its explanations use it."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

    from renkei_search.search.backend.protocol import Placed
    from renkei_search.search.related.meaning import Reordering
    from renkei_search.search.tree import Tree

    Terms = tuple[str, ...]


@dataclass(frozen=True)
class Near:
    """What is related to a query.

    Attributes:
        documents: the related documents that pass the filters, best first. None of them matches.
        scoring: the tree that scores all documents, including matches; none if nothing was widened.
        types: the ids of the types of practice that make initiatives related.
        asked: those of them that the query's words indicate.
        words: the words that make initiatives related, by their terms, with their IDF.
        kindred: words that are close in meaning to them, in the same way.
        inferred: the type of practice to which a related initiative is close in meaning, by the id of the initiative.
        reordering: by the meaning of the query, unless it is switched off.
        nearest_words: the words in the results that are closest to the query in meaning.
    """

    documents: tuple[Placed, ...] = ()
    scoring: Tree | None = None
    types: frozenset[str] = frozenset()
    asked: tuple[str, ...] = ()
    words: Mapping[Terms, float] = field(default_factory=lambda: MappingProxyType({}))
    kindred: Mapping[Terms, float] = field(default_factory=lambda: MappingProxyType({}))
    inferred: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    reordering: Reordering | None = None
    nearest_words: tuple[str, ...] = ()


NOTHING_NEAR: Final = Near()
"""Nothing is related."""
