"""Regions with their counts, filtered by a request and sorted."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from renkei_search.corpus.population import population_of
from renkei_search.facet.declaration import MISSING
from renkei_search.facet.registry import FilterName
from renkei_search.search.facet import conditions_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from renkei_search.corpus.collection import Catalogue
    from renkei_search.corpus.population import Population
    from renkei_search.model.record import Region
    from renkei_search.search.engine import SearchEngine
    from renkei_search.search.request import SearchRequest


class RegionOrder(StrEnum):
    """The order of regions: north to south, or the largest first. The value is used in URLs."""

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
    """A region, its population if a source states one, and its number of matches."""

    region: Region
    population: Population | None
    initiatives: int


def summarize_regions(
    engine: SearchEngine, request: SearchRequest, order: RegionOrder = RegionOrder.PREFECTURE
) -> tuple[RegionSummary, ...]:
    """All regions that pass the filters on regions, including those without a match.

    In the order by population, regions of unknown population come last; ties are from north to south.

    Raises:
        QueryError: the words are refused.
        ParameterError: a filter is.
    """
    counts = engine.count_by(request, FilterName.REGION)
    summaries = [
        RegionSummary(region, population_of(region, engine.catalogue), counts.get(region.id, 0))
        for region in chosen_regions(request, engine.catalogue)
    ]
    match order:
        case RegionOrder.PREFECTURE:
            pass  # in catalogue order
        case RegionOrder.POPULATION:
            summaries.sort(key=lambda item: -item.population.people if item.population else 0)
        case RegionOrder.INITIATIVES:
            summaries.sort(key=lambda item: -item.initiatives)
    return tuple(summaries)


def chosen_regions(request: SearchRequest, catalogue: Catalogue) -> Iterator[Region]:
    """The regions that pass the filters on properties of regions, from north to south."""
    conditions = [
        (of_region, condition)
        for name, condition in conditions_of(request.filters, request.excluded).items()
        if (of_region := name.declaration.of_region) is not None
    ]
    for region in catalogue.regions:
        if all(
            condition.admits(of_region(region, catalogue) or (MISSING,))
            for of_region, condition in conditions
        ):
            yield region
