"""Build, open and check generations on a cluster. Loaded only if this engine is chosen."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Final

from opensearchpy.exceptions import NotFoundError

from renkei_search.index.opensearch.build import (
    remove_all_indexes,
    remove_unread_indexes,
    write_cluster_index,
)
from renkei_search.index.opensearch.client import connect, explained
from renkei_search.search.backend.opensearch.backend import OpenSearchBackend
from renkei_search.search.backend.opensearch.cluster import Cluster
from renkei_search.search.backend.protocol import Selection
from renkei_search.search.tree import adjacent

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    from opensearchpy import OpenSearch

    from renkei_search.analysis.wording import Wording
    from renkei_search.corpus.collection import Corpus
    from renkei_search.index.dictionary import Dictionary
    from renkei_search.index.direction.kept_text import LexiconTexts
    from renkei_search.index.generation import Generation
    from renkei_search.index.opensearch.settings import ClusterSettings
    from renkei_search.index.reader import IndexReader
    from renkei_search.index.similarity import Similarity

    # Makes the additional files of a generation from its dictionary, its texts and a function that picks the wordings in use.
    Prepare = Callable[
        [Dictionary, LexiconTexts, Callable[[Iterable[Wording]], list[Wording]]], Mapping[str, bytes]
    ]

__all__ = ["build", "missing_reason", "open_backend", "remove_all_indexes", "remove_unread_indexes"]

_PORTION: Final = 200
_SECONDS_OF_BUILD: Final = 60.0


def build(
    corpus: Corpus,
    root: Path,
    settings: ClusterSettings,
    prepare: Prepare,
    similarity: Similarity,
    progress: Callable[[int, int], None],
) -> str:
    """Build a generation and put it to use; see :func:`renkei_search.index.opensearch.build.write_cluster_index`."""

    def attach(
        dictionary: Dictionary, texts: LexiconTexts, client: OpenSearch, index: str
    ) -> Mapping[str, bytes]:
        cluster = Cluster(client, index, dictionary, settings.shards, _SECONDS_OF_BUILD)
        return prepare(dictionary, texts, lambda wordings: _that_occur(OpenSearchBackend(cluster), wordings))

    return write_cluster_index(corpus, root, settings, attach, similarity, progress)


def open_backend(reader: IndexReader, settings: ClusterSettings) -> OpenSearchBackend:
    """The backend of a generation. No request is sent yet, because the cluster may come back later."""
    manifest = reader.generation.manifest
    return OpenSearchBackend(
        Cluster(connect(settings), manifest.remote, reader.dictionary, manifest.shards, settings.seconds)
    )


def missing_reason(generation: Generation, settings: ClusterSettings) -> str | None:
    """Why a generation cannot be searched on this cluster, as a Japanese sentence, or none if it can.

    Raises:
        ClusterUnusableError: the cluster does not answer.
    """
    index = generation.manifest.remote
    if not index.startswith(f"{settings.name}-"):
        return "OpenSearchでの索引の名前の設定が変わりました。"
    with explained():
        try:
            held = connect(settings).count(index=index)["count"]
        except NotFoundError:
            return f"OpenSearchに索引 {index} がありません。"
    if held != generation.manifest.counts["initiatives"]:
        return f"OpenSearchの索引 {index} の件数が合いません。"
    return None


def _that_occur(backend: OpenSearchBackend, wordings: Iterable[Wording]) -> list[Wording]:
    """The wordings that some initiative has, with adjacent terms."""
    session = backend.open_session()
    found: list[Wording] = []
    rest = iter(wordings)
    while part := list(islice(rest, _PORTION)):
        totals = session.totals([Selection(adjacent(word.terms, word.reach)) for word in part])
        found += [word for word, total in zip(part, totals, strict=True) if total]
    return found
