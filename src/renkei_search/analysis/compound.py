"""Split katakana compounds that the dictionary does not know, such as ワーケーションツアー.

The tokenizer treats an unknown run of katakana as one word, so neither part would find it. The compound is split at a
part that the dictionary knows as a common noun; the rest is a word of its own, known or not.
"""

from __future__ import annotations

import re
from typing import Final

from renkei_search.analysis.tokenizer import common_nouns

_KATAKANA: Final = re.compile(r"[ァ-ヺー]+")
_SHORTEST_COMPOUND: Final = 5
# Compounds are shorter. The time is quadratic in the length, and a page could be a single run of katakana.
LONGEST_COMPOUND: Final = 30
"""A longer run of katakana is not split."""
# Shorter parts occur in longer words by chance: バス in バスケ, イン in インバウンド.
_SHORTEST_BEGINNING: Final = 3
_LONG: Final = 5
_SHORTEST_REST: Final = 4
# Known parts are shorter, and several of them are split off one after the other.
_LONGEST_PART: Final = 13


def is_katakana(word: str) -> bool:
    """Whether a word is written in katakana only."""
    return _KATAKANA.fullmatch(word) is not None


def split_compound(word: str) -> tuple[str, ...]:
    """The parts of a compound, or the word itself if it is known, cannot be split or is too long.

    The longest known suffix is split off first, then the longest known prefix. The parts concatenate to the word.
    """
    if not _SHORTEST_COMPOUND <= len(word) <= LONGEST_COMPOUND or not is_katakana(word):
        return (word,)
    known = common_nouns(word)
    if known is not None:
        return known
    for cut in range(max(2, len(word) - _LONGEST_PART), len(word) - 1):
        before, after = word[:cut], word[cut:]
        end = common_nouns(after)
        if end is None:
            continue
        beginning = common_nouns(before) if len(before) <= _LONGEST_PART else None
        if beginning is not None and (len(before) >= _SHORTEST_BEGINNING or len(after) >= _LONG):
            return (*beginning, *end)
        if beginning is None and len(before) >= _SHORTEST_REST and len(after) >= _SHORTEST_BEGINNING:
            return (*split_compound(before), *end)
    for cut in range(min(len(word) - _SHORTEST_REST, _LONGEST_PART), _SHORTEST_REST - 1, -1):
        beginning = common_nouns(word[:cut])
        if beginning is not None and word[cut] != "ー":
            return (*beginning, word[cut:])
    return (word,)
