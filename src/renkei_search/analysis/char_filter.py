"""Replace characters the tokenizer cannot take, without moving any other.

The filter maps one character to one, so offsets into its result are offsets into the original text.
"""

from __future__ import annotations

import unicodedata

_BLANK = " "


def replace_unsafe(text: str) -> str:
    """The text with lone surrogates and control characters as blanks; line ends stay.

    A lone surrogate cannot be encoded, so SudachiPy raises UnicodeEncodeError on it.
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(char if _is_safe(char) else _BLANK for char in text)


def _is_safe(char: str) -> bool:
    return char == "\n" or unicodedata.category(char) not in {"Cc", "Cs"}
