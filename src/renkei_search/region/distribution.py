"""The distribution of a request's matches over prefectures, policy fields, years, and regions by population."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from renkei_search.facet.declaration import MISSING
from renkei_search.facet.registry import FilterName, population_class, value_label
from renkei_search.region.summary import chosen_regions

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from renkei_search.corpus.collection import Catalogue
    from renkei_search.model.record import Region
    from renkei_search.search.engine import SearchEngine
    from renkei_search.search.request import SearchRequest
    from renkei_search.search.result import SearchResults


@dataclass(frozen=True)
class DistributionPart:
    """A value of a facet with its number of matches; ``chosen`` if the request asks for it."""

    value: str
    label: str
    count: int
    chosen: bool


@dataclass(frozen=True)
class PopulationPart:
    """The regions of one population class: those with a match, and those without one in our documents.

    Both are from north to south. A region without a match may still do what was asked for.
    """

    value: str
    label: str
    having: tuple[Region, ...]
    unknown: tuple[Region, ...]
    chosen: bool


@dataclass(frozen=True)
class Distribution:
    """The counts of a request's matches. The parts of a facet obey every filter but the facet's own.

    Attributes:
        request: what was asked.
        total: its matches.
        prefectures: matches by prefecture; a match of a region in several counts in each.
        held: the prefectures with a region that passes the filters on regions.
        fields: the policy fields with a match, most first.
        years: the fiscal years that sources state, oldest first.
        without_year: matches for which no source states a year.
        populations: the classes of populations that have a region, largest first, unknown last.
        examples: matches that belong to no region.
    """

    request: SearchRequest
    total: int
    prefectures: Mapping[str, int]
    held: frozenset[str]
    fields: tuple[DistributionPart, ...]
    years: tuple[DistributionPart, ...]
    without_year: int
    populations: tuple[PopulationPart, ...]
    examples: int

    @property
    def narrowed(self) -> bool:
        """Whether filters leave out regions of the prefectures shown."""
        return any(
            name.declaration.of_region is not None and name is not FilterName.PREFECTURE
            for name, _ in (*self.request.filters, *self.request.excluded)
        )


def make_distribution(engine: SearchEngine, results: SearchResults) -> Distribution:
    """Count an answer's matches from its facets, without reading records.

    Raises:
        QueryError: the words are refused.
        ParameterError: a filter is.
    """
    request, taxonomy = results.request, engine.catalogue.taxonomy
    facets = {facet.name: facet.buckets for facet in results.facets}
    parts = {
        name: [
            DistributionPart(found.value, found.label, found.count, found.selected) for found in facets[name]
        ]
        for name in (FilterName.PREFECTURE, FilterName.FIELD, FilterName.YEAR)
    }
    elsewhere = _without(request, FilterName.PREFECTURE)
    return Distribution(
        request=request,
        total=results.total,
        prefectures={
            part.value: part.count for part in parts[FilterName.PREFECTURE] if part.value != MISSING
        },
        held=frozenset(
            name for region in chosen_regions(elsewhere, engine.catalogue) for name in region.prefectures
        ),
        fields=tuple(
            sorted(
                (part for part in parts[FilterName.FIELD] if taxonomy.is_field(part.value)),
                key=lambda part: -part.count,
            )
        ),
        years=tuple(
            sorted(
                (part for part in parts[FilterName.YEAR] if part.value != MISSING),
                key=lambda part: part.value,
            )
        ),
        without_year=sum(part.count for part in parts[FilterName.YEAR] if part.value == MISSING),
        populations=_divide_regions(engine, results),
        examples=next((found.count for found in facets[FilterName.REGION] if found.value == MISSING), 0),
    )


def divide_regions(
    regions: Iterable[Region], having: Collection[str], catalogue: Catalogue, chosen: Collection[str] = ()
) -> tuple[PopulationPart, ...]:
    """Divide regions into population classes: largest first, unknown last.

    Args:
        regions: from north to south.
        having: the ids of the regions with a match.
        catalogue: for the populations.
        chosen: the classes that the request filters by.
    """
    divided: dict[str, tuple[list[Region], list[Region]]] = {}
    for region in regions:
        having_here, unknown = divided.setdefault(population_class(region, catalogue), ([], []))
        (having_here if region.id in having else unknown).append(region)
    return tuple(
        PopulationPart(
            known.value,
            value_label(FilterName.POPULATION, known.value, catalogue),
            tuple(divided[known.value][0]),
            tuple(divided[known.value][1]),
            known.value in chosen,
        )
        for known in FilterName.POPULATION.declaration.all_known(catalogue)
        if known.value in divided
    )


def _divide_regions(engine: SearchEngine, results: SearchResults) -> tuple[PopulationPart, ...]:
    request, catalogue = results.request, engine.catalogue
    counted = _without(request, FilterName.POPULATION)
    if counted == request and not _asks(request, FilterName.REGION):
        counts: Mapping[str, int] = {
            found.value: found.count
            for facet in results.facets
            if facet.name is FilterName.REGION
            for found in facet.buckets
        }
    else:
        counts = engine.count_by(counted, FilterName.REGION)
    return divide_regions(
        chosen_regions(counted, catalogue),
        {region for region, count in counts.items() if count},
        catalogue,
        request.values(FilterName.POPULATION),
    )


def _without(request: SearchRequest, name: FilterName) -> SearchRequest:
    """The request without its filters on one facet."""
    if not _asks(request, name):
        return request
    excluded = tuple(item for item in request.excluded if item[0] is not name)
    return replace(request.without_filter(name), excluded=excluded)


def _asks(request: SearchRequest, name: FilterName) -> bool:
    return any(asked is name for asked, _ in (*request.filters, *request.excluded))
