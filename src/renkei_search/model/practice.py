"""Types of practice: what initiatives do, at the level at which a planner says "they do the same as we do"."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from typing import Final

from renkei_search.model.record import Record

EITHER: Final = "|"
"""Separates the alternatives of an expression."""
WITHOUT: Final = "-"
"""Starts a part of an expression that must not occur."""
WHERE_WORDS_ARE_FEW: Final = "~"
"""Starts an expression that indicates a type only in a title or another short text, such as a query."""


class PracticeType(Record, frozen=True, kw_only=True):
    """A type of practice, such as 図書館の相互利用.

    Attributes:
        id: a short English name.
        name: what planners call it.
        family: the group of closely related types that it belongs to.
        words: expressions that indicate it. Blanks separate parts, which must be close to each other in one sentence.
            A part may list alternatives (``廃校|閉校 活用|利用``); the alternatives of a part with a leading ``-`` must not
            occur. An expression with a leading ``~`` counts only in short texts.
        said: sayings of people who do not know its name. They only show what a query is close to in meaning.
        near: ids of related types in other families.
    """

    id: str
    name: str
    family: str
    words: tuple[str, ...]
    said: tuple[str, ...] = ()
    near: tuple[str, ...] = ()


class Addition(Record, frozen=True, kw_only=True):
    """Additional expressions and sayings for a type defined in another folder."""

    type: str
    words: tuple[str, ...] = ()
    said: tuple[str, ...] = ()


class Practices(Record, frozen=True, kw_only=True, dict=True):
    """The classification. ``additions`` are merged when folders are joined."""

    types: tuple[PracticeType, ...] = ()
    additions: tuple[Addition, ...] = ()

    @cached_property
    def by_id(self) -> dict[str, PracticeType]:
        """Types by id, in the file's order."""
        return {found.id: found for found in self.types}

    @cached_property
    def places(self) -> dict[str, int]:
        """The place of each id in the file's order."""
        return {id_: place for place, id_ in enumerate(self.by_id)}

    @cached_property
    def neighbours(self) -> dict[str, frozenset[str]]:
        """For each id, the related types; the relation is symmetric."""
        pairs = [(found.id, near) for found in self.types for near in found.near]
        found: defaultdict[str, set[str]] = defaultdict(set)
        for one, other in pairs:
            found[one].add(other)
            found[other].add(one)
        return {one: frozenset(others) for one, others in found.items()}


def is_expression(word: str) -> bool:
    """Whether an expression is valid: it requires something, and no alternative is empty."""
    parts = word.removeprefix(WHERE_WORDS_ARE_FEW).split()
    alternatives = [text for part in parts for text in part.removeprefix(WITHOUT).split(EITHER)]
    return all(alternatives) and not all(part.startswith(WITHOUT) for part in parts)
