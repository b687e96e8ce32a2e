"""``renkei-search index`` and ``serve``."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, Final

import click

from renkei_search.cli.console import messages
from renkei_search.cli.workspace import FILE, build, make_settings, path_options, ready_service
from renkei_search.corpus.reader import read_corpus
from renkei_search.settings import ServerSettings

if TYPE_CHECKING:
    from pathlib import Path

# More on one machine would rather share its memory with other programs.
_MOST_WORKERS: Final = 8


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
@click.option("--unix-socket", type=FILE, help="ポートの代わりに待ち受けるソケットのファイル。")
@click.option(
    "--workers",
    type=click.IntRange(1, 64),
    default=None,
    help="検索に答えるプロセスの数。省くと CPU のコアの数（8 まで）です。Windows では 1 つだけです。",
)
@click.option(
    "--threads",
    type=click.IntRange(1, 64),
    default=4,
    show_default=True,
    help="プロセスごとに同時に答える数。",
)
@click.option(
    "--behind-proxy",
    type=click.IntRange(1, 9),
    is_flag=False,
    flag_value=1,
    default=None,
    help="nginx などの後ろで動かすとき、X-Forwarded-For などを信用する段数。値を省くと 1 です。",
)
@click.option("--metrics", is_flag=True, help="/metrics で稼働の状況を返します（Prometheus の形式）。")
@click.option("--no-request-log", is_flag=True, help="リクエストごとの記録を出しません。")
@click.option("--log-addresses", is_flag=True, help="リクエストの記録に利用者の IP アドレスを含めます。")
@path_options
def serve(
    corpus: tuple[Path, ...],
    index: Path | None,
    workers: int | None,
    behind_proxy: int | None,
    unix_socket: Path | None,
    *,
    no_request_log: bool,
    **options: Any,
) -> None:
    """検索のページと JSON を配信します。索引がなければ作ります。"""
    settings = make_settings(corpus, index)
    service = ready_service(settings)
    server = ServerSettings(
        socket=unix_socket,
        workers=workers or min(os.cpu_count() or 1, _MOST_WORKERS),
        proxies=behind_proxy or 0,
        log_requests=not no_request_log,
        **options,
    )
    # Imported here because the other commands do without a web server.
    from renkei_search.web.server import run_server  # noqa: PLC0415

    run_server(
        settings,
        server,
        service,
        lambda address: messages.print(f"検索できます: [bold]{address}[/]（終了は Ctrl+C）", soft_wrap=True),
    )
