"""``renkei-search index`` and ``serve``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from renkei_search.cli.console import messages
from renkei_search.cli.workspace import build, make_settings, path_options, ready_service
from renkei_search.corpus.reader import read_corpus

if TYPE_CHECKING:
    from pathlib import Path


@click.command()
@path_options
def index(corpus: tuple[Path, ...], index: Path | None) -> None:
    """索引を作り直します。"""
    settings = make_settings(corpus, index)
    build(settings, read_corpus(*settings.corpus))


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="待ち受けるアドレス。")
@click.option(
    "--port", type=click.IntRange(1, 65535), default=8000, show_default=True, help="待ち受けるポート。"
)
@path_options
def serve(host: str, port: int, corpus: tuple[Path, ...], index: Path | None) -> None:
    """検索のページと JSON を配信します。索引がなければ作ります。"""
    settings = make_settings(corpus, index, host=host, port=port)
    service = ready_service(settings)
    # Imported here because the other commands do without a web server.
    from renkei_search.web.server import run_server  # noqa: PLC0415

    run_server(
        settings, service, lambda url: messages.print(f"検索できます: [bold]{url}[/]（終了は Ctrl+C）")
    )
