"""The fields of a document (an initiative) as a Whoosh schema.

Terms are made before Whoosh sees them, so the schema has no analyzer: Whoosh pickles it into every index, and a
Sudachi tokenizer cannot be pickled.
"""

from __future__ import annotations

from typing import Any, Final

from whoosh.analysis import IDTokenizer
from whoosh.fields import ID, KEYWORD, TEXT, Schema

from renkei_search.facet.registry import FilterName
from renkei_search.index.text_field import DESCRIPTION, TEXT_FIELD_BY_NAME, TITLE

# Raise this when the fields or the shape of stored data change: older generations are then rebuilt.
SCHEMA_VERSION: Final = 13

TEXT_FIELDS: Final = tuple(TEXT_FIELD_BY_NAME)
CONTENT_FIELDS: Final = (TITLE.name, DESCRIPTION.name)
"""The text fields with an initiative's own words; the others contain names that many initiatives share."""
SIGNAL_FIELDS: Final = ("shingle", "bigram")
"""Fields over title and description that only add to a score; see :mod:`renkei_search.analysis.signal`."""
WRITTEN_FIELDS: Final = tuple(f"written_{name}" for name in TEXT_FIELDS)
"""For each text field, the distinct words as they are written, because terms are normalised: 観る and 見る are one term."""
ID_FIELD: Final = "id"
FACET_FIELDS: Final = (*(name.value for name in FilterName), "family")
"""All facets, and the families of types of practice, which only add to a score."""


def facet_field(name: str) -> str:
    """The field with a facet's values."""
    return f"facet_{name}"


def written_field(name: str) -> str:
    """The field with the words of a text field as they are written."""
    return f"written_{name}"


FIELDS: Final = (*TEXT_FIELDS, *SIGNAL_FIELDS, *WRITTEN_FIELDS, ID_FIELD, *map(facet_field, FACET_FIELDS))
"""All fields, in the order in which they are written."""


def build_schema() -> Schema:
    """Whoosh's schema: positions for text, lengths for what is scored, exact values for the rest."""
    fields: dict[str, Any] = {ID_FIELD: ID(unique=True)}
    for name in TEXT_FIELDS:
        fields[name] = TEXT(analyzer=IDTokenizer())
    for name in SIGNAL_FIELDS:
        fields[name] = KEYWORD(scorable=True)
    for name in WRITTEN_FIELDS:
        fields[name] = KEYWORD()
    for name in FACET_FIELDS:
        fields[facet_field(name)] = KEYWORD()
    return Schema(**fields)
