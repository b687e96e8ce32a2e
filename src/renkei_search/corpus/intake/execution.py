"""Carry an import out: plan it, and write what may be written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from renkei_search.corpus.folder import COMMITTED
from renkei_search.corpus.intake.importer import is_current, plan_import
from renkei_search.corpus.intake.writer import locked, write_together

if TYPE_CHECKING:
    from renkei_search.corpus.intake.plan import Destination, ImportOptions, ImportPlan
    from renkei_search.corpus.intake.table.sheet import Workbook


def carry_out(
    book: Workbook, destination: Destination, options: ImportOptions, *, write: bool, partial: bool
) -> ImportPlan:
    """Plan, and write what may be written. If someone else wrote meanwhile, plan again.

    Args:
        book: the table.
        destination: where it goes.
        options: how to read it.
        write: whether anything is written at all.
        partial: whether good rows are written where others are refused.

    Raises:
        TableError: the table cannot be read, or another import runs.
        CorpusError: the folder cannot be read or written.
    """
    if write and (destination.folder / COMMITTED).exists():
        with locked(destination.folder):
            pass  # finishes what a crash left
    plan = plan_import(book, destination, options)
    if not write or not plan.files or (plan.refused and not partial):
        return plan
    with locked(destination.folder):
        if not is_current(plan, destination.folder):
            plan = plan_import(book, destination, options)
        if partial or not plan.refused:
            write_together(destination.folder, plan.files)
    return plan
