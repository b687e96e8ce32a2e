"""Read the parts of an XLSX file other than its sheets: the list of sheets, shared texts and styles."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, NamedTuple
from xml.parsers.expat import ExpatError

from renkei_search.corpus.intake.table.spreadsheet.number_format import BUILT_IN, GENERAL
from renkei_search.corpus.intake.table.spreadsheet.package import parse_part
from renkei_search.errors import TableError

if TYPE_CHECKING:
    import zipfile

_ESCAPED: Final = re.compile(r"_x([0-9A-Fa-f]{4})_")
_FALSE: Final = frozenset({"0", "false", "off"})
_MAX_SHARED: Final = 128 * 1024 * 1024  # characters; a shared text is read once
_MAX_LISTED: Final = 1_000_000  # texts, styles or fonts; Excel allows 64,000 styles
_MAX_RELATIONS: Final = 10_000


class SharedText(NamedTuple):
    """A text that cells refer to, and whether any part of it is struck out."""

    text: str
    struck: bool


class Style(NamedTuple):
    """The style of a cell: its format code, and whether it is struck out."""

    code: str = GENERAL
    struck: bool = False


PLAIN: Final = Style()


class SheetPart(NamedTuple):
    """The location of a sheet in the archive."""

    title: str
    part: str
    hidden: bool


@dataclass
class WorkbookPart:
    """The workbook's sheets in the order of the tabs."""

    sheets: list[SheetPart] = field(default_factory=list)
    from_1904: bool = False


def is_true(value: str | None) -> bool:
    """Whether an attribute of the XML Schema type ``boolean`` is true."""
    return value is not None and value.lower() not in _FALSE


def unescape(text: str) -> str:
    """Decode the escapes (``_x000D_``) that XLSX uses for characters that XML cannot represent."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


def read_workbook(archive: zipfile.ZipFile, name: str) -> WorkbookPart:
    """Read the list of sheets of a workbook.

    Raises:
        TableError: the archive is not a workbook, or is a workbook of another format.
    """
    members = {member.lower(): member for member in archive.namelist()}
    if "xl/workbook.bin" in members:
        raise TableError(
            f"{name} は Excel バイナリブック（.xlsb）です。「Excel ブック（.xlsx）」で保存し直してください。"
        )
    if "xl/workbook.xml" not in members:
        raise TableError(
            f"{name} は Excel ブックではありません。「Excel ブック（.xlsx）」で保存してください。"
        )
    relations = _Relations()
    with archive.open(members["xl/_rels/workbook.xml.rels"]) as file:
        parse_part(file, relations)
    listed = _Listed()
    with archive.open(members["xl/workbook.xml"]) as file:
        parse_part(file, listed)
    found = WorkbookPart(from_1904=listed.from_1904)
    for title, hidden, relation in listed.sheets:
        target = relations.targets.get(relation)
        part = posixpath.normpath(posixpath.join("/xl", target)).lstrip("/").lower() if target else ""
        if part in members:
            found.sheets.append(SheetPart(title, members[part], hidden))
    return found


def read_shared(archive: zipfile.ZipFile) -> list[SharedText]:
    """Read the texts that cells refer to by number, without furigana."""
    shared = _Shared()
    for member in archive.namelist():
        if member.lower() == "xl/sharedstrings.xml":
            with archive.open(member) as file:
                parse_part(file, shared)
    return shared.texts


def read_styles(archive: zipfile.ZipFile) -> list[Style] | None:
    """Read the styles that cells refer to by number; empty if they cannot be read."""
    styles = _Styles()
    for member in archive.namelist():
        if member.lower() == "xl/styles.xml":
            try:
                with archive.open(member) as file:
                    parse_part(file, styles)
            except (ExpatError, ValueError):
                return None
    return styles.styles()


class _Relations:
    def __init__(self) -> None:
        self.targets: dict[str, str] = {}

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if len(self.targets) == _MAX_RELATIONS:
            raise ValueError("too many relations")
        if name == "Relationship" and attributes.get("Type", "").endswith("/worksheet"):
            self.targets[attributes.get("Id", "")] = attributes.get("Target", "")

    def end(self, name: str) -> None:
        pass

    def text(self, data: str) -> None:
        pass


class _Listed:
    def __init__(self) -> None:
        self.sheets: list[tuple[str, bool, str]] = []
        self.from_1904 = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "workbookPr":
            self.from_1904 = is_true(attributes.get("date1904"))
        elif name == "sheet":
            relation = next((value for key, value in attributes.items() if key.endswith(":id")), "")
            hidden = attributes.get("state", "visible") != "visible"
            self.sheets.append((attributes.get("name", ""), hidden, relation))
            if len(self.sheets) == _MAX_RELATIONS:
                raise ValueError("too many sheets")

    def end(self, name: str) -> None:
        pass

    def text(self, data: str) -> None:
        pass


class _Shared:
    """Listener for ``sst``: ``si`` with ``t``, or with runs ``r`` that have ``rPr`` and ``t``."""

    def __init__(self) -> None:
        self.texts: list[SharedText] = []
        self._text = RichText()
        self._length = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "si":
            self._text = RichText()
        self._text.start(name, attributes)

    def end(self, name: str) -> None:
        self._text.end(name)
        if name == "si":
            shared = self._text.shared()
            self._length += len(shared.text)
            if self._length > _MAX_SHARED or len(self.texts) == _MAX_LISTED:
                raise TableError("ブックの文字が多すぎます。分けてください。")
            self.texts.append(shared)

    def text(self, data: str) -> None:
        self._text.text(data)


class RichText:
    """Listener for a text in runs: collects its characters without furigana, and notes whether a run is struck out."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._in_text = False
        self._in_reading = False
        self._run_struck = False
        self._struck = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Handle the start of an element."""
        if name == "rPh":
            self._in_reading = True
        elif name == "r":
            self._run_struck = False
        elif name == "strike":
            self._run_struck = is_true(attributes.get("val", "1"))
        elif name == "t":
            self._in_text = not self._in_reading

    def end(self, name: str) -> None:
        """Handle the end of an element."""
        if name == "rPh":
            self._in_reading = False
        elif name == "t":
            self._in_text = False

    def text(self, data: str) -> None:
        """Handle character data."""
        if self._in_text:
            self._pieces.append(data)
            self._struck = self._struck or (self._run_struck and bool(data.strip()))

    def shared(self) -> SharedText:
        """The text read so far."""
        return SharedText(unescape("".join(self._pieces)), self._struck)


class _Styles:
    """Listener for ``numFmts``, ``fonts`` and ``cellXfs``, in any order."""

    def __init__(self) -> None:
        self._codes: dict[int, str] = dict(BUILT_IN)
        self._fonts: list[bool] = []
        self._formats: list[tuple[int, int]] = []
        self._inside = ""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if max(len(self._codes), len(self._fonts), len(self._formats)) > _MAX_LISTED:
            raise ValueError("too many styles")
        if name in {"fonts", "cellXfs", "cellStyleXfs", "dxfs", "numFmts"}:
            self._inside = name
        elif name == "numFmt" and self._inside == "numFmts":
            self._codes[int(attributes.get("numFmtId", "0"))] = attributes.get("formatCode", GENERAL)
        elif name == "font" and self._inside == "fonts":
            self._fonts.append(False)
        elif name == "strike" and self._inside == "fonts" and self._fonts:
            self._fonts[-1] = is_true(attributes.get("val", "1"))
        elif name == "xf" and self._inside == "cellXfs":
            self._formats.append((int(attributes.get("numFmtId", "0")), int(attributes.get("fontId", "0"))))

    def end(self, name: str) -> None:
        if name == self._inside:
            self._inside = ""

    def text(self, data: str) -> None:
        pass

    def styles(self) -> list[Style]:
        return [
            Style(self._codes.get(number, GENERAL), 0 <= font < len(self._fonts) and self._fonts[font])
            for number, font in self._formats
        ]
