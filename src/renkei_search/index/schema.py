"""The fields of a document, an initiative, as Whoosh is told of them.

Terms are made before Whoosh sees them, so it needs no analyzer: it pickles those into every index, and a Sudachi
tokenizer cannot be pickled.
"""

from __future__ import annotations

from typing import Any, Final

from whoosh.analysis import IDTokenizer
from whoosh.fields import ID, KEYWORD, TEXT, Schema

# Raise this when the fields or the shape of stored data change: older generations are then rebuilt.
SCHEMA_VERSION: Final = 5

TEXT_FIELDS: Final = ("title", "description", "region", "municipality", "field")
CONTENT_FIELDS: Final = ("title", "description")
"""The text fields that hold an initiative's own words; the others hold names that many share."""
SIGNAL_FIELDS: Final = ("shingle", "bigram")
"""Fields of title and description together that only add to a score; see :mod:`renkei_search.analysis.signal`."""
ID_FIELD: Final = "id"
FACET_FIELDS: Final = (
    "region",
    "prefecture",
    "kind",
    "category",
    "field",
    "source",
    "municipality",
    "practice",
    "family",
)


def facet_field(name: str) -> str:
    """The field that holds a facet's values."""
    return f"facet_{name}"


FIELDS: Final = (*TEXT_FIELDS, *SIGNAL_FIELDS, ID_FIELD, *map(facet_field, FACET_FIELDS))
"""All of them, in the order in which they are written."""


def build_schema() -> Schema:
    """Whoosh's schema: positions for text, lengths for what is scored, exact values for the rest."""
    fields: dict[str, Any] = {ID_FIELD: ID(unique=True)}
    for name in TEXT_FIELDS:
        fields[name] = TEXT(analyzer=IDTokenizer())
    for name in SIGNAL_FIELDS:
        fields[name] = KEYWORD(scorable=True)
    for name in FACET_FIELDS:
        fields[facet_field(name)] = KEYWORD()
    return Schema(**fields)
