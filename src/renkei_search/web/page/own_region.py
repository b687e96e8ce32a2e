"""The region that a reader works in (自分の圏域), and how it compares with the initiatives on a page.

The browser stores it in a cookie that the server reads, so it works without JavaScript and without an account. An address
may name another region (``own``); then the links of the page carry it, and nothing is stored. It is not part of a search,
so files, feeds and the JSON endpoint do not know it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from flask import g, request
from msgspec import Struct

from renkei_search.facet.registry import FilterName
from renkei_search.region.surroundings import find_surroundings
from renkei_search.search.request import SearchRequest
from renkei_search.web.http.parameter import read_leniently
from renkei_search.web.http.url import region_url, search_url
from renkei_search.web.page.parameter import OwnAddressParameters

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from flask import Response

    from renkei_search.model.practice import PracticeType
    from renkei_search.model.record import Initiative, Region
    from renkei_search.region.surroundings import Surroundings
    from renkei_search.search.engine import SearchEngine

OWN: Final = "own"
"""The parameter that names a region in the address of a page."""

COOKIE: Final = "renkei-search-own"


@dataclass(frozen=True)
class OwnRegion:
    """The reader's region and those around it.

    Attributes:
        surroundings: of the region.
        carried: whether only the address names it, so that links have to carry it.
        remembered: the region in the cookie, if the address names another one.
    """

    surroundings: Surroundings
    carried: bool
    remembered: Region | None = None

    @property
    def region(self) -> Region:
        """The region itself."""
        return self.surroundings.region

    @property
    def url(self) -> str:
        """The link to its page."""
        return region_url(self.region.id)


class OwnNote(Struct, frozen=True):
    """What the reader's own region does that is of the same type as an initiative.

    ``inferred`` says whether this rests on a type of practice, ``mine`` whether the initiative is the region's own.
    ``url`` leads to the region's initiatives of the type.
    """

    text: str
    url: str | None = None
    inferred: bool = False
    mine: bool = False


@dataclass(frozen=True)
class OwnPractice:
    """Says for each initiative on a page whether the reader's own region has initiatives of the same type.

    Attributes:
        own: the region.
        matches: how many of its initiatives match the search on the page; None if the page has no search.
        matches_url: the link to these.
    """

    own: OwnRegion
    matches: int | None = None
    matches_url: str | None = None

    def note(self, initiative: Initiative, types: Sequence[PracticeType]) -> OwnNote:
        """The note on the reader's own region for an initiative of these types of practice."""
        region = self.own.region.id
        if initiative.region == region:
            return OwnNote("自分の圏域の取組", mine=True)
        counts = self.own.surroundings.practices
        shared = [type_ for type_ in types if counts.get(type_.id)]
        if shared:
            most = max(shared, key=lambda type_: counts[type_.id])
            same = SearchRequest().with_filter(FilterName.PRACTICE, most.id)
            return OwnNote(
                f"自分の圏域にも「{most.name}」の取組が{counts[most.id]}件",
                search_url(same.with_filter(FilterName.REGION, region)),
                inferred=True,
            )
        if types:
            others = "など" if len(types) > 1 else ""
            return OwnNote(f"自分の圏域：「{types[0].name}」{others}の記述なし", inferred=True)
        if self.matches:
            return OwnNote(f"自分の圏域にも、この検索にあてはまる取組が{self.matches}件", self.matches_url)
        return OwnNote("自分の圏域：取組の型が分からず、比べられません")


def find_own(engine: SearchEngine) -> OwnRegion | None:
    """The region that the address names, or else the one that the browser stores, if it is in the corpus."""
    known = engine.catalogue.regions_by_id
    asked = read_leniently(OwnAddressParameters, request.args.items(multi=True)).own
    remembered = known.get(request.cookies.get(COOKIE, ""))
    named = known.get(asked)
    chosen = named or remembered
    g.own = None
    if chosen is None:
        return None
    other = remembered if remembered is not None and remembered.id != chosen.id else None
    g.own = OwnRegion(
        find_surroundings(engine, chosen.id),
        carried=remembered is None or other is not None,
        remembered=other,
    )
    found: OwnRegion = g.own
    return found


def split_own(
    engine: SearchEngine, pairs: Iterable[tuple[str, str]]
) -> tuple[OwnRegion | None, list[tuple[str, str]]]:
    """The reader's region, and what else a query string says."""
    return find_own(engine), [pair for pair in pairs if pair[0] != OWN]


def keep_apart(response: Response) -> Response:
    """Tell caches that a page depends on the cookie."""
    # Pages with a region are never answered 304; Flask calls every such answer HTML.
    if response.mimetype == "text/html" and response.status_code != 304:
        response.vary.add("Cookie")
        if COOKIE in request.cookies and "Cache-Control" not in response.headers:
            response.headers["Cache-Control"] = "private, no-cache"
    return response
