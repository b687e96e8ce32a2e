"""What the tests of importing share: a table of rows, planned or taken into a folder beside the bundled corpus."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from renkei_search import resources
from renkei_search.analysis.slug import make_slug
from renkei_search.corpus.intake.importer import Destination, ImportPlan, Manner, plan_import
from renkei_search.corpus.intake.table_reader import read_table
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
    manner = Manner(date(2026, 11, 22), make_slug, sheet, region)
    return plan_import(read_table(table), Destination(folder, BUNDLED), manner)


def take(table: Path, folder: Path) -> ImportPlan:
    decided = plan(table, folder)
    assert not decided.refused, [row.message for row in decided.refused]
    with locked(folder):
        write_together(folder, decided.files)
    return decided


def joined(folder: Path) -> Corpus:
    return read_corpus(*BUNDLED, folder)
