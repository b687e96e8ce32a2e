"""Initiatives side by side: a column for each, a row for each property."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from renkei_search.corpus.citation import mark_inferred, stage_text
from renkei_search.corpus.heading import heading_of
from renkei_search.corpus.population import UNKNOWN, compare_populations
from renkei_search.corpus.table import make_row

if TYPE_CHECKING:
    from collections.abc import Iterator

    from renkei_search.corpus.collection import Catalogue
    from renkei_search.corpus.population import ComparedPopulations
    from renkei_search.model.record import Initiative, Region

MAX_COMPARED: Final = 6

EXAMPLE: Final = "制度の例示（特定の圏域のものではありません）"
"""The text that replaces the region if there is none."""

_POPULATION: Final = "人口"
_HEADINGS: Final = (
    "取組名",
    "圏域",
    "圏域の種類",
    "都道府県",
    _POPULATION,
    "中心市",
    "構成市町村",
    "区分",
    "政策分野",
    "具体的内容",
    "役割",
    "指標",
    "参加市町村",
    "事業費",
    "期間",
    "段階",
    "出典",
    "ID",
)


@dataclass(frozen=True)
class Comparison:
    """``columns`` holds the texts of each initiative, in the order of ``headings``."""

    headings: tuple[str, ...]
    columns: tuple[tuple[str, ...], ...]

    def rows(self) -> Iterator[tuple[str, ...]]:
        """Heading and texts of what is compared, row by row; what none of them has is left out."""
        for heading, *texts in zip(self.headings, *self.columns, strict=True):
            if any(texts):
                yield (heading, *texts)


def make_comparison(initiatives: tuple[Initiative, ...], catalogue: Catalogue) -> Comparison:
    """Put initiatives side by side. What one does not have is an empty text."""
    regions = (catalogue.region(found.region) for found in initiatives if found.region is not None)
    populations = compare_populations(regions, catalogue)
    return Comparison(
        tuple(
            f"{heading}（{populations.note}）" if heading == _POPULATION and populations.note else heading
            for heading in _HEADINGS
        ),
        tuple(_column(initiative, catalogue, populations) for initiative in initiatives),
    )


def _column(
    initiative: Initiative, catalogue: Catalogue, populations: ComparedPopulations
) -> tuple[str, ...]:
    row = make_row(initiative, catalogue)
    region = catalogue.region(initiative.region) if initiative.region is not None else None
    population = populations.by_region.get(region.id) if region is not None else None
    return (
        heading_of(initiative, catalogue).marked,
        row.region or EXAMPLE,
        row.kind,
        row.prefectures,
        "\n".join(population.lines) if population is not None else UNKNOWN if region is not None else "",
        mark_inferred("、".join(region.core_cities), region.basis.core_cities) if region else "",
        _members(region) if region else "",
        row.category,
        row.fields,
        row.description,
        row.roles,
        row.indicators,
        row.municipalities,
        row.costs,
        row.period,
        stage_text(initiative),
        row.citation,
        row.id,
    )


def _members(region: Region) -> str:
    return mark_inferred(f"{len(region.members)}市町村（{'、'.join(region.members)}）", region.basis.members)
