"""Open the generation in use: columns, records and catalogue; Whoosh's own searcher where it is wanted."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import msgspec
from whoosh.filedb.filestore import FileStorage

from renkei_search.analysis.analyzer import analyzer_fingerprint
from renkei_search.corpus.collection import Catalogue
from renkei_search.errors import IndexUnusableError
from renkei_search.index.columns import Columns
from renkei_search.index.generation import Generation, current_generation, verify_files
from renkei_search.index.schema import FIELDS, ID_FIELD, SCHEMA_VERSION
from renkei_search.index.similarity import WhooshBm25
from renkei_search.index.writer import CATALOGUE, COLUMNS, WHOOSH
from renkei_search.record import Initiative

if TYPE_CHECKING:
    from pathlib import Path

    from whoosh.index import FileIndex
    from whoosh.searching import Searcher

    from renkei_search.index.similarity import Similarity


class IndexReader:
    """One generation, opened for reading; safe to share between threads.

    Attributes:
        generation: which one it is.
        catalogue: the catalogue it was built from.
        columns: its postings, facet values and records. A document's number is its place in the corpus.
    """

    def __init__(self, generation: Generation) -> None:
        self.generation = generation
        self.catalogue = msgspec.json.decode((generation.folder / CATALOGUE).read_bytes(), type=Catalogue)
        self.columns = Columns(generation.folder / COLUMNS)
        self._decoder = msgspec.json.Decoder(Initiative)
        self._local = threading.local()
        self._lock = threading.Lock()

    @property
    def searcher(self) -> Searcher:
        """This thread's Whoosh searcher. One shared by threads gives wrong answers.

        It is opened when it is first asked for: searching does without.

        Raises:
            IndexUnusableError: Whoosh's files are not as they were written.
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
        """A further file of the generation."""
        return (self.generation.folder / name).read_bytes()

    def nearest_terms(self, field: str, term: str) -> list[str]:
        """Terms of a field within two edits of this one that begin with the same character, nearest first."""
        corrector = self.searcher.reader().corrector(field)
        found: list[str] = corrector.suggest(term, limit=3, maxdist=2, prefix=1)
        return found

    def initiative(self, number: int) -> Initiative:
        """The record of a document."""
        return self._decoder.decode(self.columns.record(number))

    def number_of(self, initiative_id: str) -> int | None:
        """The document with this id, or none."""
        return self.columns.document(ID_FIELD, initiative_id)


def open_reader(root: Path, similarity: Similarity) -> IndexReader:
    """Open the generation in use under ``root``, which must have been built with this similarity.

    Raises:
        IndexUnusableError: there is none, it is damaged, or this program cannot search it.
    """
    generation = current_generation(root)
    reason = stale_reason(generation, similarity)
    if reason is not None:
        raise IndexUnusableError(reason)
    try:
        return IndexReader(generation)
    except (OSError, ValueError) as error:
        raise IndexUnusableError(
            f"索引 {generation.folder} を読めません（{error}）。メモリと、同時に開けるファイルの数を確かめてください。"
        ) from error


def stale_reason(
    generation: Generation, similarity: Similarity, corpus_fingerprint: str | None = None
) -> str | None:
    """Why a generation must be rebuilt, as a Japanese sentence, or none if it may be used.

    Without a corpus fingerprint only the program's side is compared.
    """
    manifest = generation.manifest
    if manifest.schema_version != SCHEMA_VERSION:
        return "索引の形式が古いままです。"
    if manifest.similarity != similarity:
        return "索引を作ったときと検索の重みの設定が違います。"
    if manifest.analyzer != analyzer_fingerprint():
        return "索引を作ったときと形態素解析の辞書や設定が違います。"
    if corpus_fingerprint is not None and manifest.corpus != corpus_fingerprint:
        return "コーパスが索引を作ったときから変わっています。"
    return None
