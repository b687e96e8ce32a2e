"""Write the refused rows of a table in its own format with the reasons, to be corrected and imported again."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Final

from renkei_search.corpus.intake.form.xlsx_writer import SheetPage, render_pages
from renkei_search.corpus.intake.table.heading_wording import IGNORED, LABELS
from renkei_search.corpus.table import guard_cell

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from renkei_search.corpus.intake.plan import RowReport
    from renkei_search.corpus.intake.table.heading import Layout
    from renkei_search.corpus.intake.table.sheet import Workbook

_WIDTH: Final = 24


def render_refused(book: Workbook, layout: Layout, refused: Sequence[RowReport]) -> bytes:
    """The content of the file: the headings and the refused rows, with the reason in an additional last column."""
    former = layout.columns.get(IGNORED, ())
    kept = [column for column in range(len(layout.headings)) if column not in former]
    headings = [*(layout.headings[column] for column in kept), LABELS[IGNORED]]
    rows = [[*(report.row.cell(column) for column in kept), report.message] for report in refused]
    match book.format:
        case "xlsx" | "xls" | "ods":  # Excel reads what Excel 97 and LibreOffice wrote
            page = SheetPage(layout.sheet.name, [headings, *rows], heading=1, widths=[_WIDTH] * len(headings))
            return render_pages([page])
        case "csv":
            return _render_csv([headings, *rows], book)
        case "jsonl":
            return _render_lines(headings, kept, refused)


def _render_csv(rows: Iterable[Sequence[str]], book: Workbook) -> bytes:
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=book.delimiter, lineterminator="\r\n")
    writer.writerows([guard_cell(cell) for cell in row] for row in rows)
    text = buffer.getvalue()
    if book.encoding.startswith("utf-16"):
        return text.encode("utf-16")
    try:
        return text.encode("utf-8-sig" if book.encoding.startswith("utf-8") else book.encoding)
    except UnicodeEncodeError:
        return text.encode("utf-8-sig")


def _render_lines(headings: Sequence[str], kept: Sequence[int], refused: Sequence[RowReport]) -> bytes:
    lines = []
    for report in refused:
        cells = {
            heading: report.row.cell(column)
            for heading, column in zip(headings[:-1], kept, strict=True)
            if column not in report.row.absent
        }
        lines.append(json.dumps({**cells, headings[-1]: report.message}, ensure_ascii=False) + "\n")
    return "".join(lines).encode()
