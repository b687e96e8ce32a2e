"""``renkei-search index``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from renkei_search.cli.workspace import build, workspace_options
from renkei_search.corpus.reader import read_corpus

if TYPE_CHECKING:
    from renkei_search.settings import Settings


@click.command()
@workspace_options
def index(settings: Settings) -> None:
    """索引を作り直します。"""
    build(settings, read_corpus(*settings.corpus))
