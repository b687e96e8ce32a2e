"""Read web pages (HTML). Home of lxml.html."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

import lxml.etree
import lxml.html

from renkei_search.corpus.document.format.text_lines import make_paragraph
from renkei_search.corpus.document.page.assembly import Assembly, make_page
from renkei_search.corpus.document.page.glyph import CharacterLog
from renkei_search.corpus.document.page.model import Block, Document, Line, Paragraph, Table, TableCell
from renkei_search.errors import DocumentError

if TYPE_CHECKING:
    from collections.abc import Iterator

_SILENT: Final = {
    "script",
    "style",
    "noscript",
    "template",
    "svg",
    "head",
    "rp",
    "select",
    "button",
    "iframe",
}
_AROUND: Final = {"nav", "footer", "aside"}
_BLOCKS: Final = {
    "p", "div", "section", "article", "main", "header", "ul", "ol", "li", "dl", "dt", "dd", "table", "h1", "h2", "h3", "h4",
    "h5", "h6", "blockquote", "pre", "figure", "figcaption", "form", "fieldset", "address", "hr", "br", "body", "center",
    "details", "summary", "caption", "thead", "tbody", "tfoot", "tr", "td", "th", *_AROUND,
}  # fmt: skip
_DEEPEST: Final = 200
_SPANS: Final = 200


def read_web_page(text: str, name: str) -> Document:
    """Read a web page. Navigation and footers around its main content become running heads.

    Raises:
        DocumentError: the page has no text.
    """
    try:
        root = lxml.html.document_fromstring(re.sub(r"^\s*<\?xml[^>]*\?>", "", text))
    except (lxml.etree.ParserError, lxml.etree.XMLSyntaxError, ValueError) as error:
        raise DocumentError(f"{name} は空のウェブページです。内容を保存し直してください。") from error
    reader = _Reader()
    body = root.find("body")
    reader.walk(body if body is not None else root, 0)
    reader.flush()
    assembly = Assembly()
    assembly.add_page(make_page(1, reader.blocks, running=reader.around, ruby=reader.ruby))
    title = root.findtext(".//title") or ""
    links = root.xpath("//link[@rel='canonical']/@href | //meta[@property='og:url']/@content")
    address = next((str(link) for link in links if str(link).startswith(("https://", "http://"))), "")
    return Document(
        format="html",
        text=assembly.text(),
        pages=tuple(assembly.pages),
        title=" ".join(title.split()),
        address=address,
        notes=tuple(reader.log.notes()),
    )


_FEWEST_TERMS: Final = 2
_LONGEST_TERM: Final = 14


class _Reader:
    """Collects blocks. Text between block elements is a paragraph."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.around: list[Line] = []
        self.ruby: list[Line] = []
        self.log = CharacterLog()
        self._text = ""
        self._level = 0
        self._is_around = False

    def walk(self, element: Any, depth: int) -> None:
        tag = element.tag if isinstance(element.tag, str) else ""
        if not tag or tag in _SILENT:
            return
        if depth > _DEEPEST:
            self._text += _squash(element.text_content())
            return
        if tag == "rt":
            self.ruby += [Line(text="".join(element.text_content().split()))]
            return
        if tag == "table" and not _is_for_layout(element):
            self.flush()
            self._add_table(element)
            return
        if tag == "dl" and self._add_terms(element):
            return
        is_block = tag in _BLOCKS
        around, level = self._is_around, self._level
        if is_block:
            self.flush()
        if tag in _AROUND:
            self._is_around = True
        if re.fullmatch(r"h[1-6]", tag):
            self._level = int(tag[1])
        if tag == "li":
            self._text += "・"
        self._text += _squash(element.text)
        for child in element:
            self.walk(child, depth + 1)
            self._text += _squash(child.tail)
        if is_block:
            self.flush()
        self._is_around, self._level = around, level

    def flush(self) -> None:
        text = self._text.strip()
        self._text = ""
        if not text or text == "・":
            return
        paragraph = make_paragraph(text, self.log, level=self._level)
        if paragraph is None:
            return
        if self._is_around:
            self.around += paragraph.lines
        else:
            self.blocks.append(Block(paragraph=paragraph))

    def _add_table(self, element: Any) -> None:
        caption = element.find("caption")
        if caption is not None:
            self._text = caption.text_content()
            self.flush()
        taken: set[tuple[int, int]] = set()
        cells = []
        rows = [row for row in element.iter("tr") if next(row.iterancestors("table"), None) is element]
        for number, row in enumerate(rows):
            column = 0
            for cell in row:
                if cell.tag not in {"td", "th"}:
                    continue
                while (number, column) in taken:
                    column += 1
                across, down = _span(cell, "colspan"), min(_span(cell, "rowspan"), len(rows) - number)
                taken |= {(number + y, column + x) for y in range(down) for x in range(across)}
                cells.append(
                    TableCell(
                        row=number,
                        column=column,
                        row_span=down,
                        column_span=across,
                        paragraphs=tuple(self._cell_paragraphs(cell)),
                    )
                )
                column += across
        if cells:
            width = max(cell.column + cell.column_span for cell in cells)
            self.blocks.append(Block(table=Table(rows=len(rows), columns=width, cells=tuple(cells))))

    def _add_terms(self, element: Any) -> bool:
        """Read a definition list as a table of two columns if its terms are labels: short, each with a definition."""
        rows: list[tuple[Any, list[Any]]] = []
        for part in element.iter("dt", "dd"):
            if next(part.iterancestors("dl"), None) is not element:
                continue
            if part.tag == "dt":
                rows.append((part, []))
            elif rows:
                rows[-1][1].append(part)
        if len(rows) < _FEWEST_TERMS or any(
            not parts or len("".join(term.text_content().split())) > _LONGEST_TERM for term, parts in rows
        ):
            return False
        self.flush()
        cells = [
            TableCell(row=number, column=column, paragraphs=tuple(paragraphs))
            for number, (term, parts) in enumerate(rows)
            for column, paragraphs in enumerate(
                (
                    self._cell_paragraphs(term),
                    (paragraph for part in parts for paragraph in self._cell_paragraphs(part)),
                )
            )
        ]
        self.blocks.append(Block(table=Table(rows=len(rows), columns=2, cells=tuple(cells))))
        return True

    def _cell_paragraphs(self, cell: Any) -> Iterator[Paragraph]:
        inner = _Reader()
        inner.log = self.log
        inner.walk(cell, 0)
        inner.flush()
        self.ruby += inner.ruby
        for block in inner.blocks:
            if block.paragraph is not None:
                yield block.paragraph
            elif block.table is not None:
                for part in block.table.cells:
                    yield from part.paragraphs


def _is_for_layout(table: Any) -> bool:
    """Whether a table only lays out the page: it contains other tables, or has a single cell."""
    return table.find(".//table") is not None or len(table.xpath(".//td | .//th")) <= 1


def _span(cell: Any, name: str) -> int:
    value = str(cell.get(name) or "1")
    return max(1, min(int(value), _SPANS)) if value.isdigit() else 1


def _squash(text: str | None) -> str:
    """Collapse whitespace as a browser does; a line end between wide characters is dropped."""
    if not text:
        return ""
    joined = re.sub(r"(?<=[^\x00-\x7f])\s*\n\s*(?=[^\x00-\x7f])", "", text)
    return re.sub(r"[ \t\r\n]+", " ", joined)
