"""Which documents and types of practice are close to a query in meaning, according to word vectors.

Word vectors never make a match. They reorder candidates within bounds and find related types of practice.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, partial
from itertools import chain, islice
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from renkei_search.index.direction.type_word import weigh
from renkei_search.memo import remember
from renkei_search.search.backend.protocol import Ranked

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from renkei_search.analysis.vector import Neighbour, Vector, WordVectors
    from renkei_search.index.direction.centroid import Centroids
    from renkei_search.index.direction.kindred import KindredTerms
    from renkei_search.index.direction.type_document import TypeDocuments
    from renkei_search.index.direction.type_saying import TypeSayings
    from renkei_search.index.direction.type_word import TypeWords
    from renkei_search.search.backend.protocol import Order, Placed, Selection, Session

_REMEMBERED: Final = 1 << 12

HEAD: Final = 100
"""How many documents at the head of an order are reordered. The others keep their places."""


class NearType(NamedTuple):
    """A type of practice, and its closeness to a text: at most 1."""

    type: str
    closeness: float


@dataclass(frozen=True)
class Meaning:
    """Compares texts with the documents of one generation. Thread-safe.

    Attributes:
        vectors: the word vectors.
        centroids: those of the generation's documents and types of practice.
        terms: the distinctive terms of the generation; none if the generation was built without them.
        type_words: the words of the types of practice; none if the generation was built without them.
        type_sayings: what people say of these types; none if the generation was built without them.
        type_documents: the documents close to these types; none if the generation was built without them.
        idf: the inverse document frequency of a term.
    """

    vectors: WordVectors
    centroids: Centroids
    terms: KindredTerms | None
    type_words: TypeWords | None
    type_sayings: TypeSayings | None
    type_documents: TypeDocuments | None
    idf: Callable[[str], float]

    def direction(self, terms: Iterable[str]) -> Vector | None:
        """The direction of a text, or none if its words have no vectors."""
        return self.centroids.direction(self.vectors.centroid(terms, self.idf))

    def nearest_types(
        self,
        terms: Iterable[str],
        direction: Vector,
        count: int,
        least: float,
        *,
        share: float,
        said: bool,
    ) -> list[NearType]:
        """The types of practice nearest to a text, nearest first.

        Args:
            terms: those of the text.
            direction: its direction.
            count: how many types are taken at most.
            least: their least closeness.
            share: how much the closest words of a type count beside its direction, from 0 to 1.
            said: whether what people say of a type counts in its direction.
        """
        sayings = self.type_sayings if said else None
        closeness = (
            self.centroids.type_cosines(direction) if sayings is None else sayings.closeness(direction)
        )
        words = weigh(map(self._closeness_to_types, terms)) if self.type_words is not None and share else None
        if words is not None:
            closeness = share * words + (1 - share) * closeness
        order = np.argsort(-closeness, kind="stable")[:count].tolist()
        types = self.centroids.types
        return [NearType(types[row], float(closeness[row])) for row in order if closeness[row] >= least]

    @cached_property
    def _closeness_to_types(self) -> Callable[[str], Vector | None]:
        # The cache refers to a part and not to this object, as for kindred terms.
        return remember(_REMEMBERED)(partial(_closeness_to_types, self.type_words))

    @cached_property
    def kindred(self) -> Callable[[tuple[str, ...], int, float], Sequence[Neighbour]]:
        """The terms of the generation nearest to a word: at most this many, each with at least this cosine."""
        # The cache refers to parts and not to this object: a cycle would keep the mapped files of a replaced generation.
        return remember(_REMEMBERED)(partial(_find_kindred, self.vectors, self.terms, self.idf))

    def reorder(self, placed: Sequence[Placed], direction: Vector, weight: float) -> tuple[Placed, ...]:
        """Reorder ranked documents by score and cosine, within their bands and tiers.

        Args:
            placed: the documents in their order.
            direction: the direction of the query.
            weight: what a cosine of 1 adds, as a share of the best score.
        """
        if not placed:
            return ()
        numbers = np.fromiter((item.number for item in placed), np.int64, len(placed))
        cosines = self.centroids.cosines(direction, numbers).tolist()
        unit = weight * max(item.score for item in placed)
        moved = [
            item._replace(score=item.score + unit * max(cosine, 0.0))
            for item, cosine in zip(placed, cosines, strict=True)
        ]
        return tuple(sorted(moved, key=lambda item: (item.band, item.tier, -item.score)))


@dataclass(frozen=True)
class Reordering:
    """How documents are reordered: by their closeness to a text.

    Attributes:
        meaning: the meaning of the generation's documents.
        direction: the direction of the text.
        weight: what a cosine of 1 adds, as a share of the best score.
    """

    meaning: Meaning
    direction: Vector
    weight: float


def rank(
    session: Session,
    selection: Selection,
    order: Order,
    bounds: tuple[int, int],
    reordering: Reordering | None,
    *,
    count: bool = False,
) -> Ranked:
    """The documents ``[start, stop)`` of a selection. The order does not depend on which part is asked for.

    See :meth:`renkei_search.search.backend.protocol.Session.rank`.
    """
    start, stop = bounds
    if reordering is None or start >= HEAD or start >= stop or order.by_region:
        return session.rank(selection, order, start, stop, count=count)
    ranked = session.rank(selection, order, 0, max(stop, HEAD), count=count)
    head = reordering.meaning.reorder(ranked.documents[:HEAD], reordering.direction, reordering.weight)
    return Ranked(ranked.total, (*head, *ranked.documents[HEAD:])[start:stop], ranked.counts)


def scan(
    session: Session, selection: Selection, order: Order, reordering: Reordering | None
) -> Iterator[int]:
    """The numbers of all documents of a selection, in the order of :func:`rank`."""
    numbers = session.scan(selection, order)
    if reordering is None or order.by_region:
        return numbers
    head = rank(session, selection, order, (0, HEAD), reordering).documents
    return chain((placed.number for placed in head), islice(numbers, HEAD, None))


def _closeness_to_types(words: TypeWords | None, term: str) -> Vector | None:
    return None if words is None else words.closeness(term)


def _find_kindred(
    vectors: WordVectors,
    known: KindredTerms | None,
    idf: Callable[[str], float],
    terms: tuple[str, ...],
    count: int,
    least: float,
) -> Sequence[Neighbour]:
    if known is None:
        return ()
    vector = vectors.centroid(terms, lambda term: max(idf(term), 1.0))
    return () if vector is None else tuple(known.nearest(vector, count, least))
