"""The planners' synonyms: words that stand for each other, and narrower words that lead to broader ones."""

from __future__ import annotations

from renkei_search.record import Record


class SynonymGroup(Record, frozen=True, kw_only=True):
    """Words that mean the same in this field; each may stand for any other."""

    words: tuple[str, ...]


class Broader(Record, frozen=True, kw_only=True):
    """A word and the broader words in which it is also found; not the other way round."""

    word: str
    also: tuple[str, ...]


class Thesaurus(Record, frozen=True, kw_only=True):
    """All groups and one-way relations."""

    groups: tuple[SynonymGroup, ...] = ()
    one_way: tuple[Broader, ...] = ()
