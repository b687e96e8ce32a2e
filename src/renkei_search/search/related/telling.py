"""The distinctiveness of terms and facet values, measured by their IDF."""

from __future__ import annotations

from functools import partial
from math import log
from typing import TYPE_CHECKING, Final

from renkei_search.index.dictionary import text_idf
from renkei_search.index.schema import facet_field
from renkei_search.memo import remember

if TYPE_CHECKING:
    from renkei_search.search.backend.protocol import TermDictionary

_REMEMBERED: Final = 1 << 14


class Telling:
    """How distinctive terms and facet values are. Thread-safe."""

    def __init__(self, dictionary: TermDictionary) -> None:
        self._dictionary = dictionary
        self.idf = remember(_REMEMBERED)(partial(text_idf, dictionary))

    def facet_idf(self, facet: str, value: str) -> float:
        """The inverse document frequency of a facet value, scaled to about 1."""
        count = self._dictionary.document_frequency(facet_field(facet), value)
        return log(self._dictionary.size / max(count, 1)) / 2.5
