"""Open the generation in use: Whoosh's searcher for each thread, records, facet values, catalogue."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

import msgspec
from whoosh.filedb.filestore import FileStorage

from renkei_search.analysis.analyzer import analyzer_fingerprint
from renkei_search.corpus.collection import Catalogue
from renkei_search.errors import IndexUnusableError
from renkei_search.index.generation import Generation, current_generation
from renkei_search.index.schema import FACET_FIELDS, SCHEMA_VERSION, facet_field
from renkei_search.index.writer import CATALOGUE, WHOOSH
from renkei_search.record import Initiative

if TYPE_CHECKING:
    from pathlib import Path

    from whoosh.scoring import WeightingModel
    from whoosh.searching import Searcher


class IndexReader:
    """One generation, opened for reading; safe to share between threads.

    Attributes:
        generation: which one it is.
        catalogue: the catalogue it was built from.
        facet_values: for each facet, each document's values; a document's number is its place in the corpus.
    """

    def __init__(self, generation: Generation, weighting: WeightingModel) -> None:
        self.generation = generation
        self.catalogue = msgspec.json.decode((generation.folder / CATALOGUE).read_bytes(), type=Catalogue)
        self._weighting = weighting
        self._index = FileStorage(str(generation.folder / WHOOSH)).open_index()
        self._local = threading.local()
        self._decoder = msgspec.json.Decoder(Initiative)
        self.facet_values: dict[str, list[tuple[str, ...]]] = {
            name: self._read_values(facet_field(name)) for name in FACET_FIELDS
        }

    @property
    def searcher(self) -> Searcher:
        """This thread's searcher. One shared by threads gives wrong answers."""
        searcher = getattr(self._local, "searcher", None)
        if searcher is None:
            searcher = self._local.searcher = self._index.searcher(weighting=self._weighting)
        return searcher

    @property
    def document_count(self) -> int:
        """How many initiatives there are."""
        return int(self._index.doc_count())

    def attachment(self, name: str) -> bytes:
        """A further file of the generation."""
        return (self.generation.folder / name).read_bytes()

    def term_frequencies(self, *fields: str) -> dict[str, int]:
        """Every term of the fields with the number of initiatives that have it in one of them, at least."""
        reader: Any = self.searcher.reader()
        frequencies: dict[str, int] = {}
        for field in fields:
            for term in reader.lexicon(field):
                text = term.decode("utf-8")
                frequencies[text] = max(frequencies.get(text, 0), reader.doc_frequency(field, term))
        return frequencies

    def nearest_terms(self, field: str, term: str) -> list[str]:
        """Terms of a field within two edits of this one that begin with the same character, nearest first."""
        corrector = self.searcher.reader().corrector(field)
        found: list[str] = corrector.suggest(term, limit=3, maxdist=2, prefix=1)
        return found

    def initiative(self, number: int) -> Initiative:
        """The record of a document."""
        return self._decoder.decode(self.searcher.stored_fields(number)["record"])

    def number_of(self, initiative_id: str) -> int | None:
        """The document with this id, or none."""
        number: int | None = self.searcher.document_number(id=initiative_id)
        return number

    def _read_values(self, field: str) -> list[tuple[str, ...]]:
        reader: Any = self.searcher.reader()
        values: list[list[str]] = [[] for _ in range(self.document_count)]
        for term in reader.lexicon(field):
            text = term.decode("utf-8")
            for number in reader.postings(field, term).all_ids():
                values[number].append(text)
        return [tuple(found) for found in values]


def open_reader(root: Path, weighting: WeightingModel) -> IndexReader:
    """Open the generation in use under ``root``.

    Raises:
        IndexUnusableError: there is none, it is damaged, or this program cannot search it.
    """
    generation = current_generation(root)
    reason = stale_reason(generation)
    if reason is not None:
        raise IndexUnusableError(reason)
    return IndexReader(generation, weighting)


def stale_reason(generation: Generation, corpus_fingerprint: str | None = None) -> str | None:
    """Why a generation must be rebuilt, as a Japanese sentence, or none if it may be used.

    Without a corpus fingerprint only the program's side is compared.
    """
    manifest = generation.manifest
    if manifest.schema_version != SCHEMA_VERSION:
        return "索引の形式が古いままです。"
    if manifest.analyzer != analyzer_fingerprint():
        return "索引を作ったときと形態素解析の辞書や設定が違います。"
    if corpus_fingerprint is not None and manifest.corpus != corpus_fingerprint:
        return "コーパスが索引を作ったときから変わっています。"
    return None
