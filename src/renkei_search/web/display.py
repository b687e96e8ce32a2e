"""What a page's address says beside the request: how results are shown, and which initiatives to compare.

The comparison list travels in the address (``compare``), so it works without JavaScript and without an account.
``static/comparison.js`` moves it to the browser's own memory where it can.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

from renkei_search.errors import ParameterError
from renkei_search.export.comparison import MAX_COMPARED
from renkei_search.web.url import SEARCH_PAGE, initiative_url, request_arguments

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from renkei_search.search.request import SearchRequest

COMPARE_PAGE: Final = "/compare"
SIMILAR_PAGE: Final = "/similar"

_BY_REGION: Final = "region"
_VIEW, _COMPARE = "view", "compare"


@dataclass(frozen=True)
class Display:
    """How results are shown (``by_region``: grouped), and the ids of the comparison list in their order."""

    by_region: bool = False
    compared: tuple[str, ...] = ()

    @property
    def full(self) -> bool:
        """Whether nothing more can be compared."""
        return len(self.compared) >= MAX_COMPARED

    def with_compared(self, initiative_id: str) -> Display:
        """One more initiative on the list."""
        return replace(self, compared=tuple(dict.fromkeys((*self.compared, initiative_id))))

    def without_compared(self, initiative_id: str) -> Display:
        """The list without an initiative."""
        return replace(self, compared=tuple(other for other in self.compared if other != initiative_id))

    def arguments(self) -> list[tuple[str, str]]:
        """The name-value pairs; the inverse of :func:`split_display`."""
        pairs = [(_VIEW, _BY_REGION)] if self.by_region else []
        return pairs + [(_COMPARE, initiative_id) for initiative_id in self.compared]

    def search_url(self, request: SearchRequest) -> str:
        """The link to a search shown in this way."""
        return with_arguments(SEARCH_PAGE, [*request_arguments(request), *self.arguments()])

    def initiative_url(self, initiative_id: str) -> str:
        """The link to an initiative that carries the list along."""
        return with_arguments(initiative_url(initiative_id), replace(self, by_region=False).arguments())


PLAIN: Final = Display()
"""A plain list, nothing to compare."""


@dataclass(frozen=True)
class Toggle:
    """The link that puts an initiative on the comparison list, or takes it off if ``chosen``.

    With a ``full`` list it leads to the comparison, where something can be taken off.
    """

    id: str
    url: str
    chosen: bool
    full: bool


@dataclass(frozen=True)
class Linker:
    """Makes the links of the initiatives on a page, so that they keep the comparison list.

    ``here`` gives the address of this very page with another list; without it a link leads to the comparison.
    """

    display: Display = PLAIN
    here: Callable[[Display], str] | None = None

    def initiative_url(self, initiative_id: str) -> str:
        """The link to an initiative."""
        return self.display.initiative_url(initiative_id)

    def toggle(self, initiative_id: str) -> Toggle:
        """The link that puts an initiative on the list or takes it off."""
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
    """Take what concerns the display out of a query string's name-value pairs; also returns the others.

    Raises:
        ParameterError: there is no such view.
    """
    by_region = False
    compared: list[str] = []
    others = []
    for name, value in arguments:
        if name == _VIEW:
            if value not in {"", _BY_REGION}:
                raise ParameterError(
                    _VIEW, f"表示のしかた「{value[:20]}」はありません。使えるのは「{_BY_REGION}」だけです。"
                )
            by_region = bool(value)
        elif name == _COMPARE:
            compared += [value] if value else []
        else:
            others.append((name, value))
    return Display(by_region, tuple(dict.fromkeys(compared))), others


def compare_url(compared: Iterable[str], *, differing: bool = False, path: str = COMPARE_PAGE) -> str:
    """The link that puts initiatives side by side; ``differing`` leaves out the rows in which they agree."""
    pairs = [("id", initiative_id) for initiative_id in compared]
    return with_arguments(path, pairs + ([("differing", "1")] if differing else []))


def with_arguments(path: str, pairs: list[tuple[str, str]]) -> str:
    """A path with a query string, if there is anything to say in it."""
    return f"{path}?{urlencode(pairs)}" if pairs else path
