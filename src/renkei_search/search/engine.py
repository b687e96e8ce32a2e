"""The search engine as the rest of the program sees it: one generation on the backend that can search it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from functools import cached_property, partial
from itertools import islice
from typing import TYPE_CHECKING, Final, Self

from renkei_search.errors import NotFoundError
from renkei_search.facet.declaration import MISSING
from renkei_search.index.generation import Store
from renkei_search.index.history import HISTORY, History
from renkei_search.index.reader import IndexReader, open_reader
from renkei_search.index.similarity import Similarity
from renkei_search.index.writer import write_index
from renkei_search.search.answer.absence import Absence
from renkei_search.search.answer.memory import AnswerMemory
from renkei_search.search.answer.presenter import Presenter
from renkei_search.search.backend.registry import EngineSettings, on_cluster, open_backend
from renkei_search.search.facet import FacetMaker
from renkei_search.search.filter_value import check_filters, check_request
from renkei_search.search.language.interpreter import Interpreter
from renkei_search.search.language.limit import clean_pasted_text
from renkei_search.search.language.place import find_places
from renkei_search.search.language.vocabulary.vocabulary import Vocabulary, that_stand_in
from renkei_search.search.preparation import open_meaning, prepare
from renkei_search.search.related.comparable import ComparablePractice, types_of
from renkei_search.search.related.meaning import HEAD
from renkei_search.search.related.neighbourhood import Neighbourhood
from renkei_search.search.related.telling import Telling
from renkei_search.search.result import Alternatives, Group, SearchResults
from renkei_search.search.retrieval import Retriever
from renkei_search.search.tuning import DEFAULT, Tuning

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from renkei_search.corpus.collection import Catalogue, Corpus
    from renkei_search.facet.registry import FilterName
    from renkei_search.model.practice import PracticeType
    from renkei_search.model.record import Initiative
    from renkei_search.search.backend.protocol import Backend, BackendDocument, Placed, Session
    from renkei_search.search.language.place import Places
    from renkei_search.search.language.vocabulary.suggest import Suggestion
    from renkei_search.search.request import Filters, Grouping, SearchRequest
    from renkei_search.search.result import Comparable
    from renkei_search.search.retrieval import Found

# How many records are read at a time when all matches are wanted.
_PORTION: Final = 500


class SearchEngine:
    """Answers requests on one generation. Thread-safe."""

    def __init__(self, reader: IndexReader, backend: Backend, tuning: Tuning, remembered: int = 0) -> None:
        """``remembered`` is the size in bytes of the cache of answers for repeated requests."""
        self._answers = AnswerMemory(remembered)
        self._reader = reader
        self._dictionary = reader.dictionary
        self._backend = backend
        self._vocabulary = vocabulary = Vocabulary(reader)
        practices = reader.catalogue.practices
        self._telling = Telling(self._dictionary)
        meaning = open_meaning(reader, self._telling) if tuning.meaning else None
        self._retriever = Retriever(
            Interpreter(vocabulary.synonyms, vocabulary.found, vocabulary.gazetteer, tuning),
            vocabulary,
            Neighbourhood(self._dictionary, practices, vocabulary, self._telling, meaning, tuning),
            practices,
            tuning,
        )
        self._comparable = ComparablePractice(practices, vocabulary, self._telling, meaning, tuning)
        self._facets = FacetMaker(reader.catalogue)
        self._absence = Absence(reader.catalogue, self._retriever, vocabulary)

    @classmethod
    def build(
        cls,
        corpus: Corpus,
        root: Path,
        progress: Callable[[int, int], None] | None = None,
        tuning: Tuning = DEFAULT,
        engine: EngineSettings = EngineSettings(),  # noqa: B008 # frozen
    ) -> str:
        """Index the corpus as a new generation under ``root``, put it to use, and return its id.

        Searching it needs the same BM25 tuning, and an engine that keeps its generations in the same store.

        Raises:
            IndexUnusableError: the folder cannot be written, another build runs, or the cluster does not answer.
            UsageError: a package that the engine needs is not installed.
        """
        similarity = _similarity(tuning)
        if engine.engine.store is Store.OPENSEARCH:
            generation: str = on_cluster().build(
                corpus,
                root,
                engine.cluster,
                partial(prepare, corpus, root),
                similarity,
                progress or (lambda _done, _total: None),
            )
            return generation
        return write_index(
            corpus,
            root,
            progress,
            lambda columns: prepare(corpus, root, columns, columns, partial(that_stand_in, columns)),
            similarity,
        )

    @classmethod
    def open(
        cls,
        root: Path,
        tuning: Tuning = DEFAULT,
        engine: EngineSettings = EngineSettings(),  # noqa: B008 # frozen
        remembered: int = 0,
    ) -> Self:
        """Open the generation in use; for ``remembered`` see the constructor.

        Raises:
            IndexUnusableError: there is none that this program can search with this engine.
            UsageError: a package that the engine needs is not installed.
        """
        reader = open_reader(root, _similarity(tuning), engine.engine.store)
        return cls(reader, open_backend(engine, reader), tuning, remembered)

    @property
    def generation(self) -> str:
        """The id of the generation that is open."""
        return self._reader.generation.id

    @property
    def created(self) -> datetime:
        """When the generation was built, in UTC, to the second."""
        return datetime.fromisoformat(self._reader.generation.manifest.created)

    @property
    def initiative_count(self) -> int:
        """How many initiatives there are."""
        return self._dictionary.size

    @property
    def corpus_fingerprint(self) -> str:
        """The fingerprint of the corpus that the generation was built from."""
        return self._reader.generation.manifest.corpus

    @property
    def catalogue(self) -> Catalogue:
        """Classification, regions and sources as they were when the index was built."""
        return self._reader.catalogue

    @cached_property
    def history(self) -> History:
        """When the initiatives were added and changed."""
        return History(self._reader.attachment(HISTORY))

    def check(self) -> None:
        """Make sure that the backend can answer searches now.

        Raises:
            IndexUnusableError: it cannot.
        """
        self._backend.check()

    def search(
        self,
        request: SearchRequest,
        grouping: Grouping | None = None,
        first: Sequence[Sequence[str]] = (),
    ) -> SearchResults:
        """Answer a request, its matches one by one or in groups.

        Args:
            request: what was asked.
            grouping: by what the matches are grouped, if at all.
            first: groups of region ids; the matches of each group come before those of the next, and before all others.

        Raises:
            QueryError: the words are refused.
            ParameterError: a filter or page is.
        """
        if first:  # not cached, because it depends on the user
            return self._search(request, grouping, first)
        return self._answers.answer(request, grouping, self._search)

    def _search(
        self, request: SearchRequest, grouping: Grouping | None, first: Sequence[Sequence[str]] = ()
    ) -> SearchResults:
        check_request(request, self.catalogue)
        session = self._backend.open_session()
        found = self._retriever.find(session, request).with_first(first)
        start = (request.page - 1) * request.per_page
        stop = 0 if request.facets_only or grouping else start + request.per_page
        ranked = found.rank(session, found.selection, min(start, stop), stop, count=True)
        facets = self._facets.make(ranked.counts, request)
        results = SearchResults(request, found.receipt, ranked.total, (), facets)
        if request.facets_only:
            return results
        presenter = Presenter(self._reader, session, found, self._telling)
        if grouping is not None:
            results = self._group(results, session, found, grouping, presenter)
            pages = -(-results.group_total // grouping.per_page)
        else:
            results = replace(results, hits=presenter.matches(ranked.documents))
            pages = results.pages
        # Related initiatives follow the last match.
        last = request.page == max(pages, 1)
        empty = not ranked.total
        receipt = replace(
            found.receipt,
            counts=self._absence.counts(session, found, request) if empty else (),
            absent_places=self._absence.places(session, found),
        )
        return replace(
            results,
            receipt=receipt,
            related=presenter.near(found.near.documents) if last else (),
            alternatives=self._absence.alternatives(session, found, request) if empty else Alternatives(),
        )

    def _group(
        self,
        results: SearchResults,
        session: Session,
        found: Found,
        grouping: Grouping,
        presenter: Presenter,
    ) -> SearchResults:
        """The answer with its matches in groups; groups and matches are in the order of the ungrouped list.

        Meaning reorders only the head of the list. Groups are therefore made from the head first, then from the rest.
        """
        facet, request = grouping.facet, results.request
        counts = session.count_by(found.selection, facet)
        head: dict[str, list[Placed]] = {}
        first = found.rank(session, found.selection, 0, HEAD).documents
        for placed, document in zip(first, session.read([item.number for item in first]), strict=True):
            head.setdefault(next(iter(document.values(facet.value)), MISSING), []).append(placed)
        others = session.rank_values(found.selection, found.order, facet, 0, len(counts))
        values = list(dict.fromkeys([*head, *others]))
        start = (request.page - 1) * grouping.per_page
        groups = []
        for value in values[start : start + grouping.per_page]:
            shown = head.get(value, [])[: grouping.hits]
            if len(shown) < min(grouping.hits, counts[value]):
                filters = (*(item for item in request.filters if item[0] is not facet), (facet, value))
                own = replace(found.selection, filters=filters)
                known = {item.number for item in head.get(value, [])}
                ranked = session.rank(own, found.order, 0, grouping.hits + len(known)).documents
                shown += [item for item in ranked if item.number not in known]
            groups.append(Group(value, counts[value], presenter.matches(shown[: grouping.hits])))
        return replace(results, groups=tuple(groups), group_total=len(counts))

    def scan(self, request: SearchRequest) -> Iterator[Initiative]:
        """Every match of a request in order, read in batches; page and ``per_page`` are ignored.

        Raises:
            QueryError: the words are refused. Both errors are raised by the call itself, not by the first step.
            ParameterError: a filter is.
        """
        session, found = self._find(request)
        return _read_all(session, found.scan(session))

    def count_by(self, request: SearchRequest, facet: FilterName) -> Mapping[str, int]:
        """Count the matches of a request by the values of one facet; values without a match are left out.

        An initiative with several values counts once for each. Where it has none, the value is
        :data:`renkei_search.facet.declaration.MISSING`. Unlike the facets of an answer, the counts obey all filters.

        Raises:
            QueryError: the words are refused.
            ParameterError: a filter is.
        """
        session, found = self._find(request)
        return session.count_by(found.selection, facet)

    def cross_tabulate(
        self, request: SearchRequest, rows: FilterName, columns: FilterName
    ) -> Mapping[tuple[str, str], int]:
        """Count the matches of a request by pairs of facet values; pairs without a match are left out.

        An initiative with several values counts once in each of their pairs. Where it has none, the value is
        :data:`renkei_search.facet.declaration.MISSING`.

        Raises:
            QueryError: the words are refused.
            ParameterError: a filter is.
        """
        session, found = self._find(request)
        return session.cross_tabulate(found.selection, rows, columns)

    def records(self, start: int, end: int) -> tuple[Initiative, ...]:
        """The initiatives ``[start, end)`` in corpus order, fewer at the end of the corpus."""
        numbers = range(start, min(end, self.initiative_count))
        return tuple(document.initiative for document in self._backend.open_session().read(numbers))

    def get(self, initiative_id: str) -> Initiative:
        """One initiative.

        Raises:
            NotFoundError: there is none by that id.
        """
        return self._document(self._backend.open_session(), initiative_id).initiative

    def practices_of(self, initiative_id: str) -> tuple[PracticeType, ...]:
        """The types of practice that an initiative's words indicate, in the order of the classification.

        Raises:
            NotFoundError: there is no initiative by that id.
        """
        document = self._document(self._backend.open_session(), initiative_id)
        return types_of(document, self.catalogue.practices)

    def similar(
        self, initiative_id: str, filters: Filters = (), limit: int = 10, excluded: Filters = ()
    ) -> Comparable:
        """Comparable practice: the most similar initiatives of other regions, best first.

        At most two of one region, and ``limit`` in all; generic examples of the scheme are listed in addition.

        Raises:
            NotFoundError: there is no initiative by that id.
            ParameterError: a filter value does not exist.
        """
        check_filters((*filters, *excluded), self.catalogue)
        session = self._backend.open_session()
        document = self._document(session, initiative_id)
        return self._comparable.of_initiative(session, document, (filters, excluded), limit)

    def similar_to_text(
        self, text: str, filters: Filters = (), limit: int = 10, excluded: Filters = ()
    ) -> Comparable:
        """Comparable practice for a draft of up to 5,000 characters.

        Raises:
            QueryError: the text is refused.
            ParameterError: a filter value does not exist.
        """
        check_filters((*filters, *excluded), self.catalogue)
        session = self._backend.open_session()
        return self._comparable.of_text(session, clean_pasted_text(text), (filters, excluded), limit)

    def suggest(self, typed: str, limit: int = 10) -> list[Suggestion]:
        """Completions of the text typed so far, by kanji or by its reading in kana or romaji, likeliest first."""
        return self._vocabulary.suggester.complete(typed, limit)

    def named(self, text: str) -> list[Suggestion]:
        """The initiative and the regions whose complete title or name is the text."""
        return self._vocabulary.suggester.named(text)

    def places(self, name: str) -> Places:
        """The regions that a name may mean, however it is written or read, and the places it names that no region contains."""
        return find_places(name, self.catalogue, self._vocabulary.gazetteer)

    def _find(self, request: SearchRequest) -> tuple[Session, Found]:
        check_filters((*request.filters, *request.excluded), self.catalogue)
        session = self._backend.open_session()
        return session, self._retriever.find(session, request)

    def _document(self, session: Session, initiative_id: str) -> BackendDocument:
        document = session.find(initiative_id)
        if document is None:
            raise NotFoundError(f"取組「{initiative_id}」はありません。")
        return document


def _read_all(session: Session, numbers: Iterator[int]) -> Iterator[Initiative]:
    """The records of all documents, read in batches."""
    while portion := list(islice(numbers, _PORTION)):
        yield from (document.initiative for document in session.read(portion))


def _similarity(tuning: Tuning) -> Similarity:
    return Similarity(tuning.k1, tuning.b)
