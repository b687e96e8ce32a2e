"""Print what became of an import, row by row and in total."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rich.markup import escape
from rich.table import Table

from renkei_search.cli.console import messages, output
from renkei_search.corpus.intake.statement import (
    describe_counts,
    describe_regions,
    describe_settlement,
    list_faults,
    list_remarks,
)
from renkei_search.errors import TableError

if TYPE_CHECKING:
    from pathlib import Path

    from renkei_search.corpus.intake.plan import ImportPlan

_SHOWN_ROWS: Final = 200


def print_faults(plan: ImportPlan) -> None:
    """Print why rows are refused: each cause with all of its rows, the contents of their cells, and the remedy."""
    faults = list_faults(plan)
    if not faults:
        return
    output.print(f"取り込めない理由（{len(plan.refused)}行）", style="bold red")
    for fault in faults:
        said = f"■ {len(fault.rows)}行：{escape(fault.cause)}（{escape(fault.places)}）"
        output.print(said, soft_wrap=True)
        if fault.subjects:
            output.print(f"   {escape(fault.subjects)}", soft_wrap=True)
        for remedy in fault.remedies:
            output.print(f"   → {escape(remedy)}", soft_wrap=True)


def print_remarks(plan: ImportPlan) -> None:
    """Print what was read in an unexpected way, and what was not read."""
    remarks = list_remarks(plan)
    if not remarks:
        return
    output.print("確かめてください", style="bold yellow")
    for remark in remarks:
        output.print(escape(f"・{remark}"), soft_wrap=True)


def print_rows(plan: ImportPlan) -> None:
    """Print the outcome of the rows that are not refused."""
    table = Table("行", "結果")
    for heading in ("ID", "取組", "理由"):
        table.add_column(heading, overflow="fold")
    rows = [row for row in plan.rows if row.outcome != "refused"]
    for row in rows[:_SHOWN_ROWS]:
        colour = {"taken": "green", "changed": "yellow"}.get(row.outcome, "dim")
        cells = (row.id, row.title[:30], row.note)
        table.add_row(
            str(row.row.number), f"[{colour}]{row.outcome.label}[/]", *(escape(cell) for cell in cells)
        )
    if rows:
        output.print(table)
    if len(rows) > _SHOWN_ROWS:
        output.print(f"ほかに {len(rows) - _SHOWN_ROWS:,}行あります。すべての行は --report で書き出せます。")
    for said in describe_regions(plan):
        output.print(escape(said), soft_wrap=True)


def print_settlement(plan: ImportPlan) -> None:
    """Print what belongs to the document, what a person changed, and what only an earlier edition contains."""
    for said in describe_settlement(plan):
        output.print(escape(said), soft_wrap=True)


def print_outcome(plan: ImportPlan, folder: Path, *, dry_run: bool, partial: bool) -> None:
    """Print what was taken in where, or that nothing was.

    Raises:
        TableError: rows were refused, so nothing was taken in.
    """
    output.print(describe_counts(plan))
    if plan.refused and not partial:
        raise TableError(
            f"取り込めない行が {len(plan.refused)}行あるので、何も取り込みませんでした。"
            "表を直すか、--partial を付けて残りの行だけを取り込んでください。"
        )
    if dry_run:
        messages.print("確かめただけで、取り込んでいません。")
    elif plan.files:
        messages.print(
            f"{escape(str(folder))} に取り込みました。検索するには renkei-search serve --corpus {escape(str(folder))}",
            soft_wrap=True,
        )
