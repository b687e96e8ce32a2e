from __future__ import annotations

from typing import TYPE_CHECKING

from renkei_search.corpus.check.check import check_corpus
from renkei_search.region.coverage import measure_coverage

if TYPE_CHECKING:
    from renkei_search.corpus.collection import Corpus
    from renkei_search.search.engine import SearchEngine


def test_what_is_searched_covers_what_the_check_counts(engine: SearchEngine, corpus: Corpus) -> None:
    coverage = measure_coverage(engine)
    assert coverage == check_corpus(corpus).coverage
    assert sum(account.initiatives for account in coverage) == len(corpus.initiatives)
