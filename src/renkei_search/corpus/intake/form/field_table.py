"""Write and read the sheet 対応表: unknown wordings of policy fields, with the field that a person chooses for each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from renkei_search.corpus.intake.form.xlsx_writer import Choice, SheetPage, render_pages
from renkei_search.corpus.intake.row.field_reader import INFER, codes_of
from renkei_search.corpus.intake.table.cell import clean_text
from renkei_search.errors import TableError
from renkei_search.model.taxonomy import fold_wording

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from renkei_search.corpus.intake.row.field_reader import Unknown
    from renkei_search.corpus.intake.table.sheet import Workbook
    from renkei_search.model.taxonomy import Taxonomy

SHEET: Final = "対応表"
"""The name of the sheet, in a separate file or in the table's own."""

_WORDING: Final = "表の書き方"
_FIELD: Final = "政策分野"
_HEADINGS: Final = (_WORDING, "行数", "候補", _FIELD)
_WORDING_HEADINGS: Final = frozenset(
    map(fold_wording, (_WORDING, "資料の書き方", "元の書き方", "書き方", "資料の分野"))
)
_WIDTHS: Final = (32, 8, 32, 28)
_LISTS: Final = "一覧"
_FURTHER_ROWS: Final = 200


def render_field_table(
    unknown: Sequence[Unknown], confirmed: Mapping[str, tuple[str, ...]], taxonomy: Taxonomy
) -> bytes:
    """Write the XLSX file: a row for each wording, with a drop-down of fields. Earlier choices are kept.

    Args:
        unknown: the unknown wordings.
        confirmed: the chosen codes by wording, as it was written.
        taxonomy: the official classification.
    """
    rows = [
        *([one.wording, str(one.rows), "、".join(one.candidates), ""] for one in unknown),
        *(
            [wording, "", "", "\n".join(taxonomy[code].label for code in codes) or INFER]
            for wording, codes in confirmed.items()
        ),
    ]
    labels = [INFER, *(node.label for node in taxonomy.fields)]
    sheet = SheetPage(
        SHEET,
        [_HEADINGS, *rows],
        heading=1,
        widths=_WIDTHS,
        required=frozenset({_FIELD}),
        choices=[Choice(len(_HEADINGS) - 1, f"'{_LISTS}'!$A$2:$A${len(labels) + 1}", strict=False)],
        filled_rows=len(rows) + _FURTHER_ROWS,
    )
    lists = SheetPage(_LISTS, [["政策分野の一覧"], *([label] for label in labels)], heading=1, widths=(32,))
    return render_pages([sheet, lists])


def read_field_table(book: Workbook, taxonomy: Taxonomy) -> dict[str, tuple[str, ...]]:
    """Read the chosen codes by wording; no codes mean that the field is inferred. Wordings without a choice are left out.

    Raises:
        TableError: a choice is not a policy field; the message names its row.
    """
    found: dict[str, tuple[str, ...]] = {}
    for sheet in book.sheets:
        if sheet.name != SHEET:
            continue
        columns: tuple[int, int] | None = None
        for row in sheet.rows:
            if columns is None:
                columns = _find_columns(row.cells)
                continue
            wording, choice = (clean_text(row.cell(column)).text for column in columns)
            if wording and choice:
                try:
                    found[wording] = codes_of(choice, taxonomy)
                except TableError as error:
                    raise TableError(
                        f"{book.path.name} のシート「{SHEET}」{row.number}行目: {error}"
                    ) from error
    return found


def _find_columns(cells: Iterable[str]) -> tuple[int, int] | None:
    wording = field = None
    for column, cell in enumerate(cells):
        folded = fold_wording(cell[:100])
        if folded in _WORDING_HEADINGS:
            wording = column
        elif folded == fold_wording(_FIELD):
            field = column
    return (wording, field) if wording is not None and field is not None else None
