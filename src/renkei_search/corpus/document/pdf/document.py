"""Read a PDF file as a document. Pages are sketched one by one, then all are put into reading order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pypdfium2 as pdfium

from renkei_search.corpus.document.page.assembly import Assembly, make_page
from renkei_search.corpus.document.page.glyph import CharacterLog
from renkei_search.corpus.document.page.model import Document
from renkei_search.corpus.document.pdf.layout import Arrangement, arrange
from renkei_search.corpus.document.pdf.reader import open_pdf, read_pages
from renkei_search.corpus.document.pdf.running import take_out_running
from renkei_search.corpus.document.pdf.sketch import sketch_page
from renkei_search.corpus.document.recognition import OCR_REMEDY
from renkei_search.errors import DocumentError, ScannedError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

MOST_PAGES: Final = 2_000
_SCANNED: Final = 0.5  # share of a page that pictures cover
_FEW: Final = 20  # characters


def read_pdf(path: Path, is_label: Callable[[str], bool], progress: Callable[[int, int], None]) -> Document:
    """Read a PDF file.

    Raises:
        DocumentError: it is protected, damaged or too long, or has no text.
    """
    file = open_pdf(path)
    try:
        count = len(file)
        if count > MOST_PAGES:
            raise DocumentError(
                f"{path.name} は {count:,}ページあります。{MOST_PAGES:,}ページまでに分けてください。"
            )
        log = CharacterLog()
        sketches = []
        for number, page in enumerate(read_pages(file, log), start=1):
            sketches.append(sketch_page(number, page))
            progress(number, count)
        title = _title(file)
    finally:
        file.close()
    take_out_running(sketches)
    assembly = Assembly()
    arranged = Arrangement([], ())
    for sketch in sketches:
        arranged = arrange(sketch, is_label, arranged.gutters)
        assembly.add_page(
            make_page(
                sketch.number,
                arranged.blocks,
                running=[segment.as_line() for segment in sketch.running],
                ruby=[segment.as_line() for segment in sketch.ruby],
                size=(sketch.width, sketch.height),
                pictured=sketch.pictured,
                recognised=sketch.recognised,
            )
        )
    text = assembly.text()
    notes = log.notes()
    blank = [page for page in assembly.pages if len(_squeeze(text, page.span)) < _FEW]
    scanned = [page for page in blank if page.pictured >= _SCANNED]
    if not text.strip():
        raise _no_text(path.name, scanned=bool(scanned))
    if scanned:
        numbers = "、".join(str(page.number) for page in scanned[:20])
        notes.append(
            f"画像だけのページが {len(scanned)}ページあります（{numbers}ページ）。文字として読めません。"
        )
    recognised = [page for page in assembly.pages if page.recognised]
    if recognised:
        notes.append(
            f"OCR で読んだ文字のページが {len(recognised)}ページあります。文字に誤りがあるかもしれません。"
            "原資料と見比べてください。"
        )
    return Document(
        format="pdf",
        text=text,
        pages=tuple(assembly.pages),
        title=title,
        notes=tuple(notes),
        scanned=tuple(page.number for page in scanned),
    )


def _no_text(name: str, *, scanned: bool) -> DocumentError:
    if scanned:
        return ScannedError(f"{name} は紙を読み取った画像だけの PDF で、文字がありません。", OCR_REMEDY)
    return DocumentError(
        f"{name} には文字がありません。図形だけの PDF か、空の PDF です。別の形式の資料を探してください。"
    )


def _title(file: pdfium.PdfDocument) -> str:
    try:
        title = str(file.get_metadata_value("Title")).strip()
        return "" if title.startswith(("about:", "Microsoft ", "untitled")) else title
    except (pdfium.PdfiumError, UnicodeError):
        return ""


def _squeeze(text: str, span: tuple[int, int]) -> str:
    return "".join(text[span[0] : span[1]].split())
