"""Shared by the tests of importing: plan or carry out the import of a table into a folder beside the bundled corpus."""

from __future__ import annotations

import contextlib
import io
import sys
from typing import TYPE_CHECKING, NamedTuple
from unittest import mock

from renkei_search import resources
from renkei_search.analysis.reading.slug import make_slug
from renkei_search.cli import main
from renkei_search.corpus.intake.importer import plan_import
from renkei_search.corpus.intake.plan import Destination, ImportOptions, ImportPlan
from renkei_search.corpus.intake.row.revision import DefaultRegion
from renkei_search.corpus.intake.table.table_reader import read_table
from renkei_search.corpus.intake.writer import locked, write_together
from renkei_search.corpus.reader import read_corpus

if TYPE_CHECKING:
    from pathlib import Path

    from renkei_search.corpus.collection import Corpus

BUNDLED = (resources.corpus_folder(),)


def write_csv(path: Path, *rows: str) -> Path:
    path.write_text("".join(f"{row}\n" for row in rows), encoding="utf-8")
    return path


def plan(table: Path, folder: Path, region: str = "", sheet: str | None = None) -> ImportPlan:
    options = ImportOptions(make_slug, sheet, DefaultRegion(region), "令和8年11月22日")
    return plan_import(read_table(table), Destination(folder, BUNDLED), options)


def take(table: Path, folder: Path) -> ImportPlan:
    decided = plan(table, folder)
    assert not decided.refused, [row.message for row in decided.refused]
    with locked(folder):
        write_together(folder, decided.files)
    return decided


def joined(folder: Path) -> Corpus:
    return read_corpus(*BUNDLED, folder)


class Done(NamedTuple):
    """A command's exit code, and its output without whitespace, because lines are wrapped to the terminal's width."""

    code: object
    said: str


def shell(*arguments: str | Path) -> Done:
    """Run a command as from a shell, but in this process."""
    printed = io.StringIO()
    with (
        mock.patch.object(sys, "argv", ["renkei-search", *map(str, arguments)]),
        contextlib.redirect_stdout(printed),
        contextlib.redirect_stderr(printed),
    ):
        try:
            main()
        except SystemExit as error:
            return Done(error.code, "".join(printed.getvalue().split()))
