"""もしかして: another spelling for a query that finds nothing."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Final

from renkei_search.analysis.analyzer import analyze

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from renkei_search.search.suggest import Homophones

_PLAIN_WORD: Final = re.compile(r"[\w・々ー]+")
_EXCLUDING: Final = ("NOT", "ＮＯＴ")
_NEAR_MISS: Final = re.compile(r"[ァ-ヺー]{3,}|[a-z]{4,}")


class SpellingCorrector:
    """Proposes other spellings, the likeliest first: a slip of kana-kanji conversion, then a typing error.

    Args:
        homophones: index terms by their reading (異動支援 → 移動支援).
        nearest: index terms near a katakana or Latin term (Whoosh's corrector).
        frequency: how many initiatives have a term.
    """

    def __init__(
        self, homophones: Homophones, nearest: Callable[[str], list[str]], frequency: Callable[[str], int]
    ) -> None:
        self._homophones = homophones
        self._nearest = nearest
        self._frequency = frequency

    def candidates(self, text: str) -> Iterator[str]:
        """Texts to try instead, each differing in one word; whether they find anything is for the caller to see.

        Only plain words are touched: in -札幌 or 圏域:札幌 another spelling would mean something else.
        """
        words = text.split()
        for at, word in enumerate(words):
            if not _PLAIN_WORD.fullmatch(word) or (at and words[at - 1].upper() in _EXCLUDING):
                continue
            for other in (*self._homophones.candidates(word), *self._near_misses(word)):
                yield " ".join([*words[:at], other, *words[at + 1 :]])

    def _near_misses(self, word: str) -> Iterator[str]:
        for token in analyze(word):
            typed = unicodedata.normalize("NFKC", word[token.start : token.end]).lower()
            if self._frequency(token.term) == 0 and _NEAR_MISS.fullmatch(typed):
                for other in self._nearest(token.term):
                    yield word[: token.start] + other + word[token.end :]
