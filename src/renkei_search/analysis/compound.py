"""Split compounds in katakana that the dictionary does not know, such as ワーケーションツアー.

The tokenizer takes an unknown run of katakana for one word, so neither of its parts would find it. A part that the
dictionary knows as a common noun gives the place to cut; what is left is a word of its own, known or not.
"""

from __future__ import annotations

import re
from typing import Final

from renkei_search.analysis.tokenizer import common_nouns

_KATAKANA: Final = re.compile(r"[ァ-ヺー]+")
_SHORTEST_COMPOUND: Final = 5
# Shorter parts are found by chance within longer words: バス in バスケ, イン in インバウンド.
_SHORTEST_BEGINNING: Final = 3
_LONG: Final = 5
_SHORTEST_REST: Final = 4


def split_compound(word: str) -> tuple[str, ...]:
    """The parts of a compound, or the word alone if it is known or cannot be split.

    The longest known end is cut off first, then the longest known beginning. Joined, the parts are the word.
    """
    if len(word) < _SHORTEST_COMPOUND or not _KATAKANA.fullmatch(word):
        return (word,)
    known = common_nouns(word)
    if known is not None:
        return known
    for cut in range(2, len(word) - 1):
        before, after = word[:cut], word[cut:]
        end = common_nouns(after)
        if end is None:
            continue
        beginning = common_nouns(before)
        if beginning is not None and (len(before) >= _SHORTEST_BEGINNING or len(after) >= _LONG):
            return (*beginning, *end)
        if beginning is None and len(before) >= _SHORTEST_REST and len(after) >= _SHORTEST_BEGINNING:
            return (*split_compound(before), *end)
    for cut in range(len(word) - _SHORTEST_REST, _SHORTEST_REST - 1, -1):
        beginning = common_nouns(word[:cut])
        if beginning is not None and word[cut] != "ー":
            return (*beginning, word[cut:])
    return (word,)
