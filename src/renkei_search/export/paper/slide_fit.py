"""Find out how much of a text or a table fits on a slide, and divide the rest."""

from __future__ import annotations

from itertools import pairwise, zip_longest
from math import ceil
from typing import TYPE_CHECKING, Final, TypeVar
from unicodedata import east_asian_width

from pptx.util import Cm, Pt

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

T = TypeVar("T")

CELL_MARGIN: Final = Cm(0.15)
CONTINUED: Final = "（続き）"
"""The mark after the title of a slide, or the label of a row, that is continued."""
_LEADING: Final = 1.45


def paginate(lines: Iterable[str], width: int, height: int, size: int) -> list[list[str]]:
    """The lines of a list in pages, all about equally full, a line that is higher than a page in pieces."""
    width -= Cm(1.2)
    fitting = max(1, int((height / Pt(1) - size * 0.5) / (size * _LEADING)))
    pieces = [piece for line in lines for piece in _cut(line, width, size, fitting)]
    heights = [int((_lines(piece, width, size) * _LEADING + 0.5) * Pt(size)) for piece in pieces]
    return [pieces[start:end] for start, end in pairwise([0, *share_out(heights, height)])]


def paginate_table(
    rows: Sequence[Sequence[str]], widths: Sequence[int], size: int, room: int, *, head: bool
) -> list[list[Sequence[str]]]:
    """The rows of a table in pages, all about equally full; ``head`` repeats the first row on each."""
    repeated = list(rows[: int(head)])
    room -= sum(row_height(row, widths, size) for row in repeated)
    parts = [part for row in rows[len(repeated) :] for part in split_row(row, widths, size, room)]
    ends = share_out([row_height(row, widths, size) for row in parts], room)
    return [[*repeated, *parts[start:end]] for start, end in pairwise([0, *ends])]


def largest(pages: dict[int, list[T]]) -> tuple[int, list[T]]:
    """The largest size of letters that takes no more pages than the smallest, and its pages."""
    fewest = len(pages[min(pages)])
    size = max(size for size, taken in pages.items() if len(taken) <= fewest)
    return size, pages[size]


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


def share_out(heights: Sequence[int], room: int) -> list[int]:
    """Where each page ends that rows of these heights take: no more pages than needed, all about equally full."""
    low, high = 0, room
    fewest = len(_fill(heights, room))
    while low < high:
        middle = (low + high) // 2
        if len(_fill(heights, middle)) > fewest:
            low = middle + 1
        else:
            high = middle
    return _fill(heights, high)


def _fill(heights: Sequence[int], room: int) -> list[int]:
    """Where each page ends if every one takes as many rows as it has room for, and at least one."""
    ends = []
    used = 0
    for number, height in enumerate(heights):
        if number and used + height > room:
            ends.append(number)
            used = 0
        used += height
    return [*ends, len(heights)]


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
