"""The corpus in memory: catalogue and initiatives."""

from __future__ import annotations

from functools import cached_property

from renkei_search.practice import Practices
from renkei_search.record import Initiative, LeftOut, Record, Region, SchemeSection, Source
from renkei_search.taxonomy import Taxonomy
from renkei_search.thesaurus import Thesaurus


class SourceText(Record, frozen=True, kw_only=True):
    """A source with its text exactly as received and the account of what no record uses."""

    source: Source
    text: str
    left_out: tuple[LeftOut, ...] = ()


class Catalogue(Record, frozen=True, kw_only=True, dict=True):
    """All that initiatives refer to or are read with: classifications, regions, sources, the scheme, synonyms."""

    taxonomy: Taxonomy
    regions: tuple[Region, ...]
    sources: tuple[SourceText, ...]
    scheme: tuple[SchemeSection, ...] = ()
    thesaurus: Thesaurus = Thesaurus()
    practices: Practices = Practices()

    def region(self, region_id: str) -> Region:
        """The region with this id.

        Raises:
            KeyError: there is none.
        """
        return self.regions_by_id[region_id]

    def source(self, source_id: str) -> SourceText:
        """The source with this id.

        Raises:
            KeyError: there is none.
        """
        return self.sources_by_id[source_id]

    @cached_property
    def regions_by_id(self) -> dict[str, Region]:
        """Regions by id, in the corpus's order."""
        return {region.id: region for region in self.regions}

    @cached_property
    def sources_by_id(self) -> dict[str, SourceText]:
        """Sources by id, in the corpus's order."""
        return {item.source.id: item for item in self.sources}


class Corpus(Record, frozen=True, kw_only=True):
    """Everything that is indexed.

    ``fingerprint`` is a SHA-256 over the files it was read from: the same folder gives the same value.
    """

    catalogue: Catalogue
    initiatives: tuple[Initiative, ...]
    fingerprint: str
