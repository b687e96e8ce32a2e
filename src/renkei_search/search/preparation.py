"""The additional files of a generation: written when it is built, opened when it is searched."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from renkei_search.analysis.vector import WordVectors
from renkei_search.index.direction.centroid import Centroids, make_centroids, save_centroids
from renkei_search.index.direction.kindred import KindredTerms, prepare_kindred
from renkei_search.index.direction.type_document import TypeDocuments, prepare_type_documents
from renkei_search.index.direction.type_saying import TypeSayings, make_type_sayings, save_type_sayings
from renkei_search.index.direction.type_word import TypeWords, prepare_type_words
from renkei_search.index.history import HISTORY, make_history
from renkei_search.search.language.sentence import GENERAL_TERMS
from renkei_search.search.language.vocabulary.vocabulary import prepare_vocabulary
from renkei_search.search.related.meaning import Meaning

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from renkei_search.analysis.wording import Wording
    from renkei_search.corpus.collection import Corpus
    from renkei_search.index.dictionary import Dictionary
    from renkei_search.index.direction.centroid import Texts
    from renkei_search.index.reader import IndexReader
    from renkei_search.search.related.telling import Telling


def prepare(
    corpus: Corpus,
    root: Path,
    dictionary: Dictionary,
    texts: Texts,
    that_stand: Callable[[Iterable[Wording]], Iterable[Wording]],
) -> dict[str, bytes]:
    """Make the additional files of a generation, whether its postings are local or on a cluster."""
    files = prepare_vocabulary(corpus, dictionary, that_stand) | {HISTORY: make_history(corpus, root)}
    vectors = _open_vectors()
    if vectors is None:
        return files
    practices = corpus.catalogue.practices
    centroids = make_centroids(dictionary, texts, practices, vectors)
    sayings = make_type_sayings(practices, centroids, dictionary, vectors, GENERAL_TERMS)
    ids = [initiative.id for initiative in corpus.initiatives]
    return {
        **files,
        **save_centroids(centroids, vectors),
        **save_type_sayings(sayings, vectors),
        **prepare_type_documents(centroids, sayings, ids, vectors),
        **prepare_type_words(practices, vectors, GENERAL_TERMS),
        **prepare_kindred(dictionary, vectors),
    }


def open_meaning(reader: IndexReader, telling: Telling) -> Meaning | None:
    """Open the meaning of a generation's documents; None without word vectors, or if it was built without them."""
    vectors = _open_vectors()
    folder = reader.generation.folder
    centroids = None if vectors is None else Centroids.open(folder, vectors)
    if vectors is None or centroids is None:
        return None
    return Meaning(
        vectors,
        centroids,
        KindredTerms.open(folder, vectors, reader.dictionary.lexicon),
        TypeWords.open(folder, vectors),
        TypeSayings.open(folder, vectors),
        TypeDocuments.open(folder, vectors),
        telling.idf,
    )


@lru_cache(maxsize=1)
def _open_vectors() -> WordVectors | None:
    return WordVectors.open()
