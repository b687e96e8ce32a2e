"""Readable ids from Japanese names: 図書館の相互利用 is ``tosyokan-sougo-riyou``."""

from __future__ import annotations

import re
from typing import Final

from renkei_search.analysis.reading.reading import read_words, romanize

# Particles and similar words.
_SMALL_WORD: Final = re.compile(r"[ぁ-ん]{1,2}|における|による|ため|など|する")
_ENOUGH: Final = 200


def make_slug(text: str, length: int = 40) -> str:
    """The words of a text in romaji, joined by hyphens, up to a length; empty if the text has no readings.

    The same text always gives the same slug with one version of the dictionary. Particles and signs are left out.
    """
    slug = ""
    for written, read in read_words(text[:_ENOUGH]):
        word = "" if _SMALL_WORD.fullmatch(written) else romanize(read)
        word = "".join(char for char in word if char.isascii() and char.isalnum())
        longer = f"{slug}-{word}" if slug and word else slug or word
        if len(longer) > length:
            return slug or word[:length]
        slug = longer
    return slug
