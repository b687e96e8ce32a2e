"""``renkei-search serve``."""

from __future__ import annotations

import os
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import click

from renkei_search.cli.console import messages
from renkei_search.cli.file.paper import template_options
from renkei_search.cli.workspace import FILE, ready_service, workspace_options
from renkei_search.export.paper.writer import check_templates
from renkei_search.settings import ServerSettings
from renkei_search.web.serve.server import run_server

if TYPE_CHECKING:
    from pathlib import Path

    from renkei_search.export.paper.writer import PaperTemplates
    from renkei_search.settings import Settings

_CONTACT: Final = re.compile(r"https?://[^\s<>\"]+|[^\s@<>\"?&:/]+@[^\s@<>\"?&:/]+\.[^\s@<>\"?&:/]+")
# The default maximum; on a larger machine, memory is better left to other programs.
_MOST_WORKERS: Final = 8


def _check_contact(value: str) -> str:
    """An e-mail address or the address of a page.

    Raises:
        BadParameter: it is neither.
    """
    value = value.strip()
    if value and not _CONTACT.fullmatch(value):
        raise click.BadParameter("メールアドレスか、https:// で始まるアドレスを指定してください。")
    return value


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
@click.option(
    "--remember",
    type=click.IntRange(0, 1024),
    default=16,
    show_default=True,
    envvar="RENKEI_SEARCH_REMEMBER",
    help="プロセスごとに、検索の結果を覚えておく量（MiB）。同じ検索には覚えた結果を返します。0 なら毎回探します。",
)
@click.option("--metrics", is_flag=True, help="/metrics で稼働の状況を返します（Prometheus の形式）。")
@click.option("--no-request-log", is_flag=True, help="リクエストごとの記録を出しません。")
@click.option(
    "--operator",
    envvar="RENKEI_SEARCH_OPERATOR",
    default="",
    help="運営者の名前（例: ○○市企画課）。各ページの下に示します。",
)
@click.option(
    "--contact",
    envvar="RENKEI_SEARCH_CONTACT",
    default="",
    callback=lambda _context, _option, value: _check_contact(value),
    help="誤りを知らせる先のメールアドレスか、問い合わせページのアドレス（https://…）。各ページの下に示します。",
)
@click.option("--log-addresses", is_flag=True, help="リクエストの記録に利用者の IP アドレスを含めます。")
@template_options
@workspace_options
def serve(  # noqa: PLR0913 # options
    settings: Settings,
    templates: PaperTemplates,
    workers: int | None,
    behind_proxy: int | None,
    unix_socket: Path | None,
    remember: int,
    *,
    operator: str,
    contact: str,
    no_request_log: bool,
    **options: Any,
) -> None:
    """検索のページと JSON を配信します。索引がなければ作ります。"""
    check_templates(templates)
    settings = replace(
        settings,
        remembered=remember << 20,
        operator=operator.strip(),
        contact=contact,
        paper_templates=templates,
    )
    service = ready_service(settings)
    server = ServerSettings(
        socket=unix_socket,
        workers=workers or min(os.cpu_count() or 1, _MOST_WORKERS),
        proxies=behind_proxy or 0,
        log_requests=not no_request_log,
        **options,
    )
    run_server(
        settings,
        server,
        service,
        lambda address: messages.print(f"検索できます: [bold]{address}[/]（終了は Ctrl+C）", soft_wrap=True),
    )
