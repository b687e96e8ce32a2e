"""What the pages of explanation show: the sources with their account, and examples of searches."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec import Struct

from renkei_search.record import Basis
from renkei_search.search.request import FilterName, SearchRequest
from renkei_search.web.url import search_url

if TYPE_CHECKING:
    from collections.abc import Iterable

    from renkei_search.corpus.check import SourceCoverage
    from renkei_search.corpus.collection import Catalogue

_REASONS: Final = 6


class Share(Struct, frozen=True):
    """A part of a source's characters; ``percent`` of all, as it reads."""

    label: str
    count: int
    percent: str


class SourceView(Struct, frozen=True):
    """A source and how its characters are accounted for.

    ``accounted`` is the share, in percent, that a record claims or a reason explains; ``reasons`` the most
    frequent of these, ``further`` the characters left out for others.
    """

    id: str
    title: str
    title_inferred: bool
    publisher: str
    publisher_inferred: bool
    as_of: str
    as_of_inferred: bool
    covers: str
    missing: str
    licence: str
    initiatives: int
    url: str
    total: int
    shares: list[Share]
    accounted: str
    reasons: list[tuple[str, int]]
    further: int


class Example(Struct, frozen=True):
    """A way to write a search: the sign or name, what it does, and a search that shows it."""

    name: str
    meaning: str
    text: str
    url: str


def present_sources(coverage: Iterable[SourceCoverage], catalogue: Catalogue) -> list[SourceView]:
    """Every source with what it holds, what it lacks, and what became of its text."""
    return [_present_source(account, catalogue) for account in coverage]


def _present_source(account: SourceCoverage, catalogue: Catalogue) -> SourceView:
    source = catalogue.source(account.source).source
    left_out = sum(account.left_out.values())
    known = account.initiative + account.context + left_out
    reasons = list(account.left_out.items())
    return SourceView(
        id=source.id,
        title=source.title,
        title_inferred=source.title_basis is Basis.INFERRED,
        publisher=source.publisher,
        publisher_inferred=source.publisher_basis is Basis.INFERRED,
        as_of=source.as_of,
        as_of_inferred=source.as_of_basis is Basis.INFERRED,
        covers=source.covers,
        missing=source.missing,
        licence=source.licence,
        initiatives=account.initiatives,
        url=search_url(SearchRequest().with_filter(FilterName.SOURCE, source.id)),
        total=account.total,
        shares=[
            _share("取組の記述", account.initiative, account.total),
            _share("圏域や制度の説明", account.context, account.total),
            _share("検索の対象外", left_out, account.total),
        ],
        accounted=_percent(known, account.total),
        reasons=reasons[:_REASONS],
        further=sum(count for _, count in reasons[_REASONS:]),
    )


def _share(label: str, count: int, total: int) -> Share:
    return Share(label, count, _percent(count, total))


def _percent(count: int, total: int) -> str:
    """Rounded to a tenth, but 100 only if nothing is missing."""
    if count == total:
        return "100"
    return f"{min(100 * count / total, 99.9):.1f}"


def search_example(name: str, meaning: str, text: str) -> Example:
    """An example with the link that runs it."""
    return Example(name, meaning, text, search_url(SearchRequest(text)))
