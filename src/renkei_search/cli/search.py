"""``renkei-search search``."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import click
import msgspec
from rich.markup import escape
from rich.padding import Padding
from rich.text import Text

from renkei_search.cli.console import output
from renkei_search.cli.request import make_request, request_options
from renkei_search.cli.workspace import make_settings, path_options, ready_service
from renkei_search.web.receipt import receipt_lines
from renkei_search.web.representation import represent_results

if TYPE_CHECKING:
    from pathlib import Path

    from renkei_search.corpus.collection import Catalogue
    from renkei_search.search.result import Excerpt, Hit, SearchResults


@click.command()
@request_options
@click.option("--page", type=int, default=1, show_default=True)
@click.option("--per-page", type=int, default=20, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="JSON で出力します（検索 API と同じ形）。")
@path_options
def search(
    words: tuple[str, ...],
    sort: str,
    exact: bool,
    page: int,
    per_page: int,
    as_json: bool,
    corpus: tuple[Path, ...],
    index: Path | None,
    **filters: tuple[str, ...],
) -> None:
    """取組を検索します。言葉を省くと、すべての取組を並べます。"""
    request = replace(make_request(words, sort, exact=exact, filters=filters), page=page, per_page=per_page)
    engine = ready_service(make_settings(corpus, index)).engine()
    results = engine.search(request)
    if as_json:
        answer = msgspec.json.encode(represent_results(results, engine.catalogue))
        click.echo(msgspec.json.format(answer.decode(), indent=2))
    else:
        _print_results(results, engine.catalogue)


def _print_results(results: SearchResults, catalogue: Catalogue) -> None:
    if results.receipt.ignored:
        output.print(f"[yellow]「{escape('」「'.join(results.receipt.ignored))}」は検索に使っていません。[/]")
    for line in receipt_lines(results.receipt):
        output.print(f"[dim]{escape(line)}[/]", soft_wrap=True)
    if not results.total:
        output.print("あてはまる取組は見つかりませんでした。")
    else:
        first = (results.request.page - 1) * results.request.per_page + 1
        output.print(f"[bold]{results.total}件[/]のうち {first}〜{first + len(results.hits) - 1}件目")
        for number, hit in enumerate(results.hits, start=first):
            _print_hit(f"{number}.", hit, catalogue)
    if results.request.page < results.pages:
        output.print(f"\n続きは --page {results.request.page + 1}")
    if results.related:
        output.print("\n[bold]関連する取組[/]（件数には含めていません）")
        for hit in results.related:
            _print_hit("・", hit, catalogue)


def _print_hit(mark: str, hit: Hit, catalogue: Catalogue) -> None:
    initiative = hit.initiative
    title = _marked(hit.excerpt("title")) if initiative.title is not None else Text("（題名なし）")
    title.stylize("bold")
    region = catalogue.region(initiative.region).name if initiative.region is not None else "制度の例示"
    fields = "・".join(catalogue.taxonomy[field.code].label for field in initiative.fields)
    output.print()
    output.print(Text(f"{mark} ") + title)
    output.print(Text(f"   {region}｜{fields}{'｜案' if initiative.status == 'draft' else ''}", style="cyan"))
    output.print(Padding(_marked(hit.excerpt("description")), (0, 0, 0, 3), expand=False))
    output.print(Text(f"   {initiative.id}", style="dim"))


def _marked(excerpt: Excerpt) -> Text:
    text = Text(excerpt.text.replace("\n", " "))
    for start, end in excerpt.ranges:
        text.stylize("bold yellow", start, end)
    return text
