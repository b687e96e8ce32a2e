"""``renkei-search check``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click
from rich.markup import escape
from rich.table import Table

from renkei_search import resources
from renkei_search.analysis.vocabulary import find_mute_words
from renkei_search.cli.console import output
from renkei_search.cli.workspace import corpus_option
from renkei_search.corpus.check.check import CheckReport, check_corpus
from renkei_search.corpus.reader import read_corpus
from renkei_search.errors import CorpusError

if TYPE_CHECKING:
    from pathlib import Path


@click.command()
@corpus_option
def check(corpus: tuple[Path, ...]) -> None:
    """コーパスを出典と照合し、収録の割合と対象外の文字を示します。"""
    folders = resources.corpus_folders(corpus)
    found = read_corpus(*folders)
    report = check_corpus(found)
    problems = [
        *map(str, report.problems),
        *find_mute_words(found.catalogue.thesaurus, found.catalogue.practices),
    ]
    _print_report(report)
    for problem in problems:
        output.print(f"[red]×[/] {escape(problem)}", soft_wrap=True)
    if problems:
        raise CorpusError(f"コーパス {'、'.join(map(str, folders))} に {len(problems)} 件の誤りがあります。")
    output.print("[bold green]誤りはありません。[/]")


def _print_report(report: CheckReport) -> None:
    table = Table(title="出典ごとの収録", title_justify="left")
    for heading in ("資料", "取組", "全文字", "取組", "圏域・制度", "対象外", "不明", "収録率"):
        table.add_column(heading, justify="left" if heading == "資料" else "right")
    for row in report.coverage:
        table.add_row(
            row.source,
            f"{row.initiatives}件",
            f"{row.total:,}",
            f"{row.initiative:,}",
            f"{row.context:,}",
            f"{sum(row.left_out.values()):,}",
            f"{len(row.unclaimed):,}箇所",
            f"{row.initiative_coverage:.1%}",
        )
    output.print(table)
    for row in report.coverage:
        output.print(
            f"\n[bold]資料{row.source} のうち、収録していない部分[/]（範囲は sources/{row.source}/left-out.jsonl）"
        )
        for reason, count in row.left_out.items():
            output.print(f"  {count:>6,}字  {escape(reason)}", soft_wrap=True)
