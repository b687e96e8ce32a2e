"""Alternative readings of a compound: a single kanji in it is read as it is when used as an affix.

病児保育 is not in the dictionary, which therefore reads it やまい・じ・ほいく; people read びょうじほいく.
"""

from __future__ import annotations

import threading
from functools import lru_cache
from itertools import islice, product
from typing import Final

import sudachipy

from renkei_search.analysis.reading.reading import reading_of
from renkei_search.analysis.tokenizer import dictionary

_MOST: Final = 8
_AFFIXES: Final = frozenset({"接頭辞", "接尾辞"})


def readings_of(word: str) -> tuple[str, ...]:
    """The readings of a word in katakana, the dictionary's first."""
    parts = [(morpheme.surface(), morpheme.reading_form()) for morpheme in _tokenizer().tokenize(word)]
    if len(parts) == 1:
        return (reading_of(word),)
    choices = [(read, *_as_affix(written)) if len(written) == 1 else (read,) for written, read in parts]
    joined = ("".join(reading) for reading in islice(product(*choices), _MOST))
    return tuple(dict.fromkeys((reading_of(word), *joined)))


@lru_cache(maxsize=1 << 12)
def _as_affix(kanji: str) -> tuple[str, ...]:
    entries = dictionary().lookup(kanji)
    return tuple(
        dict.fromkeys(entry.reading_form() for entry in entries if entry.part_of_speech()[0] in _AFFIXES)
    )


# One tokenizer per thread, as in tokenizer.py.
_local = threading.local()


def _tokenizer() -> sudachipy.Tokenizer:
    tokenizer: sudachipy.Tokenizer | None = getattr(_local, "tokenizer", None)
    if tokenizer is None:
        tokenizer = dictionary().tokenizer(mode=sudachipy.SplitMode.A, fields={"reading_form"})
        _local.tokenizer = tokenizer
    return tokenizer
