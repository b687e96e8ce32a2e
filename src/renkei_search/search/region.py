"""The regions with what can be counted of them, chosen by the filters of a request and put in order."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from renkei_search.search.population import population_of
from renkei_search.search.request import FilterName

if TYPE_CHECKING:
    from collections.abc import Iterator

    from renkei_search.corpus.collection import Catalogue
    from renkei_search.record import Region
    from renkei_search.search.engine import SearchEngine
    from renkei_search.search.population import Population
    from renkei_search.search.request import SearchRequest


class RegionOrder(StrEnum):
    """The order of regions: north to south, or the largest first. The value is the one of URLs."""

    PREFECTURE = "prefecture"
    POPULATION = "population"
    INITIATIVES = "initiatives"

    @property
    def label(self) -> str:
        """The Japanese name on pages."""
        return {
            "prefecture": "都道府県順（北から南）",
            "population": "人口の多い順",
            "initiatives": "取組の多い順",
        }[self.value]


@dataclass(frozen=True)
class RegionSummary:
    """A region, its population if a source prints one, and how many initiatives of a request are its own."""

    region: Region
    population: Population | None
    initiatives: int


def summarize_regions(
    engine: SearchEngine, request: SearchRequest, order: RegionOrder = RegionOrder.PREFECTURE
) -> tuple[RegionSummary, ...]:
    """Every region that the filters on region, kind and prefecture let through, also those without a match.

    Regions of unknown population come last in the order by population; ties stand north to south.

    Raises:
        QueryError: the words are refused.
        ParameterError: a filter is.
    """
    # An initiative has one kind at most, so each counts once.
    counts: Counter[str] = Counter()
    for (region_id, _), count in engine.cross_tabulate(request, FilterName.REGION, FilterName.KIND).items():
        counts[region_id] += count
    summaries = [
        RegionSummary(region, population_of(region), counts[region.id])
        for region in _chosen_regions(request, engine.catalogue)
    ]
    match order:
        case RegionOrder.PREFECTURE:
            pass  # as in the catalogue
        case RegionOrder.POPULATION:
            summaries.sort(key=lambda item: -item.population.people if item.population else 0)
        case RegionOrder.INITIATIVES:
            summaries.sort(key=lambda item: -item.initiatives)
    return tuple(summaries)


def _chosen_regions(request: SearchRequest, catalogue: Catalogue) -> Iterator[Region]:
    ids = request.values(FilterName.REGION)
    kinds = request.values(FilterName.KIND)
    prefectures = request.values(FilterName.PREFECTURE)
    for region in catalogue.regions:
        if (
            (not ids or region.id in ids)
            and (not kinds or region.kind.value in kinds)
            and (not prefectures or not set(prefectures).isdisjoint(region.prefectures))
        ):
            yield region
