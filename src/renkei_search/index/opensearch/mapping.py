"""The settings and mapping of an index on the cluster."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from renkei_search.index.opensearch.encoding import FILLER
from renkei_search.index.schema import (
    FACET_FIELDS,
    ID_FIELD,
    SIGNAL_FIELDS,
    TEXT_FIELDS,
    WRITTEN_FIELDS,
    facet_field,
)

if TYPE_CHECKING:
    from renkei_search.index.similarity import Similarity

NUMBER: Final = "number"
"""A document's number in the corpus, which breaks ties between equal scores."""
REGION_RANK: Final = "region_rank"
"""The rank of its region from north to south; documents without a region come last."""
RECORD: Final = "record"
"""The initiative, and its facet values, as JSON; not indexed."""

HOME: Final = "home"
"""The key in the metadata of an index for the index folder that it belongs to."""

_LONGEST_TERM: Final = 32_000
MAX_CLAUSES: Final = 8_192
"""A draft of 5,000 characters has some 1,800 clauses; the usual limit is 1,024."""


def make_index_body(similarity: Similarity, shards: int, replicas: int, home: str) -> dict[str, Any]:
    """The body of the request that creates an index.

    Args:
        similarity: BM25's parameters.
        shards: the number of shards.
        replicas: the number of replicas, which exist from the start so that a build survives the loss of a node.
        home: the index folder that it belongs to.
    """
    scored = (*TEXT_FIELDS, *SIGNAL_FIELDS)
    properties: dict[str, Any] = {
        name: {"type": "text", "analyzer": "terms", "similarity": _similarity(name)} for name in TEXT_FIELDS
    }
    for name in SIGNAL_FIELDS:
        properties[name] = {
            "type": "keyword",
            "norms": True,
            "index_options": "freqs",
            "doc_values": False,
            "similarity": _similarity(name),
        }
    for name in FACET_FIELDS:
        properties[facet_field(name)] = {"type": "keyword", "eager_global_ordinals": True}
    for name in WRITTEN_FIELDS:
        properties[name] = {"type": "keyword", "doc_values": False}
    properties[ID_FIELD] = {"type": "keyword"}
    properties[NUMBER] = properties[REGION_RANK] = {"type": "integer"}
    properties[RECORD] = {"type": "object", "enabled": False}
    return {
        "settings": {
            "number_of_shards": shards,
            "number_of_replicas": replicas,
            # No searches run before the build is complete.
            "refresh_interval": "-1",
            "similarity": {
                _similarity(name): {
                    "type": "BM25",
                    "k1": similarity.k1,
                    "b": similarity.length_normalisation(name),
                }
                for name in scored
            },
            "analysis": {
                "tokenizer": {"blanks": {"type": "whitespace", "max_token_length": _LONGEST_TERM}},
                "filter": {"fillers": {"type": "stop", "stopwords": [FILLER]}},
                "analyzer": {"terms": {"type": "custom", "tokenizer": "blanks", "filter": ["fillers"]}},
            },
        },
        "mappings": {
            "dynamic": "strict",
            "_meta": {HOME: home},
            "_source": {"includes": [RECORD]},
            "properties": properties,
        },
    }


def _similarity(field: str) -> str:
    return f"bm25_{field}"
