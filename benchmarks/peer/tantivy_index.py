"""Tantivy: one segment, whitespace tokens, fast fields, its own aggregations."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Final

import tantivy

from benchmarks.document import FACET_NAMES, read_documents
from benchmarks.peer.protocol import TOP, Answer, Paths, Peer
from benchmarks.workload import Kind
from renkei_search.index.schema import CONTENT_FIELDS, facet_field
from renkei_search.search.tuning import DEFAULT

if TYPE_CHECKING:
    from benchmarks.workload import Query

_ALL: Final = "all"
# Enough for 100,000 records in one segment.
_HEAP: Final = 1_500_000_000
_MOST_VALUES: Final = 10_000
_AGGREGATIONS: Final = {
    name: {"terms": {"field": facet_field(name), "size": _MOST_VALUES}} for name in FACET_NAMES
}


class _TantivyIndex:
    """Searches several fields with our weights, or one field with the terms of all of them, which is faster."""

    def __init__(self, paths: Paths, *, one_field: bool) -> None:
        index = tantivy.Index.open(str(paths.peer))
        self._schema = index.schema
        self._searcher = index.searcher()
        if self._searcher.num_segments != 1:
            raise ValueError(f"Tantivy made {self._searcher.num_segments} segments; give it more memory.")
        own = {name: DEFAULT.weights[name] for name in CONTENT_FIELDS}
        self._weights = {_ALL: 1.0} if one_field else own

    def search(self, query: Query) -> tuple[list[Any], dict[str, Any]]:
        tree = self._tree(query)
        # The bindings do not combine collectors, so the best and the counts are two passes.
        hits = self._searcher.search(tree, TOP, count=False).hits
        numbers = self._searcher.fast_field_values("number", [address for _, address in hits])
        return numbers, self._searcher.aggregate(tree, _AGGREGATIONS)

    def answer(self, query: Query) -> Answer:
        tree = self._tree(query)
        found = self._searcher.aggregate(tree, _AGGREGATIONS)
        total: int | None = self._searcher.search(tree, TOP).count  # type: ignore[attr-defined] # missing in the stub
        return Answer(
            total or 0,
            {
                name: {bucket["key"]: bucket["doc_count"] for bucket in found[name]["buckets"]}
                for name in FACET_NAMES
            },
        )

    def _tree(self, query: Query) -> tantivy.Query:
        occur = tantivy.Occur.Must if query.kind is Kind.KEYWORD else tantivy.Occur.Should
        return tantivy.Query.boolean_query([(occur, self._branch(term)) for term in query.terms])

    def _branch(self, term: str) -> tantivy.Query:
        terms = [
            tantivy.Query.boost_query(
                tantivy.Query.term_query(self._schema, field, term, index_option="freq"), weight
            )
            for field, weight in self._weights.items()
        ]
        return (
            tantivy.Query.boolean_query([(tantivy.Occur.Should, one) for one in terms])
            if len(terms) > 1
            else terms[0]
        )


def _build(paths: Paths) -> None:
    builder = tantivy.SchemaBuilder()
    for field in (*CONTENT_FIELDS, _ALL):
        builder.add_text_field(field, tokenizer_name="whitespace", index_option="freq")
    for name in FACET_NAMES:
        builder.add_text_field(facet_field(name), fast=True, tokenizer_name="raw", index_option="basic")
    builder.add_unsigned_field("number", fast=True)
    paths.peer.mkdir()
    writer = tantivy.Index(builder.build(), path=str(paths.peer)).writer(heap_size=_HEAP, num_threads=1)
    for made in read_documents(paths.documents):
        document = tantivy.Document()
        for field in CONTENT_FIELDS:
            document.add_text(field, made.texts[field])
        document.add_text(_ALL, " ".join(made.texts.values()))
        for name in FACET_NAMES:
            for value in made.facets[name]:
                document.add_text(facet_field(name), value)
        document.add_unsigned("number", made.number)
        writer.add_document(document)
    writer.commit()
    writer.wait_merging_threads()


TANTIVY = Peer(
    key="tantivy",
    name="Tantivy",
    build=_build,
    open=partial(_TantivyIndex, one_field=False),
    folder="tantivy",
)
TANTIVY_ONE_FIELD = Peer(
    key="tantivy-one-field",
    name="Tantivy, one field",
    build=None,
    open=partial(_TantivyIndex, one_field=True),
    folder="tantivy",
)
