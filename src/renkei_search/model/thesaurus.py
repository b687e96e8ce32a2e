"""The planners' synonyms: groups of synonyms, kinds of things, and narrower words with their broader ones."""

from __future__ import annotations

from renkei_search.model.record import Record


class SynonymGroup(Record, frozen=True, kw_only=True):
    """Words that planners accept as the same thing; each may replace any other.

    Attributes:
        words: at least two.
        fields: codes of the policy fields in which the words are used, if given.
    """

    words: tuple[str, ...]
    fields: tuple[str, ...] = ()


class Broader(Record, frozen=True, kw_only=True):
    """A word and its broader words. A search for it also finds them, but not the other way round."""

    word: str
    also: tuple[str, ...]


class Narrower(Record, frozen=True, kw_only=True):
    """A word and its kinds. A search for the word also finds its kinds, but not the other way round."""

    word: str
    kinds: tuple[str, ...]


class Thesaurus(Record, frozen=True, kw_only=True):
    """All groups and one-way relations."""

    groups: tuple[SynonymGroup, ...] = ()
    narrower: tuple[Narrower, ...] = ()
    one_way: tuple[Broader, ...] = ()
