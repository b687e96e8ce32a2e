"""Words split by the layout of a page: at the end of a line, or letter-spaced (図 書 館)."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, Final

from renkei_search.analysis.char_filter.alignment import Edit
from renkei_search.analysis.tokenizer import common_nouns, known_words
from renkei_search.memo import remember

if TYPE_CHECKING:
    from collections.abc import Iterator

    from renkei_search.analysis.char_filter.alignment import Aligned

_LETTER: Final = "ぁ-ゖァ-ヺー々\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U000323af"
_BLANK: Final = " \u00a0\u2000-\u200a\u3000"
_GAP: Final = re.compile(f"(?<=[{_LETTER}])(?:[{_BLANK}]*\n[{_BLANK}]*|[{_BLANK}])(?=[{_LETTER}])")
_SPACED: Final = re.compile(f"(?<![^\\s])[{_LETTER}](?:[{_BLANK}]+[{_LETTER}])+(?!\\S)")
_BEFORE: Final = re.compile(f"[{_LETTER}]{{1,12}}\\Z")
_AFTER: Final = re.compile(f"[{_LETTER}]{{1,12}}")
_REACH: Final = 12
_KATAKANA_END: Final = re.compile("[ァ-ヺー]+\\Z")
_KATAKANA_START: Final = re.compile("[ァ-ヺー]+")
_CONTINUES: Final = re.compile("[ーァィゥェォッャュョヮぁぃぅぇぉっゃゅょゎ々]")
# Gaps beyond this number in one text are left as they are.
_MOST: Final = 1_000
_SPACED_LETTERS: Final = 32

PATTERNS: Final = (_GAP, _SPACED, _CONTINUES)
"""The data that the rules depend on, for the analyzer's fingerprint."""


def join_broken_words(aligned: Aligned) -> Aligned:
    """Close the gaps (a single line end or blank) that are inside a word."""
    if not _GAP.search(aligned.text):
        return aligned
    return aligned.apply(_gaps(aligned.text))


def spelt_words(text: str) -> Iterator[tuple[int, int, str]]:
    """Letter-spaced words in a text, each with the word it spells: 図 書 館, but not 県 市 町."""
    for found in _SPACED.finditer(text):
        word = _spell(found[0])
        if word is not None:
            yield *found.span(), word


def _gaps(text: str) -> Iterator[Edit]:
    spaced_until = tried_until = 0
    joined = ""
    before = 0
    for found in islice(_GAP.finditer(text), _MOST):
        start, end = found.span()
        if start >= tried_until and (spaced := _SPACED.match(text, start - 1)):
            # The letters of a letter-spaced word are joined all together or not at all.
            tried_until = spaced.end()
            spaced_until = tried_until if _spell(spaced[0]) else 0
        # A gap has a letter on both sides. Letters joined before it are part of the word.
        written = _BEFORE.search(text, max(before, start - _REACH), start)[0]  # type: ignore[index]
        left = (joined + written)[-_REACH:] if start - len(written) == before else written
        right = _AFTER.match(text, end)[0]  # type: ignore[index]
        before = end
        joined = ""
        if end < spaced_until or _is_broken(left, right, "\n" in found[0]):
            joined = left
            yield Edit(start, end, "")


@remember(1 << 12)
def _spell(spaced: str) -> str | None:
    """The letters without their blanks, if they form fewer words than there are letters."""
    letters = "".join(spaced.split())
    if len(letters) > _SPACED_LETTERS:
        return None
    found = known_words(letters)
    return letters if len(found) < len(letters) and all(known for _, _, known in found) else None


@remember(1 << 12)
def _is_broken(left: str, right: str, line: bool) -> bool:
    """Whether the two sides are more likely one word than two; ``line`` is whether a line end separates them."""
    if _CONTINUES.match(right):
        return True
    at = len(left)
    whole = known_words(left + right)
    across = [known for start, end, known in whole if start < at < end]
    if not across:
        return False
    if across[0]:
        return len(whole) < len(known_words(left)) + len(known_words(right))
    # A katakana word that is not in the dictionary was split by a line end if neither piece is a word.
    ends = (_KATAKANA_END.search(left), _KATAKANA_START.match(right))
    return line and all(run is not None and common_nouns(run[0]) is None for run in ends)
