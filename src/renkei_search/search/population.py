"""How many people live in a region, read from the figures that a source prints."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from renkei_search.record import Figure, Region

# Not the core city's own population, which sources print beside it.
_NAMES: Final = frozenset({"圏域人口", "人口"})
_PEOPLE: Final = re.compile(r"約?([0-9][0-9,]*(?:\.[0-9]+)?)(万?)人超?")


@dataclass(frozen=True)
class Population:
    """A number of people and the figure it was read from."""

    people: int
    figure: Figure


def population_of(region: Region) -> Population | None:
    """The region's population, or none if no source prints one.

    Of several figures the first that carries a date, or else the first.
    """
    found = [
        Population(people, figure)
        for figure in region.figures
        if figure.name in _NAMES and (people := _read_people(figure.value)) is not None
    ]
    return min(found, key=lambda population: population.figure.as_of is None, default=None)


def _read_people(text: str) -> int | None:
    """The number in 481,699人, 64.61万人 or 110万人超, in either width."""
    match = _PEOPLE.fullmatch(unicodedata.normalize("NFKC", text))
    if match is None:
        return None
    return round(float(match[1].replace(",", "")) * (10_000 if match[2] else 1))
