"""Corrections for a word that no initiative has."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Final, NamedTuple

from renkei_search.analysis.analyzer import analyze
from renkei_search.analysis.reading.reading import fold_typed
from renkei_search.analysis.whole_word import has_entry
from renkei_search.search.language.vocabulary.near_term import edit_distance
from renkei_search.search.result import StepKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from renkei_search.search.language.vocabulary.suggest import Homophones
    from renkei_search.search.language.vocabulary.word_list import WordList

_PLAIN_WORD: Final = re.compile(r"[\w・々ー]+")
_EXCLUDING: Final = ("NOT", "ＮＯＴ")
# Longer words are not corrected: the cost grows with the length, and no real word is longer.
_NEAR_MISS: Final = re.compile(r"[ァ-ヺー]{3,24}|[a-z]{4,24}")
_LONGEST: Final = 32
# Two edits change too much of a short word: in a word of up to this many letters, only one typing error is assumed.
_SHORT: Final = 5
_MOST_EDITS: Final = 2
_KATAKANA: Final = re.compile("[ァ-ヺ]")
KANA: Final = re.compile("[ぁ-ゖァ-ヺー]+")


class Respelling(NamedTuple):
    """Another spelling of a word, and what kind of correction it is."""

    text: str
    kind: StepKind


class SpellingCorrector:
    """Proposes corrections, likeliest first.

    Hiragana and romaji are a reading. Kanji may be a slip of kana-kanji conversion, katakana and Latin letters a typing
    error. A word in the dictionary is neither: a user who searches for 点字 does not want 展示, nor サイト for サウナ.
    Such words, and those with an extra or missing kanji, are different words, among which the user has to choose; see
    :meth:`similar`.

    Args:
        words: the words of the initiatives.
        homophones: index terms by their reading (異動支援 → 移動支援).
        nearest: index terms near a katakana or Latin term.
        frequency: how many initiatives have a term.
    """

    def __init__(
        self,
        words: WordList,
        homophones: Homophones,
        nearest: Callable[[str], list[str]],
        frequency: Callable[[str], int],
    ) -> None:
        self._words = words
        self._homophones = homophones
        self._nearest = nearest
        self._frequency = frequency

    def candidates(self, word: str) -> Iterator[Respelling]:
        """Corrections to try; the caller checks whether they find anything."""
        if len(word) > _LONGEST:
            return
        typed = unicodedata.normalize("NFKC", word)
        known = has_entry(typed)
        if fold_typed(word) is not None and not (known and _KATAKANA.search(typed)):
            yield from (Respelling(other, StepKind.READING) for other in self._words.read_as(word))
        if known:
            return
        if fold_typed(word) is None:
            yield from (Respelling(other, StepKind.SPELLING) for other in self._words.same_reading(word))
        for other in (*self._homophones.candidates(word), *self._near_misses(word)):
            yield Respelling(other, StepKind.SPELLING)

    def similar(self, word: str) -> Iterator[str]:
        """Words of the initiatives that a person may have meant, to choose from: they look or sound like this one.

        Each kanji has a meaning, so two words that differ in one are related or were confused. For a known word in kana,
        words that sound almost the same are unrelated.
        """
        typed = unicodedata.normalize("NFKC", word)
        if not has_entry(typed):
            yield from self._words.slips(word)
        elif not KANA.fullmatch(typed):
            yield from self._words.slips(word)
            yield from self._words.same_reading(word)

    def _near_misses(self, word: str) -> Iterator[str]:
        for token in analyze(word):
            typed = unicodedata.normalize("NFKC", word[token.start : token.end]).lower()
            if self._frequency(token.term) or not _NEAR_MISS.fullmatch(typed) or has_entry(typed):
                continue
            most = _MOST_EDITS if len(typed) > _SHORT else 1
            for other in self._nearest(token.term):
                if _NEAR_MISS.fullmatch(other) and edit_distance(token.term, other, most) <= most:
                    yield word[: token.start] + other + word[token.end :]


def plain_words(text: str) -> Iterator[tuple[int, str]]:
    """The indices and texts of the words that may be corrected.

    In -札幌 or 圏域:札幌 a correction would change the meaning.
    """
    words = text.split()
    for at, word in enumerate(words):
        if _PLAIN_WORD.fullmatch(word) and not (at and words[at - 1].upper() in _EXCLUDING):
            yield at, word
