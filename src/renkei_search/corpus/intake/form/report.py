"""Write the outcome of each row as a file for the author of the table."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Final

from renkei_search.corpus.table import guard_cell

if TYPE_CHECKING:
    from renkei_search.corpus.intake.plan import ImportPlan

_HEADINGS: Final = ("行", "結果", "セル", "ID", "取組", "理由")


def render_report(plan: ImportPlan) -> bytes:
    """A line for each row of the table, as CSV in UTF-8 with a byte order mark, guarded against formula injection."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(_HEADINGS)
    for row in plan.rows:
        cells = (str(row.row.number), row.outcome.label, row.cell, row.id, row.title, row.message)
        writer.writerow([guard_cell(cell) for cell in cells])
    return buffer.getvalue().encode("utf-8-sig")
