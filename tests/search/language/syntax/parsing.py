"""Shared by the tests of the syntax: parse a text that gives no note, or one."""

from __future__ import annotations

from renkei_search.search.language.syntax.node import (
    Node,
    Word,
)
from renkei_search.search.language.syntax.parser import parse

LIBRARY, HALL, MOVING, SETTLING = Word("図書館"), Word("公民館"), Word("移住"), Word("定住")


def clean(text: str) -> Node | None:
    """The tree of a text that is parsed without a note."""
    syntax = parse(text)
    assert syntax.notes == ()
    return syntax.node


def noted(text: str) -> tuple[Node | None, str]:
    """The tree of a text that is parsed with one note, and the note."""
    syntax = parse(text)
    assert len(syntax.notes) == 1, syntax.notes
    return syntax.node, syntax.notes[0]
