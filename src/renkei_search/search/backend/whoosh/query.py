"""Compile a query tree into Whoosh's query nodes.

Where Whoosh has no equivalent node, or one whose matcher is wrong when documents are skipped, the node is ours: it
collects its documents first, so that the order in which Whoosh advances does not matter.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any

from whoosh import query as wq
from whoosh.matching import AndMaybeMatcher, FilterMatcher, ListMatcher, NullMatcher

from renkei_search.search.tree import (
    TOLERANCE,
    AllOf,
    AnyOf,
    AtLeast,
    Best,
    Boosting,
    Every,
    MostOf,
    Nothing,
    Phrase,
    Prefix,
    Presence,
    Term,
    Tree,
    Without,
    rarity,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from whoosh.matching import Matcher
    from whoosh.searching import Searcher


def compile_tree(tree: Tree) -> wq.Query:  # noqa: PLR0911, PLR0912 # one branch for each kind of node
    """The same query for Whoosh's searcher, which finds the same documents with the same scores."""
    match tree:
        case Term():
            return wq.Term(tree.field, tree.text, boost=tree.boost)
        case Phrase():
            return wq.Phrase(tree.field, list(tree.terms), slop=tree.reach, boost=tree.boost)
        case Prefix():
            return _BeginningWith(tree.field, tree.text, boost=tree.boost)
        case Every():
            return wq.Every(boost=tree.boost)
        case Nothing():
            return wq.NullQuery
        case AllOf():
            return _boosted(wq.And, tree.branches, tree.boost)
        case AnyOf():
            return _boosted(wq.Or, tree.branches, tree.boost)
        case AtLeast():
            return _AtLeast([compile_tree(branch) for branch in tree.branches], tree.minimum, tree.boost)
        case MostOf():
            return _MostOf([compile_tree(branch) for branch in tree.branches], tree.share, tree.boost)
        case Best():
            return _Best([compile_tree(branch) for branch in tree.branches], tree.tie, tree.boost)
        case Without():
            return _Without(compile_tree(tree.tree), compile_tree(tree.excluded))
        case Presence():
            return compile_tree(Without(Every(tree.score), Without(Every(), tree.tree)))
        case Boosting():
            return _Boosting(compile_tree(tree.tree), compile_tree(tree.extra))


def _boosted(kind: type[wq.And | wq.Or], trees: Sequence[Tree], boost: float) -> wq.Query:
    """Join the branches. Whoosh forgets the boost of a node with one branch, so that branch is joined with nothing."""
    branches = [compile_tree(tree) for tree in trees]
    if not branches:
        return wq.NullQuery
    if len(branches) == 1 and boost != 1.0:
        return _Best(branches, 0.0, boost)
    return kind(branches, boost=boost)


class _AtLeast(wq.Or):  # type: ignore[misc] # Whoosh ships no types
    """An Or of which at least ``minimum`` branches must match."""

    def __init__(self, subqueries: Sequence[wq.Query], minimum: int, boost: float) -> None:
        super().__init__(subqueries, boost=boost)
        self.minimum = minimum

    def matcher(self, searcher: Searcher, context: Any = None) -> Matcher:
        """Count the branches per document, then score the documents that have enough."""
        counts: Counter[int] = Counter()
        for branch in self.subqueries:
            counts.update(set(branch.matcher(searcher).all_ids()))
        enough = {number for number, count in counts.items() if count >= self.minimum}
        if not enough:
            return NullMatcher()
        return FilterMatcher(super().matcher(searcher, context), enough)

    def normalize(self) -> wq.Query:
        """Stay as it is: dropping or merging branches would change what ``minimum`` means."""
        return self


class _MostOf(wq.Or):  # type: ignore[misc] # Whoosh ships no types
    """An Or of which a document must have nearly as much as the best document."""

    def __init__(self, subqueries: Sequence[wq.Query], share: float, boost: float) -> None:
        super().__init__(subqueries, boost=boost)
        self.share = share

    def matcher(self, searcher: Searcher, context: Any = None) -> Matcher:
        """Sum the weights of the branches per document, then score the documents above the threshold."""
        weights: defaultdict[int, float] = defaultdict(float)
        for branch in self.subqueries:
            holders = set(branch.matcher(searcher).all_ids())
            for number in holders:
                weights[number] += rarity(len(holders), searcher.doc_count_all())
        least = self.share * max(weights.values(), default=0.0) - TOLERANCE
        enough = {number for number, weight in weights.items() if weight >= least}
        if not enough:
            return NullMatcher()
        return FilterMatcher(super().matcher(searcher, context), enough)

    def normalize(self) -> wq.Query:
        """Stay as it is: merging branches would change how much they count."""
        return self


class _Best(wq.Or):  # type: ignore[misc] # Whoosh ships no types
    """An Or scored by its best branch; Whoosh's own DisjunctionMax cannot add a share of the others."""

    def __init__(self, subqueries: Sequence[wq.Query], tie: float, boost: float) -> None:
        super().__init__(subqueries, boost=boost)
        self.tie = tie

    def matcher(self, searcher: Searcher, context: Any = None) -> Matcher:
        """Collect the score of each branch for each document."""
        top: defaultdict[int, float] = defaultdict(float)
        total: defaultdict[int, float] = defaultdict(float)
        for branch in self.subqueries:
            for number, score in _scores(branch.matcher(searcher, context)).items():
                top[number] = max(top[number], score)
                total[number] += score
        return _listed(
            {
                number: (score + self.tie * (total[number] - score)) * self.boost
                for number, score in top.items()
            }
        )

    def normalize(self) -> wq.Query:
        """Stay as it is: merging branches would change which is the best."""
        return self


class _BeginningWith(wq.Prefix):  # type: ignore[misc] # Whoosh ships no types
    """Any term of a field with this prefix. The score is the boost, however many terms match.

    Whoosh's Prefix scores differently with one term than with several, and with few documents than with many.
    """

    def matcher(self, searcher: Searcher, context: Any = None) -> Matcher:  # noqa: ARG002 # Whoosh calls it so
        """Collect the documents of all the terms."""
        reader = searcher.reader()
        found = {
            number
            for text in reader.expand_prefix(self.fieldname, self.text)
            for number in reader.postings(self.fieldname, text).all_ids()
        }
        return ListMatcher(sorted(found), all_weights=self.boost) if found else NullMatcher()


class _Without(wq.AndNot):  # type: ignore[misc] # Whoosh ships no types
    """An AndNot that can be skipped: Whoosh's matcher raises if the first branch ends during a skip."""

    def matcher(self, searcher: Searcher, context: Any = None) -> Matcher:
        """Leave out the documents of the second branch."""
        found = self.a.matcher(searcher, context)
        shut_out = set(self.b.matcher(searcher).all_ids())
        return FilterMatcher(found, shut_out, exclude=True) if found.is_active() else NullMatcher()


class _Boosting(wq.AndMaybe):  # type: ignore[misc] # Whoosh ships no types
    """An AndMaybe that keeps its second branch's score when skipped: Whoosh's matcher loses it."""

    def matcher(self, searcher: Searcher, context: Any = None) -> Matcher:
        """The same as Whoosh's, except for skipping."""
        return _SkippingAndMaybeMatcher(*(branch.matcher(searcher, context) for branch in self.subqueries))


class _SkippingAndMaybeMatcher(AndMaybeMatcher):  # type: ignore[misc] # Whoosh ships no types
    def skip_to(self, id: int) -> bool:  # noqa: A002 # Whoosh's name
        """Skip the first branch, then move the second to the same document."""
        self.a.skip_to(id)
        if self.a.is_active() and self.b.is_active():
            self.b.skip_to(self.a.id())
        return True


def _scores(matcher: Matcher) -> dict[int, float]:
    """Every document of a matcher with its score."""
    found = {}
    while matcher.is_active():
        found[matcher.id()] = matcher.score()
        matcher.next()
    return found


def _listed(scores: Mapping[int, float]) -> Matcher:
    """A matcher of these documents with these scores."""
    if not scores:
        return NullMatcher()
    numbers = sorted(scores)
    return ListMatcher(numbers, [scores[number] for number in numbers])
