"""Shared by the tests of rows: plan the import of a few, and say why rows are refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

from renkei_search.corpus.intake.plan import Outcome
from tests.corpus.importing import plan, write_csv

if TYPE_CHECKING:
    from pathlib import Path

HEAD = "圏域名,政策分野,具体的内容,取組名"


def refusal(tmp_path: Path, *rows: str) -> str:
    decided = plan(write_csv(tmp_path / "table.csv", *rows), tmp_path / "own")
    assert decided.files == {} or decided.counts[Outcome.TAKEN]
    return "\n".join(f"{row.cell} {row.message}" for row in decided.refused)
