"""From the words typed to a syntax tree, and back.

::

    移住 定住、移住 AND 定住     both
    図書館 OR 公民館、｜         either; binds tighter than the blank
    -移住、NOT 移住              without it; two negations cancel
    「相互利用」、"…"、“…”       a phrase
    観光*                        what begins so
    題名:移住、圏域:（…）        in one field
    （…）                        a group

Marks may be half or full width. No text is refused: what makes no sense is ignored or taken as a word, and a
note says so. Nothing here recurses, and the time is linear: 1,000 parentheses do no harm.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence


@dataclass(frozen=True, slots=True)
class Word:
    """A word as typed."""

    text: str


@dataclass(frozen=True, slots=True)
class Phrase:
    """What stood between quotes."""

    text: str


@dataclass(frozen=True, slots=True)
class Prefix:
    """The beginning of a word, without the star."""

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


Node = Word | Phrase | Prefix | InField | Not | Or | And


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
    """Understand a cleaned search text, whatever it is."""
    notes: list[str] = []
    parser = _Parser(notes)
    for token in _matched(_tokens(text, notes), notes):
        parser.take(token)
    node = parser.finish()
    effective = sorted(parser.effective, key=lambda token: token.start)
    return Syntax(
        node=None if node is None else _flatten(node),
        operators=tuple(token.text for token in effective),
        notes=tuple(dict.fromkeys(notes)),
    )


def operands(node: Node | None) -> tuple[Node, ...]:
    """The conditions that must all hold."""
    if node is None:
        return ()
    return node.nodes if isinstance(node, And) else (node,)


def to_text(node: Node | None) -> str:
    """The text that `parse` reads as this node.

    Args:
        node: what `parse` returned, a part of it, or an ``And`` of any number of its operands.
    """
    written = []
    todo: list[Node | str] = [] if node is None else [node]
    while todo:
        part = todo.pop()
        if isinstance(part, str):
            written.append(part)
        else:
            todo.extend(reversed(_spelling(part)))
    return "".join(written)


def _spelling(node: Node) -> list[Node | str]:
    """The node as text with its children in their places."""
    match node:
        case Word(text):
            return [text]
        case Prefix(text):
            return [f"{text}*"]
        case Phrase(text):
            return [_quoted(text)]
        case Not(inner) | InField(_, inner):
            sign = "-" if isinstance(node, Not) else f"{_FIELD_NAMES[node.field][0]}:"
            return [sign, *_grouped(inner, And, Or)]
        case Or(nodes):
            return [part for inner in nodes for part in (" OR ", *_grouped(inner, And))][1:]
        case And(nodes):
            return [part for inner in nodes for part in (" ", inner)][1:]


def _grouped(node: Node, *kinds: type[Node]) -> list[Node | str]:
    return ["(", node, ")"] if isinstance(node, kinds) else [node]


def _quoted(text: str) -> str:
    """A phrase in quotes of which it does not hold the closing one."""
    if "」" not in text:
        return f"「{text}」"
    if "』" not in text:
        return f"『{text}』"
    return f'"{text}"'


_FIELD_NAMES: Final = {
    "title": ("題名", "タイトル", "title"),
    "region": ("圏域", "region"),
    "municipality": ("市町村", "municipality"),
    "field": ("分野", "政策分野", "field"),
}
_FIELDS: Final = {name: field for field, names in _FIELD_NAMES.items() for name in names}

# The marks that close each opening one. ” opens as well: Japanese keyboards type it on both sides.
_QUOTES: Final = {"「": "」", "『": "』", "“": '”"＂', "”": '”"＂', '"': '"＂', "＂": '"＂'}
_CLOSING: Final = {opening: re.compile(f"[{closing}]") for opening, closing in _QUOTES.items()}

# A name is bounded and comes before the word, or each of many names would read the whole text again.
_PIECE: Final = re.compile(
    r"(?P<blank>\s+)|(?P<mark>[()（）|｜])|(?P<hyphens>[-－−]+)"
    r'|(?P<quote>["＂“”「『])|(?P<stray>[」』])|(?P<name>\w{1,12}[:：])|(?P<word>.)',
    re.DOTALL,
)
_WORD_END: Final = re.compile(r'[\s()（）|｜"＂“”「」『』]')
# After a hyphen or a field name: something to negate or to look for there.
_OPERAND_FOLLOWS: Final = re.compile(r"[-－−]*[^-－−\s)）|｜」』]")

_Kind = Literal["operand", "field", "not", "and", "or", "(", ")"]
_MARKS: Final[dict[str, _Kind]] = {"(": "(", "（": "(", ")": ")", "）": ")", "|": "or", "｜": "or"}
_OPERATORS: Final[dict[str, _Kind]] = {"AND": "and", "OR": "or", "NOT": "not"}


@dataclass(frozen=True, slots=True)
class _Token:
    """A piece of the text. An operand without a node is one that turned out empty."""

    kind: _Kind
    text: str
    start: int
    node: Node | None = None


def _tokens(text: str, notes: list[str]) -> Iterator[_Token]:
    position = 0
    while piece := _PIECE.match(text, position):
        start, position, typed = position, piece.end(), piece[0]
        match piece.lastgroup:
            case "mark":
                yield _Token(_MARKS[typed], typed, start)
            case "hyphens" if _OPERAND_FOLLOWS.match(text, position):
                yield from (_Token("not", hyphen, start + at) for at, hyphen in enumerate(typed))
            case "hyphens":
                notes.append(f"単独の {typed[0]} は無視しました。")
            case "stray":
                notes.append(_unmatched(typed))
            case "quote":
                end = _find(_CLOSING[typed], text, position)
                position = end + 1
                yield _Token("operand", typed, start, _phrase(text[start:end], end < len(text), notes))
            case "name" if _field_name(typed):
                yield _Token("field", typed, start)
                if not _OPERAND_FOLLOWS.match(text, position):
                    yield _Token("operand", "", position)
            case "name" | "word":
                position = _find(_WORD_END, text, position)
                typed = text[start:position]
                if operator := _OPERATORS.get(unicodedata.normalize("NFKC", typed)):
                    yield _Token(operator, typed, start)
                else:
                    yield _Token("operand", typed, start, _word(typed, notes))
            case _:
                pass  # a blank


def _find(pattern: re.Pattern[str], text: str, start: int) -> int:
    found = pattern.search(text, start)
    return found.start() if found else len(text)


def _field_name(typed: str) -> str:
    """The field that is meant by a name with its colon; empty if none is."""
    return _FIELDS.get(unicodedata.normalize("NFKC", typed[:-1]).lower(), "")


def _word(typed: str, notes: list[str]) -> Word | Prefix | None:
    beginning = typed.rstrip("*＊")
    if not beginning:
        notes.append(f"単独の {typed[0]} は無視しました。")
        return None
    return Word(typed) if beginning == typed else Prefix(beginning)


def _phrase(typed: str, closed: bool, notes: list[str]) -> Phrase | None:
    """The phrase that was typed, with its opening mark."""
    content = typed[1:].strip()
    if not content:
        notes.append("引用符の中に検索語がないため、無視しました。")
        return None
    if not closed:
        notes.append(f"引用符 {typed[0]} が閉じられていないため、その後の全体を語句として検索しました。")
    return Phrase(content)


def _matched(tokens: Iterable[_Token], notes: list[str]) -> list[_Token]:
    """The tokens without the parentheses that have no partner."""
    kept: dict[int, _Token] = {}
    opened: list[int] = []
    for at, token in enumerate(tokens):
        kept[at] = token
        if token.kind == "(":
            opened.append(at)
        elif token.kind == ")" and opened:
            opened.pop()
        elif token.kind == ")":
            notes.append(_unmatched(kept.pop(at).text))
    notes.extend(_unmatched(kept.pop(at).text) for at in opened)
    return list(kept.values())


def _unmatched(mark: str) -> str:
    return f"対になる記号がない {mark} を無視しました。"


@dataclass(slots=True)
class _Group:
    """What was read so far between two parentheses, or of the whole text.

    ``prefixes`` are the negations and field names that wait for their operand, ``connective`` the AND or OR that
    does; ``ready`` tells whether an operand stands to the left.
    """

    alternatives: list[list[Node]] = field(default_factory=list)
    prefixes: list[_Token] = field(default_factory=list)
    connective: _Token | None = None
    ready: bool = False


class _Parser:
    """Takes tokens one by one. ``effective`` are the operators that had their operands."""

    def __init__(self, notes: list[str]) -> None:
        self.effective: list[_Token] = []
        self._notes = notes
        self._groups = [_Group()]

    def take(self, token: _Token) -> None:
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
        """Add an operand of the innermost group; None is one that turned out empty."""
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

    def _prefixed(self, prefix: _Token, node: Node | None) -> Node | None:
        if prefix.kind == "field":
            if node is not None:
                return InField(_field_name(prefix.text), node)
            self._notes.append(f"{prefix.text} の直後に検索語がないため、普通の語として検索しました。")
            return Word(prefix.text)
        if node is None:
            self._ignore(prefix)
            return None
        self.effective.append(prefix)
        return node.node if isinstance(node, Not) else Not(node)

    def _connect(self, token: _Token) -> None:
        group = self._groups[-1]
        if group.prefixes:
            self._operand(None)
        if group.ready and group.connective is None:
            group.connective = token
        else:
            self._ignore(token)

    def _ignore(self, operator: _Token) -> None:
        self._notes.append(f"{operator.text} の対象となる検索語がないため、無視しました。")


def _joined(kind: type[And | Or], nodes: Sequence[Node]) -> Node:
    return nodes[0] if len(nodes) == 1 else kind(tuple(nodes))


def _flatten(root: Node) -> Node:
    """Dissolve each And in an And and each Or in an Or, in one pass.

    A node is visited once before its children, with the kind of its parent, and once after them, with the place
    in ``done`` where they begin.
    """
    done: list[Node] = []
    todo: list[tuple[Node, type[Node] | int | None]] = [(root, None)]
    while todo:
        node, context = todo.pop()
        if isinstance(node, Word | Phrase | Prefix):
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
