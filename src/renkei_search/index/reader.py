"""Open the generation in use: columns, records and catalogue, and Whoosh's own searcher on demand."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Final

import msgspec
from whoosh.filedb.filestore import FileStorage

from renkei_search.analysis.analyzer import analyzer_fingerprint
from renkei_search.corpus.collection import Catalogue
from renkei_search.errors import IndexUnusableError
from renkei_search.index.columns import Columns
from renkei_search.index.dictionary import Dictionary
from renkei_search.index.generation import Generation, Store, current_generation, verify_files
from renkei_search.index.schema import FIELDS, ID_FIELD, SCHEMA_VERSION
from renkei_search.index.similarity import WhooshBm25
from renkei_search.index.writer import CATALOGUE, COLUMNS, DICTIONARY, WHOOSH
from renkei_search.model.record import Initiative

if TYPE_CHECKING:
    from pathlib import Path

    from whoosh.index import FileIndex
    from whoosh.searching import Searcher

    from renkei_search.index.similarity import Similarity


_KEPT: Final = {Store.LOCAL: "このコンピューター", Store.OPENSEARCH: "OpenSearch"}


class IndexReader:
    """One generation, opened for reading; safe to share between threads.

    Attributes:
        generation: the generation.
        catalogue: the catalogue it was built from.
        dictionary: its terms with their document frequencies.
    """

    def __init__(self, generation: Generation) -> None:
        self.generation = generation
        self.catalogue = msgspec.json.decode((generation.folder / CATALOGUE).read_bytes(), type=Catalogue)
        self.dictionary: Dictionary = (
            Columns(generation.folder / COLUMNS)
            if generation.manifest.store is Store.LOCAL
            else Dictionary(generation.folder / DICTIONARY, generation.manifest.counts["initiatives"])
        )
        self._decoder = msgspec.json.Decoder(Initiative)
        self._local = threading.local()
        self._lock = threading.Lock()

    @property
    def columns(self) -> Columns:
        """Its postings, facet values and records. Documents are numbered in corpus order.

        Raises:
            IndexUnusableError: they are on a cluster.
        """
        if not isinstance(self.dictionary, Columns):
            raise IndexUnusableError("この索引の本体はOpenSearchにあります。")
        return self.dictionary

    @property
    def searcher(self) -> Searcher:
        """This thread's Whoosh searcher. A searcher shared by threads gives wrong answers.

        It is opened lazily, because other backends do not need it.

        Raises:
            IndexUnusableError: Whoosh's files were altered.
        """
        searcher = getattr(self._local, "searcher", None)
        if searcher is None:
            weighting = WhooshBm25(self.generation.manifest.similarity, FIELDS)
            searcher = self._local.searcher = self._index.searcher(weighting=weighting)
        return searcher

    @property
    def _index(self) -> FileIndex:
        with self._lock:
            if self._opened is None:
                # Whoosh unpickles what it reads.
                verify_files(self.generation, WHOOSH)
                self._opened = FileStorage(str(self.generation.folder / WHOOSH)).open_index()
            return self._opened

    _opened: FileIndex | None = None

    def attachment(self, name: str) -> bytes:
        """An additional file of the generation."""
        return (self.generation.folder / name).read_bytes()

    def initiative(self, number: int) -> Initiative:
        """The record of a document."""
        return self._decoder.decode(self.columns.record(number))

    def number_of(self, initiative_id: str) -> int | None:
        """The document with this id, or none."""
        return self.columns.document(ID_FIELD, initiative_id)


def open_reader(root: Path, similarity: Similarity, store: Store = Store.LOCAL) -> IndexReader:
    """Open the generation in use under ``root``, which must have this similarity and be in the given store.

    Raises:
        IndexUnusableError: there is none, it is damaged, or this program cannot search it.
    """
    generation = current_generation(root)
    reason = stale_reason(generation, similarity, store)
    if reason is not None:
        raise IndexUnusableError(reason)
    try:
        return IndexReader(generation)
    except (OSError, ValueError) as error:
        raise IndexUnusableError(
            f"索引 {generation.folder} を読めません（{error}）。メモリと、同時に開けるファイルの数を確かめてください。"
        ) from error


def stale_reason(
    generation: Generation,
    similarity: Similarity,
    store: Store = Store.LOCAL,
    corpus_fingerprint: str | None = None,
) -> str | None:
    """Why a generation must be rebuilt, as a Japanese sentence, or none if it may be used.

    Without a corpus fingerprint, only what depends on the program is compared.
    """
    manifest = generation.manifest
    if manifest.schema_version != SCHEMA_VERSION:
        return "索引の形式が古くなっています。"
    if manifest.store is not store:
        return f"この索引は{_KEPT[manifest.store]}で検索するためのもので、いまの設定と違います。"
    if manifest.similarity != similarity:
        return "索引を作ったときと検索の重みの設定が違います。"
    if manifest.analyzer != analyzer_fingerprint():
        return "索引を作ったときと形態素解析の辞書や設定が違います。"
    if corpus_fingerprint is not None and manifest.corpus != corpus_fingerprint:
        return "コーパスが索引を作ったときから変わっています。"
    return None
