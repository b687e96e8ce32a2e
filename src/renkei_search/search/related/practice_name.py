"""Which types of practice bear a query's words in their names."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from renkei_search.analysis.wording import make_wording

if TYPE_CHECKING:
    from collections.abc import Sequence

    from renkei_search.model.practice import Practices
    from renkei_search.search.language.unit import Unit

    Terms = tuple[str, ...]


def named_types(practices: Practices, units: Sequence[Unit]) -> list[str]:
    """The ids of the types whose names have every word that tells something, in the classification's order."""
    telling = [unit.terms for unit in units if unit.names and not unit.general and len(unit.written) > 1]
    if not telling or any(unit.place or unit.elsewhere for unit in units):
        return []
    return [
        type_ for type_, name in _names(practices).items() if all(_has_run(name, terms) for terms in telling)
    ]


# Analysed when it is first asked for, which a start does not wait for.
@lru_cache(maxsize=1)
def _names(practices: Practices) -> dict[str, Terms]:
    return {type_.id: make_wording(type_.name).terms for type_ in practices.types}


def _has_run(name: Terms, terms: Terms) -> bool:
    return any(name[at : at + len(terms)] == terms for at in range(len(name) - len(terms) + 1))
