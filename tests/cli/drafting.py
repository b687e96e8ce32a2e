"""Drafts of a document that the command line read: edit them, and take them in."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl
from click.testing import CliRunner, Result
from docx import Document

from renkei_search.cli import commands
from renkei_search.corpus.reader import read_part
from renkei_search.model.record import Initiative, Origin

if TYPE_CHECKING:
    from collections.abc import Callable

    from renkei_search.corpus.collection import SourceText
    from tests.corpus.documents.content import Item

KEPT = Path(__file__).parents[1] / "corpus" / "documents" / "files"
REGION = "霧ヶ丘広域連携中枢都市圏"


def run(*words: str | Path) -> Result:
    result = CliRunner().invoke(commands, [str(word) for word in words])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def vision(items: tuple[Item, ...], edition: str = "第２期", date: str = "令和６年３月") -> bytes:
    """A region's vision as a Word file: front page, members, a table of initiatives."""
    document: Any = Document()
    document.add_heading(f"{edition} {REGION}ビジョン", 0)
    document.add_paragraph(date)
    document.add_paragraph("霧ヶ丘市")
    document.add_heading("構成市町村", 1)
    document.add_paragraph("霧ヶ丘市、白鷺市、若葉町、汐見町、玉川村")
    document.add_heading("具体的な取組", 1)
    table = document.add_table(rows=1, cols=5, style="Table Grid")
    headings = ("分野", "取組名", "取組内容", "中心市の役割", "R6 事業費（千円）")
    for cell, text in zip(table.rows[0].cells, headings, strict=True):
        cell.text = text
    for item in items:
        texts = ("暮らしの安心", item.title, item.description, item.core, item.costs[0])
        for cell, text in zip(table.add_row().cells, texts, strict=True):
            cell.text = text
    document.add_paragraph("この圏域は、山と海に囲まれています。")
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def edit(draft: Path, change: Callable[[Any], None]) -> None:
    book = openpyxl.load_workbook(draft)
    change(book)
    book.save(draft)


def column(sheet: Any, heading: str) -> int:
    return next(int(cell.column) for cell in sheet[1] if cell.value == heading)


def take_in(draft: Path, document: Path, folder: Path) -> Result:
    return run("import", draft, "--document", document, "--into", folder)


def documents(folder: Path) -> list[SourceText]:
    return [item for item in read_part(folder).sources if item.source.origin is Origin.DOCUMENT]


def by_title(folder: Path) -> dict[str | None, Initiative]:
    return {found.title: found for found in read_part(folder).initiatives}
