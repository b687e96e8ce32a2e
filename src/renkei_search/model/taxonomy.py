"""The official classification: three categories, under the third three groups, under both the policy fields.

Codes are paths: ``ウ`` (category), ``ウ-A`` (group), ``ウ-A-c`` (field). Any node may be used in a filter; it then means
every field below it.
"""

from __future__ import annotations

import unicodedata
from functools import cached_property
from typing import TYPE_CHECKING

from renkei_search.model.record import Record

if TYPE_CHECKING:
    from collections.abc import Iterator


class Node(Record, frozen=True, kw_only=True):
    """A category, group or policy field.

    ``name`` is the official wording, ``label`` the short one for pages, ``wordings`` are other wordings found in
    documents.
    """

    code: str
    name: str
    label: str
    wordings: tuple[str, ...] = ()

    @property
    def parent(self) -> str | None:
        """The code one level up; none for a category."""
        return self.code.rpartition("-")[0] or None

    @property
    def depth(self) -> int:
        """0 for a category, 1 and 2 below it."""
        return self.code.count("-")


class Taxonomy(Record, frozen=True, kw_only=True, dict=True):
    """All nodes, in the official order."""

    categories: tuple[Node, ...]
    groups: tuple[Node, ...]
    fields: tuple[Node, ...]

    def __contains__(self, code: object) -> bool:
        return code in self._by_code

    def __getitem__(self, code: str) -> Node:
        """The node with this code.

        Raises:
            KeyError: there is none.
        """
        return self._by_code[code]

    def tree(self) -> Iterator[Node]:
        """All nodes, each after its parent."""
        nodes = sorted(self._by_code.values(), key=lambda node: self._order[node.code])
        yield from nodes

    def path(self, code: str) -> tuple[Node, ...]:
        """The node and its ancestors, outermost first."""
        parts = code.split("-")
        return tuple(self._by_code["-".join(parts[:n])] for n in range(1, len(parts) + 1))

    def is_field(self, code: str) -> bool:
        """Whether the code is a policy field, so that a record may carry it."""
        return any(code == node.code for node in self.fields)

    def resolve(self, wording: str) -> Node | None:
        """The policy field that a document means by this wording, or none if no list has it.

        Widths, blanks, punctuation and case do not matter. An official name that two fields share resolves to
        neither.
        """
        return self._by_wording.get(fold_wording(wording))

    @cached_property
    def _by_code(self) -> dict[str, Node]:
        return {node.code: node for node in (*self.categories, *self.groups, *self.fields)}

    @cached_property
    def _order(self) -> dict[str, tuple[int, ...]]:
        rank = {node.code: n for n, node in enumerate((*self.categories, *self.groups, *self.fields))}
        return {code: tuple(rank[node.code] for node in self.path(code)) for code in rank}

    @cached_property
    def _by_wording(self) -> dict[str, Node]:
        return {fold_wording(text): node for node in self.fields for text in wordings_of(node)}


def wordings_of(node: Node) -> tuple[str, ...]:
    """All wordings of the node: official name, short label, other wordings."""
    return (node.name, node.label, *node.wordings)


def fold_wording(text: str) -> str:
    """Letters and digits only, compatibility-normalised and lower-cased."""
    folded = unicodedata.normalize("NFKC", text).lower()
    return "".join(char for char in folded if char.isalnum())
