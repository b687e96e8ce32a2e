"""What may be typed: limits on length and characters, and the cleaning that changes no meaning."""

from __future__ import annotations

import unicodedata
from typing import Final

from renkei_search.errors import QueryError

MAX_CODE_POINTS: Final = 256
MAX_BYTES: Final = 1_024
MAX_PASTED: Final = 5_000
MAX_WORDS: Final = 32
MAX_PHRASE_TERMS: Final = 8


def clean_text(text: str) -> str:
    """The text without invisible direction marks and zero-width characters, blanks made plain.

    Raises:
        QueryError: it holds control characters or lone surrogates, or is over the limits after NFKC.
    """
    cleaned = _clean(text)
    # NFKC can lengthen a character eighteen-fold; looking at a prefix bounds the work.
    normalized = unicodedata.normalize("NFKC", cleaned[: MAX_CODE_POINTS + 1])
    if len(normalized) > MAX_CODE_POINTS or len(normalized.encode()) > MAX_BYTES:
        raise QueryError(f"検索語は{MAX_CODE_POINTS}文字以内にしてください。")
    return cleaned


def clean_pasted_text(text: str) -> str:
    """A pasted draft, cleaned in the same way.

    Raises:
        QueryError: it is longer than 5,000 characters or holds characters no one types.
    """
    cleaned = _clean(text)
    if len(unicodedata.normalize("NFKC", cleaned[: MAX_PASTED + 1])) > MAX_PASTED:
        raise QueryError(f"文章は{MAX_PASTED:,}文字以内にしてください。")
    return cleaned


def _clean(text: str) -> str:
    kept = []
    for char in text:
        category = unicodedata.category(char)
        if char.isspace():
            kept.append(" ")
        elif category in {"Cc", "Cs"}:
            raise QueryError("検索語に使えない文字（制御文字など）が含まれています。入力し直してください。")
        elif category != "Cf":
            kept.append(char)
    return "".join(kept).strip()
