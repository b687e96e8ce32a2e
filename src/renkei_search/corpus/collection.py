"""The corpus in memory: catalogue and initiatives."""

from __future__ import annotations

from functools import cached_property

from renkei_search.model.practice import Practices
from renkei_search.model.record import (
    EditorialTitle,
    Initiative,
    InitiativeSpans,
    LeftOut,
    Record,
    Region,
    RegionKind,
    SchemeSection,
    Source,
    SourcePage,
    SourcePlace,
    Spans,
)
from renkei_search.model.taxonomy import Taxonomy
from renkei_search.model.thesaurus import Thesaurus


class SourceText(Record, frozen=True, kw_only=True):
    """A source with its text exactly as received, the list of unused characters, and its pages and rows.

    ``places`` are parts as named in the document; ``pages`` are those of a document read from a file, and empty for a
    text received as such.
    """

    source: Source
    text: str
    left_out: tuple[LeftOut, ...] = ()
    places: tuple[SourcePlace, ...] = ()
    pages: tuple[SourcePage, ...] = ()

    def page_at(self, at: int) -> SourcePage | None:
        """The page that a character of the text stands on, if the pages are known."""
        return next((page for page in self.pages if page.start <= at < page.end), None)

    def page_name(self, spans: InitiativeSpans) -> str:
        """The number or label of the page on which an initiative begins; empty if the pages are not known."""
        first = (*spans.title, *spans.description)[:1]
        page = self.page_at(first[0].start) if first else None
        return (page.label or str(page.number)) if page is not None else ""

    def page_number(self, spans: Spans) -> int | None:
        """The number of the page on which a passage begins, if the pages are known."""
        page = self.page_at(spans[0].start) if spans else None
        return page.number if page is not None else None


class Catalogue(Record, frozen=True, kw_only=True, dict=True):
    """Everything that initiatives refer to: classifications, regions, sources, the scheme, synonyms.

    ``years`` are the fiscal years in which initiatives are carried out, the earliest first.
    """

    taxonomy: Taxonomy
    regions: tuple[Region, ...]
    sources: tuple[SourceText, ...]
    scheme: tuple[SchemeSection, ...] = ()
    editorial_titles: tuple[EditorialTitle, ...] = ()
    thesaurus: Thesaurus = Thesaurus()
    practices: Practices = Practices()
    years: tuple[int, ...] = ()

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
    def kinds(self) -> tuple[RegionKind, ...]:
        """The kinds of region: both schemes, and other bodies if the corpus contains any."""
        held = {region.kind for region in self.regions}
        return tuple(kind for kind in RegionKind if kind.is_scheme or kind in held)

    @cached_property
    def regions_by_id(self) -> dict[str, Region]:
        """Regions by id, in the corpus's order."""
        return {region.id: region for region in self.regions}

    @cached_property
    def editorial_titles_by_id(self) -> dict[str, EditorialTitle]:
        """Our own headings by the id of the initiative."""
        return {title.id: title for title in self.editorial_titles}

    @cached_property
    def sources_by_id(self) -> dict[str, SourceText]:
        """Sources by id, in the corpus's order."""
        return {item.source.id: item for item in self.sources}


class Corpus(Record, frozen=True, kw_only=True):
    """Everything that is indexed.

    ``fingerprint`` is a SHA-256 of the files it was read from: the same folder gives the same value.
    """

    catalogue: Catalogue
    initiatives: tuple[Initiative, ...]
    fingerprint: str
