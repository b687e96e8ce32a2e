"""From the words typed to a syntax tree.

::

    移住 定住、移住 AND 定住     both words
    図書館 OR 公民館、or、｜     either word; binds tighter than the blank
    -移住、NOT 移住              without the word; two negations cancel
    「相互利用」、｢…｣、"…"、“…”  a phrase
    観光*                        words with this prefix
    題名:移住、圏域: （…）       in one field
    （…）                        a group, except （株） and similar abbreviations
    図 書 館                     the word that the spaced letters spell

Marks may be half or full width. No text is refused: what makes no sense, or looks like an operator of another
service, is ignored or treated as a word, and a note says so. Nothing here is recursive, and the time is linear, so 1,000
parentheses do no harm.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from renkei_search.analysis.char_filter.layout import spelt_words
from renkei_search.search.language.syntax.lexer import field_name, read_lexemes, unmatched
from renkei_search.search.language.syntax.node import And, Beginning, InField, Not, Or, Quoted, Word

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from renkei_search.search.language.syntax.lexer import Lexeme
    from renkei_search.search.language.syntax.node import Node


@dataclass(frozen=True, slots=True)
class Syntax:
    """What was understood.

    Args:
        node: the tree; None if there is nothing to look for.
        operators: the ANDs, ORs and negations that took effect, as typed and in that order.
        notes: Japanese sentences on what was ignored or repaired, each once.
    """

    node: Node | None
    operators: tuple[str, ...]
    notes: tuple[str, ...]


def parse(text: str) -> Syntax:
    """Parse a cleaned search text. No text is refused."""
    notes: list[str] = []
    text = _join_spaced(text, notes)
    parser = _Parser(notes)
    for token in _matched(read_lexemes(text, notes), notes):
        parser.take(token)
    node = parser.finish()
    effective = sorted(parser.effective, key=lambda token: token.start)
    return Syntax(
        node=None if node is None else _flatten(node),
        operators=tuple(token.text for token in effective),
        notes=tuple(dict.fromkeys(notes)),
    )


def _join_spaced(text: str, notes: list[str]) -> str:
    """Join letter-spaced words."""
    written, done = [], 0
    for start, end, word in spelt_words(text):
        notes.append(f"「{text[start:end]}」は「{word}」として検索しました。")
        written += [text[done:start], word]
        done = end
    return "".join([*written, text[done:]])


def _matched(tokens: Iterable[Lexeme], notes: list[str]) -> list[Lexeme]:
    """The lexemes without unmatched parentheses."""
    kept: dict[int, Lexeme] = {}
    opened: list[int] = []
    for at, token in enumerate(tokens):
        kept[at] = token
        if token.kind == "(":
            opened.append(at)
        elif token.kind == ")" and opened:
            opened.pop()
        elif token.kind == ")":
            notes.append(unmatched(kept.pop(at).text))
    notes.extend(unmatched(kept.pop(at).text) for at in opened)
    return list(kept.values())


@dataclass(slots=True)
class _Group:
    """What has been read of a group, or of the whole text.

    ``prefixes`` are the negations and field names that wait for their operand, ``connective`` the AND or OR that
    does; ``ready`` says whether there is an operand to the left.
    """

    alternatives: list[list[Node]] = field(default_factory=list)
    prefixes: list[Lexeme] = field(default_factory=list)
    connective: Lexeme | None = None
    ready: bool = False


class _Parser:
    """Consumes lexemes one by one. ``effective`` are the operators that had operands."""

    def __init__(self, notes: list[str]) -> None:
        self.effective: list[Lexeme] = []
        self._notes = notes
        self._groups = [_Group()]

    def take(self, token: Lexeme) -> None:
        group = self._groups[-1]
        match token.kind:
            case "operand":
                self._operand(token.node)
            case "not" | "field":
                group.prefixes.append(token)
            case "and" | "or":
                self._connect(token)
            case "(":
                self._groups.append(_Group())
            case ")":
                node = self.finish()
                if node is None:
                    self._notes.append("かっこの中に検索語がないため、無視しました。")
                self._operand(node)

    def finish(self) -> Node | None:
        """End the innermost group."""
        self._operand(None)
        nodes = [_joined(Or, alternatives) for alternatives in self._groups.pop().alternatives]
        return _joined(And, nodes) if nodes else None

    def _operand(self, node: Node | None) -> None:
        """Add an operand to the innermost group; None is an empty one."""
        group = self._groups[-1]
        while group.prefixes:
            node = self._prefixed(group.prefixes.pop(), node)
        connective, group.connective = group.connective, None
        if node is not None and connective and connective.kind == "or":
            group.alternatives[-1].append(node)
        elif node is not None:
            group.alternatives.append([node])
        if node is not None and connective:
            self.effective.append(connective)
        elif connective:
            self._ignore(connective)
        group.ready = node is not None

    def _prefixed(self, prefix: Lexeme, node: Node | None) -> Node | None:
        if prefix.kind == "field":
            if node is not None:
                return InField(field_name(prefix.text), node)
            self._notes.append(f"{prefix.text} の直後に検索語がないため、普通の語として検索しました。")
            return Word(prefix.text[:-1].strip())
        if node is None:
            self._ignore(prefix)
            return None
        self.effective.append(prefix)
        return node.node if isinstance(node, Not) else Not(node)

    def _connect(self, token: Lexeme) -> None:
        group = self._groups[-1]
        if group.prefixes:
            self._operand(None)
        if group.ready and group.connective is None:
            group.connective = token
        else:
            self._ignore(token)

    def _ignore(self, operator: Lexeme) -> None:
        self._notes.append(f"{operator.text} の対象となる検索語がないため、無視しました。")


def _joined(kind: type[And | Or], nodes: Sequence[Node]) -> Node:
    return nodes[0] if len(nodes) == 1 else kind(tuple(nodes))


def _flatten(root: Node) -> Node:
    """Flatten nested And and Or nodes, in one pass.

    A node is visited before its children, with the type of its parent, and after them, with the index of the first
    child in ``done``.
    """
    done: list[Node] = []
    todo: list[tuple[Node, type[Node] | int | None]] = [(root, None)]
    while todo:
        node, context = todo.pop()
        if isinstance(node, Word | Quoted | Beginning):
            done.append(node)
        elif isinstance(context, int):
            nodes = tuple(done[context:])
            whole = replace(node, nodes=nodes) if isinstance(node, And | Or) else replace(node, node=nodes[0])
            done[context:] = [whole]
        else:
            if not isinstance(node, And | Or) or type(node) is not context:
                todo.append((node, len(done)))
            nodes = node.nodes if isinstance(node, And | Or) else (node.node,)
            todo.extend((child, type(node)) for child in reversed(nodes))
    return done[0]
