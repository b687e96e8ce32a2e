"""Initiatives that are related to a query without matching it, and what they share with it."""

from __future__ import annotations

from collections import Counter
from functools import cached_property, partial
from math import log
from operator import mul
from typing import TYPE_CHECKING, Final, NamedTuple

from renkei_search.analysis.analyzer import analyze
from renkei_search.analysis.practice import NO_TEXT, analyse_text
from renkei_search.analysis.whole_word import whole_words
from renkei_search.index.schema import CONTENT_FIELDS, ID_FIELD
from renkei_search.memo import Memory, remember
from renkei_search.search.backend.protocol import Order, Selection
from renkei_search.search.related.kindred import NOTHING_KINDRED
from renkei_search.search.related.meaning import rank
from renkei_search.search.related.near import Near
from renkei_search.search.related.near_document import NO_DOCUMENTS
from renkei_search.search.related.query_meaning import QueryMeaning
from renkei_search.search.related.similar import is_telling, telling_weights
from renkei_search.search.tree import (
    Nothing,
    Presence,
    Term,
    Tree,
    Without,
    adjacent,
    all_of,
    any_field,
    any_of,
    facet_is,
    rarity,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

    from renkei_search.analysis.practice import PracticeClassifier, PracticeConfidence
    from renkei_search.model.practice import Practices
    from renkei_search.search.backend.protocol import BackendDocument, Placed, Session, TermDictionary
    from renkei_search.search.language.query import Query
    from renkei_search.search.language.vocabulary.vocabulary import Vocabulary
    from renkei_search.search.related.meaning import Meaning, Reordering
    from renkei_search.search.related.telling import Telling
    from renkei_search.search.request import SearchRequest
    from renkei_search.search.tuning import Tuning

    Terms = tuple[str, ...]

_REMEMBERED_WORDS: Final = 1 << 10
_REMEMBERED_COUNTS: Final = 1 << 14
_REMEMBERED_CHARACTERS: Final = 1 << 18
# A word that more than this share of the initiatives has distinguishes none of them.
_COMMON: Final = 0.1
# How many words of the best matches are looked for in other initiatives, and the largest share that may have one.
_SHARED_WORDS: Final = 12
_RARE: Final = 0.05
# How many related initiatives are searched for words close in meaning.
_COMPARED: Final = 5
# A word that at least this many synonyms contain is their topic, and is used in case no initiative has the synonyms. A
# type of practice, or a word in titles, relates other initiatives if at least this many of the best matches have it.
_AGREEING: Final = 2


class _Covered(NamedTuple):
    """Trees that score each of several words, and how much of the words the best initiatives have."""

    trees: tuple[Tree, ...]
    share: float


class Neighbourhood:
    """Finds related initiatives in one generation. Thread-safe."""

    def __init__(
        self,
        dictionary: TermDictionary,
        practices: Practices,
        vocabulary: Vocabulary,
        telling: Telling,
        meaning: Meaning | None,
        tuning: Tuning,
    ) -> None:
        self._meant = QueryMeaning(meaning, dictionary, tuning)
        self._dictionary = dictionary
        self._practices = practices
        self._vocabulary = vocabulary
        self._telling = telling
        self._tuning = tuning
        self._counts: Memory[Terms, int] = Memory(_REMEMBERED_COUNTS, _REMEMBERED_CHARACTERS)
        self._words_of = remember(_REMEMBERED_WORDS, 1_000)(partial(_find_words, dictionary))

    def of(self, query: Query, session: Session, request: SearchRequest, count: int) -> Near:
        """Initiatives that share a type of practice or a distinctive word with the query or with its best matches.

        For a word that no initiative has, a term very close to it in meaning is enough.

        A single match also covers topics that were not asked for: a search for 温泉 is not about the fairs that its only
        match organises as well. So a match's types of practice count only if another match has them or the query is close
        to them, and the words of its title only if another match has them in its title.

        Args:
            query: a query that may be widened.
            session: of this request.
            request: its filters apply to related initiatives as well.
            count: how many documents match without filters.
        """
        tuning = self._tuning
        matching, related = query.matching or Nothing(), query.related or Nothing()
        shown = self.classify(query)
        words = dict(self._words(query, session))
        sharing = {terms: adjacent(terms, 1) for terms in words}
        kindred = self._meant.kindred(query, session) if request.semantic else NOTHING_KINDRED
        related = any_of((related, *kindred.trees))
        first: Sequence[BackendDocument] = ()
        if tuning.feedback:
            among = matching if count else all_of((related, any_of(sharing.values())))
            order = Order(None if count else related)
            placed = session.rank(Selection(among), order, 0, tuning.feedback).documents
            first = session.read([item.number for item in placed])
        reordering, meant = (
            self._meant.order_and_types(query, matched=count > 0) if request.semantic else (None, {})
        )
        share = tuning.meaning_sentence_near if query.receipt.sentence else tuning.meaning_near
        sure_enough = share * max(meant.values(), default=0.0)
        types = {*shown.types, *(type_ for type_, gain in meant.items() if gain >= sure_enough)}
        inferred = (
            self._meant.near_documents(
                Counter(dict.fromkeys(shown.types, tuning.practice)) + Counter(meant),
                types,
                partial(self._telling.facet_idf, "practice"),
                filtered=bool(request.filters or request.excluded),
            )
            if request.semantic
            else NO_DOCUMENTS
        )
        if count:
            types |= self._types_of(first, types, meant)
            added = {terms: telling for terms, telling in self._words_shared(first) if terms not in words}
            sharing |= {terms: adjacent(terms, 1) for terms in added}
            words |= added
        covered = self._cover(query, session, first)
        sure = 1.0 if count else tuning.unsure
        if query.receipt.sentence:
            sure = tuning.unsure + (1 - tuning.unsure) * covered.share
        scoring = self._widen(
            any_of((related, *covered.trees, *inferred.scored)),
            first,
            shown,
            sure,
            meant,
            sentence=query.receipt.sentence,
        )
        room = max(tuning.page - count, 0)
        near = (
            self._nearest(
                any_of(
                    (
                        *sharing.values(),
                        *kindred.close,
                        *inferred.close,
                        *(facet_is("practice", type_) for type_ in sorted(types)),
                    )
                ),
                matching,
                scoring,
                (session, request, room),
                reordering,
            )
            if room
            else ()
        )
        best = [*first, *session.read([placed.number for placed in near[:_COMPARED]])]
        return Near(
            documents=near,
            scoring=scoring,
            types=frozenset(types),
            asked=tuple(shown.types),
            words=words,
            kindred=kindred.words,
            inferred=inferred.types,
            reordering=reordering,
            nearest_words=()
            if reordering is None
            else self._meant.nearest_words(query, (self._terms(document, "title") for document in best)),
        )

    def only_order(self, query: Query, request: SearchRequest) -> Near:
        """Without related initiatives, because there are enough matches: only how to reorder these by meaning."""
        return Near(
            reordering=self._meant.order_and_types(query, matched=True)[0] if request.semantic else None
        )

    def _nearest(
        self,
        sharing: Tree,
        matching: Tree,
        scoring: Tree,
        asked: tuple[Session, SearchRequest, int],
        reordering: Reordering | None,
    ) -> tuple[Placed, ...]:
        """The best documents that share something and do not match, without those that score far below the best."""
        session, request, room = asked
        best = session.rank(Selection(scoring), Order(), 0, 1).documents
        least = self._tuning.related_least * (best[0].score if best else 0.0)
        selection = Selection(Without(sharing, matching), request.filters, request.excluded)
        near = rank(session, selection, Order(scoring), (0, room), reordering).documents
        return tuple(placed for placed in near if placed.score >= least)

    def _cover(self, query: Query, session: Session, first: Sequence[BackendDocument]) -> _Covered:
        """Score documents by how many of several words they have, and measure how much of them the best ones have.

        A word counts by its rarity. One that no initiative has counts most, since the others then cover only a part
        of the question.
        """
        units = [unit for unit in query.units if not unit.general] or list(query.units)
        ids = any_of(Term(ID_FIELD, document.initiative.id) for document in first)
        asked = [unit.part.strict for unit in units]
        totals = session.totals(
            [Selection(tree) for tree in (*asked, *(all_of((ids, tree)) for tree in asked))]
        )
        size = self._dictionary.size
        rarities = [rarity(total or 1, size) for total in totals[: len(units)]]
        held = [count / max(len(first), 1) for count in totals[len(units) :]]
        share = sum(map(mul, rarities, held)) / (sum(rarities) or 1.0)
        weight = self._tuning.coverage if len(units) > 1 else 0.0
        trees = [
            Presence(tree, weight * rare)
            for tree, rare, total in zip(asked, rarities, totals, strict=False)
            if total and weight
        ]
        return _Covered(tuple(trees), share)

    @cached_property
    def _indicated(self) -> Callable[[str], PracticeConfidence]:
        # Cached, because a search calls it up to three times. The classifier is read on first use, so that the start does
        # not wait for it. The cache refers to the vocabulary and not to this object, because a reference cycle would keep
        # a replaced generation alive.
        return remember(_REMEMBERED_WORDS)(partial(_indicated, self._vocabulary.classifier))

    def classify(self, query: Query) -> PracticeConfidence:
        """The types of practice that the words or the sentence indicate. Do not modify it."""
        words = " ".join(word.text for word in query.receipt.words if word.kind != "excluded")
        return self._indicated(query.sentence or words)

    def _words(self, query: Query, session: Session) -> Iterator[tuple[Terms, float]]:
        """The distinctive words of a query, with broader and neighbouring words from the thesaurus."""
        candidates: dict[Terms, None] = {}
        # A verb such as 支える is distinctive only if the query has nothing else.
        for unit in [unit for unit in query.units if unit.names] or query.units:
            if unit.written in unit.synonyms:
                # A part of a thesaurus word has another meaning: バンク of フードバンク.
                candidates[unit.terms] = None
            else:
                candidates |= dict.fromkeys(whole.terms for whole in unit.wholes if is_telling(whole.text))
            candidates |= dict.fromkeys(variant.terms for variant in unit.variants)
            candidates |= dict.fromkeys(_agreeing(word for words in unit.synonyms.values() for word in words))
        candidates |= dict.fromkeys(wording.terms for wording in query.neighbours)
        size = self._dictionary.size
        for terms, total in self._count(candidates, session).items():
            # A shared number does not relate two initiatives.
            if 0 < total <= size * _COMMON and not all(term.isnumeric() for term in terms):
                yield terms, log(size / total)

    def _count(self, words: Iterable[Terms], session: Session) -> dict[Terms, int]:
        """How many initiatives have each word. Words recur, so the counts of a generation are cached."""
        counts = {terms: self._counts.get(terms) for terms in words}
        unknown = [terms for terms, count in counts.items() if count is None]
        totals = session.totals([Selection(adjacent(terms, 1)) for terms in unknown]) if unknown else []
        for terms, total in zip(unknown, totals, strict=True):
            self._counts.put(terms, total, sum(map(len, terms)))
            counts[terms] = total
        return {terms: count for terms, count in counts.items() if count is not None}

    def _types_of(
        self, first: Sequence[BackendDocument], asked: Collection[str], meant: Collection[str]
    ) -> set[str]:
        """The types of practice of some initiatives that lead to others.

        Either several initiatives have them in common, or they are close to what the query asks for: of the family of a
        type that it indicates, near such a type, or near the query in meaning.
        """
        practices = self._practices
        families = {practices.by_id[type_].family for type_ in asked}
        close = set(meant).union(*(practices.neighbours.get(type_, ()) for type_ in asked))
        counts = Counter(type_ for document in first for type_ in set(document.values("practice")))
        return {
            type_
            for type_, count in counts.items()
            if count >= _AGREEING or type_ in close or practices.by_id[type_].family in families
        }

    def _words_shared(self, first: Iterable[BackendDocument]) -> Iterator[tuple[Terms, float]]:
        """The most distinctive words that several of some initiatives have in their titles."""
        titled = [self._words_of(document.initiative.title or "") for document in first]
        counts = Counter(terms for found in titled for terms in found)
        shared = {
            terms: telling
            for found in titled
            for terms, telling in found.items()
            if counts[terms] >= _AGREEING
        }
        yield from sorted(shared.items(), key=lambda item: -item[1])[:_SHARED_WORDS]

    def _widen(
        self,
        tree: Tree,
        first: Sequence[BackendDocument],
        shown: PracticeConfidence,
        sure: float,
        meant: Mapping[str, float],
        *,
        sentence: bool,
    ) -> Tree:
        """Add the types of practice of the words and of the best initiatives, so that similar initiatives are found.

        The words indicate types of practice. The best initiatives serve for pseudo-relevance feedback as in RM3
        (Abdul-Jaleel and others, 2004), with policy fields and types of practice beside words; for a sentence, whose
        best match is less certain, without the words. Feedback counts in proportion to ``sure``.
        """
        tuning = self._tuning
        words: dict[str, float] = {}
        gains = Counter({("practice", type_): tuning.practice for type_ in shown.types})
        gains.update({("family", family): tuning.family for family in shown.families})
        gains.update({("practice", type_): gain for type_, gain in meant.items()})
        for document in first:
            if not sentence and tuning.feedback_weight:
                named, told = (self._terms(document, name) for name in CONTENT_FIELDS)
                for term, weight in telling_weights(named, told, self._telling.idf, tuning).items():
                    words[term] = words.get(term, 0.0) + weight
            fields = [coded.code for coded in document.initiative.fields]
            gains.update({("field", code): sure * tuning.feedback_field / len(first) for code in fields})
            for facet, gain in (("practice", tuning.feedback_practice), ("family", tuning.feedback_family)):
                values = document.values(facet)
                gains.update({(facet, value): sure * gain / len(first) for value in values})
        neighbours = self._practices.neighbours
        for (facet, value), gain in tuple(gains.items()):
            if facet == "practice" and tuning.near:
                gains.update({(facet, near): gain * tuning.near for near in neighbours.get(value, ())})
        branches = [tree]
        top = sorted(words.items(), key=lambda item: -item[1])[: tuning.feedback_terms]
        branches += [
            any_field(term, tuning.similar_weights, sure * tuning.feedback_weight * weight / top[0][1])
            for term, weight in top
        ]
        branches += [
            facet_is(facet, value, gain * self._telling.facet_idf(facet, value))
            for (facet, value), gain in gains.items()
            if gain and self._telling.facet_idf(facet, value) > 0
        ]
        return any_of(branches) if len(branches) > 1 else tree

    def _terms(self, document: BackendDocument, name: str) -> list[str]:
        """The terms of a document's title or description, in order."""
        return list(map(self._dictionary.lexicon.text, document.term_rows(name)))


def _indicated(classifier: PracticeClassifier, words: str) -> PracticeConfidence:
    return classifier.weigh(NO_TEXT, analyse_text(words))


def _find_words(dictionary: TermDictionary, title: str) -> dict[Terms, float]:
    """The distinctive words of an initiative's title that another may share."""
    found = {}
    for word in whole_words(title):
        terms = tuple(token.term for token in analyze(word.text)) if word.noun else ()
        if terms and is_telling(word.text) and not word.place:
            count = min(dictionary.document_frequency("description", term) for term in terms)
            if 0 < count <= dictionary.size * _RARE:
                found[terms] = log(dictionary.size / count)
    return found


def _agreeing(words: Iterable[str]) -> list[Terms]:
    """The words that several wordings have in common, such as 外国人 in 外国人支援 and 外国人との交流."""
    counts: Counter[Terms] = Counter()
    for wording in words:
        counts.update(_nouns(wording))
    return [terms for terms, count in counts.items() if count >= _AGREEING and terms]


@remember(_REMEMBERED_WORDS)
def _nouns(wording: str) -> frozenset[Terms]:
    """The distinctive nouns of a wording, by their terms."""
    return frozenset(
        tuple(token.term for token in analyze(word.text))
        for word in whole_words(wording)
        if word.noun and is_telling(word.text)
    )
