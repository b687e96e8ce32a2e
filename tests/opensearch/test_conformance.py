"""The backend on a real node against the columns: the same matches, totals and counts; nearly the same scores."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

import msgspec
import pytest

from renkei_search.analysis.practice import PracticeClassifier, analyse_practices
from renkei_search.index.opensearch.client import connect
from renkei_search.index.opensearch.settings import ClusterSettings
from renkei_search.index.opensearch.writer import ClusterWriter
from renkei_search.index.postings.batch import make_batch
from renkei_search.index.reader import open_reader
from renkei_search.index.similarity import Similarity
from renkei_search.index.writer import write_index
from renkei_search.search.backend.columns.backend import ColumnBackend
from renkei_search.search.backend.opensearch.backend import OpenSearchBackend
from renkei_search.search.backend.opensearch.cluster import Cluster
from tests.search.backend.conformance import QuestionMaker, differences
from tests.search.backend.generated import SEED, generate
from tests.search.backend.tree_maker import TreeMaker

if TYPE_CHECKING:
    from pathlib import Path

    from renkei_search.corpus.collection import Corpus

# OpenSearch keeps lengths in one byte, and counts a field without terms as one with one term.
TOLERANCE = 0.15
SHARDS = {250: 1, 1_200: 3}
QUESTIONS = {250: 300, 1_200: 100}


@pytest.mark.parametrize("size", SHARDS)
def test_a_cluster_answers_as_the_columns_do(
    node_url: str, corpus: Corpus, tmp_path: Path, size: int
) -> None:
    made = generate(corpus, size)
    write_index(made, tmp_path)
    reader = open_reader(tmp_path, Similarity())
    settings = ClusterSettings((node_url,), name=f"conformance-{size}", shards=SHARDS[size])
    client = connect(settings)
    ranks = {region.id: rank for rank, region in enumerate(made.catalogue.regions)}
    writer = ClusterWriter(client, settings, reader.generation.id, Similarity(), ranks, "conformance")
    classifier = PracticeClassifier(analyse_practices(made.catalogue.practices))
    records = [msgspec.json.encode(initiative) for initiative in made.initiatives]
    writer.add(make_batch(records, made.catalogue, classifier))
    writer.finish()
    cluster = Cluster(client, writer.index, reader.columns, SHARDS[size], seconds=30)
    random = Random(SEED)
    questions = QuestionMaker(random, TreeMaker(random, reader), made.catalogue)
    backend, reference = OpenSearchBackend(cluster), ColumnBackend(reader)
    for _ in range(QUESTIONS[size]):
        assert next(differences(backend, reference, questions, tolerance=TOLERANCE), None) is None
