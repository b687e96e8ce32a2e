"""From a query to the documents that match it and those that are related."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice
from math import log
from typing import TYPE_CHECKING, Final

import numpy as np
from whoosh.query import Or

from renkei_search.analysis.practice import analyse_text
from renkei_search.index.schema import CONTENT_FIELDS, facet_field
from renkei_search.search.evaluator import Evaluator
from renkei_search.search.limit import clean_text
from renkei_search.search.phrase import Phrases
from renkei_search.search.ranking import best
from renkei_search.search.result import Receipt, Step, StepKind
from renkei_search.search.similar import telling_weights
from renkei_search.search.tree import any_field, facet_is

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy.typing as npt
    from whoosh.query import Query as WhooshQuery

    from renkei_search.index.reader import IndexReader
    from renkei_search.search.evaluator import Matches
    from renkei_search.search.query import Interpreter, Query
    from renkei_search.search.spelling import SpellingCorrector
    from renkei_search.search.tuning import Tuning
    from renkei_search.search.vocabulary import Vocabulary

_MAX_RESPELLINGS: Final = 8
_REMEMBERED: Final = 1 << 14
# Of more words that find nothing together, it is not one slip that is to blame; and each attempt takes its time.
_MOST_RESPELLED_WORDS: Final = 8


@dataclass(frozen=True)
class Found:
    """What a query finds.

    Attributes:
        query: as understood; not as typed, if another spelling was taken.
        mask: whether each document matches.
        scores: of every document.
        related: the documents to be shown after the matches, best first, with their scores.
        receipt: how it came about.
    """

    query: Query
    mask: npt.NDArray[np.bool_]
    scores: npt.NDArray[np.float64]
    related: Mapping[int, float]
    receipt: Receipt


class Retriever:
    """Finds documents in one generation. May be shared by threads."""

    def __init__(
        self, reader: IndexReader, interpreter: Interpreter, vocabulary: Vocabulary, tuning: Tuning
    ) -> None:
        self._reader = reader
        self._columns = reader.columns
        self._interpreter = interpreter
        self._vocabulary = vocabulary
        self._tuning = tuning
        self._phrases = Phrases(reader.columns)
        self.idf = lru_cache(maxsize=_REMEMBERED)(self._idf)

    def evaluate(self, tree: WhooshQuery) -> Matches:
        """What a tree finds."""
        return Evaluator(self._columns, self._phrases).evaluate(tree)

    def find(self, text: str, *, expand: bool) -> Found:
        """Understand the words and find what they ask for.

        Args:
            text: as typed.
            expand: whether synonyms, related initiatives and other spellings may be taken.

        Raises:
            QueryError: the words are refused.
        """
        found = self._match(self._interpreter.understand(text, expand=expand))
        return self._respell(text, found) if expand and not found.receipt.strict_total else found

    def _idf(self, term: str) -> float:
        """How telling a term is; one that is common in titles or in descriptions is not."""
        return min(self._columns.idf(field, term) for field in CONTENT_FIELDS)

    def facet_idf(self, facet: str, value: str) -> float:
        """How telling a facet value is, around 1."""
        count = self._columns.document_frequency(facet_field(facet), value)
        return log(self._columns.size / max(count, 1)) / 2.5

    def terms(self, number: int, field: str) -> list[str]:
        """The terms of a document's title or description, in order."""
        return list(map(self._columns.lexicon.text, self._columns.term_rows(number, field)))

    def _match(self, query: Query) -> Found:
        size = self._columns.size
        if query.matching is None:
            receipt = replace(query.receipt, strict_total=size)
            return Found(query, np.ones(size, bool), np.zeros(size), {}, receipt)
        evaluator = Evaluator(self._columns, self._phrases)
        strict = evaluator.evaluate(query.matching)
        count = int(np.count_nonzero(strict.mask))
        receipt = replace(query.receipt, strict_total=count)
        room = self._tuning.page - count
        if query.related is None or (room <= 0 and not receipt.sentence):
            return Found(query, strict.mask, strict.scores, {}, receipt)
        basis = strict if count else evaluator.evaluate(query.related)
        first = (
            best(np.flatnonzero(basis.mask), basis.scores, self._tuning.feedback)
            if self._tuning.feedback
            else ()
        )
        wider = evaluator.evaluate(self._widen(query.related, list(first), receipt))
        top = float(wider.scores.max(initial=0.0))
        near = wider.mask & ~strict.mask & (wider.scores >= self._tuning.related_least * top)
        added = best(np.flatnonzero(near), wider.scores, max(room, 0)) if room > 0 else np.zeros(0, np.int64)
        if len(added):
            receipt = replace(receipt, steps=(*receipt.steps, Step(StepKind.RELATED)))
        if not receipt.sentence and count:
            related = dict(zip(added.tolist(), wider.scores[added].tolist(), strict=True))
            return Found(query, strict.mask, wider.scores, related, receipt)
        # In a sentence a match is a matter of degree: it counts, but something related may rank higher.
        scores = wider.scores + self._tuning.sentence_bonus * top * strict.mask
        mask = strict.mask.copy()
        mask[added] = True
        return Found(query, mask, scores, {}, receipt)

    def _widen(self, tree: WhooshQuery, first: list[int], receipt: Receipt) -> WhooshQuery:
        """Add what the words and the best initiatives are about, so that others of their kind are found.

        The words show types of practice. What the best initiatives say is pseudo-relevance feedback in the manner of
        RM3 (Abdul-Jaleel and others, 2004), with policy fields and types of practice beside words; for a sentence,
        whose best match is less certain, without the words.
        """
        tuning = self._tuning
        words: dict[str, float] = {}
        shown = self._vocabulary.classifier.weigh(
            analyse_text(""), analyse_text(" ".join(word.text for word in receipt.words))
        )
        gains = Counter({("practice", type_): tuning.practice for type_ in shown.types})
        gains.update({("family", family): tuning.family for family in shown.families})
        for number in first:
            if not receipt.sentence and tuning.feedback_weight:
                named, told = (self.terms(number, field) for field in ("title", "description"))
                for term, weight in telling_weights(named, told, self.idf, tuning).items():
                    words[term] = words.get(term, 0.0) + weight
            fields = [coded.code for coded in self._reader.initiative(number).fields]
            gains.update({("field", code): tuning.feedback_field / len(first) for code in fields})
            for facet, gain in (("practice", tuning.feedback_practice), ("family", tuning.feedback_family)):
                values = self._columns.values_of(facet, number)
                gains.update({(facet, value): gain / len(first) for value in values})
        neighbours = self._reader.catalogue.practices.neighbours
        for (facet, value), gain in tuple(gains.items()):
            if facet == "practice" and tuning.near:
                gains.update({(facet, near): gain * tuning.near for near in neighbours.get(value, ())})
        branches = [tree]
        top = sorted(words.items(), key=lambda item: -item[1])[: tuning.feedback_terms]
        branches += [
            any_field(term, tuning.similar_weights, tuning.feedback_weight * weight / top[0][1])
            for term, weight in top
        ]
        branches += [
            facet_is(facet, value, gain * self.facet_idf(facet, value))
            for (facet, value), gain in gains.items()
            if gain and self.facet_idf(facet, value) > 0
        ]
        return Or(branches) if len(branches) > 1 else tree

    def _respell(self, text: str, found: Found) -> Found:
        """If another spelling finds what this one does not, take that, and say so."""
        cleaned = clean_text(text)
        if len(cleaned.split()) > _MOST_RESPELLED_WORDS:
            return found
        corrector: SpellingCorrector = self._vocabulary.corrector
        for candidate in islice(corrector.candidates(cleaned), _MAX_RESPELLINGS):
            query = self._interpreter.understand(candidate)
            # What is related is only looked for once there is a match: of many words that takes long.
            if query.matching is None or not self.evaluate(query.matching).mask.any():
                continue
            better = self._match(query)
            step = Step(StepKind.SPELLING, (candidate,), cleaned)
            return replace(better, receipt=replace(better.receipt, steps=(step, *better.receipt.steps)))
        return found
