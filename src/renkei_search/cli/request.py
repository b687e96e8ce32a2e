"""A search request from the arguments of a command: the words, the filters, the order."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import click

from renkei_search.search.request import FilterName, SearchRequest, Sort

F = TypeVar("F", bound=Callable[..., Any])

_OPTIONS = (
    click.argument("words", nargs=-1),
    click.option("--field", multiple=True, help="政策分野の記号（例: ウ-A-c）。"),
    click.option("--region", multiple=True, help="圏域の id（例: niigata）。"),
    click.option("--prefecture", multiple=True, help="都道府県名。"),
    click.option(
        "--kind", multiple=True, help="renkei-chusu（連携中枢都市圏）か teiju-jiritsu（定住自立圏）。"
    ),
    click.option("--category", multiple=True, help="取組の区分（ア、イ、ウ）。"),
    click.option("--source", multiple=True, help="資料の番号（例: 001）。"),
    click.option("--municipality", multiple=True, help="市町村名。"),
    click.option("--practice", multiple=True, help="取組の型の id（例: library-cooperation）。"),
    click.option(
        "--sort", type=click.Choice([sort.value for sort in Sort]), default="relevance", show_default=True
    ),
    click.option("--exact", is_flag=True, help="言い換えや関連する取組を探さず、言葉どおりに探します。"),
)


def request_options(command: F) -> F:
    """Add what says which initiatives are meant: words, a filter each, order, and ``--exact``."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def make_request(
    words: tuple[str, ...], sort: str, *, exact: bool, filters: Mapping[str, tuple[str, ...]]
) -> SearchRequest:
    """The first page of what :func:`request_options` were given; ``filters`` by option name."""
    return SearchRequest(
        text=" ".join(words),
        filters=tuple((name, value) for name in FilterName for value in filters[name.value]),
        sort=Sort(sort),
        expand=not exact,
    )
