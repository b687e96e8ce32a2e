"""How long word vectors take in a query, without searching: ``python -m benchmarks.meaning``.

The processor's time, so that other work on the machine counts little. The first line is a generation of the bundled
corpus; the second has every available vector as an entry, a hundred thousand documents, and as many of them for each type of
practice as are kept at most.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from statistics import median
from time import process_time
from typing import TYPE_CHECKING, Final

import click
import numpy as np

from renkei_search import resources
from renkei_search.analysis.analyzer import analyze
from renkei_search.analysis.vector import WordVectors
from renkei_search.corpus.reader import read_corpus
from renkei_search.evaluation.judgment import read_queries
from renkei_search.index.direction.centroid import Centroids
from renkei_search.index.direction.kindred import KindredTerms
from renkei_search.index.direction.type_document import MOST_DOCUMENTS, TypeDocuments
from renkei_search.index.direction.type_saying import TypeSayings
from renkei_search.index.direction.type_word import TypeWords
from renkei_search.index.reader import open_reader
from renkei_search.index.similarity import Similarity
from renkei_search.search.backend.protocol import Placed
from renkei_search.search.engine import SearchEngine
from renkei_search.search.related.meaning import HEAD, Meaning
from renkei_search.search.tuning import DEFAULT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from renkei_search.evaluation.judgment import JudgedQuery
    from renkei_search.index.lexicon import Lexicon

_MANY: Final = 100_000


def main() -> None:
    """Measure and print both lines."""
    vectors = WordVectors.open()
    if vectors is None:
        raise SystemExit("単語ベクトルがありません。")
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        SearchEngine.build(read_corpus(*resources.corpus_folders(())), root)
        reader = open_reader(root, Similarity(DEFAULT.k1, DEFAULT.b))
        generation, lexicon = reader.generation.folder, reader.dictionary.lexicon
        centroids = Centroids.open(generation, vectors)
        terms = KindredTerms.open(generation, vectors, lexicon)
        types = TypeWords.open(generation, vectors)
        sayings = TypeSayings.open(generation, vectors)
        if centroids is None or terms is None:
            raise SystemExit("索引に単語ベクトルがありません。")
        queries = read_queries(resources.judgments_folder() / "queries.jsonl")
        documents = TypeDocuments.open(generation, vectors)
        small = Meaning(vectors, centroids, terms, types, sayings, documents, lambda _: 1.0)
        _report(reader.dictionary.size, small, queries)
        random = np.random.default_rng(1)
        large = Centroids(
            centroids.types,
            centroids.mean,
            centroids.type_directions,
            random.integers(-127, 127, (_MANY, vectors.dimensions), np.int8),
            np.ones(_MANY, np.float32),
        )
        every = _all_terms(vectors, terms, lexicon)
        many = Meaning(vectors, large, every, types, sayings, _many_documents(centroids.types), lambda _: 1.0)
        _report(_MANY, many, queries)


def _all_terms(vectors: WordVectors, terms: KindredTerms, lexicon: Lexicon) -> KindredTerms:
    """Every vector as an entry of one term."""
    size = len(vectors.numbers)
    units = vectors.numbers.astype(np.float32)
    lengths = np.maximum(np.linalg.norm(units, axis=1), 1e-9).astype(np.float32)
    units /= lengths[:, None]
    distances = np.maximum(np.linalg.norm(units - terms.mean, axis=1), 1e-9).astype(np.float32)
    coarse = ((units - terms.mean) @ terms.basis).astype(np.float32)
    rows = np.arange(size, dtype=np.int32)
    found = np.full(size, terms.terms[0], np.int32)
    starts = np.arange(size + 1, dtype=np.int32)
    arrays = (rows, starts, found, coarse, terms.basis, terms.mean, lengths, distances)
    return KindredTerms(vectors, lexicon, *arrays)


def _many_documents(types: tuple[str, ...]) -> TypeDocuments:
    """For each type of practice as many documents as are kept, with names of ten characters."""
    random = np.random.default_rng(2)
    count = len(types) * MOST_DOCUMENTS
    return TypeDocuments(
        types,
        np.arange(0, count + 1, MOST_DOCUMENTS, dtype=np.int32),
        random.integers(0, _MANY, count, np.int32),
        random.uniform(0, 1, count).astype(np.float32),
        np.full(_MANY * 10, ord("0"), np.uint8),
        np.arange(0, _MANY * 10 + 1, 10, dtype=np.int64),
    )


def _report(size: int, meaning: Meaning, queries: Sequence[JudgedQuery]) -> None:
    seconds = []
    step = max(meaning.centroids.numbers.shape[0] // HEAD, 1)
    placed = [Placed(number, 1.0) for number in range(0, step * HEAD, step)]
    for query in queries:
        terms = [token.term for token in analyze(query.text)]
        begin = process_time()
        direction = meaning.direction(terms)
        if direction is not None:
            # As for a sentence, which takes longer.
            near = meaning.nearest_types(
                dict.fromkeys(terms),
                direction,
                DEFAULT.meaning_types,
                DEFAULT.meaning_sentence_least,
                share=DEFAULT.meaning_sentence_words,
                said=DEFAULT.meaning_said,
            )
            if meaning.type_documents is not None:
                meaning.type_documents.nearest(dict(near), DEFAULT.near_documents)
            for term in dict.fromkeys(terms):
                meaning.kindred((term,), 3 * DEFAULT.kindred_words, DEFAULT.kindred_least)
            meaning.reorder(placed, direction, DEFAULT.meaning)
        seconds.append(process_time() - begin)
    click.echo(
        f"{size:,} records: median {median(seconds) * 1_000:.2f} ms, most {max(seconds) * 1_000:.2f} ms"
    )


if __name__ == "__main__":
    main()
