"""Find types of practice by words of a query in their names."""

from __future__ import annotations

from collections import defaultdict
from functools import lru_cache
from itertools import combinations
from typing import TYPE_CHECKING

from renkei_search.analysis.wording import make_wording

if TYPE_CHECKING:
    from collections.abc import Sequence

    from renkei_search.model.practice import Practices
    from renkei_search.search.language.unit import Unit

    Terms = tuple[str, ...]


def named_types(practices: Practices, units: Sequence[Unit]) -> list[str]:
    """The ids of the types whose names contain all distinctive words, in the order of the classification."""
    telling = [unit.terms for unit in units if unit.names and not unit.general and len(unit.written) > 1]
    if not telling or any(unit.place or unit.elsewhere for unit in units):
        return []
    named = frozenset.intersection(*(_named(practices).get(terms, frozenset()) for terms in telling))
    return [type_ for type_ in practices.by_id if type_ in named] if named else []


# Analysed on first use, so that the start does not wait for it.
@lru_cache(maxsize=1)
def _named(practices: Practices) -> dict[Terms, frozenset[str]]:
    """For each sequence of adjacent terms, the ids of the types whose names contain it."""
    found: defaultdict[Terms, set[str]] = defaultdict(set)
    for type_ in practices.types:
        terms = make_wording(type_.name).terms
        for start, end in combinations(range(len(terms) + 1), 2):
            found[terms[start:end]].add(type_.id)
    return {terms: frozenset(ids) for terms, ids in found.items()}
