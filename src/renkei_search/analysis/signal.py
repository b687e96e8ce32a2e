"""Evidence of nearness: pairs of neighbouring terms, and pairs of characters.

They only ever add to a score. Character pairs also repair what normalisation does wrong now and then.
"""

from __future__ import annotations

import unicodedata
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from renkei_search.analysis.analyzer import Token

_JOINERS = "ー々"


def shingles(tokens: Sequence[Token]) -> list[str]:
    """Each term with the next one, whatever stood between them was dropped by the analyzer."""
    return [f"{one.term} {other.term}" for one, other in pairwise(tokens)]


def bigrams(text: str) -> list[str]:
    """Each pair of neighbouring letters or digits, compatibility-normalised and lower-cased."""
    folded = unicodedata.normalize("NFKC", text).lower()
    return [one + other for one, other in pairwise(folded) if _counts(one) and _counts(other)]


def _counts(char: str) -> bool:
    return char.isalnum() or char in _JOINERS
