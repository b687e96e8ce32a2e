"""Dashes that were typed, or recognised by OCR, instead of ー: スポ−ツ, サ-ビス, ﾃﾞ‐ﾀ."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Final

from renkei_search.analysis.tokenizer import common_nouns, known_words
from renkei_search.memo import LONGEST, remember

if TYPE_CHECKING:
    from renkei_search.analysis.char_filter.alignment import Aligned

_KATAKANA: Final = "ァ-ヺーｦ-ﾟ"
_DASH: Final = "\\-\u2010-\u2015\u2043\u2212\u2500\u2501\u2796\ufe58\ufe63－"
_ONE: Final = "一"  # the kanji 一, a frequent OCR error
_TYPED: Final = re.compile(
    f"[{_KATAKANA}]+(?:[{_DASH}{_ONE}][{_KATAKANA}]+)*(?:[{_DASH}](?![{_DASH}0-9A-Za-z０-９Ａ-Ｚａ-ｚ]))?"
)
_ANY: Final = re.compile(f"[{_DASH}{_ONE}]")
_PARTS: Final = re.compile(f"([{_DASH}{_ONE}])")
_SHORTEST: Final = 2

PATTERNS: Final = (_TYPED,)
"""The data that the rules depend on, for the analyzer's fingerprint."""


def write_long_vowels(aligned: Aligned) -> Aligned:
    """Replace a dash inside or at the end of a katakana word by ー."""
    if not _ANY.search(aligned.text):
        return aligned
    return aligned.sub(_TYPED, lambda found: _mend(found[0]))


@remember(1 << 12)
def _mend(run: str) -> str:
    parts = _PARTS.split(run)
    if len(parts) == 1:
        return run
    # The last part is empty if the word ends with a dash.
    tail = parts.pop(-2) if not parts[-1] else ""
    whole = "".join("ー" if at % 2 else part for at, part in enumerate(parts))
    if len(run) <= LONGEST:
        if tail and _is_known(whole + "ー"):
            return whole + "ー"
        if _is_known(whole):
            return whole + tail
    return "".join(_between(parts, at) if at % 2 else part for at, part in enumerate(parts)) + tail


def _between(parts: list[str], at: int) -> str:
    """The separator of two parts of an unknown word: a dash if both are words by themselves."""
    if parts[at] == _ONE or all(
        _SHORTEST <= len(part) <= LONGEST and _is_word(part) for part in parts[at - 1 : at + 2 : 2]
    ):
        return parts[at]
    return "ー"


def _is_word(part: str) -> bool:
    """Whether a part is a word of the dictionary, such as a place name."""
    return all(known for _, _, known in known_words(unicodedata.normalize("NFKC", part)))


def _is_known(word: str) -> bool:
    return common_nouns(unicodedata.normalize("NFKC", word)) is not None
