"""``renkei-search template``."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import click
from rich.markup import escape

from renkei_search import resources
from renkei_search.cli.console import messages
from renkei_search.cli.workspace import FILE, corpus_option
from renkei_search.corpus.intake.form.template import render_template
from renkei_search.corpus.intake.writer import write_file
from renkei_search.corpus.reader import read_corpus
from renkei_search.errors import TableError

_TEMPLATE: Final = Path("取組の記入表.xlsx")


@click.command()
@click.argument("file", type=FILE, default=_TEMPLATE)
@click.option("--force", is_flag=True, help="同じ名前のファイルがあれば置き換えます。")
@corpus_option
def template(file: Path, force: bool, corpus: tuple[Path, ...]) -> None:
    """取り込む取組を書くための表（XLSX）を作ります。"""
    if file.exists() and not force:
        raise TableError(f"{file} はすでにあります。別の名前にするか、--force を付けてください。")
    write_file(file, render_template(read_corpus(*resources.corpus_folders(corpus)).catalogue))
    messages.print(f"{escape(str(file))} を作りました。シート「記入」に書いてください。", soft_wrap=True)
