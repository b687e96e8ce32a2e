"""Read a document for ``renkei-search read``, and again for the ``import`` of the draft that was made from it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from renkei_search import resources
from renkei_search.cli.console import messages
from renkei_search.corpus.document.reading import read_document
from renkei_search.corpus.intake.document_source import ReadDocument
from renkei_search.corpus.intake.draft.draft import address_in, fingerprint_in
from renkei_search.corpus.intake.draft.summary import fingerprint
from renkei_search.corpus.reader import read_corpus
from renkei_search.errors import DocumentError

if TYPE_CHECKING:
    from pathlib import Path

    from renkei_search.corpus.document.findings import Findings
    from renkei_search.corpus.intake.table.sheet import Workbook
    from renkei_search.model.taxonomy import Taxonomy


def read_with_progress(document: Path, taxonomy: Taxonomy) -> Findings:
    """Read a document and find its initiatives, showing progress.

    Raises:
        DocumentError: it cannot be read.
    """
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("ページ"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=messages, transient=True) as progress:
        task = progress.add_task("文書を読む", total=None)
        return read_document(
            document,
            resources.labels_file(),
            taxonomy,
            lambda done, total: progress.update(task, completed=done, total=total),
            then=lambda: progress.update(task, description="取組を見つける"),
        )


def read_bytes(path: Path) -> bytes:
    """The content of a document.

    Raises:
        DocumentError: it cannot be read.
    """
    try:
        return path.read_bytes()
    except OSError as error:
        raise DocumentError(f"{path} を読めません（{error.strerror}）。") from error


def read_original(document: Path, book: Workbook, folders: tuple[Path, ...]) -> ReadDocument:
    """Read the document of a draft again, the same way.

    Args:
        document: the file.
        book: the draft, which names the file it was made from.
        folders: the corpora, one of which has the taxonomy.

    Raises:
        DocumentError: it cannot be read, or the draft was made from another file.
        TableError: the draft contains an invalid address.
    """
    data = read_bytes(document)
    noted = fingerprint_in(book)
    if noted and noted != fingerprint(data):
        raise DocumentError(
            f"{document.name} は、この下書きのもとになった文書と違います。"
            "下書きを作ったときの文書を指定するか、read で下書きを作り直してください。"
        )
    findings = read_with_progress(document, read_corpus(*folders).catalogue.taxonomy)
    address = address_in(book, findings.document)
    return ReadDocument(findings.document, findings.proposals, document.name, data, address)
