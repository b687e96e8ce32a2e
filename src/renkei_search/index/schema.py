"""The Whoosh schema: text fields with their tokens made beforehand, facet fields with exact values.

SudachiPy never enters the schema: Whoosh pickles it into every index, and a tokenizer cannot be pickled.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from whoosh.analysis import Analyzer, Token
from whoosh.fields import ID, KEYWORD, STORED, TEXT, Schema

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from renkei_search.analysis.analyzer import Token as AnalyzedToken

# Raise this when the schema or the shape of stored data changes: older generations are then rebuilt.
SCHEMA_VERSION: Final = 3

TEXT_FIELDS: Final = ("title", "description", "region", "municipality", "field")
SIGNAL_FIELDS: Final = ("shingle", "bigram")
"""Fields of title and description together that only add to a score; see :mod:`renkei_search.analysis.signal`."""
FACET_FIELDS: Final = ("region", "prefecture", "kind", "category", "field", "source", "municipality")


def facet_field(name: str) -> str:
    """The Whoosh field that holds a facet's values."""
    return f"facet_{name}"


class Pretokenized(str):
    """A text together with its tokens, so that Whoosh accepts it where it wants a string."""

    tokens: Sequence[AnalyzedToken]

    def __new__(cls, text: str, tokens: Sequence[AnalyzedToken]) -> Pretokenized:
        """Attach the tokens to the text."""
        value = super().__new__(cls, text)
        value.tokens = tokens
        return value


class PretokenizedAnalyzer(Analyzer):  # type: ignore[misc] # Whoosh ships no types
    """Hands Whoosh the tokens of a :class:`Pretokenized` value."""

    def __call__(self, value: Pretokenized, **_options: Any) -> Iterator[Token]:
        """Yield one reused token after another, as Whoosh's own analyzers do."""
        token = Token(positions=True, chars=True)
        for made in value.tokens:
            token.text = made.term
            token.pos = made.position
            token.startchar = made.start
            token.endchar = made.end
            token.boost = 1.0
            yield token


class ValuesAnalyzer(Analyzer):  # type: ignore[misc] # Whoosh ships no types
    """Takes values joined by line ends as they are: a facet's values, or signals."""

    def __call__(self, value: str, **_options: Any) -> Iterator[Token]:
        """Yield each value."""
        token = Token()
        for text in value.split("\n"):
            token.text = text
            token.boost = 1.0
            yield token


def build_schema() -> Schema:
    """The schema of one document, an initiative; ``record`` is its JSON, ``order`` its place in the corpus."""
    fields: dict[str, Any] = {"id": ID(unique=True), "record": STORED}
    for name in TEXT_FIELDS:
        fields[name] = TEXT(analyzer=PretokenizedAnalyzer(), chars=True)
    for name in SIGNAL_FIELDS:
        fields[name] = KEYWORD(analyzer=ValuesAnalyzer(), scorable=True)
    for name in FACET_FIELDS:
        fields[facet_field(name)] = KEYWORD(analyzer=ValuesAnalyzer())
    return Schema(**fields)
