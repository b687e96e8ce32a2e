"""A search request from the arguments of a command: the words, the filters, the order."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

import click

from renkei_search.facet.registry import FilterName
from renkei_search.search.filter_value import choose_value
from renkei_search.search.request import SearchRequest, Sort

if TYPE_CHECKING:
    from renkei_search.corpus.collection import Catalogue

F = TypeVar("F", bound=Callable[..., Any])

_OPTIONS = (
    click.argument("words", nargs=-1),
    *(click.option(f"--{name.value}", multiple=True, help=name.declaration.option) for name in FilterName),
    click.option(
        "--sort", type=click.Choice([sort.value for sort in Sort]), default="relevance", show_default=True
    ),
    click.option("--exact", is_flag=True, help="言い換えや関連する取組を探さず、言葉どおりに探します。"),
)


def request_options(command: F) -> F:
    """Add the arguments and options of a search: words, an option for each filter, order, and ``--exact``."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def make_request(
    words: tuple[str, ...],
    sort: str,
    *,
    exact: bool,
    filters: Mapping[str, tuple[str, ...]],
    catalogue: Catalogue,
) -> SearchRequest:
    """The request of :func:`request_options`, first page; ``filters`` by option name, values by any of their names.

    Raises:
        ParameterError: a filter has no such value.
    """
    chosen = (
        (name, choose_value(name, given, catalogue)) for name in FilterName for given in filters[name.value]
    )
    return SearchRequest(
        text=" ".join(words),
        filters=tuple(dict.fromkeys(chosen)),
        sort=Sort(sort),
        expand=not exact,
    )
