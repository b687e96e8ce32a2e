"""The analyzer: text in, terms with positions and character offsets out."""

from __future__ import annotations

import hashlib
from typing import NamedTuple

from renkei_search.analysis.char_filter import TABLES, fold_variants
from renkei_search.analysis.token_filter import STOP_PARTS_OF_SPEECH, STOP_PREFIXES, STOP_VERBS, term_of
from renkei_search.analysis.tokenizer import dictionary_version, tokenize

# Raise this when the chain changes in a way that its lists and tables do not show.
_CHAIN_VERSION = 2


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
    for morpheme in tokenize(fold_variants(text)):
        if morpheme.part_of_speech[0] == "空白":
            continue
        term = term_of(morpheme)
        if term is not None:
            tokens.append(Token(term, position, morpheme.start, morpheme.end))
        position += 1
    return tokens


def analyzer_fingerprint() -> str:
    """What the terms depend on, as one string: an index built with another one cannot be searched."""
    lists = (sorted(STOP_PARTS_OF_SPEECH), sorted(STOP_VERBS), sorted(STOP_PREFIXES), TABLES)
    digest = hashlib.sha256("\n".join(line for lines in lists for line in lines).encode()).hexdigest()
    return f"chain {_CHAIN_VERSION}/{digest[:12]}; {dictionary_version()}"
