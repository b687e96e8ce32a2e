"""Everything known about one region: its counts, its peers, and what they do that it does not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from renkei_search.errors import NotFoundError
from renkei_search.region.matrix import count_cells, make_cells, policy_fields
from renkei_search.region.peer import find_lacking_fields, find_peers
from renkei_search.region.summary import summarize_regions
from renkei_search.search.request import SearchRequest

if TYPE_CHECKING:
    from renkei_search.region.matrix import Cell
    from renkei_search.region.peer import LackingField, PeerRegion
    from renkei_search.region.summary import RegionSummary
    from renkei_search.search.engine import SearchEngine


@dataclass(frozen=True)
class RegionProfile:
    """A region with one cell for each policy field, its peers (most similar first) and the fields that only they have.

    ``peer_means`` are the numbers of initiatives that the peers have on average, one for each cell.
    """

    summary: RegionSummary
    cells: tuple[Cell, ...]
    peers: tuple[PeerRegion, ...]
    lacking: tuple[LackingField, ...]
    peer_means: tuple[float, ...]


def describe_region(engine: SearchEngine, region_id: str) -> RegionProfile:
    """Collect what is known about a region.

    Raises:
        NotFoundError: there is no region with this id.
    """
    catalogue = engine.catalogue
    if region_id not in catalogue.regions_by_id:
        raise NotFoundError(f"圏域「{region_id}」はありません。")
    region = catalogue.region(region_id)
    summaries = summarize_regions(engine, SearchRequest())
    summary = next(item for item in summaries if item.region.id == region_id)
    counts = count_cells(engine, SearchRequest())
    peers = find_peers(summary, summaries)
    fields = policy_fields(catalogue.taxonomy)
    ids = [peer.summary.region.id for peer in peers]
    return RegionProfile(
        summary=summary,
        cells=make_cells(region, fields, counts, counts),
        peer_means=tuple(
            sum(counts.get((peer, node.code), 0) for peer in ids) / max(len(ids), 1) for node in fields
        ),
        peers=peers,
        lacking=find_lacking_fields(region, peers, counts, catalogue.taxonomy),
    )
