"""From the words typed to a Whoosh query tree and a receipt.

Blank-separated words must all match, each anywhere in an initiative. User text never reaches Whoosh's own
parser, which misreads Japanese and can be made to run for half a minute.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from whoosh.query import And, Every, NullQuery, Or, Term

from renkei_search.analysis.analyzer import analyze
from renkei_search.errors import QueryError
from renkei_search.search.result import Receipt, UnderstoodWord

if TYPE_CHECKING:
    from whoosh.query import Query as WhooshQuery

MAX_CODE_POINTS: Final = 256
MAX_BYTES: Final = 1_024
MAX_WORDS: Final = 32

# Weights of the text fields. A title says what the initiative is; region and municipality names only place it.
FIELD_WEIGHTS: Final = {"title": 3.0, "description": 1.0, "field": 0.8, "region": 0.7, "municipality": 0.4}


@dataclass(frozen=True)
class Query:
    """The query tree, the receipt, and the terms whose occurrences are marked in excerpts."""

    tree: WhooshQuery
    receipt: Receipt
    terms: frozenset[str]

    @property
    def browses(self) -> bool:
        """Whether nothing was typed, so that everything matches without an order of merit."""
        return not self.receipt.words


def parse_query(text: str) -> Query:
    """Understand the words typed. An empty text matches everything.

    Raises:
        QueryError: the text is too long or holds characters no one types.
    """
    words = clean_text(text).split()
    if len(words) > MAX_WORDS:
        raise QueryError(f"検索語は{MAX_WORDS}語までにしてください（{len(words)}語あります）。")
    understood = tuple(
        UnderstoodWord(word, tuple(dict.fromkeys(token.term for token in analyze(word)))) for word in words
    )
    terms = tuple(dict.fromkeys(term for word in understood for term in word.terms))
    return Query(tree=_tree(understood, terms), receipt=Receipt(understood), terms=frozenset(terms))


def clean_text(text: str) -> str:
    """The text without invisible direction marks and zero-width characters, blanks made plain.

    Raises:
        QueryError: it holds control characters or lone surrogates, or is over the limits after NFKC.
    """
    kept = []
    for char in text:
        category = unicodedata.category(char)
        if char.isspace():
            kept.append(" ")
        elif category in {"Cc", "Cs"}:
            raise QueryError("検索語に使えない文字（制御文字など）が含まれています。入力し直してください。")
        elif category != "Cf":
            kept.append(char)
    cleaned = "".join(kept).strip()
    # NFKC can lengthen a character eighteen-fold; looking at a prefix bounds the work.
    normalized = unicodedata.normalize("NFKC", cleaned[: MAX_CODE_POINTS + 1])
    if len(normalized) > MAX_CODE_POINTS or len(normalized.encode()) > MAX_BYTES:
        raise QueryError(f"検索語は{MAX_CODE_POINTS}文字以内にしてください。")
    return cleaned


def _tree(words: tuple[UnderstoodWord, ...], terms: tuple[str, ...]) -> WhooshQuery:
    if not words:
        return Every()
    if not terms:
        return NullQuery
    return And([any_field(term) for term in terms])


def any_field(term: str, weight: float = 1.0) -> WhooshQuery:
    """The term in any text field, each at its weight."""
    return Or([Term(field, term, boost=weight * boost) for field, boost in FIELD_WEIGHTS.items()])


def in_content(term: str, weight: float) -> WhooshQuery:
    """The term in title or description, both alike: for comparing what initiatives say."""
    return Or([Term(field, term, boost=weight) for field in ("title", "description")])
