"""Carry out an import: plan it, then write the accepted rows."""

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
    """Plan an import and write the accepted rows. If another import wrote in the meantime, plan again.

    Args:
        book: the table.
        destination: the folder to import into, and those beside it.
        options: how to read the table.
        write: whether to write, or only to plan.
        partial: whether to write valid rows although others are refused.

    Raises:
        TableError: the table cannot be read, or another import runs.
        CorpusError: the folder cannot be read or written.
    """
    if write and (destination.folder / COMMITTED).exists():
        with locked(destination.folder):
            pass  # completes an import that a crash interrupted
    plan = plan_import(book, destination, options)
    if not write or not plan.files or (plan.refused and not partial):
        return plan
    with locked(destination.folder):
        if not is_current(plan, destination.folder):
            plan = plan_import(book, destination, options)
        if partial or not plan.refused:
            write_together(destination.folder, plan.files)
    return plan
