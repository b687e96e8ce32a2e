"""An initiative as a row of a table: the columns of CSV and XLSX files, and what their cells say.

One cell holds one text. Several values stand in it one a line; a line end within a value is followed by a
full-width blank (:func:`join_values`, :func:`split_values`). What is inferred carries :data:`INFERRED` behind the
value, so that the mark goes where the value goes. Files read by spreadsheets guard their cells against being
taken for formulas (:func:`guard_cell`, :func:`unguard_cell`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from renkei_search.record import Basis

if TYPE_CHECKING:
    from collections.abc import Iterable

    from renkei_search.corpus.collection import Catalogue
    from renkei_search.record import Coded, Indicator, Initiative, Role
    from renkei_search.taxonomy import Taxonomy

INFERRED: Final = "（推定）"
DRAFT: Final = "案"

_CONTINUED: Final = "\n　"
_LINE_END: Final = re.compile("\n(?!　)")
# What spreadsheets take for a formula at the start of a cell, in both widths; the apostrophe makes it reversible.
_GUARDED: Final = frozenset("=+-@＝＋－＠\t\r\n'")


@dataclass(frozen=True)
class Column:
    """A column: its name for programs, its heading, what it holds, and whose property that is.

    ``multiple`` says that a cell may hold several values. What belongs to the region or the source is repeated
    in each of its rows for the reader.
    """

    name: str
    heading: str
    meaning: str
    owner: Literal["initiative", "region", "source"] = "initiative"
    multiple: bool = False


COLUMNS: Final = (
    Column("id", "ID", "取組の記号。変わりません。"),
    Column("region", "圏域", "圏域の名称。空欄は制度の例示。"),
    Column("kind", "圏域の種類", "連携中枢都市圏か定住自立圏。", "region"),
    Column("prefectures", "都道府県", "圏域がある都道府県。", "region", multiple=True),
    Column("title", "取組名", "取組の題名。空欄は資料に題名がないもの。"),
    Column("description", "具体的内容", "資料の記載。"),
    Column("category", "区分", "連携中枢都市圏構想推進要綱の区分（ア、イ、ウ）と略称。"),
    Column("fields", "政策分野", "政策分野の略称。", multiple=True),
    Column("roles", "役割", "協約に定める当事者の役割。「甲（市町村名）：役割」。", multiple=True),
    Column("indicators", "指標", "資料に記載の数値。「名称：値［時期］」。", multiple=True),
    Column(
        "municipalities",
        "参加市町村",
        "資料がこの取組について挙げる市町村。空欄は圏域の市町村。",
        multiple=True,
    ),
    Column("status", "状態", "「案」は締結前の案によるもの。"),
    Column("source", "資料", "資料の記号と題名。"),
    Column("publisher", "公表者", "資料を公表した機関。", "source"),
    Column("as_of", "時点", "資料の時点。", "source"),
)
"""The columns of :class:`Row`, in its order."""

PAGE_HEADING: Final = "ページ"
"""Heading of a further column, in files from the web: the address of the initiative's page. It is not read back."""


class Row(NamedTuple):
    """One initiative as the texts of its cells; see :data:`COLUMNS`."""

    id: str
    region: str
    kind: str
    prefectures: str
    title: str
    description: str
    category: str
    fields: str
    roles: str
    indicators: str
    municipalities: str
    status: str
    source: str
    publisher: str
    as_of: str


def make_row(initiative: Initiative, catalogue: Catalogue) -> Row:
    """The cells of an initiative. What it does not have is an empty text."""
    region = catalogue.region(initiative.region) if initiative.region is not None else None
    source = catalogue.source(initiative.source).source
    return Row(
        id=initiative.id,
        region=region.name if region else "",
        kind=region.kind.label if region else "",
        prefectures=mark_inferred(join_values(region.prefectures), region.basis.prefectures)
        if region
        else "",
        title=initiative.title or "",
        description=initiative.description,
        category=category_text(initiative.category, catalogue.taxonomy),
        fields=join_values(field_text(field, catalogue.taxonomy) for field in initiative.fields),
        roles=join_values(map(role_text, initiative.roles)),
        indicators=join_values(map(indicator_text, initiative.indicators)),
        municipalities=join_values(initiative.municipalities),
        status=DRAFT if initiative.status == "draft" else initiative.status or "",
        source=f"{source.id} {source.title}",
        publisher=mark_inferred(source.publisher, source.publisher_basis),
        as_of=mark_inferred(source.as_of, source.as_of_basis),
    )


def category_text(category: Coded, taxonomy: Taxonomy) -> str:
    """A category as a cell says it, such as ``ア 経済成長（推定）``."""
    return mark_inferred(f"{category.code} {taxonomy[category.code].label}", category.basis)


def field_text(field: Coded, taxonomy: Taxonomy) -> str:
    """A policy field as a cell says it, such as ``福祉・子育て（推定）``."""
    return mark_inferred(taxonomy[field.code].label, field.basis)


def role_text(role: Role) -> str:
    """A role as a cell says it: ``甲（富山市）：主体的に取り組む。``"""
    return (
        f"{role.party}（{role.name}）：{role.text}" if role.name is not None else f"{role.party}：{role.text}"
    )


def indicator_text(indicator: Indicator) -> str:
    """A figure as a cell says it: ``参加医師数：8人［令和4年度］``."""
    period = f"［{indicator.period}］" if indicator.period is not None else ""
    return f"{mark_inferred(indicator.name, indicator.name_basis)}：{indicator.value}{period}"


def join_values(values: Iterable[str]) -> str:
    """Several values in one cell, one a line."""
    return "\n".join(value.replace("\n", _CONTINUED) for value in values)


def split_values(cell: str) -> tuple[str, ...]:
    """The values of a cell; the inverse of :func:`join_values`. Empty lines are no values."""
    return tuple(value.replace(_CONTINUED, "\n") for value in _LINE_END.split(cell) if value.strip())


def guard_cell(text: str) -> str:
    """The text with an apostrophe in front if a spreadsheet would take it for a formula, or if it has one."""
    return f"'{text}" if text[:1] in _GUARDED else text


def unguard_cell(text: str) -> str:
    """The text without the apostrophe of :func:`guard_cell`; one that guards nothing is part of the text."""
    return text[1:] if text[:1] == "'" and text[1:2] in _GUARDED else text


def mark_inferred(text: str, basis: Basis) -> str:
    """The text, with :data:`INFERRED` behind it if the source does not say so itself."""
    return text + INFERRED if basis is Basis.INFERRED else text
