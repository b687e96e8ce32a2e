"""Terms of the index that differ from a given one by a typing error."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from renkei_search.search.backend.protocol import TermDictionary

_MOST_EDITS: Final = 2
# Thousands of terms may share a prefix; no more than this many are compared.
_MOST_READ: Final = 5_000


def near_terms(dictionary: TermDictionary, field: str, term: str, limit: int = 3) -> list[str]:
    """Terms of a field that begin with the same character and are at most two edits away, nearest first.

    Among equally near ones, the most frequent come first.
    """
    lexicon = dictionary.lexicon
    rows = lexicon.beginning_with(field, term[:1])
    found = []
    for row in rows[:_MOST_READ]:
        other = lexicon.text(row)
        if other != term and abs(len(other) - len(term)) <= _MOST_EDITS:
            edits = edit_distance(term, other, _MOST_EDITS)
            if edits <= _MOST_EDITS:
                found.append((edits, -dictionary.document_frequency(field, other), other))
    return [other for _, _, other in sorted(found)[:limit]]


def edit_distance(one: str, other: str, most: int) -> int:
    """The number of insertions, deletions, replacements and transpositions that turn one text into the other.

    The restricted Damerau-Levenshtein distance. Above ``most`` the answer is ``most`` + 1.
    """
    before: list[int] = []
    last = list(range(len(other) + 1))
    for at, char in enumerate(one, 1):
        row = [at]
        for to, wanted in enumerate(other, 1):
            cost = min(last[to] + 1, row[-1] + 1, last[to - 1] + (char != wanted))
            if at > 1 and to > 1 and char == other[to - 2] and one[at - 2] == wanted:
                cost = min(cost, before[to - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
        before, last = last, row
    return min(last[-1], most + 1)
