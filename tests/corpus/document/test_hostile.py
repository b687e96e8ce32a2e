"""Broken and hostile files end with a message, in bounded time, in a process of their own."""

from __future__ import annotations

import io
import random
import time
import zipfile
import zlib
from typing import TYPE_CHECKING

import pytest

from renkei_search import resources
from renkei_search.corpus.document.reading import read_document
from renkei_search.corpus.reader import read_corpus
from renkei_search.errors import DocumentError
from tests.corpus.document.conftest import FILES

if TYPE_CHECKING:
    from pathlib import Path

    from renkei_search.corpus.document.page.model import Document

_SECONDS = 60.0  # a generous limit: each takes about one


def read(path: Path, *, stall: float = 20.0) -> Document:
    labels, taxonomy = resources.labels_file(), read_corpus(resources.corpus_folder()).catalogue.taxonomy
    return read_document(path, labels, taxonomy, lambda _done, _total: None, stall=stall).document


def refuse(path: Path, words: str) -> None:
    begun = time.monotonic()
    with pytest.raises(DocumentError, match=words) as caught:
        read(path)
    assert time.monotonic() - begun < _SECONDS
    assert path.name in str(caught.value)


def try_to_read(path: Path) -> str:
    """The text, or the message if it is refused."""
    try:
        return read(path).text
    except DocumentError as error:
        return str(error)


def make_pdf(*objects: str | bytes, trailer: str = "") -> bytes:
    """A PDF of some objects, the first of which is the catalogue."""
    data = io.BytesIO()
    data.write(b"%PDF-1.7\n")
    offsets = []
    for number, body in enumerate(objects, start=1):
        offsets.append(data.tell())
        data.write(
            f"{number} 0 obj\n".encode()
            + (body if isinstance(body, bytes) else body.encode())
            + b"\nendobj\n"
        )
    start = data.tell()
    data.write(f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode())
    for offset in offsets:
        data.write(f"{offset:010d} 00000 n \n".encode())
    data.write(
        f"trailer\n<</Size {len(objects) + 1}/Root 1 0 R{trailer}>>\nstartxref\n{start}\n%%EOF".encode()
    )
    return data.getvalue()


def stream(content: bytes, extra: str = "") -> bytes:
    packed = zlib.compress(content, 9)
    return f"<</Length {len(packed)}/Filter/FlateDecode{extra}>>\nstream\n".encode() + packed + b"\nendstream"


CATALOGUE = "<</Type/Catalog/Pages 2 0 R>>"
PAGES = "<</Type/Pages/Kids[3 0 R]/Count 1>>"
PAGE = "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>/XObject<</X 6 0 R>>>>>>"
FONT = "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
HELLO = b"BT /F 12 Tf 72 700 Td (Night clinic of the region) Tj ET"


def test_an_empty_file_is_said_to_be_empty(tmp_path: Path) -> None:
    path = tmp_path / "空.pdf"
    path.write_bytes(b"")
    refuse(path, "空です")


@pytest.mark.parametrize("share", [0.02, 0.5, 0.9])
def test_half_a_file_is_read_or_said_to_be_broken(tmp_path: Path, share: float) -> None:
    whole = (FILES / "word-forms-pdf.pdf").read_bytes()
    path = tmp_path / "途中まで.pdf"
    path.write_bytes(whole[: int(share * len(whole))])
    refuse(path, "壊れています|文字がありません")


def test_random_bytes_behind_the_mark_of_a_pdf_are_said_to_be_broken(tmp_path: Path) -> None:
    path = tmp_path / "乱数.pdf"
    path.write_bytes(b"%PDF-1.7\n" + bytes(range(256)) * 200)
    refuse(path, "壊れています")


def test_a_protected_file_is_said_to_be_protected(tmp_path: Path) -> None:
    path = tmp_path / "保護.pdf"
    lock = f"/Encrypt<</Filter/Standard/V 1/R 2/O<{'41' * 32}>/U<{'42' * 32}>/P -1>>/ID[<{'43' * 16}><{'43' * 16}>]"
    path.write_bytes(make_pdf(CATALOGUE, PAGES, PAGE, stream(HELLO), FONT, trailer=lock))
    refuse(path, "パスワード")


def test_a_page_without_text_is_said_to_have_none(tmp_path: Path) -> None:
    path = tmp_path / "図だけ.pdf"
    path.write_bytes(make_pdf(CATALOGUE, PAGES, PAGE, stream(b"0 0 100 100 re f"), FONT))
    refuse(path, "文字がありません")


def test_scanned_pages_are_said_to_be_pictures_and_what_helps(tmp_path: Path) -> None:
    path = tmp_path / "スキャン.pdf"
    picture = stream(
        bytes(100), "/Type/XObject/Subtype/Image/Width 10/Height 10/ColorSpace/DeviceGray/BitsPerComponent 8"
    )
    path.write_bytes(make_pdf(CATALOGUE, PAGES, PAGE, stream(b"q 595 0 0 842 0 0 cm /X Do Q"), FONT, picture))
    refuse(path, "画像だけ.*ocrmypdf")


def test_reading_pages_that_contain_themselves_ends(tmp_path: Path) -> None:
    path = tmp_path / "輪.pdf"
    path.write_bytes(make_pdf(CATALOGUE, "<</Type/Pages/Kids[2 0 R]/Count 9>>"))
    refuse(path, "壊れています|文字がありません|ページがありません")


def test_reading_a_form_that_contains_itself_ends(tmp_path: Path) -> None:
    path = tmp_path / "入れ子.pdf"
    form = stream(
        b"/X Do " + HELLO,
        "/Type/XObject/Subtype/Form/BBox[0 0 595 842]/Resources<</Font<</F 5 0 R>>/XObject<</X 6 0 R>>>>",
    )
    path.write_bytes(make_pdf(CATALOGUE, PAGES, PAGE, stream(b"/X Do"), FONT, form))
    assert "Night clinic" in read(path).text


def test_reading_a_stream_that_unpacks_to_a_gigabyte_ends(tmp_path: Path) -> None:
    path = tmp_path / "爆弾.pdf"
    path.write_bytes(make_pdf(CATALOGUE, PAGES, PAGE, stream(b" " * (1 << 30) + HELLO), FONT))
    begun = time.monotonic()
    try_to_read(path)
    assert time.monotonic() - begun < _SECONDS


def test_reading_a_map_of_many_lines_ends(tmp_path: Path) -> None:
    path = tmp_path / "地図.pdf"
    chance = random.Random(1)
    lines = "\n".join(
        f"{x} {y} m {x + chance.choice((0, 40))} {y + chance.choice((0, 40))} l S"
        for x, y in ((chance.randrange(550), chance.randrange(800)) for _ in range(25_000))
    )
    path.write_bytes(make_pdf(CATALOGUE, PAGES, PAGE, stream(lines.encode() + b"\n" + HELLO), FONT))
    begun = time.monotonic()
    assert "Night clinic" in read(path).text
    assert time.monotonic() - begun < _SECONDS


def test_scripts_and_attachments_are_not_executed(tmp_path: Path) -> None:
    path = tmp_path / "スクリプト.pdf"
    action = "/OpenAction<</S/JavaScript/JS(while(true){})>>/Names<</EmbeddedFiles<</Names[(a.exe) 6 0 R]>>>>"
    catalogue = f"<</Type/Catalog/Pages 2 0 R{action}>>"
    attached = "<</Type/Filespec/F(a.exe)/EF<</F 7 0 R>>>>"
    path.write_bytes(make_pdf(catalogue, PAGES, PAGE, stream(HELLO), FONT, attached, stream(b"MZ")))
    assert "Night clinic of the region" in read(path).text


@pytest.mark.parametrize(("suffix", "folder"), [("docx", "word/media"), ("xlsx", "xl/worksheets")])
def test_a_file_that_unpacks_to_more_than_fits_is_refused(tmp_path: Path, suffix: str, folder: str) -> None:
    path = tmp_path / f"爆弾.{suffix}"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(5):
            archive.writestr(f"{folder}/{number}", bytes(100 * 1024 * 1024))
    refuse(path, "大きすぎます")


def test_a_word_file_with_entities_ends(tmp_path: Path) -> None:
    path = tmp_path / "実体.docx"
    kept = FILES / "word-list.docx"
    entities = (
        '<!DOCTYPE x [<!ENTITY a "ha">'
        + "".join(
            f'<!ENTITY a{n} "{f"&a{n - 1 if n else chr(0)};" * 10}">'.replace("\0", "") for n in range(1, 12)
        )
        + "]>"
    )
    with zipfile.ZipFile(kept) as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "word/document.xml":
                data = data.replace(b"?>", b"?>" + entities.encode(), 1)
            new.writestr(name, data)
    assert len(try_to_read(path)) < 1_000_000


@pytest.mark.parametrize("kept", ["word-list.docx", "excel-list.xlsx"])
def test_a_file_without_its_middle_is_said_to_be_broken(tmp_path: Path, kept: str) -> None:
    data = (FILES / kept).read_bytes()
    path = tmp_path / kept
    path.write_bytes(data[:1_000] + data[3_000:])
    refuse(path, "壊れています")


def test_a_protected_workbook_is_said_to_be_protected(tmp_path: Path) -> None:
    path = tmp_path / "保護.xlsx"
    path.write_bytes(bytes.fromhex("d0cf11e0a1b11ae1") + bytes(504) + "EncryptedPackage".encode("utf-16-le"))
    refuse(path, "パスワード")


def test_a_program_is_no_document(tmp_path: Path) -> None:
    path = tmp_path / "program.pdf"
    path.write_bytes(b"\x7fELF\0\0" + bytes(range(256)))
    refuse(path, "読めない形式")


def test_a_web_page_of_many_nested_boxes_is_read(tmp_path: Path) -> None:
    path = tmp_path / "入れ子.html"
    path.write_text("<html><body>" + "<div>" * 20_000 + "休日の診療" + "</div>" * 20_000, encoding="utf-8")
    begun = time.monotonic()
    try_to_read(path)
    assert time.monotonic() - begun < _SECONDS


def test_a_reader_without_progress_is_killed(tmp_path: Path) -> None:
    path = tmp_path / "図書館.txt"
    path.write_text("取組", encoding="utf-8")
    with pytest.raises(DocumentError, match="時間がかかりすぎた"):
        read(path, stall=0.01)


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("kept", ["word-forms-pdf.pdf", "excel-forms.xlsx"])
def test_a_file_with_bytes_changed_is_read_or_refused(tmp_path: Path, kept: str, seed: int) -> None:
    chance = random.Random(seed)
    data = bytearray((FILES / kept).read_bytes())
    for _ in range(40):
        data[chance.randrange(len(data))] = chance.randrange(256)
    path = tmp_path / kept
    path.write_bytes(data)
    begun = time.monotonic()
    assert try_to_read(path)
    assert time.monotonic() - begun < _SECONDS
