"""How much of each source's text is in the records, counted anew from what is searched."""

from __future__ import annotations

from typing import TYPE_CHECKING

from renkei_search.corpus.check import check_corpus
from renkei_search.corpus.collection import Corpus
from renkei_search.search.request import SearchRequest

if TYPE_CHECKING:
    from renkei_search.corpus.check import SourceCoverage
    from renkei_search.search.engine import SearchEngine


def measure_coverage(engine: SearchEngine) -> tuple[SourceCoverage, ...]:
    """The account of every source's characters, in the catalogue's order.

    It reads all records and texts (40 ms for 300 initiatives), so only the page that shows it should ask.
    """
    corpus = Corpus(
        catalogue=engine.catalogue,
        initiatives=tuple(engine.scan(SearchRequest())),
        fingerprint=engine.corpus_fingerprint,
    )
    return check_corpus(corpus).coverage
