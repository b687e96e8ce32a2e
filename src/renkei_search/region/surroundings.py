"""A region with its peers and neighbours, and its initiatives by type of practice."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from weakref import WeakKeyDictionary

from renkei_search.errors import NotFoundError
from renkei_search.facet.registry import FilterName
from renkei_search.region.peer import find_peers
from renkei_search.region.summary import summarize_regions
from renkei_search.search.request import SearchRequest

if TYPE_CHECKING:
    from collections.abc import Mapping

    from renkei_search.model.record import Region
    from renkei_search.search.engine import SearchEngine


@dataclass(frozen=True)
class Surroundings:
    """A region, its peers and its neighbours.

    Attributes:
        region: the region.
        peers: the most similar regions, most similar first.
        neighbours: the other regions in any of its prefectures, from north to south.
        practices: the region's number of initiatives by id of the type of practice.
    """

    region: Region
    peers: tuple[Region, ...]
    neighbours: tuple[Region, ...]
    practices: Mapping[str, int]

    @property
    def order(self) -> tuple[tuple[str, ...], ...]:
        """Groups of region ids, in the order of preference: the region, its peers, its neighbours."""
        return (
            (self.region.id,),
            tuple(region.id for region in self.peers),
            tuple(region.id for region in self.neighbours),
        )


# Engines are immutable. An entry is dropped with its engine, which has at most as many entries as regions.
_FOUND: Final[WeakKeyDictionary[SearchEngine, dict[str, Surroundings]]] = WeakKeyDictionary()


def find_surroundings(engine: SearchEngine, region_id: str) -> Surroundings:
    """Find the peers and neighbours of a region; the result is cached for each engine.

    Raises:
        NotFoundError: there is no region with this id.
    """
    known = _FOUND.setdefault(engine, {})
    if region_id not in known:
        if region_id not in engine.catalogue.regions_by_id:
            raise NotFoundError(f"圏域「{region_id}」はありません。")
        known[region_id] = _find(engine, region_id)
    return known[region_id]


def _find(engine: SearchEngine, region_id: str) -> Surroundings:
    region = engine.catalogue.region(region_id)
    summaries = summarize_regions(engine, SearchRequest())
    summary = next(item for item in summaries if item.region.id == region_id)
    return Surroundings(
        region,
        tuple(peer.summary.region for peer in find_peers(summary, summaries)),
        tuple(
            other
            for other in engine.catalogue.regions
            if other.id != region_id and not set(region.prefectures).isdisjoint(other.prefectures)
        ),
        engine.count_by(SearchRequest().with_filter(FilterName.REGION, region_id), FilterName.PRACTICE),
    )
