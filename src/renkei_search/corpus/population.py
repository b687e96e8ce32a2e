"""The population of a region: one figure for every page, file and answer, with year and source."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from renkei_search.corpus.citation import cite_title, half_width
from renkei_search.corpus.era import parse_date

if TYPE_CHECKING:
    from collections.abc import Iterable

    from renkei_search.corpus.collection import Catalogue
    from renkei_search.model.record import Figure, Region, Source

# Not the core city's own population, which sources print beside it.
_NAMES: Final = frozenset({"圏域人口", "人口"})
_PEOPLE: Final = re.compile(r"約?([0-9][0-9,]*(?:\.[0-9]+)?)(万?)人超?")


@dataclass(frozen=True)
class Population:
    """A number of people, the figure it was read from, and the source that prints it."""

    people: int
    figure: Figure
    source: Source

    @property
    def value(self) -> str:
        """As printed, in half width: ``543,424人``."""
        return half_width(self.figure.value)

    @property
    def short_value(self) -> str:
        """Rounded for reading: 約52万人, below 10,000 to the hundred."""
        if self.people >= 10_000:
            return f"約{round(self.people / 10_000)}万人"
        return f"約{round(self.people, -2):,}人"

    @property
    def year(self) -> str | None:
        """The census or date that the source names for the figure, such as ``平成27年国勢調査``."""
        return half_width(self.figure.as_of) if self.figure.as_of is not None else None

    @property
    def short_year(self) -> str:
        """The year for a narrow column: ``平成27年``."""
        found = re.match(r".*?年", self.year or "")
        return found[0] if found else "年不明"

    @property
    def survey(self) -> str:
        """The census or date, or else the source. Only figures of the same survey can be compared."""
        return self.year.removesuffix("結果") if self.year is not None else f"資料{self.source.id}"

    @property
    def note(self) -> str:
        """Year and source: ``平成27年国勢調査。出典：『…』（令和5年度時点（推定））``."""
        return f"{self.year or '年の記載なし'}。出典：{cite_title(self.source)}"

    @property
    def lines(self) -> tuple[str, str]:
        """The lines for a comparison: the number in a common unit, then the figure as printed, with year and source."""
        return self.short_value, self.note if self.value == self.short_value else self.statement

    @property
    def statement(self) -> str:
        """Number, year and source in one line."""
        return f"{self.value}（{self.note}）"


UNKNOWN: Final = "不明（収録した資料に記載なし）"
"""The text for a population that no source prints."""


@dataclass(frozen=True)
class ComparedPopulations:
    """The populations of regions to be compared, by region id; regions of unknown population are left out.

    ``note`` is a caution for the comparison; empty if all figures are from the same survey.
    """

    by_region: dict[str, Population]
    note: str | None


def compare_populations(regions: Iterable[Region], catalogue: Catalogue) -> ComparedPopulations:
    """Use figures of one survey if every region with a figure has one from it; otherwise each region's usual figure."""
    printed = {region.id: populations_of(region, catalogue) for region in regions}
    own = {region: max(populations, key=_date) for region, populations in printed.items() if populations}
    surveys = [{population.survey for population in printed[region]} for region in own]
    shared = set.intersection(*surveys) if surveys else set()
    if len({population.survey for population in own.values()}) <= 1:
        return ComparedPopulations(own, None)
    if not shared:
        return ComparedPopulations(own, "調査の年や資料が違います")
    survey = max(shared, key=lambda found: (parse_date(found) or date.min, found))
    same = {
        region: next(population for population in printed[region] if population.survey == survey)
        for region in own
    }
    return ComparedPopulations(same, "同じ調査か資料の数値にそろえています")


def population_of(region: Region, catalogue: Catalogue) -> Population | None:
    """The region's population, or none if no source prints one.

    Of several figures the latest with a date is used, or else the first. A figure without a date is never preferred
    to a dated one, however recent its source, because its date is unknown.
    """
    return max(populations_of(region, catalogue), key=_date, default=None)


def populations_of(region: Region, catalogue: Catalogue) -> list[Population]:
    """Every population that a source prints, in the order of the region's figures."""
    return [
        Population(people, figure, catalogue.source(figure.source).source)
        for figure in region.figures
        if figure.name in _NAMES and (people := _read_people(figure.value)) is not None
    ]


def _date(population: Population) -> date:
    return parse_date(population.figure.as_of or "") or date.min


def _read_people(text: str) -> int | None:
    """The number in 481,699人, 64.61万人 or 110万人超, in either width."""
    match = _PEOPLE.fullmatch(unicodedata.normalize("NFKC", text))
    if match is None:
        return None
    return round(float(match[1].replace(",", "")) * (10_000 if match[2] else 1))
