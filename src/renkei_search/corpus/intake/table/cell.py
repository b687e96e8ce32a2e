"""Clean the cells of an imported table, which are untrusted text."""

from __future__ import annotations

import unicodedata
from typing import Final, NamedTuple

MAX_CELL: Final = 20_000
"""The maximum length of a cell in characters, which limits descriptions."""

MAX_NAME: Final = 200
"""The maximum length in characters of a name: a title, region, source, party or figure."""

# Joiners; kanji variants and Persian names need them.
_JOINERS: Final = frozenset("\u200c\u200d")


class CleanText(NamedTuple):
    """A cell's text, and how many invisible or invalid characters were removed."""

    text: str
    removed: int


def clean_text(raw: str) -> CleanText:
    r"""Clean a text: line ends become ``\n``, tabs become blanks, and the ends are stripped.

    Control characters, direction marks, zero-width characters, lone surrogates and noncharacters are removed.
    """
    text = raw.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    text = text.replace("\t", " ")
    kept = "".join(char for char in text if _is_text(char))
    return CleanText(kept.strip(), len(text) - len(kept))


def _is_text(char: str) -> bool:
    if char.isascii():
        return (char >= " " and char != "\x7f") or char == "\n"
    kind = unicodedata.category(char)
    if kind == "Cf":
        return char in _JOINERS
    return kind not in {"Cc", "Cs"} and (ord(char) & 0xFFFE) != 0xFFFE and not 0xFDD0 <= ord(char) <= 0xFDEF


def column_letter(number: int) -> str:
    """The spreadsheet name of a column, counted from 0: 0 is A, 26 is AA."""
    letters = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
