"""The words of the initiatives, looked up by their reading or by a similar spelling."""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Final

from renkei_search.analysis.reading.compound import readings_of
from renkei_search.analysis.reading.reading import fold_typed, romanize
from renkei_search.search.language.vocabulary.suggest import noun_runs, term_spans

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from renkei_search.model.record import Initiative

Known = tuple[str, int, tuple[str, ...]]
"""A word, how many initiatives contain it, and its readings in loose romaji."""

_MAX_READ: Final = 2_000
_MAX_WORDS: Final = 12_000
_LONGEST: Final = 16
_MOST_CHOICES: Final = 4
# In a word of two characters, a different character makes a different word.
_SHORTEST_SLIP: Final = 3


def make_word_list(initiatives: Sequence[Initiative]) -> list[Known]:
    """Nouns and compounds of titles and descriptions, most frequent first. Of a large collection a sample is read."""
    step = -(-len(initiatives) // _MAX_READ) or 1
    counts: Counter[str] = Counter()
    for initiative in initiatives[::step]:
        counts.update(
            {
                word
                for run in noun_runs(f"{initiative.title or ''}\n{initiative.description}")
                for start, end in term_spans(run)
                if 1 < len(word := "".join(part.text for part in run[start:end])) <= _LONGEST
            }
        )
    return [
        (word, count * step, tuple(map(romanize, readings_of(word))))
        for word, count in counts.most_common(_MAX_WORDS)
    ]


class WordList:
    """Looks words up. Thread-safe."""

    def __init__(self, words: Iterable[Known]) -> None:
        self._counts: dict[str, int] = {}
        self._by_reading: defaultdict[str, list[str]] = defaultdict(list)
        self._by_first: defaultdict[str, list[str]] = defaultdict(list)
        self._by_last: defaultdict[str, list[str]] = defaultdict(list)
        for word, count, readings in words:
            self._counts[word] = count
            for reading in readings:
                self._by_reading[reading].append(word)
            self._by_first[word[0]].append(word)
            self._by_last[word[-1]].append(word)

    def read_as(self, typed: str) -> list[str]:
        """The words with this reading in kana or romaji, and compounds of two words with it, likeliest first."""
        reading = fold_typed(typed)
        return [] if reading is None else self._spell(reading, typed)

    def same_reading(self, word: str) -> list[str]:
        """The homophones of a word in kanji."""
        spelt = [other for reading in readings_of(word) for other in self._spell(romanize(reading), word)]
        return list(dict.fromkeys(spelt))

    def slips(self, word: str) -> list[str]:
        """The words that differ by one character, most frequent first."""
        if len(word) < _SHORTEST_SLIP:
            return []
        typed = unicodedata.normalize("NFKC", word)
        near = {*self._by_first.get(typed[0], ()), *self._by_last.get(typed[-1], ())}
        found = [other for other in near if other != typed and _one_apart(typed, other)]
        return sorted(found, key=lambda other: (-self._counts[other], other))

    def count(self, word: str) -> int:
        """The approximate number of initiatives that contain a word."""
        return self._counts.get(word, 0)

    def _spell(self, reading: str, typed: str) -> list[str]:
        whole = self._by_reading.get(reading, [])
        return [word for word in dict.fromkeys([*whole, *self._join(reading)]) if word != typed]

    def _join(self, reading: str) -> Iterator[str]:
        """Compounds of two words that together have this reading."""
        found: dict[str, int] = {}
        for cut in range(2, len(reading) - 1):
            for one in self._by_reading.get(reading[:cut], ())[:_MOST_CHOICES]:
                for other in self._by_reading.get(reading[cut:], ())[:_MOST_CHOICES]:
                    found[one + other] = min(self._counts[one], self._counts[other])
        yield from sorted(found, key=lambda word: (-found[word], word))


def _one_apart(one: str, other: str) -> bool:
    """Whether two words differ by one character replaced, left out or added."""
    if abs(len(one) - len(other)) > 1:
        return False
    at = 0
    while at < min(len(one), len(other)) and one[at] == other[at]:
        at += 1
    if len(one) == len(other):
        return one[at + 1 :] == other[at + 1 :]
    short, long = sorted((one, other), key=len)
    return short[at:] == long[at + 1 :]
