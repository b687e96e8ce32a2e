"""``renkei-search export``."""

from __future__ import annotations

from io import BytesIO
from typing import IO, TYPE_CHECKING, Final

import click
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from renkei_search.cli.console import messages
from renkei_search.cli.file.replacing import ask_to_replace, replacing
from renkei_search.cli.request import make_request, request_options
from renkei_search.cli.workspace import FILE, ready_service, workspace_options
from renkei_search.errors import UsageError
from renkei_search.explain.receipt import receipt_lines
from renkei_search.export.cover import make_search_cover, receipt_of_matches
from renkei_search.export.text import stream_initiatives, stream_table
from renkei_search.export.workbook import write_search

if TYPE_CHECKING:
    from pathlib import Path

    from renkei_search.search.engine import SearchEngine
    from renkei_search.search.request import SearchRequest
    from renkei_search.settings import Settings

_FORMATS: Final = ("csv", "xlsx", "jsonl")


@click.command()
@request_options
@click.option(
    "--format", "form", type=click.Choice(_FORMATS), help="形式。省くとファイル名の末尾で決めます。"
)
@click.option("--output", "-o", type=FILE, required=True, help="書き出すファイル。")
@click.option("--force", is_flag=True, help="同じ名前のファイルがあれば置き換えます。")
@workspace_options
def export(
    words: tuple[str, ...],
    sort: str,
    exact: bool,
    form: str | None,
    output: Path,
    force: bool,
    settings: Settings,
    **filters: tuple[str, ...],
) -> None:
    """検索に合う取組をすべてファイルに書き出します。言葉を省くと、すべての取組を書き出します。"""
    chosen = form or output.suffix.removeprefix(".").lower()
    if chosen not in _FORMATS:
        raise UsageError(
            f"{output} の形式が分かりません。--format で {'、'.join(_FORMATS)} から選んでください。"
        )
    ask_to_replace(output, force=force)
    engine = ready_service(settings).engine()
    request = make_request(words, sort, exact=exact, filters=filters, catalogue=engine.catalogue)
    with replacing(output) as file:
        total = _write(file, chosen, engine, request)
    messages.print(f"取組{total:,}件を {escape(str(output))} に書き出しました。", soft_wrap=True)


def _write(file: IO[bytes], form: str, engine: SearchEngine, request: SearchRequest) -> int:
    """Write all matches, showing progress; returns their number."""
    results = engine.search(request)
    with Progress(
        TextColumn("書き出し"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), console=messages
    ) as progress:
        initiatives = progress.track(engine.scan(request), total=results.total)
        match form:
            case "csv":
                file.writelines(stream_table(initiatives, engine.catalogue))
            case "jsonl":
                file.writelines(stream_initiatives(initiatives, engine.catalogue))
            case _:
                cover = make_search_cover(
                    request,
                    engine.catalogue,
                    total=results.total,
                    understood=receipt_lines(receipt_of_matches(results.receipt)),
                    updated=engine.created,
                )
                # Compress in memory: a zip file on a full disk raises again when it is garbage collected.
                book = BytesIO()
                write_search(book, initiatives, engine.catalogue, cover)
                file.write(book.getbuffer())
    return results.total
