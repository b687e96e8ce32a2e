"""Detect the kind of a file by its content, because its name may be wrong, and give advice if it is not a table."""

from __future__ import annotations

import io
import zipfile
from typing import Final

from renkei_search.corpus.intake.table.spreadsheet.package import DAMAGE
from renkei_search.errors import TableError

ZIP: Final = b"PK\x03\x04"
OLE: Final = bytes.fromhex("d0cf11e0a1b11ae1")
ODS: Final = "application/vnd.oasis.opendocument.spreadsheet"

_HEAD: Final = 2_048
_SIGNATURES: Final = (
    (b"%PDF-", "PDF"),
    (b"{\\rtf", "リッチテキスト（.rtf）"),
    (b"\x89PNG", "画像（PNG）"),
    (b"\xff\xd8\xff", "画像（JPEG）"),
    (b"GIF8", "画像（GIF）"),
    (b"II*\x00", "画像（TIFF）"),
    (b"MM\x00*", "画像（TIFF）"),
    (b"7z\xbc\xaf\x27\x1c", "圧縮ファイル（7z）"),
    (b"Rar!", "圧縮ファイル（RAR）"),
    (b"\x1f\x8b", "圧縮ファイル（gzip）"),
    (b"MIME-Version:", "ウェブページ（MHTML）"),
)
_REMEDY: Final = {
    "PDF": "表の部分を Excel か CSV に写して保存してください。",
    "ウェブページ（HTML）": "ブラウザーで開き、表を Excel に貼り付けて「Excel ブック（.xlsx）」で保存してください。",
    "ウェブページ（MHTML）": "Excel で開き、「Excel ブック（.xlsx）」で保存し直してください。",
    "XML スプレッドシート": "Excel で開き、「Excel ブック（.xlsx）」で保存し直してください。",
}
_OTHER_REMEDY: Final = "表を「Excel ブック（.xlsx）」か「CSV UTF-8」で保存してください。"
_PACKAGES: Final = (
    ("word/", "Word の文書（.docx）"),
    ("ppt/", "PowerPoint の資料（.pptx）"),
    ("index/document.iwa", "Numbers の書類（.numbers）"),
    ("visio/", "Visio の図面（.vsdx）"),
)
_OPEN_DOCUMENTS: Final = {
    "application/vnd.oasis.opendocument.text": "OpenDocument 文書（.odt）",
    "application/vnd.oasis.opendocument.presentation": "OpenDocument プレゼンテーション（.odp）",
}


def refuse_other(data: bytes, name: str) -> None:
    """Refuse a file that is not a table, whatever its name.

    Args:
        data: the content.
        name: the file's name, for the message.

    Raises:
        TableError: the file is not a table; the message gives advice.
    """
    kind = _other_kind(data)
    if kind:
        raise TableError(f"{name} の中身は{kind}です。{_REMEDY.get(kind, _OTHER_REMEDY)}")


def is_ods(data: bytes) -> bool:
    """Whether a ZIP is an OpenDocument spreadsheet."""
    return _mimetype(data).startswith(ODS)


def _other_kind(data: bytes) -> str:
    head = data[:_HEAD].removeprefix(b"\xef\xbb\xbf").lstrip()
    for signature, kind in _SIGNATURES:
        if head.startswith(signature):
            return kind
    if b"%PDF-" in data[:_HEAD]:  # files often have a few bytes before it
        return "PDF"
    if data.startswith(ZIP):
        return _package_kind(data)
    plain = head.replace(b"\x00", b"").lower()  # also in UTF-16
    if plain.startswith((b"\xff\xfe", b"\xfe\xff")):
        plain = plain[2:]
    if plain.startswith(b"<"):
        is_spreadsheet = b"urn:schemas-microsoft-com:office:spreadsheet" in plain and b"<html" not in plain
        return "XML スプレッドシート" if is_spreadsheet else "ウェブページ（HTML）"
    return ""


def _package_kind(data: bytes) -> str:
    kind = _OPEN_DOCUMENTS.get(_mimetype(data), "")
    if kind:
        return kind
    members = [member.lower() for member in _members(data)]
    return next((kind for start, kind in _PACKAGES if any(name.startswith(start) for name in members)), "")


def _members(data: bytes) -> list[str]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return archive.namelist()
    except DAMAGE:
        return []  # reported when the file is read


def _mimetype(data: bytes) -> str:
    """The media type that an OpenDocument file declares; empty for other archives."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive, archive.open("mimetype") as file:
            return file.read(200).decode("ascii", "replace").strip()
    except DAMAGE:
        return ""
