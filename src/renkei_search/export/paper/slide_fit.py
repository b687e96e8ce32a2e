"""Find out how much of a text or a table fits on a slide, and divide the rest."""

from __future__ import annotations

from itertools import zip_longest
from math import ceil
from typing import TYPE_CHECKING, Final
from unicodedata import east_asian_width

from pptx.util import Cm, Pt

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

CELL_MARGIN: Final = Cm(0.15)
CONTINUED: Final = "（続き）"
"""The mark after the title of a slide, or the label of a row, that is continued."""
_LEADING: Final = 1.45


def paginate(lines: Iterable[str], width: int, height: int, size: int) -> Iterator[list[str]]:
    """Divide the lines of a list into pages, and a line that is higher than a page into pieces."""
    page: list[str] = []
    used = 0.0
    room = height / Pt(1)
    fitting = max(1, int((room - size * 0.5) / (size * _LEADING)))
    pieces = (piece for line in lines for piece in _cut(line, width - Cm(1.2), size, fitting))
    for line in pieces:
        needed = _lines(line, width - Cm(1.2), size) * size * _LEADING + size * 0.5
        if page and used + needed > room:
            yield page
            page, used = [], 0.0
        page.append(line)
        used += needed
    yield page


def split_row(texts: Sequence[str], widths: Sequence[int], size: int, room: int) -> Iterator[tuple[str, ...]]:
    """Divide a row into rows that each fit on a slide."""
    most = max(1, int((room - Cm(0.3)) / (Pt(size) * _LEADING)))
    label, *others = texts
    parts = [
        _cut(text, width - 2 * CELL_MARGIN, size, most)
        for text, width in zip(others, widths[1:], strict=True)
    ]
    for number, pieces in enumerate(zip_longest(*parts, fillvalue="")):
        yield (label + (CONTINUED if number else ""), *pieces)


def _cut(text: str, width: int, size: int, most: int) -> list[str]:
    """Divide a text into pieces of at most some lines, after a sentence if possible."""
    pieces = []
    while _lines(text, width, size) > most:
        low, high = 1, len(text)
        while low < high:
            middle = (low + high + 1) // 2
            if _lines(text[:middle], width, size) <= most:
                low = middle
            else:
                high = middle - 1
        end = max(text.rfind(sign, 0, low) for sign in "。\n") + 1 or low
        pieces.append(text[:end].rstrip("\n"))
        text = text[end:].lstrip("\n")
    return [*pieces, text]


def row_height(texts: Sequence[str], widths: Sequence[int], size: int) -> int:
    """The height of a row with these texts in its cells."""
    lines = max(
        _lines(text, width - 2 * CELL_MARGIN, size) for text, width in zip(texts, widths, strict=True)
    )
    return int(lines * Pt(size) * _LEADING + Cm(0.3))


def _lines(text: str, width: int, size: int) -> int:
    """The number of lines of a text; a full-width character is as wide as it is high."""
    characters = max(1.0, width / Pt(size) * 0.95)
    return sum(
        max(1, ceil(sum(0.5 + 0.5 * (east_asian_width(char) in "WFA") for char in line) / characters))
        for line in text.split("\n")
    )
