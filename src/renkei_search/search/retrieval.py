"""From a query to its matches, their order, and related initiatives."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING, Final

from renkei_search.search.backend.protocol import Order, Selection
from renkei_search.search.language.limit import clean_query_text
from renkei_search.search.language.place import is_absent
from renkei_search.search.language.vocabulary.spelling import KANA, plain_words
from renkei_search.search.related.meaning import rank, scan
from renkei_search.search.related.near import NOTHING_NEAR, Near
from renkei_search.search.related.practice_name import named_types
from renkei_search.search.request import Sort
from renkei_search.search.result import Receipt, Step, StepKind, Tier
from renkei_search.search.tree import (
    Best,
    Every,
    MostOf,
    Nothing,
    Presence,
    all_of,
    any_of,
    facet_is,
    rarity,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from renkei_search.model.practice import Practices
    from renkei_search.search.backend.protocol import Ranked, Session
    from renkei_search.search.language.interpreter import Interpreter
    from renkei_search.search.language.part import Part
    from renkei_search.search.language.query import Query
    from renkei_search.search.language.vocabulary.vocabulary import Vocabulary
    from renkei_search.search.related.neighbourhood import Neighbourhood
    from renkei_search.search.request import SearchRequest
    from renkei_search.search.tree import Tree
    from renkei_search.search.tuning import Tuning

TIERS: Final = (Tier.TITLE, Tier.TEXT, Tier.SYNONYM)
"""From best to worst, as the tiers of an order."""

_MAX_RESPELLINGS: Final = 8
# With more words, a single typing error does not explain an empty answer; and each attempt costs a search.
_MOST_RESPELLED_WORDS: Final = 8


_IN_PART: Final = "すべての言葉にあてはまる取組はありません。一部の言葉にあてはまる取組を示しています。"


@dataclass(frozen=True)
class Found:
    """What a request finds.

    Attributes:
        query: as understood, possibly with a corrected spelling.
        selection: the matches that pass the filters.
        order: the order of the matches.
        near: related initiatives that do not match.
        receipt: how the words were understood and what was widened.
    """

    query: Query
    selection: Selection
    order: Order
    near: Near
    receipt: Receipt

    def with_first(self, first: Sequence[Sequence[str]]) -> Found:
        """The same matches with those of some regions (given by id) first; their relative order stays."""
        bands = tuple(any_of(facet_is("region", id_) for id_ in regions) for regions in first if regions)
        return replace(self, order=replace(self.order, bands=bands))

    def rank(
        self, session: Session, selection: Selection, start: int, stop: int, *, count: bool = False
    ) -> Ranked:
        """The documents ``[start, stop)`` of a selection in the order of this search."""
        return rank(session, selection, self.order, (start, stop), self.near.reordering, count=count)

    def scan(self, session: Session) -> Iterator[int]:
        """The numbers of all matches in the order of this search."""
        return scan(session, self.selection, self.order, self.near.reordering)


class Retriever:
    """Finds documents in one generation. Thread-safe."""

    def __init__(
        self,
        interpreter: Interpreter,
        vocabulary: Vocabulary,
        neighbourhood: Neighbourhood,
        practices: Practices,
        tuning: Tuning,
    ) -> None:
        self._interpreter = interpreter
        self._vocabulary = vocabulary
        self._neighbourhood = neighbourhood
        self._practices = practices
        self._tuning = tuning

    def understand(self, text: str) -> Query:
        """A text as a query, expanded.

        Raises:
            QueryError: the words are refused.
        """
        return self._interpreter.understand(text)

    def find(self, session: Session, request: SearchRequest) -> Found:
        """Interpret the words and find the matches.

        Raises:
            QueryError: the words are refused.
        """
        query = self._interpreter.understand(request.text, expand=request.expand)
        found = self._match(session, query, request)
        if not request.expand:
            return found
        if not found.receipt.strict_total:
            return self._respell(session, request, found)
        steps = tuple(self._readings(query))
        return replace(found, receipt=replace(found.receipt, steps=(*steps, *found.receipt.steps)))

    def _readings(self, query: Query) -> Iterator[Step]:
        """Kana words rewritten in kanji: ぼうさい becomes 防災, but こども, which occurs in texts, stays."""
        words = self._vocabulary.words
        for unit in query.units:
            if len(unit.terms) == 1 and KANA.fullmatch(unit.written) and not words.count(unit.written):
                (term,) = unit.terms
                if not KANA.fullmatch(term) and words.count(term):
                    yield Step(StepKind.READING, (term,), unit.written)

    def _match(self, session: Session, query: Query, request: SearchRequest) -> Found:
        # Without words, or with excluding words only, no match is more relevant than another.
        asks = any(word.kind != "excluded" for word in query.receipt.words)
        by_region = request.order is Sort.REGION or not asks
        if query.receipt.sentence:
            query = self._widen_sentence(session, query)
        query = replace(query, receipt=self._tell_linked(session, query))
        if query.matching is None:
            everything = Selection(Every(), request.filters, request.excluded)
            (size,) = session.totals([Selection(Every())])
            receipt = replace(query.receipt, strict_total=size)
            return Found(query, everything, Order(Nothing(), (), by_region), NOTHING_NEAR, receipt)
        selection = Selection(query.matching, request.filters, request.excluded)
        whole = all_of(part.strict for part in query.telling) if query.receipt.sentence else query.matching
        count, complete = session.totals([Selection(query.matching), Selection(whole)])
        notes = (*query.receipt.notes, *([_IN_PART] if count and not complete else []))
        receipt = replace(
            query.receipt, notes=notes, strict_total=count, practices=self._practices_shown(query, request)
        )
        tiers = _tiers(query.parts) if query.ranked else ()
        room = self._tuning.page - count
        if query.related is None:
            return Found(query, selection, Order(None, tiers, by_region), NOTHING_NEAR, receipt)
        # A place says where and not what, so the topics of its initiatives relate no others.
        only_places = bool(query.units) and all(unit.place or unit.elsewhere for unit in query.units)
        if (room > 0 or receipt.sentence) and not only_places:
            near = self._neighbourhood.of(query, session, request, count)
        else:
            near = self._neighbourhood.only_order(query, request)
        if near.documents:
            types = self._practices.by_id
            step = Step(StepKind.RELATED, tuple(types[type_].name for type_ in near.asked))
            receipt = replace(receipt, steps=(*receipt.steps, step))
        if near.reordering is not None and not by_region and (count or near.documents):
            receipt = replace(receipt, steps=(*receipt.steps, Step(StepKind.MEANING, near.nearest_words)))
        return Found(query, selection, Order(near.scoring, tiers, by_region), near, receipt)

    def _tell_linked(self, session: Session, query: Query) -> Receipt:
        """Add to the receipt the compounds that some initiative writes with の between their words."""
        linked = [(unit.written, one) for unit in query.units for one in unit.linked]
        if not linked or query.receipt.sentence:
            return query.receipt
        totals = session.totals([Selection(one.tree) for _, one in linked])
        found: dict[str, list[str]] = {}
        for (written, one), total in zip(linked, totals, strict=True):
            if total:
                found.setdefault(written, []).append(one.text)
        steps = tuple(Step(StepKind.LINKED, tuple(texts), written) for written, texts in found.items())
        return replace(query.receipt, steps=(*query.receipt.steps, *steps))

    def _practices_shown(self, query: Query, request: SearchRequest) -> tuple[str, ...]:
        """The types of practice that the words indicate, then those whose names contain the words."""
        if not request.expand:
            return ()
        shown = self._neighbourhood.classify(query).types
        named = [] if query.receipt.sentence else named_types(self._practices, query.units)
        return tuple(dict.fromkeys((*sorted(shown, key=lambda type_: -shown[type_]), *named)))

    def _widen_sentence(self, session: Session, query: Query) -> Query:
        """Widen a sentence's matches by initiatives with fewer of its words but a type of practice that it asks for.

        Words alone separate matches badly: few initiatives have most words of a sentence, and many have some by
        chance. The types are those that the sentence's words and its best matches indicate.
        """
        tuning = self._tuning
        branches = tuple(part.strict for part in query.telling)
        if not branches or not tuning.practice:
            return query
        asked = set(self._neighbourhood.classify(query).types)
        held = self._most_held(session, branches)
        if not held:
            return replace(query, matching=Nothing())
        matching: list[Tree] = []
        enough = max(tuning.sentence_share, tuning.sentence_whole / held)
        shown: set[str] = set()
        if enough <= 1:
            most = MostOf(branches, enough)
            matching.append(most)
            first = session.rank(Selection(most), Order(), 0, tuning.feedback).documents
            shown.update(
                type_
                for document in session.read([placed.number for placed in first])
                for type_ in document.values("practice")
            )
        for types, part in ((asked, tuning.sentence_asked), (shown - asked, tuning.sentence_part)):
            least = max(tuning.sentence_least, part / held)
            if types and least <= 1:
                typed = any_of(facet_is("practice", type_) for type_ in sorted(types))
                matching.append(all_of((MostOf(branches, least), typed)))
        return replace(query, matching=Best(tuple(matching)) if matching else Nothing())

    def _most_held(self, session: Session, branches: Sequence[Tree]) -> float:
        """The largest share of a sentence's words that one initiative has, with each word weighted by its rarity."""
        totals = session.totals([Selection(tree) for tree in branches])
        (size,) = session.totals([Selection(Every())])
        rarities = [rarity(total or 1, size) for total in totals]
        held = any_of(
            Presence(tree, rare)
            for tree, rare, total in zip(branches, rarities, totals, strict=True)
            if total
        )
        best = session.rank(Selection(held), Order(), 0, 1).documents if any(totals) else ()
        return best[0].score / sum(rarities) if best else 0.0

    def _respell(self, session: Session, request: SearchRequest, found: Found) -> Found:
        """Replace a word that no initiative has by another spelling that some have, and note it in the receipt."""
        words = clean_query_text(request.text).split()
        if len(words) > _MOST_RESPELLED_WORDS or found.receipt.sentence:
            return found
        steps = []
        for at, word in plain_words(" ".join(words)):
            if is_absent(word, self._vocabulary.gazetteer) or self._is_found(session, word):
                continue
            tried = list(islice(self._vocabulary.corrector.candidates(word), _MAX_RESPELLINGS))
            place = self._find_any(session, [other.text for other in tried])
            if place is not None:
                words[at] = tried[place].text
                steps.append(Step(tried[place].kind, (tried[place].text,), word))
        if not steps:
            return found
        better = self._match(session, self._interpreter.understand(" ".join(words)), request)
        return replace(better, receipt=replace(better.receipt, steps=(*steps, *better.receipt.steps)))

    def _is_found(self, session: Session, word: str) -> bool:
        """Whether some initiative contains the word, or the word has no condition."""
        return not self._interpreter.understand(word).parts or self._find_any(session, [word]) is not None

    def _find_any(self, session: Session, words: Sequence[str]) -> int | None:
        """The position of the first word that some initiative has, or none."""
        asked = [self._interpreter.understand(word) for word in words]
        totals = session.totals([Selection(query.matching or Nothing()) for query in asked])
        return next((place for place, total in enumerate(totals) if total), None)


def _tiers(parts: Sequence[Part]) -> tuple[Tree, ...]:
    """The tiers: where the words occur; the word with the lowest tier decides."""
    if not parts:
        return ()
    in_title = all_of(part.in_title for part in parts)
    return in_title, all_of(any_of((part.in_title, part.in_text)) for part in parts)
