"""Open a document of any supported kind; the kind is detected by its content, not by its name."""

from __future__ import annotations

import re
import zipfile
from typing import TYPE_CHECKING, Final

from renkei_search.corpus.document.format.plain_text import decode, read_plain_text
from renkei_search.corpus.document.format.spreadsheet import read_spreadsheet
from renkei_search.corpus.document.format.web_page import read_web_page
from renkei_search.corpus.document.format.word import read_word
from renkei_search.corpus.document.pdf.document import read_pdf
from renkei_search.errors import DocumentError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from renkei_search.corpus.document.page.model import Document

MAX_BYTES: Final = 300 * 1024 * 1024
_UNPACKED: Final = 400 * 1024 * 1024
_HEAD: Final = 1_024
_OLE: Final = bytes.fromhex("d0cf11e0a1b11ae1")
_HTML: Final = re.compile(rb"<(?:!doctype\s+html|html|head|body|meta|div|table|p)[\s>]", re.IGNORECASE)
_CHARSET: Final = re.compile(rb"charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
_ENCRYPTED: Final = "EncryptedPackage".encode("utf-16-le")
_WORD_97: Final = "WordDocument".encode("utf-16-le")


def read_file(path: Path, is_label: Callable[[str], bool], progress: Callable[[int, int], None]) -> Document:
    """Read a document: PDF, Word, web page, Excel, OpenDocument sheet, or plain text.

    Args:
        path: the file.
        is_label: recognises the headings of tables and forms.
        progress: called with the number of pages read so far and the total.

    Raises:
        DocumentError: it cannot be read; the message gives the reason and advice.
    """
    head = _read_head(path)
    if head.lstrip()[:5] == b"%PDF-" or b"%PDF-" in head:
        return read_pdf(path, is_label, progress)
    document = _read_other(path, head)
    if not document.text.strip():
        raise DocumentError(f"{path.name} には文字がありません。")
    progress(len(document.pages), len(document.pages))
    return document


def _read_head(path: Path) -> bytes:
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            head = file.read(_HEAD)
    except OSError as error:
        raise DocumentError(f"{path} を読めません（{error.strerror}）。") from error
    if size > MAX_BYTES:
        raise DocumentError(f"{path.name} は大きすぎます。{MAX_BYTES >> 20}MB 以内に分けてください。")
    if not head.strip():
        raise DocumentError(f"{path.name} は空です。")
    return head


def _read_other(path: Path, head: bytes) -> Document:
    if head.startswith(b"PK\x03\x04"):
        return _read_zip(path)
    if head.startswith(_OLE):
        return _read_ole(path)
    data = path.read_bytes()
    if _HTML.search(head) or (path.suffix.lower() in {".html", ".htm"} and b"<" in head):
        return read_web_page(_decode_page(data, path.name), path.name)
    text = decode(data)
    if text is None:
        raise DocumentError(
            f"{path.name} は読めない形式です。"
            "PDF、Word（.docx）、Excel、ウェブページ（.html）、テキストのどれかを指定してください。"
        )
    return read_plain_text(text)


def _read_zip(path: Path) -> Document:
    try:
        with zipfile.ZipFile(path) as archive:
            unpacked = sum(member.file_size for member in archive.infolist())
            names = set(archive.namelist())
            kind = archive.read("mimetype").decode("ascii", "replace") if "mimetype" in names else ""
    except (zipfile.BadZipFile, OSError, RuntimeError) as error:
        raise DocumentError(f"{path.name} は壊れています。もう一度入手してください。") from error
    if unpacked > _UNPACKED:
        raise DocumentError(f"{path.name} は、展開すると大きすぎます。図を減らすか、分けてください。")
    if any(name.startswith("word/") for name in names):
        return read_word(path)
    if any(name.startswith("xl/") for name in names) or "opendocument.spreadsheet" in kind:
        return read_spreadsheet(path)
    raise DocumentError(
        f"{path.name} は読めない形式です（圧縮ファイルなら、展開して中の文書を指定してください）。"
    )


def _read_ole(path: Path) -> Document:
    data = path.read_bytes()
    if _ENCRYPTED in data:
        raise DocumentError(
            f"{path.name} は、パスワードで保護されています。保護を外して保存し直してください。"
        )
    if _WORD_97 in data:
        raise DocumentError(
            f"{path.name} は古い Word の形式（.doc）です。Word で「Word 文書（.docx）」として保存し直してください。"
        )
    return read_spreadsheet(path)


def _decode_page(data: bytes, name: str) -> str:
    declared = _CHARSET.search(data[:4_096])
    if declared is not None:
        try:
            return data.decode(_alias(declared.group(1).decode("ascii").lower()))
        except (LookupError, UnicodeDecodeError):
            pass  # its name and content disagree
    text = decode(data)
    if text is None:
        raise DocumentError(f"{name} は文字コードが分かりません。UTF-8 で保存し直してください。")
    return text


def _alias(charset: str) -> str:
    return "cp932" if charset in {"shift_jis", "shift-jis", "x-sjis", "sjis", "windows-31j"} else charset
