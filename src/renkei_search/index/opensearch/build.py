"""Build a generation whose postings and records are on a cluster, and switch to it."""

from __future__ import annotations

import socket
from hashlib import sha256
from typing import TYPE_CHECKING

from renkei_search.index.dictionary import Dictionary, DocumentCounter
from renkei_search.index.direction.kept_text import KeptTexts
from renkei_search.index.generation import GENERATIONS, Store, seal
from renkei_search.index.opensearch.client import connect
from renkei_search.index.opensearch.writer import ClusterWriter, remove_old_indexes
from renkei_search.index.postings.batch_pool import analysing, encode_records
from renkei_search.index.writer import DICTIONARY, attach_files, build_generation, make_manifest

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from opensearchpy import OpenSearch

    from renkei_search.corpus.collection import Corpus
    from renkei_search.index.direction.kept_text import LexiconTexts
    from renkei_search.index.opensearch.settings import ClusterSettings
    from renkei_search.index.similarity import Similarity

    Attach = Callable[[Dictionary, LexiconTexts, OpenSearch, str], Mapping[str, bytes]]


def write_cluster_index(
    corpus: Corpus,
    root: Path,
    settings: ClusterSettings,
    attach: Attach,
    similarity: Similarity,
    progress: Callable[[int, int], None],
) -> str:
    """Index the whole corpus into a new generation under ``root`` and on a cluster, and put it to use.

    Args:
        corpus: what to index.
        root: the index folder; created if missing.
        settings: the settings of the cluster.
        attach: makes additional files of the generation, by name, from its dictionary, its texts and the index on the
            cluster.
        similarity: the scoring of postings.
        progress: called from time to time with the number of documents done and the total.

    Returns:
        The new generation's id.

    Raises:
        IndexBusyError: another build runs.
        IndexUnusableError: the folder cannot be written, or the cluster does not accept the documents.
    """
    client = connect(settings)

    def fill(folder: Path) -> None:
        _remove_unread(client, settings, root)
        ranks = {region.id: rank for rank, region in enumerate(corpus.catalogue.regions)}
        writer = ClusterWriter(client, settings, folder.name, similarity, ranks, home_of(root))
        try:
            kept = _send(corpus, folder, writer, progress)
            dictionary = Dictionary(folder / DICTIONARY, len(corpus.initiatives))
            attach_files(
                folder, corpus, attach(dictionary, kept.read_with(dictionary.lexicon), client, writer.index)
            )
            seal(folder, make_manifest(corpus, similarity, Store.OPENSEARCH, writer.index, settings.shards))
            writer.activate()
        except BaseException:
            writer.abandon()
            raise

    generation = build_generation(root, fill)
    _remove_unread(client, settings, root)
    return generation


def remove_unread_indexes(settings: ClusterSettings, root: Path) -> None:
    """Remove the indexes on the cluster whose generations no process reads any more.

    Raises:
        ClusterUnusableError: the cluster does not do so.
    """
    _remove_unread(connect(settings), settings, root)


def remove_all_indexes(settings: ClusterSettings, root: Path) -> None:
    """Remove all indexes that belong to an index folder from the cluster.

    Raises:
        ClusterUnusableError: the cluster does not do so.
    """
    remove_old_indexes(connect(settings), settings, home_of(root), keep=lambda _name, _in_use: False)


def home_of(root: Path) -> str:
    """An identifier that distinguishes the indexes of this folder from others on the same cluster."""
    return sha256(f"{socket.gethostname()}:{root.resolve()}".encode()).hexdigest()[:16]


def _remove_unread(client: OpenSearch, settings: ClusterSettings, root: Path) -> None:
    # The folder exists before its index does, and as long as any process reads the generation.
    def keep(generation: str, in_use: bool) -> bool:  # a callback
        folders = root / GENERATIONS
        return in_use or (
            folders.is_dir() and generation in {path.name.lower() for path in folders.iterdir()}
        )

    remove_old_indexes(client, settings, home_of(root), keep)


def _send(
    corpus: Corpus, folder: Path, writer: ClusterWriter, progress: Callable[[int, int], None]
) -> KeptTexts:
    """Write the dictionary to the folder and the documents to the cluster; returns their texts."""
    size = len(corpus.initiatives)
    counter, kept = DocumentCounter(), KeptTexts()
    with analysing(corpus, encode_records(corpus)) as (_, batches):
        for batch in batches:
            writer.add(batch)
            counter.add(batch)
            kept.add(batch)
            progress(counter.size, size)
    counter.write(folder / DICTIONARY)
    writer.finish()
    return kept
