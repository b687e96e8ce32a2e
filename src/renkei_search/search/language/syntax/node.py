"""The nodes of a syntax tree: what was typed, before any word is analysed."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Word:
    """A word as typed."""

    text: str


@dataclass(frozen=True, slots=True)
class Quoted:
    """The text between quotation marks."""

    text: str


@dataclass(frozen=True, slots=True)
class Beginning:
    """A prefix, without the star."""

    text: str


@dataclass(frozen=True, slots=True)
class InField:
    """A condition on one field: ``title``, ``region``, ``municipality`` or ``field``."""

    field: str
    node: Node


@dataclass(frozen=True, slots=True)
class Not:
    """A condition that must not hold."""

    node: Node


@dataclass(frozen=True, slots=True)
class Or:
    """Two or more conditions, none itself an ``Or``, of which one must hold."""

    nodes: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class And:
    """Two or more conditions, none itself an ``And``, that must all hold."""

    nodes: tuple[Node, ...]


Node = Word | Quoted | Beginning | InField | Not | Or | And


def operands(node: Node | None) -> tuple[Node, ...]:
    """The conditions that must all hold."""
    if node is None:
        return ()
    return node.nodes if isinstance(node, And) else (node,)
