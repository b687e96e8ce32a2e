"""Initiatives side by side: one column each, one row for what is compared."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from renkei_search.corpus.table import join_values, make_row, mark_inferred

if TYPE_CHECKING:
    from collections.abc import Iterator

    from renkei_search.corpus.collection import Catalogue
    from renkei_search.record import Initiative, Region

MAX_COMPARED: Final = 6

_POPULATION: Final = ("圏域人口", "人口")
_HEADINGS: Final = (
    "取組名",
    "圏域",
    "圏域の種類",
    "都道府県",
    "人口",
    "構成市町村",
    "区分",
    "政策分野",
    "具体的内容",
    "役割",
    "指標",
    "参加市町村",
    "状態",
    "資料",
    "時点",
    "ID",
)


@dataclass(frozen=True)
class Comparison:
    """``columns`` holds the texts of each initiative, in the order of ``headings``."""

    headings: tuple[str, ...]
    columns: tuple[tuple[str, ...], ...]

    def rows(self) -> Iterator[tuple[str, ...]]:
        """Heading and texts of what is compared, row by row."""
        return zip(self.headings, *self.columns, strict=True)


def compare(initiatives: tuple[Initiative, ...], catalogue: Catalogue) -> Comparison:
    """Put initiatives side by side. What one does not have is an empty text."""
    return Comparison(_HEADINGS, tuple(_column(initiative, catalogue) for initiative in initiatives))


def _column(initiative: Initiative, catalogue: Catalogue) -> tuple[str, ...]:
    row = make_row(initiative, catalogue)
    region = catalogue.region(initiative.region) if initiative.region is not None else None
    return (
        row.title,
        row.region,
        row.kind,
        row.prefectures,
        _population(region) if region else "",
        _members(region) if region else "",
        row.category,
        row.fields,
        row.description,
        row.roles,
        row.indicators,
        row.municipalities,
        row.status,
        row.source,
        row.as_of,
        row.id,
    )


def _population(region: Region) -> str:
    """The population as its sources print it, with the census where they name it."""
    return join_values(
        f"{figure.value}（{figure.as_of}）" if figure.as_of is not None else figure.value
        for figure in region.figures
        if figure.name in _POPULATION
    )


def _members(region: Region) -> str:
    return mark_inferred("、".join(region.members), region.basis.members)
