"""Populations in lists and tables: the figure with its year, and a numbered note on year and source."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from renkei_search.corpus.population import Population


class PopulationView(Struct, frozen=True):
    """A population in a narrow column, such as 約54万人, 平成27年, note 1."""

    value: str
    year: str
    note: int


class PopulationNotes:
    """The notes below a list, one for each year and source, numbered in order of first use."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def refer(self, population: Population | None) -> PopulationView | None:
        """A population with the number of its note."""
        if population is None:
            return None
        number = self._numbers.setdefault(population.note, len(self._numbers) + 1)
        return PopulationView(population.short_value, population.short_year, number)

    @property
    def texts(self) -> list[str]:
        """The notes in order, from number 1."""
        return list(self._numbers)
