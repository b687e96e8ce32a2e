"""``renkei-search desk``."""

from __future__ import annotations

import webbrowser
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click
from rich.markup import escape

from renkei_search import resources
from renkei_search.cli.console import messages
from renkei_search.cli.workspace import FOLDER, workspace_options
from renkei_search.desk.room import Desk
from renkei_search.desk.taking import DeskPlaces
from renkei_search.errors import TableError
from renkei_search.web.desk.server import listen_here, run_desk

if TYPE_CHECKING:
    from renkei_search.settings import Settings

_DOCUMENT: Final = click.Path(path_type=Path, dir_okay=False, exists=True)


@click.command()
@click.argument("document", type=_DOCUMENT, required=False)
@click.option(
    "--into",
    type=FOLDER,
    help="取り込み先のフォルダー（なければ作ります）。省くと、今いるフォルダーの own-corpus です。",
)
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    help="待ち受けるアドレス。このコンピューターのもの（127.0.0.1、::1）だけです。",
)
@click.option(
    "--port", type=click.IntRange(0, 65535), default=0, help="待ち受けるポート。省くと空いている番号です。"
)
@click.option("--no-browser", is_flag=True, help="ブラウザーを開かず、アドレスだけを示します。")
@workspace_options
def desk(  # one argument for each option
    settings: Settings, document: Path | None, into: Path | None, host: str, port: int, no_browser: bool
) -> None:
    """文書を読み、原資料と見比べて直し、取り込む画面を、このコンピューターだけで開きます。"""
    own = (into or resources.own_corpus_folder()).resolve()
    bundled = resources.corpus_folder()
    if own == bundled and not resources.is_checkout():
        raise TableError(f"{own} は同梱のコーパスです。--into で別のフォルダーを指定してください。")
    apart = {own, bundled} if (own / "taxonomy.toml").is_file() else {own}
    beside = tuple(folder for folder in settings.corpus if folder.resolve() not in apart)
    places = DeskPlaces(own, beside, settings.index, resources.labels_file(), settings.engine)
    places.searched()  # refuse a folder with other files now, while the user can name another one
    listener = listen_here(host, port)
    opened = Desk(own.with_name(f"{own.name}.desk"), places)
    opened.open()
    address = ""
    if document is not None:
        with document.open("rb") as stream:
            folder, _ = opened.put(document.name, stream)
        address = f"works/{folder.id}"

    def announce(site: str) -> None:
        messages.print(f"文書を取り込む画面: [bold]{escape(site + address)}[/]", soft_wrap=True)
        messages.print(
            "このコンピューターのブラウザーだけで開けます。作業は "
            f"{escape(str(opened.folder))} に保存します（終了は Ctrl+C）。",
            soft_wrap=True,
        )
        if not no_browser:
            webbrowser.open(site + address)

    try:
        run_desk(opened, replace(settings, corpus=(*beside, own)), listener, announce)
    finally:
        opened.close()
