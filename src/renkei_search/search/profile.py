"""All that is known of one region: its counts, its peers, and what they do that it does not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from renkei_search.errors import NotFoundError
from renkei_search.search.matrix import make_cells
from renkei_search.search.peer import find_lacking_fields, find_peers
from renkei_search.search.region import summarize_regions
from renkei_search.search.request import FilterName, SearchRequest

if TYPE_CHECKING:
    from renkei_search.search.engine import SearchEngine
    from renkei_search.search.matrix import Cell
    from renkei_search.search.peer import LackingField, PeerRegion
    from renkei_search.search.region import RegionSummary


@dataclass(frozen=True)
class RegionProfile:
    """A region with one cell for each policy field, its peers (nearest first) and the fields they have beyond it."""

    summary: RegionSummary
    cells: tuple[Cell, ...]
    peers: tuple[PeerRegion, ...]
    lacking: tuple[LackingField, ...]


def describe_region(engine: SearchEngine, region_id: str) -> RegionProfile:
    """Bring together what is known of a region.

    Raises:
        NotFoundError: there is none by that id.
    """
    catalogue = engine.catalogue
    if region_id not in catalogue.regions_by_id:
        raise NotFoundError(f"圏域「{region_id}」はありません。")
    region = catalogue.region(region_id)
    summaries = summarize_regions(engine, SearchRequest())
    summary = next(item for item in summaries if item.region.id == region_id)
    counts = engine.cross_tabulate(SearchRequest(), FilterName.REGION, FilterName.FIELD)
    peers = find_peers(summary, summaries)
    return RegionProfile(
        summary=summary,
        cells=make_cells(region, counts, catalogue.taxonomy),
        peers=peers,
        lacking=find_lacking_fields(region, peers, counts, catalogue.taxonomy),
    )
