"""``renkei-search evaluate``."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Final

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from renkei_search import resources
from renkei_search.cli.console import messages
from renkei_search.cli.engine import engine_options, take_engine
from renkei_search.cli.workspace import FILE, corpus_option
from renkei_search.corpus.reader import read_corpus
from renkei_search.extra import load_extra

if TYPE_CHECKING:
    from pathlib import Path

    from renkei_search.evaluation.command import Evaluation

_EVALUATION: Final = "renkei_search.evaluation.command"


@click.command()
@click.option("--queries", type=FILE, help="判定つきの検索語（JSON Lines）。省くと tests/relevance のもの。")
@click.option("--similar", type=FILE, help="判定つきの取組（JSON Lines）。")
@click.option("--passages", type=FILE, help="既知の文章を探す課題の文章（JSON Lines、gzip）。")
@click.option("--questions", type=FILE, help="その質問（JSON Lines、gzip）。")
@click.option("--all", "all_variants", is_flag=True, help="順位づけの段階を一つずつ足して比べます。")
@click.option("--json", "as_json", is_flag=True, help="JSON で出力します。")
@click.option("--document", type=FILE, help="表をこの Markdown 文書の目印の間に書き込みます。")
@click.option("--mark", default="figures", show_default=True, help="その目印の名前。")
@corpus_option
@engine_options
def evaluate(  # noqa: PLR0913, PLR0917 # one for each option
    queries: Path | None,
    similar: Path | None,
    passages: Path | None,
    questions: Path | None,
    all_variants: bool,
    as_json: bool,
    document: Path | None,
    mark: str,
    corpus: tuple[Path, ...],
    **engine: Any,
) -> None:
    """検索の精度を、判定つきの検索語で測ります（開発者向け）。"""
    kind: type[Evaluation] = load_extra(_EVALUATION, "評価", "evaluate").Evaluation
    folder = resources.judgments_folder()
    evaluation = kind(
        corpus=read_corpus(*resources.corpus_folders(corpus)),
        queries=queries or folder / "queries.jsonl",
        similar=similar or folder / "similar.jsonl",
        passages=passages,
        questions=questions,
        all_variants=all_variants,
        engine=take_engine(engine),
    )
    with Progress(
        TextColumn("測定"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), console=messages
    ) as bar:
        task = bar.add_task("", total=evaluation.steps)
        rows = evaluation.run(lambda: bar.advance(task))
    if document is not None:
        evaluation.write(document, rows, mark)
    if as_json:
        click.echo(json.dumps([asdict(row) for row in rows], ensure_ascii=False, indent=2))
    else:
        table = Table(*evaluation.headings(rows))
        for cells in evaluation.cells(rows):
            table.add_row(*cells)
        Console(width=200, highlight=False).print(table)
