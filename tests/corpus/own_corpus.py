"""Import a table beside itself, from the shell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.corpus.importing import Done, joined, shell

if TYPE_CHECKING:
    from pathlib import Path

    from renkei_search.corpus.collection import Corpus

AS_OF = ("--as-of", "令和7年4月1日")
HEAD = "圏域,取組名,具体的内容,政策分野"


def take(table: Path, *options: str) -> Done:
    return shell("import", table, "--into", table.parent / "own", *options)


def own(table: Path) -> Corpus:
    return joined(table.parent / "own")
