"""The dictionary of a generation whose postings are elsewhere agrees with that of the columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from renkei_search.index.dictionary import Dictionary, DocumentCounter
from renkei_search.index.postings.batch_pool import analysing, encode_records
from renkei_search.index.reader import open_reader
from renkei_search.index.schema import FACET_FIELDS, TEXT_FIELDS, facet_field
from renkei_search.index.similarity import Similarity

if TYPE_CHECKING:
    from pathlib import Path

    from renkei_search.corpus.collection import Corpus


def test_terms_and_frequencies_are_those_of_the_columns(
    corpus: Corpus, index_root: Path, tmp_path: Path
) -> None:
    counter = DocumentCounter()
    with analysing(corpus, encode_records(corpus)) as (_, batches):
        for batch in batches:
            counter.add(batch)
    counter.write(tmp_path / "dictionary")
    found = Dictionary(tmp_path / "dictionary", counter.size)
    columns = open_reader(index_root, Similarity()).columns
    assert found.size == columns.size
    for field in (*TEXT_FIELDS, *map(facet_field, FACET_FIELDS)):
        terms = [found.lexicon.text(row) for row in found.lexicon.rows(field)]
        assert terms == [columns.lexicon.text(row) for row in columns.lexicon.rows(field)], field
        assert found.document_frequencies(field).tolist() == columns.document_frequencies(field).tolist()
        assert found.idf(field, terms[0]) == columns.idf(field, terms[0])
    assert found.facet_values("region") == columns.facet_values("region")
