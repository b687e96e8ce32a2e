"""Searches on columns, in this process."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np

from renkei_search.facet.registry import FilterName
from renkei_search.index.columns import pack, unpack
from renkei_search.search.backend.columns.evaluator import Evaluator
from renkei_search.search.backend.columns.facet_columns import FacetColumns
from renkei_search.search.backend.columns.phrase import Phrases
from renkei_search.search.backend.columns.ranking import best
from renkei_search.search.backend.protocol import Placed, Ranked

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    import numpy.typing as npt

    from renkei_search.index.columns import Occurrence
    from renkei_search.index.reader import IndexReader
    from renkei_search.model.record import Initiative
    from renkei_search.search.backend.protocol import Order, Selection
    from renkei_search.search.tree import Tree

    Bits = npt.NDArray[np.uint64]
    Scores = npt.NDArray[np.float64]


# Up to this many documents that are read at a time belong to an answer; more are a part of a file.
_FEW: Final = 200


class ColumnBackend:
    """See :class:`renkei_search.search.backend.protocol.Backend`."""

    def __init__(self, reader: IndexReader) -> None:
        self.reader = reader
        self.columns = reader.columns
        self.facets = FacetColumns(reader.columns)
        self.phrases: Final = Phrases(reader.columns)

    @property
    def size(self) -> int:
        """How many documents there are."""
        return self.columns.size

    def open_session(self) -> ColumnSession:
        """Begin a request."""
        return ColumnSession(self)

    def check(self) -> None:
        """See the protocol: an open generation is always available."""

    @cached_property
    def region_ranks(self) -> npt.NDArray[np.int64]:
        """For each document, the rank of its region from north to south; documents without a region come last."""
        ranks = {region.id: rank for rank, region in enumerate(self.reader.catalogue.regions)}
        values = self.facets.values(FilterName.REGION)
        places = self.facets.places(FilterName.REGION)
        return np.array([ranks.get(value, len(ranks)) for value in values])[places]


class ColumnDocument:
    """See :class:`renkei_search.search.backend.protocol.Document`."""

    def __init__(self, reader: IndexReader, number: int) -> None:
        self._reader = reader
        self.number = number
        self._rows: dict[str, list[int]] = {}
        self._occurrences: dict[str, list[Occurrence]] = {}

    @cached_property
    def initiative(self) -> Initiative:
        """The record."""
        return self._reader.initiative(self.number)

    def term_rows(self, name: str) -> list[int]:
        """The terms of its title or description as rows of the lexicon."""
        found = self._rows.get(name)
        if found is None:
            found = self._rows[name] = self._reader.columns.term_rows(self.number, name)
        return found

    def occurrences(self, name: str) -> list[Occurrence]:
        """The same terms with their characters."""
        found = self._occurrences.get(name)
        if found is None:
            found = self._occurrences[name] = self._reader.columns.occurrences(self.number, name)
        return found

    def values(self, facet: str) -> list[str]:
        """Its values of a facet."""
        return self._reader.columns.values_of(facet, self.number)


class ColumnSession:
    """See :class:`renkei_search.search.backend.protocol.Session`."""

    def __init__(self, backend: ColumnBackend) -> None:
        self._backend = backend
        self._evaluator = Evaluator(backend.columns, backend.phrases)
        self._read: dict[int, ColumnDocument] = {}

    def rank(
        self, selection: Selection, order: Order, start: int, stop: int, *, count: bool = False
    ) -> Ranked:
        """A part of a selection in an order; see the protocol."""
        facets = self._backend.facets
        if count:
            mask = self._mask(selection, order)
            kept, counts = facets.narrow(pack(mask), selection.filters, selection.excluded)
        else:
            kept, counts = self._bits(selection, order), {}
        documents = self._documents(kept)
        return Ranked(len(documents), tuple(self._place(documents, selection, order, start, stop)), counts)

    def scan(self, selection: Selection, order: Order) -> Iterator[int]:
        """All numbers in an order; see the protocol."""
        documents = self._documents(self._bits(selection, order))
        scores = self._scores(documents, selection, order)
        return iter(self._put_in_order(documents, scores, order, None).tolist())

    def totals(self, selections: Sequence[Selection]) -> list[int]:
        """How many documents each selection has."""
        return [self._total(selection) for selection in selections]

    def rank_values(
        self, selection: Selection, order: Order, facet: FilterName, start: int, stop: int
    ) -> list[str]:
        """Values in the order of their first document; see the protocol."""
        documents = self._documents(self._bits(selection, order))
        ordered = self._put_in_order(documents, self._scores(documents, selection, order), order, None)
        facets = self._backend.facets
        places, firsts = np.unique(facets.places(facet)[ordered], return_index=True)
        values = facets.values(facet)
        return [values[place] for place in places[np.argsort(firsts, kind="stable")][start:stop].tolist()]

    def count_by(self, selection: Selection, facet: FilterName) -> Mapping[str, int]:
        """Counts by value; see the protocol."""
        return self._backend.facets.count(facet, self._bits(selection))

    def cross_tabulate(
        self, selection: Selection, rows: FilterName, columns: FilterName
    ) -> Mapping[tuple[str, str], int]:
        """Counts by pairs of values; see the protocol."""
        return self._backend.facets.cross_tabulate(self._bits(selection), rows, columns)

    def read(self, numbers: Sequence[int]) -> list[ColumnDocument]:
        """Some documents; see the protocol. A few are kept, because one answer reads the same ones again."""
        if len(numbers) > _FEW:
            return [ColumnDocument(self._backend.reader, number) for number in numbers]
        return list(map(self._document, numbers))

    def find(self, initiative_id: str) -> ColumnDocument | None:
        """The document with this id, or none."""
        number = self._backend.reader.number_of(initiative_id)
        return None if number is None else self._document(number)

    def _document(self, number: int) -> ColumnDocument:
        found = self._read.get(number)
        if found is None:
            found = self._read[number] = ColumnDocument(self._backend.reader, number)
        return found

    def _total(self, selection: Selection) -> int:
        if not selection.filters and not selection.excluded:
            return self._evaluator.count(selection.tree)
        return int(np.bitwise_count(self._bits(selection)).sum())

    def _mask(self, selection: Selection, order: Order | None = None) -> npt.NDArray[np.bool_]:
        """Which documents match, without filters."""
        if order is not None and order.scoring is None and not order.by_region:
            # Their scores are needed as well.
            return self._evaluator.evaluate(selection.tree).mask
        return self._evaluator.matching(selection.tree)

    def _bits(self, selection: Selection, order: Order | None = None) -> Bits:
        mask = self._mask(selection, order)
        return self._backend.facets.filter(pack(mask), selection.filters, selection.excluded)

    def _documents(self, bits: Bits) -> npt.NDArray[np.int64]:
        return np.flatnonzero(unpack(bits, self._backend.size))

    def _place(
        self, documents: npt.NDArray[np.int64], selection: Selection, order: Order, start: int, stop: int
    ) -> Iterator[Placed]:
        if start >= stop:
            return iter(())
        scores = self._scores(documents, selection, order)
        shown = self._put_in_order(documents, scores, order, stop)[start:stop]
        if order.by_region:
            scores = self._evaluator.scores(order.scoring or selection.tree, np.sort(shown))
        tiers, bands = self._places(order.tiers, shown), self._places(order.bands, shown)
        return map(Placed, shown.tolist(), scores[shown].tolist(), tiers.tolist(), bands.tolist())

    def _scores(self, documents: npt.NDArray[np.int64], selection: Selection, order: Order) -> Scores:
        """The score of every document, valid only for these; nothing if their order does not depend on scores."""
        if order.by_region:
            return np.zeros(0)
        return self._evaluator.scores(order.scoring or selection.tree, documents)

    def _put_in_order(
        self, documents: npt.NDArray[np.int64], scores: Scores, order: Order, count: int | None
    ) -> npt.NDArray[np.int64]:
        """The first documents in order, or all of them."""
        return self._one_after_another(
            documents,
            order.bands,
            lambda part, wanted: self._put_band_in_order(part, scores, order, wanted),
            count,
        )

    def _put_band_in_order(
        self, documents: npt.NDArray[np.int64], scores: Scores, order: Order, count: int | None
    ) -> npt.NDArray[np.int64]:
        if order.by_region:
            ranks = self._backend.region_ranks[documents]
            return documents[np.argsort(ranks, kind="stable")][:count]
        return self._one_after_another(
            documents, order.tiers, lambda part, wanted: best(part, scores, wanted), count
        )

    def _one_after_another(
        self,
        documents: npt.NDArray[np.int64],
        trees: Sequence[Tree],
        put_in_order: Callable[[npt.NDArray[np.int64], int | None], npt.NDArray[np.int64]],
        count: int | None,
    ) -> npt.NDArray[np.int64]:
        """The first documents: those that the first tree matches, in an order of their own, and so on."""
        if not trees:
            return put_in_order(documents, count)
        places = self._places(trees, documents)
        parts: list[npt.NDArray[np.int64]] = []
        wanted = count
        for place in range(len(trees) + 1):
            if wanted is not None and wanted <= 0:
                break
            parts.append(put_in_order(documents[places == place], wanted))
            wanted = None if wanted is None else wanted - len(parts[-1])
        return np.concatenate(parts) if parts else documents[:0]

    def _places(self, trees: Sequence[Tree], documents: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        """For each of these documents, the place of the first tree that matches it."""
        places = np.full(len(documents), len(trees))
        for place in range(len(trees) - 1, -1, -1):
            places[self._evaluator.matching(trees[place])[documents]] = place
        return places
