"""Read Word files (DOCX). Home of python-docx."""

from __future__ import annotations

import zipfile
import zlib
from itertools import takewhile
from typing import TYPE_CHECKING, Any, Final

import docx
import docx.opc.exceptions
from docx.oxml.ns import qn
from docx.table import Table as WordTable
from docx.text.paragraph import Paragraph as WordParagraph
from lxml import etree

from renkei_search.corpus.document.format.text_lines import make_blocks, make_paragraph
from renkei_search.corpus.document.page.assembly import Assembly, make_page
from renkei_search.corpus.document.page.glyph import CharacterLog
from renkei_search.corpus.document.page.model import Block, Document, Paragraph, Table, TableCell
from renkei_search.errors import DocumentError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_USUAL: Final = 10.5  # points, the default of Word's Japanese templates
_BOLD: Final = 1.08  # an entirely bold paragraph is a heading, as one in larger type is
_HEADINGS: Final = ("heading ", "見出し ", "見出し")
_LONGEST: Final = 60
_FOOTNOTES: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"


def read_word(path: Path) -> Document:
    """Read a Word file. Pages break where Word recorded breaks when it last saved the file, if it did.

    Raises:
        DocumentError: the file is damaged.
    """
    try:
        file: Any = docx.Document(str(path))
        reader = _Reader()
        reader.read(file)
    except (
        zipfile.BadZipFile, zlib.error, docx.opc.exceptions.PackageNotFoundError, etree.XMLSyntaxError, KeyError, ValueError,
        AttributeError, EOFError, OSError,
    ) as error:  # fmt: skip
        raise DocumentError(
            f"{path.name} は Word の文書として読めません（ファイルが壊れています）。Word で開いて保存し直してください。"
        ) from error
    return Document(
        format="docx",
        text=reader.assembly.text(),
        pages=tuple(reader.assembly.pages),
        title=str(file.core_properties.title or ""),
        notes=tuple(reader.log.notes()),
    )


class _Reader:
    """Collects blocks, page by page."""

    def __init__(self) -> None:
        self.assembly = Assembly()
        self.log = CharacterLog()
        self._blocks: list[Block] = []
        self._usual = _USUAL

    def read(self, file: Any) -> None:
        normal = file.styles["Normal"].font.size if "Normal" in file.styles else None
        self._usual = float(normal.pt) if normal is not None else _USUAL
        for item in file.iter_inner_content():
            if isinstance(item, WordTable):
                self._blocks.append(Block(table=self._table(item)))
                if _breaks(item._tbl):  # python-docx has no other way to the element
                    self._end_page()
            else:
                broken = _breaks(item._p)  # as above
                if broken and not _text(item).strip():
                    self._end_page()
                    continue
                if broken:
                    self._end_page()
                self._blocks += make_blocks([self._paragraph(item), *self._boxes(item)])
        self._blocks += make_blocks(list(self._footnotes(file)))
        self._end_page(last=True)

    def _end_page(self, *, last: bool = False) -> None:
        if self._blocks or (last and not self.assembly.pages):
            self.assembly.add_page(make_page(len(self.assembly.pages) + 1, self._blocks))
        self._blocks = []

    def _paragraph(self, paragraph: WordParagraph) -> Paragraph | None:
        return make_paragraph(
            _text(paragraph), self.log, level=_level(paragraph), size=_size(paragraph) or self._usual
        )

    def _boxes(self, paragraph: WordParagraph) -> Iterator[Paragraph | None]:
        """The text boxes anchored in a paragraph. The duplicate for old programs (``mc:Fallback``) is skipped."""
        for box in paragraph._p.iter(qn("w:txbxContent")):  # as above
            if any(parent.tag.endswith("}Fallback") for parent in box.iterancestors()):
                continue
            for element in box.iter(qn("w:p")):
                yield self._paragraph(WordParagraph(element, paragraph._parent))  # as above

    def _footnotes(self, file: Any) -> Iterator[Paragraph | None]:
        for relation in file.part.rels.values():
            if relation.reltype == _FOOTNOTES:
                root = etree.fromstring(relation.target_part.blob, etree.XMLParser(resolve_entities=False))
                for element in root.iter(qn("w:p")):
                    text = "".join(node.text or "" for node in element.iter(qn("w:t")))
                    yield make_paragraph(f"※{text}" if text.strip() else "", self.log)

    def _table(self, table: WordTable) -> Table:
        places: dict[Any, list[tuple[int, int]]] = {}
        for row, cells in enumerate(row.cells for row in table.rows):
            for column, cell in enumerate(cells):
                places.setdefault(cell._tc, []).append((row, column))  # as above
        found = []
        seen: set[Any] = set()
        for row in table.rows:
            for cell in row.cells:
                element = cell._tc  # as above
                if element in seen:
                    continue
                seen.add(element)
                rows = [place[0] for place in places[element]]
                columns = [place[1] for place in places[element]]
                found.append(
                    TableCell(
                        row=min(rows),
                        column=min(columns),
                        row_span=max(rows) - min(rows) + 1,
                        column_span=max(columns) - min(columns) + 1,
                        paragraphs=tuple(self._cell_paragraphs(cell)),
                    )
                )
        found.sort(key=lambda cell: (cell.row, cell.column))
        width = max((cell.column + cell.column_span for cell in found), default=0)
        return Table(rows=len(table.rows), columns=width, cells=tuple(found))

    def _cell_paragraphs(self, cell: Any) -> Iterator[Paragraph]:
        for item in cell.iter_inner_content():
            if isinstance(item, WordTable):
                seen: set[Any] = set()
                for inner in (inner for row in item.rows for inner in row.cells):
                    if inner._tc not in seen:  # as above
                        seen.add(inner._tc)  # as above
                        yield from self._cell_paragraphs(inner)
            else:
                for found in (self._paragraph(item), *self._boxes(item)):
                    if found is not None:
                        yield found


def _text(paragraph: WordParagraph) -> str:
    """A paragraph's text without furigana, which Word stores inside the text."""
    pieces = []
    own = paragraph._p  # as above
    for node in paragraph._p.iter(qn("w:t"), qn("w:tab"), qn("w:br"), qn("w:cr")):  # as above
        tags = {parent.tag for parent in takewhile(lambda parent: parent is not own, node.iterancestors())}
        if qn("w:rt") in tags or qn("w:txbxContent") in tags or qn("w:del") in tags:
            continue
        pieces.append(node.text or "" if node.tag == qn("w:t") else "　")
    return "".join(pieces)


def _level(paragraph: WordParagraph) -> int:
    style = paragraph.style
    name = str(style.name or "").lower() if style is not None else ""
    if name in {"title", "表題"}:
        return 1
    for prefix in _HEADINGS:
        digits = name.removeprefix(prefix)
        if name.startswith(prefix) and digits.isdigit():
            return int(digits)
    outline = paragraph._p.find(f"{qn('w:pPr')}/{qn('w:outlineLvl')}")  # as above
    value = outline.get(qn("w:val")) if outline is not None else None
    return int(value) + 1 if value is not None and value.isdigit() and int(value) < 9 else 0


def _size(paragraph: WordParagraph) -> float:
    sizes = [run.font.size.pt for run in paragraph.runs if run.font.size is not None and run.text.strip()]
    size = float(max(sizes)) if sizes else 0.0
    runs = [run for run in paragraph.runs if run.text.strip()]
    bold = bool(runs) and all(run.bold for run in runs) and len(paragraph.text) < _LONGEST
    return size * _BOLD if bold and size else _USUAL * _BOLD if bold else size


def _breaks(element: Any) -> bool:
    """Whether a page begins in it: at a manual page break, or at one that Word recorded."""
    if next(element.iter(qn("w:lastRenderedPageBreak")), None) is not None:
        return True
    return any(node.get(qn("w:type")) == "page" for node in element.iter(qn("w:br")))
