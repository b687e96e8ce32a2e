"""Dictionary words in a text, such as 図書館, which the analyzer splits into two terms.

A term inside such a word, 図書 in 図書館 or 文化 in 多文化, is not a word of its own there.
"""

from __future__ import annotations

import threading
from functools import lru_cache
from typing import Final, NamedTuple

import sudachipy

from renkei_search.analysis.char_filter.folding import fold_variants
from renkei_search.analysis.tokenizer import chunks, dictionary

_NAMING: Final = frozenset({"名詞", "形状詞"})
_REMEMBERED: Final = 4_096
_SHORT: Final = 256  # characters


class WholeWord(NamedTuple):
    """A word and its characters ``[start, end)``; whether it is a place name, and whether it is a noun at all."""

    text: str
    start: int
    end: int
    place: bool
    noun: bool


def whole_words(text: str) -> tuple[WholeWord, ...]:
    """The words of a text, in order: the longest words of the dictionary, with their affixes and counters.

    Particles and punctuation are words too. A prefix belongs to the word after it, a suffix to the one before, and a
    counter to its number.
    """
    # A draft is long, is processed once, and may be confidential.
    return _short(text) if len(text) <= _SHORT else _find(text)


def _find(text: str) -> tuple[WholeWord, ...]:
    found: list[WholeWord] = []
    joins = False
    for offset, chunk in chunks(fold_variants(text)):
        number = False
        for morpheme in _tokenizer().tokenize(chunk):
            part, kind, detail = morpheme.part_of_speech()[:3]
            start, end = offset + morpheme.begin(), offset + morpheme.end()
            suffix = part == "接尾辞" or (
                number and (kind == "数詞" or morpheme.part_of_speech()[3] == "助数詞可能")
            )
            suffix = suffix or (number and detail == "助数詞可能")
            names = part in _NAMING and kind != "助動詞語幹"
            if found and found[-1].end == start and (joins or suffix):
                before = found[-1]
                place, noun = before.place and suffix, names or (suffix and before.noun)
                found[-1] = WholeWord(text[before.start : end], before.start, end, place, noun)
            else:
                found.append(WholeWord(text[start:end], start, end, detail == "地名", names))
            joins, number = part == "接頭辞", kind == "数詞"
    return tuple(found)


_short = lru_cache(maxsize=_REMEMBERED)(_find)


@lru_cache(maxsize=1 << 14)
def is_known_word(text: str) -> bool:
    """Whether the dictionary has the text as one common noun."""
    morphemes = list(_tokenizer().tokenize(fold_variants(text)))
    return (
        len(morphemes) == 1 and not morphemes[0].is_oov() and morphemes[0].part_of_speech()[1] == "普通名詞"
    )


@lru_cache(maxsize=1 << 14)
def has_entry(text: str) -> bool:
    """Whether the dictionary has the text as one noun, a common or a proper one: people know it as a word."""
    morphemes = list(_tokenizer().tokenize(fold_variants(text)))
    return len(morphemes) == 1 and not morphemes[0].is_oov() and morphemes[0].part_of_speech()[0] == "名詞"


# One tokenizer per thread, as in tokenizer.py. Mode C does not split dictionary words.
_local = threading.local()


def _tokenizer() -> sudachipy.Tokenizer:
    tokenizer: sudachipy.Tokenizer | None = getattr(_local, "tokenizer", None)
    if tokenizer is None:
        tokenizer = dictionary().tokenizer(mode=sudachipy.SplitMode.C, fields={"pos"})
        _local.tokenizer = tokenizer
    return tokenizer
