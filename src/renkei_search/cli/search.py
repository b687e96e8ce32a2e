"""``renkei-search search``."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

import click
import msgspec
from rich.markup import escape
from rich.padding import Padding
from rich.text import Text

from renkei_search.cli.console import output
from renkei_search.cli.request import make_request, request_options
from renkei_search.cli.workspace import ready_service, workspace_options
from renkei_search.corpus.heading import heading_of
from renkei_search.explain.absence import absent_place_line
from renkei_search.explain.heading import present_heading
from renkei_search.explain.receipt import receipt_lines
from renkei_search.explain.remedy import find_remedies
from renkei_search.facet.registry import FilterName, value_label
from renkei_search.search.result import ReasonKind
from renkei_search.web.api.representation import represent_results

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from renkei_search.corpus.collection import Catalogue
    from renkei_search.search.engine import SearchEngine
    from renkei_search.search.request import SearchRequest
    from renkei_search.search.result import Excerpt, Hit, SearchResults
    from renkei_search.settings import Settings


@click.command()
@request_options
@click.option("--page", type=int, default=1, show_default=True)
@click.option("--per-page", type=int, default=20, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="JSON で出力します（検索 API と同じ形）。")
@workspace_options
def search(
    words: tuple[str, ...],
    sort: str,
    exact: bool,
    page: int,
    per_page: int,
    as_json: bool,
    settings: Settings,
    **filters: tuple[str, ...],
) -> None:
    """取組を検索します。言葉を省くと、すべての取組を並べます。"""
    engine = ready_service(settings).engine()
    request = replace(
        make_request(words, sort, exact=exact, filters=filters, catalogue=engine.catalogue),
        page=page,
        per_page=per_page,
    )
    results = engine.search(request)
    if as_json:
        answer = msgspec.json.encode(represent_results(results, engine.catalogue))
        click.echo(msgspec.json.format(answer.decode(), indent=2))
    else:
        _print_results(results, engine)


def _print_results(results: SearchResults, engine: SearchEngine) -> None:
    catalogue = engine.catalogue

    @cache
    def count(other: SearchRequest) -> int:
        return engine.search(replace(other, page=1, facets_only=True)).total

    shut_out = 0 if results.total else count(results.request.without_filters())
    if not results.total:
        heading = present_heading(results, catalogue, shut_out=shut_out)
        output.print(f"[bold]{escape(heading.text)}[/]", soft_wrap=True)
    for line in receipt_lines(results.receipt):
        output.print(f"[dim]{escape(line)}[/]", soft_wrap=True)
    if not results.total:
        remedies = find_remedies(results.request, catalogue, count, shut_out=shut_out > 0)
        ways = [f"条件や言葉を変えると見つかります: {_counted((way.label, way.count) for way in remedies)}"]
        for line in [*_empty_lines(results, catalogue), *(ways if remedies else [])]:
            output.print(escape(line), soft_wrap=True)
    else:
        first = (results.request.page - 1) * results.request.per_page + 1
        output.print(f"[bold]{results.total}件[/]のうち {first}〜{first + len(results.hits) - 1}件目")
        for number, hit in enumerate(results.hits, start=first):
            _print_hit(f"{number}.", hit, catalogue)
    if results.request.page < results.pages:
        output.print(f"\n続きは --page {results.request.page + 1}")
    if results.related:
        output.print("\n[bold]内容の近い取組[/]（件数には含めていません）")
        for hit in results.related:
            _print_hit("・", hit, catalogue)


def _empty_lines(results: SearchResults, catalogue: Catalogue) -> Iterator[str]:
    """The lines for an empty answer, after those on how the words were understood."""
    receipt, near = results.receipt, results.alternatives
    for place in receipt.absent_places:
        yield absent_place_line(place)
        if place.regions:
            yield "、".join(catalogue.region(region).name for region in place.regions)
    if receipt.counts:
        yield f"言葉ごとの件数: {_counted((count.text, count.total) for count in receipt.counts)}"
    if near.words:
        yield f"近い言葉: {_counted((count.text, count.total) for count in near.words)}"
    if near.practices:
        types = catalogue.practices.by_id
        yield f"近い取組の型（推定）: {_counted((types[type_].name, total) for type_, total in near.practices)}"
    if near.fields:
        labels = ((value_label(FilterName.FIELD, code, catalogue), total) for code, total in near.fields)
        yield f"近い政策分野: {_counted(labels)}"


def _counted(items: Iterable[tuple[str, int]]) -> str:
    return "、".join(f"{text} {total}件" for text, total in items)


def _print_hit(mark: str, hit: Hit, catalogue: Catalogue) -> None:
    initiative = hit.initiative
    title = (
        _marked(hit.excerpt("title"))
        if initiative.title is not None
        else Text(heading_of(initiative, catalogue).marked)
    )
    title.stylize("bold")
    region = catalogue.region(initiative.region).name if initiative.region is not None else "制度の例示"
    fields = "・".join(catalogue.taxonomy[field.code].label for field in initiative.fields)
    output.print()
    output.print(Text(f"{mark} ") + title)
    output.print(Text(f"   {region}｜{fields}{'｜案' if initiative.is_draft else ''}", style="cyan"))
    if hit.found_by:
        output.print(Text(f"   {_quoted(hit.found_by)}で見つかりました", style="green"))
    if hit.reasons:
        output.print(Text(f"   {_reasons(hit)}", style="green"))
    output.print(Padding(_marked(hit.excerpt("description")), (0, 0, 0, 3), expand=False))
    output.print(Text(f"   {initiative.id}", style="dim"))


def _reasons(hit: Hit) -> str:
    labels = {
        ReasonKind.PRACTICE: "同じ取組の型（推定）",
        ReasonKind.NEAR_PRACTICE: "意味の近い取組の型（推定）",
        ReasonKind.WORD: "共通する言葉",
        ReasonKind.KINDRED: "意味の近い言葉",
    }
    said = {kind: [reason.text for reason in hit.reasons if reason.kind is kind] for kind in labels}
    return "　".join(f"{labels[kind]}: {'、'.join(texts)}" for kind, texts in said.items() if texts)


def _quoted(words: tuple[str, ...]) -> str:
    return "「" + "」「".join(words) + "」"


def _marked(excerpt: Excerpt) -> Text:
    text = Text(excerpt.text.replace("\n", " "))
    for start, end in excerpt.ranges:
        text.stylize("bold yellow", start, end)
    return text
