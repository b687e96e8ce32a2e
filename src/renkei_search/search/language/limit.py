"""Limits on the length and characters of input, and cleaning that does not change its meaning."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from renkei_search.analysis.char_filter.notation import INVISIBLE
from renkei_search.errors import QueryError

MAX_CODE_POINTS: Final = 256
MAX_BYTES: Final = 1_024
MAX_PASTED: Final = 5_000
MAX_WORDS: Final = 32
MAX_PHRASE_TERMS: Final = 8


# The number of a heading or a list item, pasted with it: １．観光の振興, (2) 移住, ①圏域.
_ITEM: Final = re.compile(
    r"(?:^|(?<=\s))(?:[①-⑳㉑-㉟㊱-㊿❶-❿⓵-⓾⑴-⒇⒈-⒛]|[(（]\s*[0-9０-９]{1,2}\s*[)）]|[0-9０-９]{1,2}\s*[.．)）、])\s*(?=[^\W\d_])"
)


def clean_query_text(text: str) -> str:
    """The text without invisible characters such as direction marks and without the numbers of items, with plain blanks.

    Variation selectors stay: they belong to a character, and the analyzer ignores them.

    Raises:
        QueryError: it contains control characters or lone surrogates, or exceeds the limits after NFKC.
    """
    cleaned = _clean(text)
    # NFKC can expand a character to eighteen; checking a prefix bounds the work.
    normalized = unicodedata.normalize("NFKC", cleaned[: MAX_CODE_POINTS + 1])
    if len(normalized) > MAX_CODE_POINTS or len(normalized.encode()) > MAX_BYTES:
        raise QueryError(f"検索語は{MAX_CODE_POINTS}文字以内にしてください。")
    return _ITEM.sub("", cleaned)


def clean_pasted_text(text: str) -> str:
    """A pasted draft, cleaned in the same way.

    Raises:
        QueryError: it is longer than 5,000 characters or contains control characters.
    """
    cleaned = _clean(text)
    if len(unicodedata.normalize("NFKC", cleaned[: MAX_PASTED + 1])) > MAX_PASTED:
        raise QueryError(f"文章は{MAX_PASTED:,}文字以内にしてください。")
    return cleaned


def notes_on(text: str) -> tuple[str, ...]:
    """What cleaning removes from a search text, as Japanese sentences."""
    notes = []
    if any(_is_invisible(char, unicodedata.category(char)) for char in text):
        notes.append("目に見えない文字（ゼロ幅の空白など）を取り除いて検索しました。")
    if items := "".join(f"「{item.strip()}」" for item in _ITEM.findall(_clean(text))):
        notes.append(f"{items}は項目の番号とみなし、検索に使っていません。")
    return tuple(notes)


def _is_invisible(char: str, category: str) -> bool:
    return not char.isspace() and (category == "Cf" or INVISIBLE.match(char) is not None)


def _clean(text: str) -> str:
    kept = []
    for char in text:
        category = unicodedata.category(char)
        if char.isspace():
            kept.append(" ")
        elif category in {"Cc", "Cs"}:
            raise QueryError("検索語に使えない文字（制御文字など）が含まれています。入力し直してください。")
        elif not _is_invisible(char, category):
            kept.append(char)
    return "".join(kept).strip()
