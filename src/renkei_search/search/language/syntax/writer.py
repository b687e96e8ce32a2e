"""From a syntax tree back to the text that `parse` reads as that tree."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from renkei_search.analysis.char_filter.layout import spelt_words
from renkei_search.index.text_field import TEXT_FIELD_BY_NAME
from renkei_search.search.language.syntax.node import And, Beginning, InField, Not, Or, Quoted, Word

if TYPE_CHECKING:
    from renkei_search.search.language.syntax.node import Node

_APART_COLON: Final = re.compile(r"\w\s+[:：]")


def to_text(node: Node | None) -> str:
    """The text that `parse` reads as this node.

    Args:
        node: what `parse` returned, a part of it, or an ``And`` of any number of its operands.
    """
    text = _write(node, " ")
    # With blanks alone, single letters would be joined to a word, and a word before a colon read as a field name.
    return _write(node, " AND ") if next(spelt_words(text), None) or _APART_COLON.search(text) else text


def _write(node: Node | None, blank: str) -> str:
    written = []
    todo: list[Node | str] = [] if node is None else [node]
    while todo:
        part = todo.pop()
        if isinstance(part, str):
            written.append(part)
        else:
            todo.extend(reversed(_spelling(part, blank)))
    return "".join(written)


def _spelling(node: Node, blank: str) -> list[Node | str]:
    """The node as text with its children in place; the operands of And are separated by ``blank``."""
    match node:
        case Word(text):
            return [text]
        case Beginning(text):
            return [f"{text}*"]
        case Quoted(text):
            return [_quoted(text)]
        case Not(inner) | InField(_, inner):
            sign = "-" if isinstance(node, Not) else f"{TEXT_FIELD_BY_NAME[node.field].operators[0]}:"
            return [sign, *_grouped(inner, And, Or)]
        case Or(nodes):
            return [part for inner in nodes for part in (" OR ", *_grouped(inner, And))][1:]
        case And(nodes):
            return [part for inner in nodes for part in (blank, inner)][1:]


def _grouped(node: Node, *kinds: type[Node]) -> list[Node | str]:
    return ["(", node, ")"] if isinstance(node, kinds) else [node]


def _quoted(text: str) -> str:
    """A phrase in quotation marks whose closing mark it does not contain."""
    if "」" not in text and "｣" not in text:
        return f"「{text}」"
    if "』" not in text:
        return f"『{text}』"
    if '"' not in text and "＂" not in text:
        return f'"{text}"'
    return f"〝{text}〟"
