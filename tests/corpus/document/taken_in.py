"""A document that was read, completed by a person and imported, for tests of later steps."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl
from click.testing import CliRunner

from renkei_search.cli import commands

if TYPE_CHECKING:
    from click.testing import Result

DOCUMENT = Path(__file__).parents[1] / "documents" / "files" / "word-agreement-pdf.pdf"
"""An agreement of two pages that does not name its region and date."""


def take_in(folder: Path) -> Path:
    """The corpus folder that :data:`DOCUMENT` was imported into."""
    draft, own = folder / "下書き.xlsx", folder / "own"
    _run("read", DOCUMENT, "-o", draft)
    book: Any = openpyxl.load_workbook(draft)
    form = book["記入"]
    columns = {cell.value: cell.column for cell in form[1]}
    for heading, text in (("圏域", "霧ヶ丘定住自立圏"), ("時点", "令和6年3月"), ("都道府県", "福島県")):
        form.cell(2, columns[heading]).value = text
    book.save(draft)
    _run("import", draft, "--document", DOCUMENT, "--into", own)
    return own


def _run(*words: str | Path) -> Result:
    result = CliRunner().invoke(commands, [str(word) for word in words], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result
