"""Types of practice: what initiatives do, at the grain at which a planner says "they do the same as we"."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property

from renkei_search.record import Record


class PracticeType(Record, frozen=True, kw_only=True):
    """A type of practice, such as 図書館の相互利用.

    Attributes:
        id: a short English name.
        name: what planners call it.
        family: the group of closely related types that it belongs to.
        words: expressions that show it. The parts of one with a blank must stand in the same sentence.
        near: ids of types in other families that are worth seeing beside it.
    """

    id: str
    name: str
    family: str
    words: tuple[str, ...]
    near: tuple[str, ...] = ()


class Practices(Record, frozen=True, kw_only=True, dict=True):
    """The classification."""

    types: tuple[PracticeType, ...] = ()

    @cached_property
    def by_id(self) -> dict[str, PracticeType]:
        """Types by id, in the file's order."""
        return {found.id: found for found in self.types}

    @cached_property
    def neighbours(self) -> dict[str, frozenset[str]]:
        """By id, the types near a type, whichever of the two says so."""
        pairs = [(found.id, near) for found in self.types for near in found.near]
        found: defaultdict[str, set[str]] = defaultdict(set)
        for one, other in pairs:
            found[one].add(other)
            found[other].add(one)
        return {one: frozenset(others) for one, others in found.items()}
