"""Make the text of a source that is a table: its cells, one per line, with the spans of each record.

This makes imported records traceable like all others: each description is in the source's text at its spans, and every
other character is listed as left out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import msgspec

from renkei_search.corpus.collection import SourceText
from renkei_search.corpus.cost import cost_text
from renkei_search.corpus.table import category_text, field_text
from renkei_search.model.record import InitiativeSpans, LeftOut, RegionEvidence, Span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from renkei_search.corpus.collection import Catalogue
    from renkei_search.model.record import Indicator, Initiative, Region, Role, Source

_HEADING: Final = ("table-heading", "表の題名と見出し。")
_CELL: Final = ("table-cell", "圏域・区分・政策分野・状態の欄（値は記録の項目に反映）。")


@dataclass(frozen=True)
class Composition:
    """The text of a table, and its records with spans in that text."""

    source: SourceText
    regions: tuple[Region, ...]
    initiatives: tuple[Initiative, ...]


def compose_source(
    source: Source, regions: Sequence[Region], initiatives: Sequence[Initiative], catalogue: Catalogue
) -> Composition:
    """Write the text of a table from scratch.

    Args:
        source: the table.
        regions: the regions that the table describes.
        initiatives: the rows of the table; any spans they have are replaced.
        catalogue: contains every region and policy field that the rows name.
    """
    page = _Page()
    page.leave(source.title, _HEADING)
    described = tuple(_describe_region(page, region, source.id) for region in regions)
    placed = tuple(_place_initiative(page, initiative, catalogue) for initiative in initiatives)
    return Composition(
        source=SourceText(source=source, text=page.text(), left_out=page.left_out()),
        regions=described,
        initiatives=placed,
    )


def _describe_region(page: _Page, region: Region, source_id: str) -> Region:
    page.skip_line()
    spans = [page.line("圏域", region.name), page.line("圏域の種類", region.kind.label)]
    for heading, names in (
        ("都道府県", region.prefectures),
        ("中心市", region.core_cities),
        ("構成市町村", region.members),
    ):
        if names:
            spans.append(page.line(heading, "、".join(names)))
    return msgspec.structs.replace(region, evidence=(RegionEvidence(source=source_id, spans=tuple(spans)),))


def _place_initiative(page: _Page, initiative: Initiative, catalogue: Catalogue) -> Initiative:
    taxonomy = catalogue.taxonomy
    page.skip_line()
    title = (page.line("取組名", initiative.title),) if initiative.title is not None else ()
    if initiative.region is not None:
        page.cell("圏域", catalogue.region(initiative.region).name)
    page.cell("区分", category_text(initiative.category, taxonomy))
    page.cell("政策分野", "、".join(field_text(field, taxonomy) for field in initiative.fields))
    if initiative.status is not None:
        page.cell("状態", initiative.status)
    description = page.line("具体的内容", initiative.description)
    roles = tuple(_place_role(page, role) for role in initiative.roles)
    indicators = tuple(_place_indicator(page, indicator) for indicator in initiative.indicators)
    costs = tuple(
        msgspec.structs.replace(cost, spans=(page.line("事業費", cost_text(cost)),), context=())
        for cost in initiative.costs
    )
    period = (page.line("期間", initiative.period),) if initiative.period is not None else ()
    municipalities = (
        (page.line("参加市町村", "、".join(initiative.municipalities)),) if initiative.municipalities else ()
    )
    return msgspec.structs.replace(
        initiative,
        roles=roles,
        indicators=indicators,
        costs=costs,
        spans=InitiativeSpans(
            title=title, description=(description,), municipalities=municipalities, period=period
        ),
    )


def _place_role(page: _Page, role: Role) -> Role:
    party = f"{role.party}（{role.name}）" if role.name is not None else role.party
    return msgspec.structs.replace(role, spans=(page.line(f"{party}の役割", role.text),))


def _place_indicator(page: _Page, indicator: Indicator) -> Indicator:
    period = f"［{indicator.period}］" if indicator.period is not None else ""
    span = page.line("指標", f"{indicator.name}：{indicator.value}{period}")
    return msgspec.structs.replace(indicator, spans=(span,), context=())


class _Page:
    """A text that is built line by line, and its characters that do not belong to any record."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._length = 0
        self._left_out: dict[tuple[str, str], list[Span]] = {}

    def text(self) -> str:
        return "".join(self._pieces)

    def left_out(self) -> tuple[LeftOut, ...]:
        return tuple(
            LeftOut(kind=kind, reason=reason, spans=tuple(spans))
            for (kind, reason), spans in self._left_out.items()
        )

    def line(self, heading: str, value: str) -> Span:
        """Append a line whose value a record claims; returns the span of the value."""
        self._leave(f"{heading}：", _HEADING)
        span = self._add(value)
        self._add("\n")
        return span

    def cell(self, heading: str, value: str) -> None:
        """Append a line whose value a record contains in another form."""
        self._leave(f"{heading}：", _HEADING)
        self.leave(value, _CELL)

    def leave(self, text: str, why: tuple[str, str]) -> None:
        """Append a line, or the rest of a line, that no record claims."""
        self._leave(text, why)
        self._add("\n")

    def skip_line(self) -> None:
        self._add("\n")

    def _leave(self, text: str, why: tuple[str, str]) -> None:
        self._left_out.setdefault(why, []).append(self._add(text))

    def _add(self, text: str) -> Span:
        start = self._length
        self._pieces.append(text)
        self._length += len(text)
        return Span(start, self._length)
