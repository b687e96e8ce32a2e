"""The page about the data: the scheme, the sources with their coverage, and what is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flask import Blueprint, render_template
from msgspec import Struct

from renkei_search.facet.declaration import MISSING
from renkei_search.facet.registry import FilterName
from renkei_search.model.record import Basis
from renkei_search.region.coverage import measure_coverage
from renkei_search.search.request import SearchRequest
from renkei_search.web.http.engine import get_engine
from renkei_search.web.http.url import search_url

if TYPE_CHECKING:
    from collections.abc import Iterable

    from renkei_search.corpus.check.ledger import SourceCoverage
    from renkei_search.corpus.collection import Catalogue

about_page = Blueprint("about", __name__)

_REASONS: Final = 6


class Share(Struct, frozen=True):
    """A share of a source's characters; ``percent`` is formatted."""

    label: str
    count: int
    percent: str


class SourceView(Struct, frozen=True):
    """A source and its coverage.

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
    address: str | None
    initiatives: int
    url: str
    total: int
    shares: list[Share]
    accounted: str
    reasons: list[tuple[str, int]]
    further: int


@about_page.get("/about")
def about() -> str:
    """The page about the scheme, the documents and what is missing."""
    engine = get_engine()
    catalogue = engine.catalogue
    sources = present_sources(measure_coverage(engine), catalogue)
    return render_template(
        "about.html",
        sources=sources,
        total=sum(source.initiatives for source in sources),
        examples=engine.count_by(SearchRequest(), FilterName.REGION).get(MISSING, 0),
        regions=len(catalogue.regions),
        unstated_members=sum(region.basis.members is Basis.INFERRED for region in catalogue.regions),
        examples_url=search_url(SearchRequest().with_filter(FilterName.REGION, MISSING)),
        catalogue=catalogue,
    )


def present_sources(coverage: Iterable[SourceCoverage], catalogue: Catalogue) -> list[SourceView]:
    """Every source with its content, its gaps and its coverage."""
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
        address=source.url,
        initiatives=account.initiatives,
        url=search_url(SearchRequest().with_filter(FilterName.SOURCE, source.id)),
        total=account.total,
        shares=[
            _share("取組の記述", account.initiative, account.total),
            _share("圏域や制度の説明", account.context, account.total),
            _share("収録しない部分", left_out, account.total),
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
