"""Recognise texts that no character filter changes: most words, and most that users type."""

from __future__ import annotations

import re
from typing import Final

from renkei_search.analysis.char_filter.folding import AFTER_KE, REPLACED
from renkei_search.analysis.char_filter.okurigana import IRREGULAR_FORM

# What may trigger a rule in its context: カ after a number, が in the name of a place, 一 after katakana, units in kanji.
# All other rules are triggered by characters outside the class below.
_CONTEXTS: Final = (
    "(?<=[一二三四五六七八九十百千万数何])[カケ]",
    f"[がガ](?:{AFTER_KE})",
    "(?<=[ァ-ヺー])一",
    "ゴミ",
    "塩釜",
    "[平立]米",
    "平方キロ",
    IRREGULAR_FORM.pattern,
)
_CANDIDATES: Final = (
    *map(chr, range(ord("ぁ"), ord("ゖ"))),
    *map(chr, range(ord("ァ"), ord("ヵ"))),
    *"ー々・、。「」\n",
    *map(chr, range(0x4E00, 0xA000)),
)


def _plain() -> str:
    """A character class (the inside of its brackets) of characters that trigger no rule by themselves."""
    ranges: list[list[str]] = []
    for char in _CANDIDATES:
        if char in REPLACED:
            continue
        if ranges and ord(char) == ord(ranges[-1][1]) + 1:
            ranges[-1][1] = char
        else:
            ranges.append([char, char])
    return "".join(f"{first}-{last}" for first, last in ranges)


_RULE_MAY_APPLY: Final = re.compile("|".join((f"[^{_plain()}]", *_CONTEXTS)))


def is_plain(text: str) -> bool:
    """Whether no character filter can change the text. This is several times faster than running the filters."""
    return _RULE_MAY_APPLY.search(text) is None
