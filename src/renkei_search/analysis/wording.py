"""Words of the vocabularies after analysis."""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

from renkei_search.analysis.analyzer import analyze
from renkei_search.memo import remember


class Wording(NamedTuple):
    """A word of a vocabulary: as written, its terms, and the largest distance between adjacent terms."""

    text: str
    terms: tuple[str, ...]
    reach: int


# Cached: two in five words of the vocabularies occur in several groups or types, and a process may build again.
@remember(1 << 15)
def make_wording(text: str) -> Wording:
    """Analyze a word."""
    tokens = analyze(text)
    steps = [after.position - before.position for before, after in pairwise(tokens)]
    return Wording(text, tuple(token.term for token in tokens), max(steps, default=1))
