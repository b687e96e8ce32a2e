"""An initiative as a row of a table: the columns of CSV and XLSX files, and the texts of their cells.

A cell contains one text. Several values are on separate lines; a line end within a value is followed by a full-width
blank (:func:`join_values`, :func:`split_values`). An inferred value is followed by
:data:`renkei_search.corpus.citation.INFERRED`, so that the mark stays with the value. Files for spreadsheets guard
their cells against being read as formulas (:func:`guard_cell`, :func:`unguard_cell`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from renkei_search.corpus.citation import cite_initiative, mark_inferred
from renkei_search.corpus.cost import cost_text
from renkei_search.corpus.heading import EDITORIAL, editorial_title_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from renkei_search.corpus.collection import Catalogue
    from renkei_search.model.record import Coded, Indicator, Initiative, Role
    from renkei_search.model.taxonomy import Taxonomy

DRAFT: Final = "案"

_CONTINUED: Final = "\n　"
_LINE_END: Final = re.compile("\n(?!　)")
# Characters that start a formula in spreadsheets, in both widths, and the apostrophe that guards them.
_GUARDED: Final = frozenset("=+-@＝＋－＠\t\r\n'")


@dataclass(frozen=True)
class Column:
    """A column: its name for programs, its heading, its content, and whose property that is.

    ``multiple`` says that a cell may contain several values. Properties of the region or the source are repeated in
    each row for the reader; those of the site are not read back by an import.
    """

    name: str
    heading: str
    meaning: str
    owner: Literal["initiative", "region", "source", "site"] = "initiative"
    multiple: bool = False


COLUMNS: Final = (
    Column("id", "ID", "取組の識別子。変わりません。"),
    Column("region", "圏域", "圏域や団体の名称。空欄は制度の例示。"),
    Column(
        "kind",
        "圏域の種類",
        "連携中枢都市圏、定住自立圏、市町村・その他（一つの市町村や組合など）。",
        "region",
    ),
    Column("prefectures", "都道府県", "圏域がある都道府県。", "region", multiple=True),
    Column("title", "取組名", "取組の題名。空欄は資料に題名がないもの。"),
    Column(
        "editorial_title",
        EDITORIAL,
        "資料に題名がない取組に、当サイトが付けた見出し。資料の言葉ではありません。",
        "site",
    ),
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
    Column("costs", "事業費", "資料に記載の事業費。「年度：金額」。", multiple=True),
    Column("period", "期間", "資料に記載の実施期間。"),
    Column("status", "状態", "「案」は締結前の案によるもの。"),
    Column(
        "citation", "出典の書き方", "引用するときの書き方。公表者、題名、時点、資料の中の箇所。", "source"
    ),
    Column("source", "資料", "資料の番号と題名。"),
    Column("page", "原資料のページ", "取組が載っているページかシート。分からないときは空欄。", "source"),
    Column("publisher", "公表者", "資料を公表した機関。", "source"),
    Column("as_of", "時点", "資料の時点。", "source"),
)
"""The columns of :class:`Row`, in its order."""

PAGE_HEADING: Final = "ページ"
"""The heading of an extra column in files from the web: the address of the initiative's page. It is not imported."""


class Row(NamedTuple):
    """One initiative as the texts of its cells; see :data:`COLUMNS`."""

    id: str
    region: str
    kind: str
    prefectures: str
    title: str
    editorial_title: str
    description: str
    category: str
    fields: str
    roles: str
    indicators: str
    municipalities: str
    costs: str
    period: str
    status: str
    citation: str
    source: str
    page: str
    publisher: str
    as_of: str


def make_row(initiative: Initiative, catalogue: Catalogue) -> Row:
    """The cells of an initiative. Missing properties are empty texts."""
    region = catalogue.region(initiative.region) if initiative.region is not None else None
    item = catalogue.source(initiative.source)
    source = item.source
    return Row(
        id=initiative.id,
        region=region.name if region else "",
        kind=region.kind.label if region else "",
        prefectures=mark_inferred(join_values(region.prefectures), region.basis.prefectures)
        if region
        else "",
        title=initiative.title or "",
        editorial_title=editorial_title_of(initiative, catalogue) or "",
        description=initiative.description,
        category=category_text(initiative.category, catalogue.taxonomy),
        fields=join_values(field_text(field, catalogue.taxonomy) for field in initiative.fields),
        roles=join_values(map(role_text, initiative.roles)),
        indicators=join_values(map(indicator_text, initiative.indicators)),
        municipalities=join_values(initiative.municipalities),
        costs=join_values(map(cost_text, initiative.costs)),
        period=initiative.period or "",
        status=DRAFT if initiative.is_draft else "",
        citation=cite_initiative(initiative, catalogue),
        source=f"{source.id} {source.title}",
        page=item.page_name(initiative.spans),
        publisher=mark_inferred(source.publisher, source.publisher_basis),
        as_of=mark_inferred(source.as_of, source.as_of_basis),
    )


def category_text(category: Coded, taxonomy: Taxonomy) -> str:
    """A category as the text of a cell, such as ``ア 経済成長（推定）``."""
    return mark_inferred(f"{category.code} {taxonomy[category.code].label}", category.basis)


def field_text(field: Coded, taxonomy: Taxonomy) -> str:
    """A policy field as the text of a cell, such as ``福祉・子育て（推定）``."""
    return mark_inferred(taxonomy[field.code].label, field.basis)


def role_text(role: Role) -> str:
    """A role as the text of a cell: ``甲（富山市）：主体的に取り組む。``"""
    return (
        f"{role.party}（{role.name}）：{role.text}" if role.name is not None else f"{role.party}：{role.text}"
    )


def indicator_text(indicator: Indicator) -> str:
    """A figure as the text of a cell: ``参加医師数：8人［令和4年度］``."""
    period = f"［{indicator.period}］" if indicator.period is not None else ""
    return f"{mark_inferred(indicator.name, indicator.name_basis)}：{indicator.value}{period}"


def join_values(values: Iterable[str]) -> str:
    """Several values in one cell, one per line."""
    return "\n".join(value.replace("\n", _CONTINUED) for value in values)


def split_values(cell: str) -> tuple[str, ...]:
    """The values of a cell; the inverse of :func:`join_values`. Empty lines are no values."""
    return tuple(value.replace(_CONTINUED, "\n") for value in _LINE_END.split(cell) if value.strip())


def guard_cell(text: str) -> str:
    """The text, prefixed with an apostrophe if a spreadsheet would read it as a formula or if it starts with one."""
    return f"'{text}" if text[:1] in _GUARDED else text


def unguard_cell(text: str) -> str:
    """The text without the apostrophe of :func:`guard_cell`; an apostrophe that guards nothing is part of the text."""
    return text[1:] if text[:1] == "'" and text[1:2] in _GUARDED else text
