"""The search engine as the rest of the program sees it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, Self

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import datetime
    from pathlib import Path

    from renkei_search.corpus.collection import Catalogue, Corpus
    from renkei_search.practice import PracticeType
    from renkei_search.record import Initiative
    from renkei_search.search.request import FilterName, Filters, SearchRequest
    from renkei_search.search.result import SearchResults, SimilarHit
    from renkei_search.search.suggest import Suggestion


class SearchEngine(Protocol):
    """Build an index, open it, answer. An open engine may be shared by threads."""

    @classmethod
    def build(cls, corpus: Corpus, root: Path, progress: Callable[[int, int], None] | None = None) -> str:
        """Index the corpus as a new generation under ``root``, put it to use, and return its id.

        Raises:
            IndexUnusableError: the folder cannot be written or another build runs.
        """
        ...

    @classmethod
    def open(cls, root: Path) -> Self:
        """Open the generation in use.

        Raises:
            IndexUnusableError: there is none that this program can search.
        """
        ...

    @property
    def generation(self) -> str:
        """The id of the generation that is open."""
        ...

    @property
    def created(self) -> datetime:
        """When the generation was built, in UTC, to the second."""
        ...

    @property
    def initiative_count(self) -> int:
        """How many initiatives there are."""
        ...

    @property
    def corpus_fingerprint(self) -> str:
        """The fingerprint of the corpus that the generation was built from."""
        ...

    @property
    def catalogue(self) -> Catalogue:
        """Classification, regions and sources as they were when the index was built."""
        ...

    def search(self, request: SearchRequest) -> SearchResults:
        """Answer a request.

        Raises:
            QueryError: the words are refused.
            ParameterError: a filter or page is.
        """
        ...

    def scan(self, request: SearchRequest) -> Iterator[Initiative]:
        """Every match of a request in its order, read one by one; page and ``per_page`` do not count.

        Raises:
            QueryError: the words are refused. Like the next, at the call, not at the first step.
            ParameterError: a filter is.
        """
        ...

    def cross_tabulate(
        self, request: SearchRequest, rows: FilterName, columns: FilterName
    ) -> Mapping[tuple[str, str], int]:
        """Count the matches of a request by pairs of facet values; pairs without a match are left out.

        An initiative with several values counts once in each of their pairs. Where it has none, the value is
        :data:`renkei_search.search.request.MISSING`.

        Raises:
            QueryError: the words are refused.
            ParameterError: a filter is.
        """
        ...

    def records(self, start: int, end: int) -> tuple[Initiative, ...]:
        """The initiatives ``[start, end)`` in the corpus's order, fewer where it ends before."""
        ...

    def get(self, initiative_id: str) -> Initiative:
        """One initiative.

        Raises:
            NotFoundError: there is none by that id.
        """
        ...

    def practices_of(self, initiative_id: str) -> tuple[PracticeType, ...]:
        """The types of practice that an initiative's words show, in the classification's order.

        Raises:
            NotFoundError: there is no initiative by that id.
        """
        ...

    def similar(
        self, initiative_id: str, filters: Filters = (), limit: int = 10, excluded: Filters = ()
    ) -> tuple[SimilarHit, ...]:
        """Comparable practice: the most similar initiatives of other regions, best first.

        At most two of one region; generic examples of the scheme come last.

        Raises:
            NotFoundError: there is no initiative by that id.
            ParameterError: a filter value does not exist.
        """
        ...

    def similar_to_text(
        self, text: str, filters: Filters = (), limit: int = 10, excluded: Filters = ()
    ) -> tuple[SimilarHit, ...]:
        """Comparable practice for a draft of up to 5,000 characters.

        Raises:
            QueryError: the text is refused.
            ParameterError: a filter value does not exist.
        """
        ...

    def suggest(self, typed: str, limit: int = 10) -> list[Suggestion]:
        """Completions of what was typed so far, by kanji or by reading in kana or romaji, likeliest first."""
        ...
