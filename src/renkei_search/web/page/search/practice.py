"""The types of practice that the words of a search indicate, each with its number of initiatives."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from renkei_search.facet.registry import FilterName, value_label
from renkei_search.web.page.display import Link

if TYPE_CHECKING:
    from renkei_search.search.engine import SearchEngine
    from renkei_search.search.result import SearchResults
    from renkei_search.web.page.display import Display

_SHOWN: Final = 2


def present_indicated_types(engine: SearchEngine, results: SearchResults, display: Display) -> list[Link]:
    """The most frequent types, as links to all initiatives of a type under the same filters."""
    request = results.request
    shown = results.receipt.practices
    if not shown or request.values(FilterName.PRACTICE):
        return []
    browsed = request.with_text("")
    counts = engine.count_by(browsed, FilterName.PRACTICE)
    return [
        Link(
            f"{value_label(FilterName.PRACTICE, type_, engine.catalogue)}（{counts[type_]:,}件）",
            display.search_url(browsed.with_filter(FilterName.PRACTICE, type_)),
        )
        for type_ in sorted(shown, key=lambda type_: -counts.get(type_, 0))[:_SHOWN]
        if counts.get(type_, 0)
    ]
