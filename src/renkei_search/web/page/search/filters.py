"""The page of filters: the controls that a desktop shows next to the results, and a phone in a dialog over them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from flask import Blueprint, render_template, request
from msgspec import Struct

from renkei_search.web.http.engine import get_engine
from renkei_search.web.http.parameter import read_query
from renkei_search.web.http.url import parse_arguments, request_arguments
from renkei_search.web.page.display import FILTERS_PAGE, keep_known, split_display
from renkei_search.web.page.search.facet import present_facets, without_fields

if TYPE_CHECKING:
    from renkei_search.search.engine import SearchEngine
    from renkei_search.search.request import SearchRequest
    from renkei_search.web.page.display import Display
    from renkei_search.web.page.search.facet import FacetView

filters_page = Blueprint("filters", __name__)


class FiltersView(Struct, frozen=True):
    """The facets of a search, the current number of matches, and the links back to them."""

    text: str
    total: int
    facets: list[FacetView]
    hidden: list[tuple[str, str]]
    results_url: str
    clear_url: str | None
    canonical: str


@filters_page.get(FILTERS_PAGE)
def filters() -> str:
    """The page for choosing filters; its form leads to the results, or back here with the count for the choice."""
    engine = get_engine()
    display, arguments = split_display(read_query(request.query_string))
    display, unknown = keep_known(engine, display)
    view = present_filters(engine, parse_arguments(arguments), display)
    return render_template("filters.html", view=view, display=display, unknown=unknown)


def present_filters(engine: SearchEngine, request: SearchRequest, display: Display) -> FiltersView:
    """Count the facets of a search, and keep its other parameters for the form.

    Raises:
        QueryError: the words are refused.
        ParameterError: a filter is.
    """
    results = engine.search(replace(request, page=1, facets_only=True))
    kept = [("q", request.text)] if request.text else []
    chosen = request.filters or request.excluded
    return FiltersView(
        text=request.text,
        total=results.total,
        facets=present_facets(results.facets, engine.catalogue),
        hidden=[*kept, *request_arguments(without_fields(request)), *display.arguments()],
        results_url=display.search_url(replace(request, page=1)),
        clear_url=display.search_url(request.without_filters(), FILTERS_PAGE) if chosen else None,
        canonical=display.search_url(replace(request, page=1), FILTERS_PAGE),
    )
