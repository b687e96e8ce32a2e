"""The analyzer: text in, terms with positions and character offsets out."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from typing import NamedTuple

from renkei_search.analysis.char_filter import TABLES, fold_variants
from renkei_search.analysis.token_filter import STOP_PARTS_OF_SPEECH, STOP_PREFIXES, STOP_VERBS, term_of
from renkei_search.analysis.tokenizer import dictionary_version, spans
from renkei_search.analysis.tokenizer import part_of_speech as part_of_speech_of

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
    for normalized_form, part, start, end in spans(fold_variants(text)):
        term, counts = _read(normalized_form, part)
        if term is not None:
            tokens.append(Token(term, position, start, end))
        position += counts
    return tokens


# A morpheme recurs far more often than it is new. The limit only guards against endless foreign vocabulary.
@lru_cache(maxsize=1 << 18)
def _read(normalized_form: str, part: int) -> tuple[str | None, bool]:
    """The term of a morpheme, if it has one, and whether it counts as a position."""
    part_of_speech = part_of_speech_of(part)
    return term_of(normalized_form, part_of_speech), part_of_speech[0] != "空白"


def analyzer_fingerprint() -> str:
    """What the terms depend on, as one string: an index built with another one cannot be searched."""
    lists = (sorted(STOP_PARTS_OF_SPEECH), sorted(STOP_VERBS), sorted(STOP_PREFIXES), TABLES)
    digest = hashlib.sha256("\n".join(line for lines in lists for line in lines).encode()).hexdigest()
    return f"chain {_CHAIN_VERSION}/{digest[:12]}; {dictionary_version()}"
