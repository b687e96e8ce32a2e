"""The analyzer: text in, terms with positions and character offsets out."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from typing import NamedTuple

from renkei_search.analysis.char_filter import TABLES, fold_variants
from renkei_search.analysis.compound import split_compound
from renkei_search.analysis.token_filter import STOP_PARTS_OF_SPEECH, STOP_PREFIXES, STOP_VERBS, term_of
from renkei_search.analysis.tokenizer import dictionary_version, spans
from renkei_search.analysis.tokenizer import part_of_speech as part_of_speech_of

# Raise this when the chain changes in a way that its lists and tables do not show.
_CHAIN_VERSION = 3


class Token(NamedTuple):
    """A term, where it stands among the morphemes, and its characters ``[start, end)`` in the text.

    Positions count every morpheme but blanks, so terms with a particle between them are not adjacent.
    """

    term: str
    position: int
    start: int
    end: int


def analyze(text: str) -> list[Token]:
    """The terms of a text, in order. Any string is accepted."""
    tokens = []
    position = 0
    for normalized_form, part, start, end in spans(fold_variants(text)):
        term, parts, counts = _read(normalized_form, part)
        if parts is not None and len(normalized_form) == end - start:
            at = start
            for word, length in parts:
                tokens.append(Token(word, position, at, at + length))
                at += length
                position += 1
            continue
        if term is not None:
            tokens.append(Token(term, position, start, end))
        position += counts
    return tokens


# A morpheme recurs far more often than it is new. The limit only guards against endless foreign vocabulary.
@lru_cache(maxsize=1 << 18)
def _read(normalized_form: str, part: int) -> tuple[str | None, tuple[tuple[str, int], ...] | None, bool]:
    """The term of a morpheme, if it has one; of a compound its parts with their lengths; whether it is a position."""
    part_of_speech = part_of_speech_of(part)
    parts = split_compound(normalized_form)
    return (
        term_of(normalized_form, part_of_speech),
        tuple((_term_alone(word), len(word)) for word in parts) if len(parts) > 1 else None,
        part_of_speech[0] != "空白",
    )


def _term_alone(word: str) -> str:
    """The term of a part of a compound, as where it stands alone."""
    found = spans(word)
    return (term_of(found[0][0], part_of_speech_of(found[0][1])) if len(found) == 1 else None) or word


def analyzer_fingerprint() -> str:
    """What the terms depend on, as one string: an index built with another one cannot be searched."""
    lists = (sorted(STOP_PARTS_OF_SPEECH), sorted(STOP_VERBS), sorted(STOP_PREFIXES), TABLES)
    digest = hashlib.sha256("\n".join(line for lines in lists for line in lines).encode()).hexdigest()
    return f"chain {_CHAIN_VERSION}/{digest[:12]}; {dictionary_version()}"
