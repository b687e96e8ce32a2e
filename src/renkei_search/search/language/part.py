"""A condition of a query, with variants for each place where its words may occur, and how conditions combine."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from renkei_search.search.tree import Tree, all_of, any_of, facet_is

if TYPE_CHECKING:
    from collections.abc import Sequence

    from renkei_search.search.language.vocabulary.gazetteer import Place


@dataclass(frozen=True)
class Part:
    """A condition of the query.

    Attributes:
        strict: the tree that must match.
        in_title: the matches that have the words as typed in their title.
        in_text: the matches that have them in their title, description or the names of their region and
            municipalities.
        text: the condition as typed.
    """

    strict: Tree
    in_title: Tree
    in_text: Tree
    text: str = ""


def with_places(part: Part, places: Sequence[Place], score: float) -> Part:
    """The condition for a word that may name places: it also matches all initiatives of these places."""
    named = [facet_is(place.facet, place.value, score) for place in places]
    if not named:
        return part
    return Part(any_of([part.strict, *named]), part.in_title, any_of([part.in_text, *named]))


def same_everywhere(tree: Tree) -> Part:
    """A condition that does not depend on where words occur."""
    return Part(tree, tree, tree)


def join_all(parts: Sequence[Part]) -> Part | None:
    """All conditions must hold; the worst one decides the tier."""
    if len(parts) < 2:
        return parts[0] if parts else None
    strict, in_title, in_text = zip(*map(_trees, parts), strict=True)
    return Part(all_of(strict), all_of(in_title), all_of(in_text))


def join_any(parts: Sequence[Part]) -> Part | None:
    """At least one condition must hold; the best one decides the tier."""
    if len(parts) < 2:
        return parts[0] if parts else None
    strict, in_title, in_text = zip(*map(_trees, parts), strict=True)
    return Part(any_of(strict), any_of(in_title), any_of(in_text))


def _trees(part: Part) -> tuple[Tree, Tree, Tree]:
    return part.strict, part.in_title, part.in_text
