"""Read plain text: paragraphs are recognised by blank lines, bullets and line lengths, tables by tabs."""

from __future__ import annotations

import itertools
from typing import Final

import msgspec

from renkei_search.corpus.document.format.text_lines import clean
from renkei_search.corpus.document.page.assembly import PAGE_END, Assembly, make_page
from renkei_search.corpus.document.page.glyph import CharacterLog
from renkei_search.corpus.document.page.mark import is_wide, opens_bracket, read_opening
from renkei_search.corpus.document.page.model import Block, Document, Line, Paragraph, Table, TableCell
from renkei_search.corpus.document.page.order import NOTE, is_out_of_order

_ENCODINGS: Final = ("utf-8-sig", "cp932", "euc_jp")
_SHORT: Final = 5  # half-width characters before the usual end of a line
_ENDS: Final = "。．！？!?」）)"
_DOUBLE_SPACED: Final = 0.7


def decode(data: bytes) -> str | None:
    """Decode UTF-8, UTF-16, Shift JIS or EUC-JP; None if the data are not text."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return data.decode("utf-16")
        except UnicodeDecodeError:
            return None
    for encoding in _ENCODINGS:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        return None if "\0" in text else text
    return None


def read_plain_text(text: str) -> Document:
    """Read a text as a document. Form feeds separate its pages."""
    log = CharacterLog()
    assembly = Assembly()
    parts = text.replace("\r\n", "\n").replace("\r", "\n").split(PAGE_END)
    for number, part in enumerate(parts, start=1):
        assembly.add_page(make_page(number, _blocks(part, log)))
    document = Document(format="text", text=assembly.text(), pages=tuple(assembly.pages))
    notes = [*log.notes(), *([NOTE] if is_out_of_order(document) else [])]
    return msgspec.structs.replace(document, notes=tuple(notes))


def _blocks(text: str, log: CharacterLog) -> list[Block]:
    lines = text.split("\n")
    filled = [line for line in lines if line.strip()]
    # Some programs that extract text from a layout add a blank line after every line.
    gaps = sum(bool(one.strip()) and not other.strip() for one, other in itertools.pairwise(lines))
    double_spaced = len(filled) > 5 and gaps > _DOUBLE_SPACED * len(filled)
    full = max((_width(line) for line in filled), default=0)
    blocks: list[Block] = []
    group: list[str] = []
    rows: list[str] = []

    def flush() -> None:
        if rows:
            blocks.append(Block(table=_table(rows, log)))
            rows.clear()
        if group:
            blocks.extend(
                Block(paragraph=_paragraph(part, log)) for part in _split(group, full, double_spaced)
            )
            group.clear()

    for line in lines:
        if not line.strip():
            if not double_spaced:
                flush()
            continue
        if "\t" in line.strip("\t "):
            if group:
                flush()
            rows.append(line)
            continue
        if rows:
            flush()
        group.append(line)
    flush()
    return [block for block in blocks if any(found.text for found in block.lines())]


def _split(lines: list[str], full: int, double_spaced: bool) -> list[list[str]]:
    """Split consecutive lines into paragraphs."""
    usual = full if double_spaced else max(map(_width, lines))
    parts = [[lines[0]]]
    for line in lines[1:]:
        if _begins(parts[-1], line, usual):
            parts.append([line])
        else:
            parts[-1].append(line)
    return parts


def _begins(group: list[str], line: str, full: int) -> bool:
    before = group[-1].rstrip()
    missing = full - _width(before)
    if read_opening(line) is not None or opens_bracket(line):
        return True
    indent, usual = _indent(line), _indent(before)
    # The whole text may be indented. Then the first line of a paragraph is indented more, or as much as the others.
    if indent > usual or (indent and len(group) == 1 and indent == usual and before[-1] in _ENDS):
        return True
    return missing > _SHORT or (before[-1] in _ENDS and missing > 1)


def _indent(line: str) -> int:
    return _width(line) - _width(line.lstrip())


def _width(line: str) -> int:
    return sum(2 if is_wide(char) else 1 for char in line.rstrip())


def _paragraph(lines: list[str], log: CharacterLog) -> Paragraph:
    found = (clean(line, log) for line in lines)
    return Paragraph(lines=tuple(Line(text=line) for line in found if line))


def _table(rows: list[str], log: CharacterLog) -> Table:
    cells = [
        TableCell(row=row, column=column, paragraphs=(_paragraph([text], log),))
        for row, line in enumerate(rows)
        for column, text in enumerate(line.split("\t"))
    ]
    return Table(
        rows=len(rows), columns=max(cell.column for cell in cells) + 1, cells=tuple(cells), ruled=False
    )
