from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from benchmarks.type_query import Shares, measure, open_types
from renkei_search import resources
from renkei_search.evaluation.judgment import JudgedQuery, read_queries

if TYPE_CHECKING:
    from pathlib import Path

    from renkei_search.corpus.collection import Corpus


def test_a_query_counts_from_the_place_of_its_type_on() -> None:
    queries = [
        JudgedQuery(id=text, kind="short", text=text, judgments={"library": 2})
        for text in ("first", "second", "fourth", "never")
    ]
    found = {
        "first": ["library"],
        "second": ["road", "library"],
        "fourth": ["a", "b", "c", "library"],
        "never": [],
    }
    assert measure(queries, found.__getitem__) == Shares(4, (0.25, 0.5, 0.75))


def test_each_type_is_asked_for_by_a_sentence_and_by_a_few_words(corpus: Corpus) -> None:
    queries = read_queries(resources.judgments_folder() / "type-queries.jsonl")
    asked = Counter((query.kind, type_) for query in queries for type_ in query.judgments)
    types = corpus.catalogue.practices.by_id
    assert asked == Counter((kind, type_) for kind in ("sentence", "short") for type_ in types)


def test_most_queries_lead_to_their_type(index_root: Path) -> None:
    queries = read_queries(resources.judgments_folder() / "type-queries.jsonl")
    types_of = open_types(index_root)
    sentences = measure([query for query in queries if query.kind == "sentence"], types_of)
    words = measure([query for query in queries if query.kind == "short"], types_of)
    assert sentences.first[0] > 0.88
    assert words.first[0] > 0.78
