"""Comparable practice: initiatives of other regions that are similar to an initiative or a draft."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from renkei_search.analysis.analyzer import analyze
from renkei_search.analysis.practice import NO_TEXT, analyse_text
from renkei_search.index.direction.type_document import TypeDocument
from renkei_search.index.schema import ID_FIELD
from renkei_search.search.backend.protocol import Order, Selection
from renkei_search.search.related.meaning import Reordering, rank
from renkei_search.search.related.near_document import closest_documents, scored
from renkei_search.search.related.similar import Written, choose_by_region, likeness_of, shared_words
from renkei_search.search.result import Comparable, SimilarHit
from renkei_search.search.tree import Boosting, Term, Without, any_of, facet_is

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from renkei_search.analysis.practice import AnalysedText
    from renkei_search.analysis.vector import Vector
    from renkei_search.model.practice import Practices, PracticeType
    from renkei_search.model.record import Initiative
    from renkei_search.search.backend.protocol import BackendDocument, Placed, Session
    from renkei_search.search.language.vocabulary.vocabulary import Vocabulary
    from renkei_search.search.related.meaning import Meaning
    from renkei_search.search.related.similar import Likeness
    from renkei_search.search.related.telling import Telling
    from renkei_search.search.request import Filters
    from renkei_search.search.tree import Tree
    from renkei_search.search.tuning import Tuning

_PORTION: Final = 200
# The least cosine of a text to the type of practice that is closest to it.
_CLOSE_TO_A_TYPE: Final = 0.2


class ComparablePractice:
    """Finds comparable initiatives in one generation. Thread-safe."""

    def __init__(
        self,
        practices: Practices,
        vocabulary: Vocabulary,
        telling: Telling,
        meaning: Meaning | None,
        tuning: Tuning,
    ) -> None:
        self._meaning = meaning
        self._practices = practices
        self._vocabulary = vocabulary
        self._telling = telling
        self._tuning = tuning

    def of_initiative(
        self, session: Session, document: BackendDocument, conditions: tuple[Filters, Filters], limit: int
    ) -> Comparable:
        """Initiatives of other regions similar to this one, best first.

        Args:
            session: the session of this request.
            document: the initiative.
            conditions: filters and exclusions.
            limit: how many at most.
        """
        initiative = document.initiative
        fields = [coded.code for coded in initiative.fields]
        named, told = analyse_text(initiative.title or ""), analyse_text(initiative.description)
        likeness = self._likeness(named, told, fields)
        own: list[Tree] = [Term(ID_FIELD, initiative.id)]
        if initiative.region is not None:
            own.append(facet_is("region", initiative.region))
        terms = [token.term for token in (*named.tokens, *told.tokens)]
        return self._find(session, likeness, own, (conditions, terms), limit)

    def of_text(
        self, session: Session, text: str, conditions: tuple[Filters, Filters], limit: int
    ) -> Comparable:
        """Initiatives similar to a draft, best first."""
        told = analyse_text(text)
        terms = [token.term for token in told.tokens]
        return self._find(session, self._likeness(NO_TEXT, told, ()), (), (conditions, terms), limit)

    def _likeness(self, named: AnalysedText, told: AnalysedText, fields: Iterable[str]) -> Likeness | None:
        shown, tuning = self._vocabulary.classifier.weigh(named, told), self._tuning
        gains = [
            *(("field", code, tuning.similar_field) for code in fields),
            *(("practice", type_, tuning.similar_practice * sure) for type_, sure in shown.types.items()),
            *(("family", family, tuning.similar_family * sure) for family, sure in shown.families.items()),
        ]
        return likeness_of(
            named,
            told,
            {(facet, value): gain * self._telling.facet_idf(facet, value) for facet, value, gain in gains},
            self._telling.idf,
            self._vocabulary.synonyms,
            tuning,
        )

    def _find(
        self,
        session: Session,
        likeness: Likeness | None,
        own: Iterable[Tree],
        asked: tuple[tuple[Filters, Filters], Sequence[str]],
        limit: int,
    ) -> Comparable:
        if likeness is None:
            return Comparable()
        conditions, terms = asked
        meaning = self._meaning
        direction = None if meaning is None else meaning.direction(terms)
        reordering, near = None, dict[str, TypeDocument]()
        if meaning is not None and direction is not None:
            reordering = Reordering(meaning, direction, self._tuning.similar_meaning)
            near = self._near(meaning, direction, filtered=any(conditions))
        # A text of a few words is close to some type as well, so this makes nothing comparable that shares nothing.
        tree = Boosting(likeness.tree, any_of(map(scored, near.values()))) if near else likeness.tree
        ranked = _Ranking(session, Selection(Without(tree, any_of(own)), *conditions), reordering)
        regional, generic = (
            tuple(
                self._hit(ranked.document(placed.number), placed.score, likeness, near) for placed in chosen
            )
            for chosen in choose_by_region(ranked, ranked.region_of, limit, self._tuning)
        )
        return Comparable(regional, generic)

    def _near(self, meaning: Meaning, direction: Vector, *, filtered: bool) -> dict[str, TypeDocument]:
        """The initiatives close to the type of practice that is closest to a text, by their ids."""
        tuning = self._tuning
        nearest = meaning.nearest_types(
            (), direction, 1, _CLOSE_TO_A_TYPE, share=0.0, said=tuning.meaning_said
        )
        weights = {
            type_: tuning.similar_near * self._telling.facet_idf("practice", type_) for type_, _ in nearest
        }
        found = closest_documents(meaning.type_documents, weights, tuning, filtered=filtered)
        return {item.id: item for item in found if item.closeness >= tuning.near_document_closeness}

    def _hit(
        self, document: BackendDocument, score: float, likeness: Likeness, near: Mapping[str, TypeDocument]
    ) -> SimilarHit:
        types = types_of(document, self._practices)
        close = near.get(document.initiative.id)
        return SimilarHit(
            document.initiative,
            score,
            shared_words(_written(document.initiative), likeness.weights),
            tuple(type_ for type_ in types if type_.id in likeness.practices),
            ()
            if close is None or close.type in {type_.id for type_ in types}
            else (self._practices.by_id[close.type],),
        )


class _Ranking:
    """A ranking that is read in batches, because it is not known in advance how much of it is needed."""

    def __init__(self, session: Session, selection: Selection, reordering: Reordering | None) -> None:
        self._session = session
        self._reordering = reordering
        self._selection = selection
        self._read: dict[int, BackendDocument] = {}

    def __iter__(self) -> Iterator[Placed]:
        start = 0
        while True:
            placed = rank(
                self._session, self._selection, Order(), (start, start + _PORTION), self._reordering
            ).documents
            for document in self._session.read([item.number for item in placed]):
                self._read[document.number] = document
            yield from placed
            if len(placed) < _PORTION:
                return
            start += _PORTION

    def document(self, number: int) -> BackendDocument:
        """A document that was reached by iteration."""
        return self._read[number]

    def region_of(self, number: int) -> str | None:
        """The region of a document that was reached by iteration."""
        return next(iter(self._read[number].values("region")), None)


def types_of(document: BackendDocument, practices: Practices) -> tuple[PracticeType, ...]:
    """The types of practice of a document, in the classification's order."""
    return tuple(
        [
            practices.by_id[id_]
            for id_ in sorted(document.values("practice"), key=practices.places.__getitem__)
        ]
    )


def _written(initiative: Initiative) -> list[Written]:
    """The texts of an initiative with their terms."""
    return [Written(text, analyze(text)) for text in (initiative.title or "", initiative.description)]
