"""Make paragraphs and blocks from texts, for formats without positions."""

from __future__ import annotations

from renkei_search.corpus.document.page.glyph import CharacterLog, fold_char
from renkei_search.corpus.document.page.model import Block, Line, Paragraph


def clean(text: str, log: CharacterLog) -> str:
    """Normalise the characters of a text; line ends and tabs become blanks."""
    return "".join(" " if char in "\t\r\n\x0b\x0c" else fold_char(char, log) for char in text).strip()


def make_paragraph(text: str, log: CharacterLog, *, level: int = 0, size: float = 0.0) -> Paragraph | None:
    """A paragraph of one line; None if the text has no visible character."""
    cleaned = clean(text, log)
    return Paragraph(lines=(Line(text=cleaned, size=size),), level=level) if cleaned else None


def make_blocks(paragraphs: list[Paragraph | None]) -> list[Block]:
    """Paragraphs as blocks."""
    return [Block(paragraph=paragraph) for paragraph in paragraphs if paragraph is not None]
