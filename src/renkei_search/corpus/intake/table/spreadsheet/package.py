"""Open an untrusted ZIP of XML parts: XLSX and ODS files."""

from __future__ import annotations

import io
import lzma
import struct
import zipfile
import zlib
from typing import TYPE_CHECKING, Final, Protocol
from xml.parsers import expat

from renkei_search.errors import TableError

if TYPE_CHECKING:
    from typing import IO

_MAX_UNPACKED: Final = 256 * 1024 * 1024
_MAX_MEMBERS: Final = 2_000
_MAX_ELEMENT: Final = 1_000_000  # characters; a cell of Excel holds 32,767
_CHUNK: Final = 1024 * 1024
# Spreadsheets never declare entities. A file that does is an entity expansion attack.
_DECLARATIONS: Final = tuple(
    mark.encode(encoding)
    for mark in ("<!DOCTYPE", "<!ENTITY")
    for encoding in ("utf-8", "utf-16-le", "utf-16-be")
)

DAMAGE: Final = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, expat.ExpatError, EOFError, OSError, LookupError,
    ValueError, NotImplementedError, RuntimeError, OverflowError,
)  # fmt: skip
"""What zipfile, its decompressors and expat raise on a damaged or encrypted archive."""


class Listener(Protocol):
    """A listener for a part's elements, by local name (as in SAX). No tree is built."""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Handle the start of an element."""

    def end(self, name: str) -> None:
        """Handle the end of an element."""

    def text(self, data: str) -> None:
        """Handle character data, which comes in pieces."""


def open_package(data: bytes, name: str) -> zipfile.ZipFile:
    """Open an archive after decompressing all of it once, because the sizes in its directory may be wrong.

    Raises:
        TableError: it is too large, or contains an entity declaration.
        zipfile.BadZipFile: it is damaged. Other exceptions of :data:`DAMAGE` are possible as well.
    """
    archive = zipfile.ZipFile(io.BytesIO(data))
    members = archive.infolist()
    if len(members) > _MAX_MEMBERS:
        raise TableError(f"{name} の中のファイルが多すぎます（{_MAX_MEMBERS:,}以内）。")
    unpacked = 0
    for member in members:
        tail = b""
        with archive.open(member) as file:
            while chunk := file.read(_CHUNK):
                unpacked += len(chunk)
                if unpacked > _MAX_UNPACKED:
                    raise TableError(
                        f"{name} は展開すると {_MAX_UNPACKED >> 20}MB を超えます。分けてください。"
                    )
                if any(mark in tail + chunk for mark in _DECLARATIONS):
                    raise TableError(f"{name} の {member.filename[:80]!r} に、ブックにはない宣言があります。")
                tail = chunk[-40:]
    return archive


def parse_part(file: IO[bytes], listener: Listener) -> None:
    """Parse an XML part, and pass its elements to a listener.

    Raises:
        TableError: an element contains more text than a cell may.
        xml.parsers.expat.ExpatError: it is not well-formed.
    """
    parser = expat.ParserCreate()
    parser.buffer_text = True
    start, end, text = listener.start, listener.end, listener.text
    held = 0

    def start_local(name: str, attributes: dict[str, str]) -> None:
        nonlocal held
        held = 0
        start(name.rpartition(":")[2] if ":" in name else name, attributes)

    def end_local(name: str) -> None:
        end(name.rpartition(":")[2] if ":" in name else name)

    parser.StartElementHandler, parser.EndElementHandler = start_local, end_local

    def hear(data: str) -> None:
        nonlocal held
        held += len(data)
        if held > _MAX_ELEMENT:
            raise TableError(f"一つのセルの文字が {_MAX_ELEMENT:,}字を超えています。分けてください。")
        text(data)

    parser.CharacterDataHandler = hear
    while chunk := file.read(_CHUNK):
        parser.Parse(chunk, False)  # expat's callbacks are untyped
    parser.Parse(b"", True)
