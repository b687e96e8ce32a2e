"""Scanned documents: recognised text is read, and marked as recognised by OCR at every step."""

from __future__ import annotations

import io
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING
from unittest import mock

import pypdfium2 as pdfium
import pytest

from renkei_search.corpus.document.format.opening import read_file
from renkei_search.corpus.document.proposal.proposing import propose
from renkei_search.corpus.document.recognition import recognise
from renkei_search.corpus.reader import read_corpus
from renkei_search.errors import DocumentError
from tests.corpus.document.conftest import FILES
from tests.corpus.importing import BUNDLED, shell

if TYPE_CHECKING:
    from renkei_search.corpus.collection import Catalogue
    from renkei_search.corpus.document.proposal.label import Labels

RECOGNISED = Path(__file__).with_name("recognised.pdf")
"""What ocrmypdf 14 and Tesseract 5 made of a scanned page, without its picture; the font has no Unicode map."""

PRINTED = FILES / "word-agreement-pdf.pdf"


def has_ocr() -> bool:
    tesseract = shutil.which("tesseract")
    if tesseract is None or shutil.which("ocrmypdf") is None:
        return False
    languages = subprocess.run([tesseract, "--list-langs"], capture_output=True, text=True, check=False)
    return "jpn" in languages.stdout.split()


needs_ocr = pytest.mark.skipif(not has_ocr(), reason="needs ocrmypdf and tesseract-ocr-jpn")


def scan(path: Path, target: Path) -> None:
    """The first page as a copier sends it: an image."""
    printed, scanned = pdfium.PdfDocument(path), pdfium.PdfDocument.new()
    page = printed[0]
    data = io.BytesIO()
    page.render(scale=200 / 72, grayscale=True).to_pil().save(data, "JPEG", quality=80)
    image = pdfium.PdfImage.new(scanned)
    image.load_jpeg(data, inline=True)
    image.set_matrix(pdfium.PdfMatrix().scale(*page.get_size()))
    sheet = scanned.new_page(*page.get_size())
    sheet.insert_obj(image)
    sheet.gen_content()
    scanned.save(target)


def test_characters_that_ocr_laid_over_a_page_are_read_and_marked(
    labels: Labels, catalogue: Catalogue
) -> None:
    document = read_file(RECOGNISED, labels.is_label, lambda _done, _total: None)
    assert "〓" not in document.text
    assert [page.recognised for page in document.pages] == [True]
    assert any("OCR で読んだ文字のページが 1ページ" in note for note in document.notes)
    proposals = propose(document, labels, catalogue.taxonomy)
    assert "公共図書館の相互利用" in {proposal.title.text for proposal in proposals if proposal.title}
    assert all(any("OCR で読んだ文です" in reason for reason in proposal.reasons) for proposal in proposals)


def test_printed_characters_are_not_taken_for_recognised(labels: Labels) -> None:
    document = read_file(PRINTED, labels.is_label, lambda _done, _total: None)
    assert not any(page.recognised for page in document.pages)


def test_without_the_program_the_message_says_what_to_install(tmp_path: Path) -> None:
    with (
        mock.patch("renkei_search.corpus.document.recognition.shutil.which", return_value=None),
        pytest.raises(DocumentError, match="apt install ocrmypdf tesseract-ocr-jpn"),
    ):
        recognise(tmp_path / "スキャン.pdf")


@needs_ocr
def test_a_broken_file_ends_with_a_message(tmp_path: Path) -> None:
    path = tmp_path / "壊れた.pdf"
    path.write_bytes(b"%PDF-1.7\n" + bytes(1_000))
    with pytest.raises(DocumentError, match=r"壊れた\.pdf .*壊れています"):
        recognise(path)


@needs_ocr
@pytest.mark.slow
def test_a_scanned_document_is_read_taken_in_and_marked(tmp_path: Path) -> None:
    scanned, draft = tmp_path / "スキャン.pdf", tmp_path / "下書き.xlsx"
    scan(PRINTED, scanned)
    refused = shell("read", scanned, "-o", draft)
    assert refused.code == 2
    assert "--ocrを付けると" in refused.said
    done = shell("read", scanned, "-o", draft, "--ocr")
    assert done.code == 0, done.said
    assert "OCRで読んだ文字のページが1ページあります" in done.said
    own = tmp_path / "own"
    taken = shell(
        "import", draft, "--document", tmp_path / "スキャン.OCR.pdf", "--into", own, "--as-of", "令和6年4月1日",
        "--region", "鳥取県東部圏域定住自立圏", "--prefecture", "鳥取県", "--members", "【鳥取市】、岩美町", "--partial",
    )  # fmt: skip
    assert taken.code == 0, taken.said
    corpus = read_corpus(*BUNDLED, own)
    sources = [item for item in corpus.catalogue.sources if item.pages]
    assert any("OCR で読み取り" in item.source.covers for item in sources)
    assert all(page.recognised for item in sources for page in item.pages)
