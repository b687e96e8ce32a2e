"""Hits: the documents that one search found, with excerpts and with how each was found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from renkei_search.search.highlight.marker import Marker
from renkei_search.search.related.comparable import types_of
from renkei_search.search.related.evidence import Evidence
from renkei_search.search.result import Hit, Tier
from renkei_search.search.retrieval import TIERS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from renkei_search.index.reader import IndexReader
    from renkei_search.search.backend.protocol import BackendDocument, Placed, Session
    from renkei_search.search.related.telling import Telling
    from renkei_search.search.retrieval import Found


class Presenter:
    """Makes hits from the documents that one search found. The query's words are looked up once for all hits."""

    def __init__(self, reader: IndexReader, session: Session, found: Found, telling: Telling) -> None:
        query, dictionary = found.query, reader.dictionary
        self._session = session
        self._ranked = bool(found.order.tiers)
        self._sentence = query.receipt.sentence
        self._practices = reader.catalogue.practices
        self._marker = Marker(query, dictionary, telling.idf)
        # Only these words of a sentence decide what matches; the others frame the question.
        asked = {part.text for part in query.parts}
        units = [unit for unit in query.units if unit.written in asked] if self._sentence else query.units
        self._evidence = Evidence(dictionary, reader.catalogue, units, found.near, sentence=self._sentence)

    def matches(self, ranked: Sequence[Placed]) -> tuple[Hit, ...]:
        """Hits for the matches, each with the synonym that found it."""
        documents = self._session.read([placed.number for placed in ranked])
        return tuple(map(self._match, documents, ranked))

    def near(self, ranked: Sequence[Placed]) -> tuple[Hit, ...]:
        """Hits for the related initiatives, each with its reasons."""
        documents = self._session.read([placed.number for placed in ranked])
        return tuple(map(self._near, documents, ranked))

    def _match(self, document: BackendDocument, placed: Placed) -> Hit:
        tier = TIERS[placed.tier] if self._ranked else None
        explained = tier is Tier.SYNONYM or self._sentence
        found_by = self._evidence.found_by(document) if explained else ()
        types = types_of(document, self._practices)
        excerpts = self._marker.excerpts(document)
        return Hit(document.initiative, placed.score, excerpts, tier, found_by, practices=types)

    def _near(self, document: BackendDocument, placed: Placed) -> Hit:
        types = types_of(document, self._practices)
        reasons = self._evidence.reasons(document, types)
        excerpts = self._marker.excerpts(document)
        return Hit(document.initiative, placed.score, excerpts, reasons=reasons, practices=types)
