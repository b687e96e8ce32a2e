"""Encode our terms so that OpenSearch's whitespace tokenizer keeps them unchanged.

Our analyzer makes the terms, which are sent joined by blanks, so that segmentation, synonyms and highlights do not depend on
the cluster. A blank within a term is percent-encoded. A filler replaces each particle that was dropped; a stop filter on the
cluster removes it, so that positions, and with them phrases, are the same there.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

FILLER: Final = "\ue000"
"""Replaces a term that our analyzer dropped. Removed by a stop filter."""
EMPTY: Final = "\ue001"
"""The content of a field without terms, because BM25 counts only documents that have the field."""
_RESERVED: Final = re.compile(r"[%\s\ue000\ue001]")


def encode_term(term: str) -> str:
    """A term without white space."""
    return _RESERVED.sub(lambda found: f"%{ord(found[0]):x};", term)


def encode_text(places: Iterable[tuple[int, str]]) -> str:
    """Terms with ascending positions, as one text.

    Args:
        places: each position with its term.
    """
    words: list[str] = []
    for position, term in places:
        words += [FILLER] * (position - len(words))
        words.append(encode_term(term))
    return " ".join(words) or EMPTY
