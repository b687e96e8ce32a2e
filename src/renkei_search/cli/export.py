"""``renkei-search export``."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO, TYPE_CHECKING, Final

import click
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from renkei_search.cli.console import messages
from renkei_search.cli.request import make_request, request_options
from renkei_search.cli.workspace import FILE, make_settings, path_options, ready_service
from renkei_search.errors import UsageError
from renkei_search.export.cover import make_search_cover, receipt_of_matches
from renkei_search.export.text import stream_records, stream_table
from renkei_search.export.workbook import write_search
from renkei_search.web.receipt import receipt_lines

if TYPE_CHECKING:
    from collections.abc import Iterator

    from renkei_search.search.engine import SearchEngine
    from renkei_search.search.request import SearchRequest

_FORMATS: Final = ("csv", "xlsx", "jsonl")


@click.command()
@request_options
@click.option(
    "--format", "form", type=click.Choice(_FORMATS), help="形式。省くとファイル名の末尾で決めます。"
)
@click.option("--output", "-o", type=FILE, required=True, help="書き出すファイル。")
@click.option("--force", is_flag=True, help="同じ名前のファイルがあれば置き換えます。")
@path_options
def export(
    words: tuple[str, ...],
    sort: str,
    exact: bool,
    form: str | None,
    output: Path,
    force: bool,
    corpus: tuple[Path, ...],
    index: Path | None,
    **filters: tuple[str, ...],
) -> None:
    """検索に合う取組をすべてファイルに書き出します。言葉を省くと、すべての取組を書き出します。"""
    chosen = form or output.suffix.removeprefix(".").lower()
    if chosen not in _FORMATS:
        raise UsageError(
            f"{output} の形式が分かりません。--format で {'、'.join(_FORMATS)} から選んでください。"
        )
    if output.exists() and not force:
        _ask_to_replace(output)
    engine = ready_service(make_settings(corpus, index)).engine()
    request = make_request(words, sort, exact=exact, filters=filters)
    with _replacing(output) as file:
        total = _write(file, chosen, engine, request)
    messages.print(f"取組{total:,}件を {escape(str(output))} に書き出しました。", soft_wrap=True)


def _ask_to_replace(path: Path) -> None:
    if not sys.stdin.isatty():
        raise UsageError(f"{path} はすでにあります。置き換えるときは --force を付けてください。")
    click.confirm(f"{path} はすでにあります。置き換えますか。", abort=True, err=True)


@contextmanager
def _replacing(path: Path) -> Iterator[IO[bytes]]:
    """A file that takes the place of ``path`` when it is complete, or leaves what is there.

    Raises:
        UsageError: the folder is not there or cannot be written.
    """
    try:
        # Named for the program alone: the user's name with something added may be too long for the file system.
        file = NamedTemporaryFile(dir=path.parent, prefix=".renkei-search-", delete=False)  # noqa: SIM115
        partial = Path(file.name)
        try:
            with file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            # Others may read it as any file the user makes; a temporary one is the owner's alone.
            partial.chmod(0o666 & ~_umask())
            partial.replace(path)
        except BaseException:
            partial.unlink(missing_ok=True)
            raise
    except OSError as error:
        raise UsageError(
            f"{path} に書き出せません（{error.strerror}）。フォルダーと空き容量を確かめてください。"
        ) from error


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


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
                file.writelines(stream_records(initiatives))
            case _:
                cover = make_search_cover(
                    request,
                    engine.catalogue,
                    total=results.total,
                    understood=receipt_lines(receipt_of_matches(results.receipt)),
                    generation=engine.generation,
                )
                # In memory, where it is compressed: a zip file that meets a full disk complains when it is forgotten.
                book = BytesIO()
                write_search(book, initiatives, engine.catalogue, cover)
                file.write(book.getbuffer())
    return results.total
