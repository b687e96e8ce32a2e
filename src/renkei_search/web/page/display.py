"""Parameters of a page besides the request: how results are displayed, and which initiatives to compare.

The comparison list is part of the address (``compare``), so it works without JavaScript and without an account.
``static/comparison.js`` moves it to the browser's storage if possible.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

from msgspec import Struct

from renkei_search.errors import NotFoundError
from renkei_search.export.comparison import MAX_COMPARED
from renkei_search.web.http.parameter import declarations, read_parameters
from renkei_search.web.http.url import SEARCH_PAGE, initiative_url, request_arguments
from renkei_search.web.page.parameter import DisplayParameters, Precedence, View

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from renkei_search.model.record import Initiative
    from renkei_search.search.engine import SearchEngine
    from renkei_search.search.request import SearchRequest
    from renkei_search.web.page.own_region import OwnRegion

FILTERS_PAGE: Final = "/search/filters"
COMPARE_PAGE: Final = "/compare"
SIMILAR_PAGE: Final = "/similar"
PAPER_PAGE: Final = "/paper"


@dataclass(frozen=True)
class Display:
    """How results are displayed, and the ids of the comparison list in order.

    Attributes:
        by_region: grouped by region.
        compared: the comparison list.
        own_first: whether the results of the own region and of those around it come first.
    """

    by_region: bool = False
    compared: tuple[str, ...] = ()
    own_first: bool = False

    @property
    def full(self) -> bool:
        """Whether the list is full."""
        return len(self.compared) >= MAX_COMPARED

    def with_compared(self, initiative_id: str) -> Display:
        """The list with one more initiative."""
        return replace(self, compared=tuple(dict.fromkeys((*self.compared, initiative_id))))

    def without_compared(self, initiative_id: str) -> Display:
        """The list without an initiative."""
        return replace(self, compared=tuple(other for other in self.compared if other != initiative_id))

    def arguments(self) -> list[tuple[str, str]]:
        """The name-value pairs; the inverse of :func:`split_display`."""
        pairs = [("view", View.REGION.value)] if self.by_region else []
        if self.own_first:
            pairs.append(("first", Precedence.OWN.value))
        return pairs + [("compare", initiative_id) for initiative_id in self.compared]

    def search_url(self, request: SearchRequest, path: str = SEARCH_PAGE) -> str:
        """The link to a search displayed in this way, or to the page where it is narrowed."""
        return with_arguments(path, [*request_arguments(request), *self.arguments()])

    def initiative_url(self, initiative_id: str) -> str:
        """The link to an initiative that keeps the list."""
        plain = replace(self, by_region=False, own_first=False)
        return with_arguments(initiative_url(initiative_id), plain.arguments())

    def with_own(self, own: OwnRegion | None) -> Display:
        """The display for a reader of this region; without one, no region comes first."""
        return replace(self, own_first=self.own_first and own is not None)


class Link(Struct, frozen=True):
    """A link, or only its label if it would lead to the current state."""

    label: str
    url: str
    chosen: bool = False


class Chip(Struct, frozen=True):
    """A filter and the link that removes it; ``excluded`` if it excludes the value."""

    label: str
    value: str
    url: str
    excluded: bool = False


PLAIN: Final = Display()
"""A plain list, nothing to compare."""


class Toggle(Struct, frozen=True):
    """The link that adds an initiative to the comparison list, or removes it if ``chosen``.

    With a ``full`` list it leads to the comparison, where initiatives can be removed.
    """

    id: str
    url: str
    chosen: bool
    full: bool


@dataclass(frozen=True)
class Linker:
    """Makes the links of the initiatives on a page, so that they keep the comparison list.

    ``here`` gives the address of the current page with another list; without it, links lead to the comparison.
    """

    display: Display = PLAIN
    here: Callable[[Display], str] | None = None

    def initiative_url(self, initiative_id: str) -> str:
        """The link to an initiative."""
        return self.display.initiative_url(initiative_id)

    def toggle(self, initiative_id: str) -> Toggle:
        """The link that adds an initiative to the list or removes it."""
        display = self.display
        chosen = initiative_id in display.compared
        full = display.full and not chosen
        if full:
            return Toggle(initiative_id, compare_url(display.compared), chosen, full)
        change = display.without_compared if chosen else display.with_compared
        changed = change(initiative_id)
        if self.here is None:
            return Toggle(initiative_id, compare_url(changed.compared), chosen, full)
        return Toggle(initiative_id, f"{self.here(changed)}#{initiative_id}", chosen, full)


def split_display(arguments: Iterable[tuple[str, str]]) -> tuple[Display, list[tuple[str, str]]]:
    """Split a query string's name-value pairs into the display and the others.

    Raises:
        ParameterError: there is no such view.
    """
    own = declarations(DisplayParameters)
    pairs = list(arguments)
    shown = read_parameters(DisplayParameters, [pair for pair in pairs if pair[0] in own])
    display = Display(shown.view is View.REGION, shown.compare, shown.first is Precedence.OWN)
    return display, [pair for pair in pairs if pair[0] not in own]


def compare_url(compared: Iterable[str], *, differing: bool = False, path: str = COMPARE_PAGE) -> str:
    """The link to a comparison; ``differing`` leaves out the rows in which the initiatives agree."""
    pairs = [("id", initiative_id) for initiative_id in compared]
    return with_arguments(path, pairs + ([("differing", "1")] if differing else []))


def with_arguments(path: str, pairs: list[tuple[str, str]]) -> str:
    """A path with a query string, unless it would be empty."""
    return f"{path}?{urlencode(pairs)}" if pairs else path


def get_known(engine: SearchEngine, ids: Iterable[str]) -> tuple[list[Initiative], list[str]]:
    """The initiatives with these ids, and the unknown ids."""
    found, unknown = [], []
    for initiative_id in ids:
        try:
            found.append(engine.get(initiative_id))
        except NotFoundError:
            unknown.append(initiative_id)
    return found, unknown


def keep_known(engine: SearchEngine, display: Display) -> tuple[Display, list[str]]:
    """The display without unknown ids on its list, and these ids."""
    unknown = get_known(engine, display.compared)[1]
    for initiative_id in unknown:
        display = display.without_compared(initiative_id)
    return display, unknown
