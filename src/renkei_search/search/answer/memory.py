"""The last answers of one generation, for repeated requests.

A generation never changes, so an answer stays right as long as its engine is in use.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Final

from renkei_search.memo import Memory

if TYPE_CHECKING:
    from collections.abc import Callable

    from renkei_search.search.request import Grouping, SearchRequest
    from renkei_search.search.result import Hit, SearchResults

# Their size decides how many answers are kept; this bounds the number of tiny ones.
_MOST: Final = 4_096
# Bytes, rounded up from what tracemalloc finds for answers of the bundled corpus.
_ANSWER: Final = 8_000
_HIT: Final = 2_000
_CHARACTER: Final = 3
_BUCKET: Final = 120


class AnswerMemory:
    """Remembers answers within a number of bytes, or none with 0. May be shared by threads."""

    def __init__(self, size: int) -> None:
        self._memory: Memory[tuple[SearchRequest, Grouping | None], SearchResults] | None = (
            Memory(_MOST, size) if size else None
        )

    def answer(
        self,
        request: SearchRequest,
        grouping: Grouping | None,
        make: Callable[[SearchRequest, Grouping | None], SearchResults],
    ) -> SearchResults:
        """The answer to a request, made only if it is not remembered. What ``make`` raises is not remembered."""
        if self._memory is None:
            return make(request, grouping)
        results = self._memory.get((request, grouping))
        if results is None:
            results = make(request, grouping)
            self._memory.put((request, grouping), results, _weigh(results))
        return results


def _weigh(results: SearchResults) -> int:
    """About how many bytes an answer holds."""
    hits = chain(results.hits, results.related, *(group.hits for group in results.groups))
    buckets = sum(len(facet.buckets) for facet in results.facets)
    return _ANSWER + buckets * _BUCKET + sum(map(_weigh_hit, hits))


def _weigh_hit(hit: Hit) -> int:
    excerpts = sum(len(excerpt.text) for excerpt in hit.excerpts)
    return _HIT + _CHARACTER * (len(hit.initiative.title or "") + len(hit.initiative.description) + excerpts)
