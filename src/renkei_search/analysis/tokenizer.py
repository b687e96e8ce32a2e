"""SudachiPy morphemes in mode A, with offsets into the text that was given."""

from __future__ import annotations

import threading
from functools import cache
from importlib.metadata import version
from typing import TYPE_CHECKING, NamedTuple

import sudachipy

if TYPE_CHECKING:
    from collections.abc import Iterator

# Sudachi takes 49,149 bytes, and 65,535 bytes after its own normalisation, where one character can
# become 33 (U+FDFA). 1,500 characters stay below both.
_CHUNK_LENGTH = 1_500
_CHUNK_ENDS = ("\n", "。")


class Morpheme(NamedTuple):
    """The smallest unit of meaning: normalised form, part of speech, ``[start, end)`` in characters."""

    normalized_form: str
    part_of_speech: tuple[str, ...]
    start: int
    end: int


def tokenize(text: str) -> Iterator[Morpheme]:
    """The morphemes of a text of any length, in order. The text must hold no lone surrogate."""
    for offset, chunk in chunks(text):
        for morpheme in _tokenizer().tokenize(chunk):
            yield Morpheme(
                morpheme.normalized_form(),
                morpheme.part_of_speech(),
                offset + morpheme.begin(),
                offset + morpheme.end(),
            )


def spans(text: str) -> list[tuple[str, int, int, int]]:
    """The same as plain tuples: normalised form, number of the part of speech, ``[start, end)``."""
    tokenizer = _tokenizer()
    return [
        # If a sign stands for several words, the first gets the character and the others an empty range.
        (
            found.normalized_form(),
            found.part_of_speech_id(),
            offset + min(found.begin(), found.end() - 1),
            offset + found.end(),
        )
        for offset, chunk in chunks(text)
        for found in tokenizer.tokenize(chunk)
    ]


def common_nouns(text: str) -> tuple[str, ...] | None:
    """The words of a text if all are common nouns that the dictionary knows, or none."""
    morphemes = list(_tokenizer().tokenize(text))
    if any(found.is_oov() or found.part_of_speech()[1] != "普通名詞" for found in morphemes):
        return None
    return tuple(found.surface() for found in morphemes)


def known_words(text: str) -> list[tuple[int, int, bool]]:
    """The morphemes of a short text: ``[start, end)``, and whether the dictionary knows it."""
    return [(found.begin(), found.end(), not found.is_oov()) for found in _tokenizer().tokenize(text)]


def part_of_speech(number: int) -> tuple[str, ...]:
    """The part of speech with this number, from general to particular."""
    found: tuple[str, ...] = dictionary().pos_of(number)
    return found


def dictionary_version() -> str:
    """Version of library and dictionary; segmentation may differ between any two."""
    return f"sudachipy {version('sudachipy')}, sudachidict-core {version('sudachidict-core')}"


def chunks(text: str) -> Iterator[tuple[int, str]]:
    """Pieces of a text short enough for Sudachi, each with its offset; cut between sentences if possible."""
    start = 0
    while len(text) - start > _CHUNK_LENGTH:
        limit = start + _CHUNK_LENGTH
        cut = max(text.rfind(mark, start, limit) for mark in _CHUNK_ENDS) + 1
        end = cut if cut > start else limit
        yield start, text[start:end]
        start = end
    yield start, text[start:]


# A Tokenizer used by two threads at once raises "already in use"; the dictionary may be shared.
_local = threading.local()


@cache
def dictionary() -> sudachipy.Dictionary:
    """The dictionary, loaded once. Threads may share it, but each needs tokenizers of its own."""
    return sudachipy.Dictionary(dict="core")


def _tokenizer() -> sudachipy.Tokenizer:
    tokenizer: sudachipy.Tokenizer | None = getattr(_local, "tokenizer", None)
    if tokenizer is None:
        tokenizer = dictionary().tokenizer(mode=sudachipy.SplitMode.A, fields={"pos", "normalized_form"})
        _local.tokenizer = tokenizer
    return tokenizer
