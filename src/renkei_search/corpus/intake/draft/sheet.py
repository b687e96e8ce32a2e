"""Write the workbook of a draft: its sheets, headings and drop-down lists, independent of its content."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from renkei_search.corpus.intake.draft.summary import FOUND, REST
from renkei_search.corpus.intake.form.xlsx_writer import Choice, SheetPage, render_pages
from renkei_search.corpus.table import DRAFT
from renkei_search.model.record import RegionKind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from renkei_search.corpus.collection import Catalogue

FORM: Final = "記入"
FIELDS: Final = "対応表"
LISTS: Final = "一覧"

NUMBER: Final = "読み取り番号"
WORDING: Final = "資料の分野"

COMMON: Final = ("圏域", "資料", "公表者", "時点", "圏域の種類", "都道府県", "構成市町村")
"""The columns that usually have the same value in all rows. Rows that a person adds may leave them empty."""

OF_REGION: Final = ("圏域の種類", "都道府県", "構成市町村")
"""The columns that describe the region of a row."""

_SPARE_ROWS: Final = 500


class _Column(NamedTuple):
    heading: str
    width: int


_COLUMNS: Final = (
    _Column("ID", 8),
    _Column("圏域", 22),
    _Column("取組名", 28),
    _Column("具体的内容", 60),
    _Column("区分", 16),
    _Column("政策分野", 22),
    _Column("役割", 36),
    _Column("指標", 32),
    _Column("参加市町村", 24),
    _Column("事業費", 22),
    _Column("期間", 18),
    _Column("状態", 8),
    _Column("資料", 26),
    _Column("公表者", 14),
    _Column("時点", 16),
    _Column("圏域の種類", 14),
    _Column("都道府県", 12),
    _Column("構成市町村", 28),
    _Column("原資料のページ", 10),
    _Column("確からしさ", 10),
    _Column("確かめること", 36),
    _Column("取組の型（推定）", 24),
    _Column(WORDING, 22),
    _Column("担当課", 14),
    _Column("根拠協定", 18),
    _Column("そのほかの欄", 36),
    _Column(NUMBER, 10),
)

HEADINGS: Final = tuple(column.heading for column in _COLUMNS)
"""The headings of the sheet that a person corrects."""


@dataclass(frozen=True)
class DraftContent:
    """The content of a draft.

    Attributes:
        rows: the initiatives, as texts by heading.
        rest: the text that no row claims: page, kind and text.
        summary: what was recognised: name, value and instruction.
        wordings: unknown wordings of policy fields: wording, rows, proposed field, chosen field.
    """

    rows: Sequence[Mapping[str, str]]
    rest: Sequence[tuple[str, str, str]]
    summary: Sequence[tuple[str, str, str]]
    wordings: Sequence[tuple[str, str, str, str]]


def render_draft(content: DraftContent, catalogue: Catalogue) -> bytes:
    """Write the draft as an XLSX file."""
    lists = _lists(catalogue)
    pages = [
        _form(content.rows, lists),
        SheetPage(REST, [("原資料のページ", "種類", "文"), *content.rest], heading=1, widths=(14, 18, 110)),
        SheetPage(FOUND, content.summary, heading=1, widths=(22, 70, 50)),
        SheetPage(
            FIELDS,
            [("資料の書き方", "行数", "候補", "政策分野"), *content.wordings],
            heading=1,
            widths=(40, 8, 28, 28),
            choices=[Choice(3, f"'{LISTS}'!$A$2:$A${len(lists[0])}", strict=False)],
            filled_rows=max(len(content.wordings), 1),
        ),
        SheetPage(LISTS, _transpose(lists), heading=1, widths=(26, 22, 18, 8, 26)),
    ]
    return render_pages(pages)


def _form(rows: Sequence[Mapping[str, str]], lists: Sequence[Sequence[str]]) -> SheetPage:
    places = {"政策分野": "A", "区分": "B", "圏域の種類": "C", "状態": "D", "圏域": "E"}
    choices = [
        Choice(HEADINGS.index(heading), f"'{LISTS}'!${letter}$2:${letter}${len(lists[column])}", strict=False)
        for column, (heading, letter) in enumerate(places.items())
    ]
    return SheetPage(
        FORM,
        [HEADINGS, *([row.get(heading, "") for heading in HEADINGS] for row in rows)],
        heading=1,
        widths=[column.width for column in _COLUMNS],
        required=frozenset({"圏域", "具体的内容", "政策分野"}),
        choices=choices,
        filled_rows=len(rows) + _SPARE_ROWS,
    )


def _lists(catalogue: Catalogue) -> list[list[str]]:
    taxonomy = catalogue.taxonomy
    return [
        ["政策分野", *(node.label for node in taxonomy.fields)],
        ["区分", *(f"{node.code} {node.label}" for node in taxonomy.categories)],
        ["圏域の種類", *(kind.label for kind in RegionKind)],
        ["状態", DRAFT],
        ["圏域", *(region.name for region in catalogue.regions)],
    ]


def _transpose(columns: Sequence[Sequence[str]]) -> list[list[str]]:
    depth = max(len(column) for column in columns)
    return [[column[row] if row < len(column) else "" for column in columns] for row in range(depth)]
