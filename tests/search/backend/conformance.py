"""The requirements on every backend: it answers the same questions as the reference in the same way."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, TypeVar

from renkei_search.facet.declaration import MISSING
from renkei_search.facet.registry import FACETS, FilterName
from renkei_search.search.backend.protocol import Order, Selection
from renkei_search.search.tree import any_of, facet_is

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from random import Random

    from renkei_search.corpus.collection import Catalogue
    from renkei_search.search.backend.protocol import Backend, Ranked, Session
    from renkei_search.search.request import Filters
    from renkei_search.search.tree import Tree
    from tests.search.backend.tree_maker import TreeMaker

# Scores are sums of single-precision numbers.
TOLERANCE = 1e-4

K = TypeVar("K")


class QuestionMaker:
    """Makes selections and orders of all kinds."""

    def __init__(self, random: Random, trees: TreeMaker, catalogue: Catalogue) -> None:
        self._random = random
        self._trees = trees
        self._values = {
            name: [known.value for known in name.declaration.all_known(catalogue)] for name in FilterName
        }

    def selection(self) -> Selection:
        """A tree with up to three filters and sometimes an exclusion."""
        random = self._random
        return Selection(
            self._trees.tree(),
            self._filters(random.choice([0, 0, 1, 2, 3])),
            self._filters(random.choice([0, 0, 0, 1])),
        )

    def order(self) -> Order:
        """By score, the tree's own or another's, or by region; either in tiers and bands or not."""
        random = self._random
        bands = tuple(self._band() for _ in range(random.choice([0, 0, 0, 1, 2, 3])))
        tiers = tuple(self._trees.tree(2) for _ in range(random.choice([0, 0, 1, 2])))
        if random.random() < 0.2:
            return Order(tiers=tiers, by_region=True, bands=bands)
        return Order(self._trees.tree() if random.random() < 0.5 else None, tiers, bands=bands)

    def _band(self) -> Tree:
        """Some regions, or any tree."""
        random = self._random
        if random.random() < 0.3:
            return self._trees.tree(2)
        regions = random.sample(self._values[FilterName.REGION], random.choice([1, 2, 6]))
        return any_of(facet_is("region", value) for value in regions)

    def part(self) -> tuple[int, int]:
        """The start and end of a page."""
        start = self._random.choice([0, 0, 0, 3, 20])
        return start, start + self._random.choice([1, 5, 20, 1_000])

    def facets(self) -> tuple[FilterName, FilterName]:
        """Two facets."""
        one, other = self._random.sample(list(FilterName), 2)
        return one, other

    def _filters(self, count: int) -> Filters:
        return tuple(
            (name, self._random.choice(self._values[name]))
            for name in self._random.choices(list(FilterName), k=count)
        )


def differences(
    backend: Backend, reference: Backend, questions: QuestionMaker, tolerance: float = TOLERANCE
) -> Iterator[str]:
    """List how a backend's answers differ from those of the reference.

    Args:
        backend: the backend under test.
        reference: the reference.
        questions: makes the questions.
        tolerance: how much two scores may differ, relative to the larger.
    """
    selection, order, (start, stop) = questions.selection(), questions.order(), questions.part()
    session, other = backend.open_session(), reference.open_session()
    # In a session of its own, which has evaluated nothing yet.
    alone = backend.open_session().totals([selection])
    about = f"{selection!r} in {order!r} from {start} to {stop}"
    found = session.rank(selection, order, start, stop, count=True)
    expected = other.rank(selection, order, 0, reference.size, count=True)
    yield from (
        f"{difference} for {about}"
        for difference in _compare_ranked(
            found, expected, start, stop, exact=order.by_region, tolerance=tolerance
        )
    )
    if _tell(found) != _tell(expected):
        yield f"counts {_tell(found)} instead of {_tell(expected)} for {about}"
    yield from (
        f"{difference} for {about}"
        for difference in _compare_counts(session, other, selection, questions, alone)
    )
    if sorted(session.scan(selection, order)) != sorted(placed.number for placed in expected.documents):
        yield f"a scan with other documents for {about}"


def _compare_ranked(
    found: Ranked, expected: Ranked, start: int, stop: int, *, exact: bool, tolerance: float
) -> Iterator[str]:
    """Compare a part with the whole: unless the order is exact, nearly equal scores may be in either order."""
    if found.total != expected.total:
        yield f"{found.total} documents instead of {expected.total}"
        return
    if len(found.documents) != len(expected.documents[start:stop]):
        yield f"{len(found.documents)} documents instead of {len(expected.documents[start:stop])}"
        return
    by_number = {placed.number: placed for placed in expected.documents}
    for placed, standing in zip(found.documents, expected.documents[start:stop], strict=True):
        right = by_number.get(placed.number)
        if right is None:
            yield f"document {placed.number}"
        elif placed.band != right.band or placed.band != standing.band:
            yield f"band {placed.band} of {placed.number}"
        elif placed.tier != right.tier or placed.tier != standing.tier:
            yield f"tier {placed.tier} of {placed.number}"
        elif not _near(placed.score, right.score, tolerance):
            yield f"score {placed.score} instead of {right.score} of {placed.number}"
        elif placed.number != standing.number and (
            exact or not _near(placed.score, standing.score, 2 * tolerance)
        ):
            yield f"document {placed.number} in the place of {standing.number}"
    for one, other in pairwise(found.documents):
        if one.number == other.number:
            yield f"document {one.number} twice"


def _compare_counts(
    session: Session, other: Session, selection: Selection, questions: QuestionMaker, alone: list[int]
) -> Iterator[str]:
    one, two = questions.facets()
    if not alone == session.totals([selection]) == other.totals([selection]):
        yield "another total"
    if _drop_zero(session.count_by(selection, one)) != _drop_zero(other.count_by(selection, one)):
        yield f"other counts by {one}"
    by_region = Order(by_region=True, bands=questions.order().bands)
    if session.rank_values(selection, by_region, FilterName.REGION, 0, 5) != other.rank_values(
        selection, by_region, FilterName.REGION, 0, 5
    ):
        yield "other regions first"
    if _drop_zero(session.cross_tabulate(selection, one, two)) != _drop_zero(
        other.cross_tabulate(selection, one, two)
    ):
        yield f"other counts by {one} and {two}"


def _tell(ranked: Ranked) -> dict[str, dict[str, int]]:
    # Every record has a value of the facets that have no bucket for those without.
    return {
        name.value: {
            value: count
            for value, count in ranked.counts[name].items()
            if count and (value != MISSING or name.declaration.missing is not None)
        }
        for name in FACETS
    }


def _drop_zero(counts: Mapping[K, int]) -> dict[K, int]:
    return {key: count for key, count in counts.items() if count}


def _near(one: float, other: float, tolerance: float) -> bool:
    return abs(one - other) <= tolerance * max(abs(one), abs(other), 1.0)
