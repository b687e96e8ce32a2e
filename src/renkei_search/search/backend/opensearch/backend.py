"""Searches on an OpenSearch cluster, which holds postings and records; dictionary and catalogue are local."""

from __future__ import annotations

from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, Final, NamedTuple

import msgspec

from renkei_search.analysis.analyzer import analyze
from renkei_search.analysis.coordination import with_coordinated
from renkei_search.facet.declaration import MISSING
from renkei_search.index.columns import Occurrence
from renkei_search.index.opensearch.mapping import NUMBER, RECORD, REGION_RANK
from renkei_search.index.schema import ID_FIELD, facet_field
from renkei_search.model.record import Initiative
from renkei_search.search.backend.opensearch.facet import (
    all_counts,
    by_value,
    narrowed,
    read_all_counts,
    read_counts,
)
from renkei_search.search.backend.opensearch.most import Enough
from renkei_search.search.backend.protocol import Placed, Ranked
from renkei_search.search.facet import conditions_of
from renkei_search.search.tree import Every

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from renkei_search.facet.registry import FilterName
    from renkei_search.index.lexicon import Lexicon
    from renkei_search.search.backend.opensearch.cluster import Cluster
    from renkei_search.search.backend.opensearch.query import Json
    from renkei_search.search.backend.protocol import Order, Selection
    from renkei_search.search.tree import Tree


_PAGE: Final = 1_000
# The largest number of results that a cluster returns at a time.
_WINDOW: Final = 10_000
# Up to this many results, records are fetched along with the ranking.
_READ_AHEAD: Final = 50
# Up to this many documents that are read at a time belong to an answer.
_FEW: Final = 200


class OpenSearchBackend:
    """See :class:`renkei_search.search.backend.protocol.Backend`."""

    def __init__(self, cluster: Cluster) -> None:
        self.cluster = cluster

    @property
    def size(self) -> int:
        """How many documents there are."""
        return self.cluster.dictionary.size

    def open_session(self) -> OpenSearchSession:
        """Begin a request."""
        return OpenSearchSession(self.cluster)

    def check(self) -> None:
        """Make sure that searches are answered; see the protocol."""
        self.cluster.check()


class OpenSearchDocument:
    """See :class:`renkei_search.search.backend.protocol.Document`. Its terms are computed from its text."""

    def __init__(self, number: int, stored: Json, lexicon: Lexicon) -> None:
        self.number = number
        self._stored = stored
        self._lexicon = lexicon

    @cached_property
    def initiative(self) -> Initiative:
        """The record."""
        return msgspec.convert(self._stored["initiative"], Initiative)

    def term_rows(self, name: str) -> list[int]:
        """The terms of its title or description as rows of the lexicon."""
        return [found.term for found in self.occurrences(name)]

    def occurrences(self, name: str) -> list[Occurrence]:
        """The same with their characters."""
        text = (self.initiative.title or "") if name == "title" else self.initiative.description
        return [
            Occurrence(row, token.start, token.end)
            for token in with_coordinated(text, analyze(text))
            if (row := self._lexicon.row(name, token.term)) is not None
        ]

    def values(self, facet: str) -> list[str]:
        """Its values of a facet."""
        found: list[str] = self._stored["facets"][facet]
        return found


class OpenSearchSession:
    """See :class:`renkei_search.search.backend.protocol.Session`."""

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster
        self._enough = Enough(cluster)
        self._read: dict[int, OpenSearchDocument] = {}
        # Keep the nodes alive, so that no other node gets the same id.
        self._counted: dict[int, tuple[Tree, int]] = {}

    def rank(
        self, selection: Selection, order: Order, start: int, stop: int, *, count: bool = False
    ) -> Ranked:
        """A part of a selection in an order; see the protocol. One request to the cluster."""
        conditions = conditions_of(selection.filters, selection.excluded)
        parts = self._parts(selection, order)
        bodies = [
            {
                "query": narrowed(_with_named_tiers(part.query, part.named), conditions),
                "size": min(stop, _WINDOW),
                "sort": _sort(order),
                "track_scores": True,
                "track_total_hits": True,
                "_source": [RECORD] if stop <= _READ_AHEAD else False,
            }
            for part in parts
        ]
        asked = list(bodies)
        if count:
            asked.append({"query": self._base(selection), "size": 0, "aggs": all_counts(conditions)})
        answers = self._cluster.search(asked)
        counts = read_all_counts(answers.pop()["aggregations"]) if count else {}
        placed: list[Placed] = []
        total = 0
        for part, body, answer in zip(parts, bodies, answers, strict=True):
            total += answer["hits"]["total"]["value"]
            hits = self._remember_all(answer)
            if stop > _WINDOW:
                hits = [*hits, *islice(self._after(body, hits), stop - _WINDOW)]
            placed += [
                Placed(int(hit["_id"]), hit["_score"] or 0.0, part.tier_of(hit), part.band) for hit in hits
            ]
        return Ranked(total, tuple(placed[start:stop]), counts)

    def scan(self, selection: Selection, order: Order) -> Iterator[int]:
        """All numbers in an order, fetched in batches; see the protocol."""
        conditions = conditions_of(selection.filters, selection.excluded)
        for part in self._parts(selection, order):
            body: Json = {
                "query": narrowed(part.query, conditions),
                "size": _WINDOW,
                "sort": _sort(order),
                "track_scores": True,
                "track_total_hits": False,
                "_source": False,
            }
            hits = self._cluster.search([body])[0]["hits"]["hits"]
            yield from (int(hit["_id"]) for hit in hits)
            yield from (int(hit["_id"]) for hit in self._after(body, hits))

    def totals(self, selections: Sequence[Selection]) -> list[int]:
        """How many documents each selection has. One request to the cluster for all of them, if it must be asked.

        The trees of a query's words are asked for several times in a search; without filters they are counted once.
        """
        known = list(map(self._known_total, selections))
        asked = [selection for selection, total in zip(selections, known, strict=True) if total is None]
        self._enough.prepare([selection.tree for selection in asked])
        bodies = [
            {"query": {"bool": {"filter": [self._selected(selection)]}}, "size": 0, "track_total_hits": True}
            for selection in asked
        ]
        totals = [answer["hits"]["total"]["value"] for answer in self._cluster.search(bodies)]
        for selection, total in zip(asked, totals, strict=True):
            if not selection.filters and not selection.excluded:
                self._counted[id(selection.tree)] = selection.tree, total
        found = iter(totals)
        return [next(found) if total is None else total for total in known]

    def _known_total(self, selection: Selection) -> int | None:
        if _is_everything(selection):
            return self._cluster.dictionary.size
        counted = self._counted.get(id(selection.tree))
        return None if counted is None or selection.filters or selection.excluded else counted[1]

    def count_by(self, selection: Selection, facet: FilterName) -> Mapping[str, int]:
        """Counts by value; see the protocol."""
        return read_counts(self._aggregate(selection, by_value(facet)))

    def rank_values(
        self, selection: Selection, order: Order, facet: FilterName, start: int, stop: int
    ) -> list[str]:
        """Values in the order of their first document; see the protocol."""
        conditions = conditions_of(selection.filters, selection.excluded)
        field = facet_field(facet.value)
        bodies = [
            {
                "query": narrowed(part.query, conditions),
                "size": min(stop, _WINDOW),
                "sort": _sort(order),
                "collapse": {"field": field},
                "_source": False,
            }
            for part in self._parts(selection, order)
        ]
        found = (
            (hit.get("fields", {}).get(field) or [None])[0]
            for answer in self._cluster.search(bodies)
            for hit in answer["hits"]["hits"]
        )
        values = dict.fromkeys(MISSING if value is None else value for value in found)
        return list(values)[start:stop]

    def cross_tabulate(
        self, selection: Selection, rows: FilterName, columns: FilterName
    ) -> Mapping[tuple[str, str], int]:
        """Counts by pairs of values; see the protocol."""
        by_row = {**by_value(rows), "aggs": {"columns": by_value(columns)}}
        return {
            (bucket["key"], value): count
            for bucket in self._aggregate(selection, by_row)["buckets"]
            for value, count in read_counts(bucket["columns"]).items()
        }

    def read(self, numbers: Sequence[int]) -> list[OpenSearchDocument]:
        """Some documents; see the protocol. One request for each thousand."""
        wanted = iter(dict.fromkeys(number for number in numbers if number not in self._read))
        found: dict[int, OpenSearchDocument] = {}
        while part := list(islice(wanted, _PAGE)):
            for item in self._cluster.read([str(number) for number in part], RECORD):
                document = self._document(item)
                found[document.number] = document
        # An answer reads the same few documents again. Larger reads are for files and must not stay in memory.
        if len(numbers) <= _FEW:
            self._read |= found
        return [self._read.get(number) or found[number] for number in numbers]

    def find(self, initiative_id: str) -> OpenSearchDocument | None:
        """The document with this id, or none."""
        body = {"query": {"term": {ID_FIELD: initiative_id}}, "size": 1, "_source": [RECORD]}
        hits = self._cluster.search([body])[0]["hits"]["hits"]
        return self._remember(hits[0]) if hits else None

    def _aggregate(self, selection: Selection, aggregation: Json) -> Json:
        self._enough.prepare([selection.tree])
        body = {"query": self._selected(selection), "size": 0, "aggs": {"values": aggregation}}
        found: Json = self._cluster.search([body])[0]["aggregations"]["values"]
        return found

    def _after(self, body: Json, hits: Sequence[Json]) -> Iterator[Json]:
        """The hits after the last of these, if the batch was full."""
        while len(hits) == _WINDOW:
            hits = self._cluster.search([{**body, "search_after": hits[-1]["sort"]}])[0]["hits"]["hits"]
            yield from hits

    def _remember_all(self, answer: Json) -> list[Json]:
        hits: list[Json] = answer["hits"]["hits"]
        for hit in hits:
            if "_source" in hit:
                self._remember(hit)
        return hits

    def _remember(self, hit: Json) -> OpenSearchDocument:
        found = self._document(hit)
        self._read[found.number] = found
        return found

    def _document(self, hit: Json) -> OpenSearchDocument:
        return OpenSearchDocument(int(hit["_id"]), hit["_source"][RECORD], self._cluster.dictionary.lexicon)

    def _base(self, selection: Selection) -> Json:
        return {"bool": {"filter": [self._enough.compile(selection.tree)]}}

    def _selected(self, selection: Selection) -> Json:
        return narrowed(self._base(selection), conditions_of(selection.filters, selection.excluded))

    def _parts(self, selection: Selection, order: Order) -> list[_Part]:
        """A query for each tier of each band, in their order; they are disjoint. By region, one for each band."""
        scoring: Tree = order.scoring or selection.tree
        self._enough.prepare([scoring, selection.tree, *order.tiers, *order.bands])
        scored = self._enough.compile(scoring)
        if scoring is not selection.tree:
            matching = self._enough.compile(selection.tree)
            scored = {"bool": {"filter": [matching], "should": [scored]}}
        tiers = list(map(self._enough.compile, order.tiers))
        bands = list(map(self._enough.compile, order.bands))
        if order.by_region:
            return [
                _Part(_restrict(scored, bands, band), 0, band, tuple(tiers)) for band in range(len(bands) + 1)
            ]
        return [
            _Part(_restrict(_restrict(scored, bands, band), tiers, tier), tier, band)
            for band in range(len(bands) + 1)
            for tier in range(len(tiers) + 1)
        ]


def _is_everything(selection: Selection) -> bool:
    """Whether a selection has all documents, whose number is known."""
    return isinstance(selection.tree, Every) and not selection.filters and not selection.excluded


class _Part(NamedTuple):
    """The query of one tier of one band, or of a whole band whose hits say which tiers match them."""

    query: Json
    tier: int
    band: int
    named: tuple[Json, ...] = ()

    def tier_of(self, hit: Json) -> int:
        """The first tier that matches a hit, and if none does, the one after the last."""
        if not self.named:
            return self.tier
        return min(map(int, hit.get("matched_queries", ())), default=len(self.named))


def _with_named_tiers(query: Json, tiers: Sequence[Json]) -> Json:
    """The same query with the same scores; its hits list the tiers that match them."""
    if not tiers:
        return query
    named = [
        {"constant_score": {"filter": tier, "boost": 0.0, "_name": str(place)}}
        for place, tier in enumerate(tiers)
    ]
    return {"bool": {"must": [query], "should": named}}


def _restrict(query: Json, places: Sequence[Json], place: int) -> Json:
    """The query for one tier or band: without the matches of earlier ones and, unless it is the last, with its own only."""
    if not places:
        return query
    return {"bool": {"must": [query], "filter": places[place : place + 1], "must_not": places[:place]}}


def _sort(order: Order) -> list[Json]:
    first = {REGION_RANK: "asc"} if order.by_region else {"_score": "desc"}
    return [first, {NUMBER: "asc"}]
