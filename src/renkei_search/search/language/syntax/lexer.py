"""From a text to lexemes: words, phrases, operators, field names and parentheses."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from renkei_search.analysis.char_filter.notation import COMPANY
from renkei_search.index.text_field import TEXT_FIELD_BY_NAME
from renkei_search.search.language.syntax.foreign_operator import notes_on_foreign
from renkei_search.search.language.syntax.node import Beginning, Quoted, Word

if TYPE_CHECKING:
    from collections.abc import Iterator

    from renkei_search.search.language.syntax.node import Node

_FIELDS: Final = {name: field.name for field in TEXT_FIELD_BY_NAME.values() for name in field.operators}
_FIELD_OPERATORS: Final = tuple(
    field.operators[0] for field in TEXT_FIELD_BY_NAME.values() if field.operators
)

# The closing marks for each opening one. ” opens as well, because Japanese keyboards type it on both sides.
_QUOTES: Final = {
    "「": "」｣", "｢": "」｣", "『": "』", "〝": "〟〞", "“": '”"＂', "”": '”"＂', '"': '"＂', "＂": '"＂',
}  # fmt: skip
_CLOSING: Final = {opening: re.compile(f"[{closing}]") for opening, closing in _QUOTES.items()}

# A name has a maximum length and is tried before a word; otherwise each name would scan the whole text again.
_PIECE: Final = re.compile(
    rf"(?P<blank>\s+)|(?P<company>{COMPANY.pattern})|(?P<mark>[()（）]|[|｜]{{1,2}})|(?P<hyphens>[-－−]+)"
    rf'|(?P<quote>["＂“”「｢『〝])|(?P<stray>[」｣』〟〞])|(?P<name>(?:{"|".join(_FIELDS)})\s+[:：]|\w{{1,12}}[:：])|(?P<word>.)',
    re.DOTALL,
)
_REST: Final = re.compile(rf'(?:{COMPANY.pattern}|[^\s()（）|｜"＂“”「」｢｣『』〝〟〞])*')

# An operand after a hyphen or a field name.
_OPERAND_FOLLOWS: Final = re.compile(r"[-－−]*[^-－−\s)）|｜」｣』〟〞]")
_VALUE_FOLLOWS: Final = re.compile(rf"\s*{_OPERAND_FOLLOWS.pattern}")

_Kind = Literal["operand", "field", "not", "and", "or", "(", ")"]
_MARKS: Final[dict[str, _Kind]] = {"(": "(", "（": "(", ")": ")", "）": ")", "|": "or", "｜": "or"}
_OPERATORS: Final[dict[str, _Kind]] = {
    "AND": "and", "OR": "or", "NOT": "not", "and": "and", "or": "or", "And": "and", "Or": "or", "&": "and", "&&": "and",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Lexeme:
    """A piece of the text. An operand without a node is empty."""

    kind: _Kind
    text: str
    start: int
    node: Node | None = None


def read_lexemes(text: str, notes: list[str]) -> Iterator[Lexeme]:
    """Split the text into lexemes; what is ignored is added to the notes."""
    position = 0
    while piece := _PIECE.match(text, position):
        start, position, typed = position, piece.end(), piece[0]
        match piece.lastgroup:
            case "mark":
                yield Lexeme(_MARKS[typed[0]], typed, start)
            case "hyphens" if _OPERAND_FOLLOWS.match(text, position):
                yield from (Lexeme("not", hyphen, start + at) for at, hyphen in enumerate(typed))
            case "hyphens":
                notes.append(f"単独の {typed[0]} は無視しました。")
            case "stray":
                notes.append(unmatched(typed))
            case "quote":
                end = _find(_CLOSING[typed], text, position)
                position = end + 1
                yield Lexeme("operand", typed, start, _phrase(text[start:end], end < len(text), notes))
            case "name" if field_name(typed):
                yield Lexeme("field", typed, start)
                if not _VALUE_FOLLOWS.match(text, position):
                    yield Lexeme("operand", "", position)
            case "name" | "word" | "company":
                rest = _REST.match(text, position)
                position = rest.end() if rest else position
                typed = text[start:position]
                if operator := _OPERATORS.get(unicodedata.normalize("NFKC", typed)):
                    yield Lexeme(operator, typed, start)
                else:
                    yield Lexeme("operand", typed, start, _word(typed, notes))
            case _:
                pass  # a blank


def field_name(typed: str) -> str:
    """The field of a name with its colon; empty if there is none."""
    return _FIELDS.get(unicodedata.normalize("NFKC", typed[:-1]).strip().lower(), "")


def unmatched(mark: str) -> str:
    """The note on an unmatched mark."""
    return f"対になる記号がない {mark} を無視しました。"


def _find(pattern: re.Pattern[str], text: str, start: int) -> int:
    found = pattern.search(text, start)
    return found.start() if found else len(text)


def _word(typed: str, notes: list[str]) -> Word | Beginning | None:
    beginning = typed.rstrip("*＊")
    if not beginning:
        notes.append(f"単独の {typed[0]} は無視しました。")
        return None
    notes.extend(notes_on_foreign(beginning, _FIELD_OPERATORS))
    return Word(typed) if beginning == typed else Beginning(beginning)


def _phrase(typed: str, closed: bool, notes: list[str]) -> Quoted | None:
    """The phrase that was typed, with its opening mark."""
    content = typed[1:].strip()
    if not content:
        notes.append("引用符の中に検索語がないため、無視しました。")
        return None
    if not closed:
        notes.append(f"引用符 {typed[0]} が閉じられていないため、その後の全体を語句として検索しました。")
    return Quoted(content)
