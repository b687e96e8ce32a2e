"""An answer without matches: what was looked for, what similar things exist, and what to change, with counts."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from renkei_search.explain.absence import absent_place_line
from renkei_search.explain.receipt import quote
from renkei_search.explain.remedy import find_remedies
from renkei_search.facet.registry import FilterName, value_label
from renkei_search.search.result import StepKind
from renkei_search.web.http.url import region_url
from renkei_search.web.page.display import Link

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from renkei_search.corpus.collection import Catalogue
    from renkei_search.search.engine import SearchEngine
    from renkei_search.search.request import SearchRequest
    from renkei_search.search.result import AbsentPlace, Receipt, SearchResults, WordCount
    from renkei_search.web.page.display import Display

_SHOWN_WORDS: Final = 8


class Offers(Struct, frozen=True):
    """Links of one kind under a heading; one that would find nothing has no address."""

    heading: str
    links: list[Link]


class PlaceNotice(Struct, frozen=True):
    """A notice that the corpus does not cover a municipality, with the regions of its prefecture."""

    sentence: str
    regions: list[Link]


class AbsenceView(Struct, frozen=True):
    """``looked_for`` are sentences; ``offers`` are searches that find something, closest first.

    ``shut_out`` is the number of initiatives that the filters exclude.
    """

    shut_out: int
    looked_for: list[str]
    offers: list[Offers]


def present_absence(
    engine: SearchEngine, results: SearchResults, display: Display, practices: Iterable[Link] = ()
) -> AbsenceView:
    """Make the view of an answer without matches. The links to types of ``practices`` are on the page already."""
    request, catalogue, near = results.request, engine.catalogue, results.alternatives

    def narrowed(name: FilterName, values: Iterable[tuple[str, int]]) -> Iterator[Link]:
        for value, count in values:
            other = request.with_text("").with_filter(name, value)
            yield _link(value_label(name, value, catalogue), count, display.search_url(other))

    @cache
    def count(other: SearchRequest) -> int:
        return engine.search(replace(other, page=1, facets_only=True)).total

    shut_out = count(request.without_filters()) if request.filters or request.excluded else 0
    words = [*_word_links(near.words, request, display)]
    counts = [*_word_links(results.receipt.counts, request, display)]
    known = {link.url for link in (*words, *counts)}
    remedies = [
        _link(remedy.label, remedy.count, url)
        for remedy in find_remedies(request, catalogue, count, shut_out=shut_out > 0)
        if (url := display.search_url(remedy.request)) not in known
    ]
    told = [*practices]
    offers = (
        Offers("近い言葉", words),
        Offers("言葉ごとの件数", counts),
        Offers("条件や言葉を変えると見つかります", remedies),
        Offers(
            "近い取組の型（推定）",
            [link for link in narrowed(FilterName.PRACTICE, near.practices) if link not in told],
        ),
        Offers("近い政策分野", [*narrowed(FilterName.FIELD, near.fields)]),
    )
    return AbsenceView(shut_out, _looked_for(results.receipt), [offer for offer in offers if offer.links])


def present_absent_places(places: Iterable[AbsentPlace], catalogue: Catalogue) -> list[PlaceNotice]:
    """Notices for municipalities that the corpus does not cover."""
    return [_present_place(place, catalogue) for place in places]


def _present_place(place: AbsentPlace, catalogue: Catalogue) -> PlaceNotice:
    return PlaceNotice(
        absent_place_line(place),
        [Link(catalogue.region(found).name, region_url(found)) for found in place.regions],
    )


def _looked_for(receipt: Receipt) -> list[str]:
    words = [
        word.text
        for word in receipt.words
        if word.kind not in {"excluded", "suffix", "general", "cause"} and word.text not in receipt.ignored
    ]
    synonyms = [word for step in receipt.steps if step.kind is StepKind.SYNONYMS for word in step.words]
    return [
        f"{label}：{_list(found)}"
        for label, found in (("探した言葉", words), ("言い換え", synonyms))
        if found
    ]


def _list(words: list[str]) -> str:
    distinct = [*dict.fromkeys(words)]
    return quote(distinct[:_SHOWN_WORDS]) + ("など" if len(distinct) > _SHOWN_WORDS else "")


def _word_links(words: Iterable[WordCount], request: SearchRequest, display: Display) -> Iterator[Link]:
    for word in words:
        url = display.search_url(request.with_text(word.text)) if word.total else ""
        yield _link(f"「{word.text}」", word.total, url)


def _link(label: str, count: int, url: str) -> Link:
    return Link(f"{label}（{count:,}件）", url)
