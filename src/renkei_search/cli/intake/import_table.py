"""``renkei-search import``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click
from rich.markup import escape

from renkei_search import resources
from renkei_search.analysis.practice import tell_families
from renkei_search.analysis.reading.slug import make_slug
from renkei_search.cli.console import messages
from renkei_search.cli.intake.document import read_original
from renkei_search.cli.intake.outcome import (
    print_faults,
    print_outcome,
    print_remarks,
    print_rows,
    print_settlement,
)
from renkei_search.cli.workspace import FILE, FOLDER, corpus_option
from renkei_search.corpus.intake.draft.reader import complete_draft
from renkei_search.corpus.intake.execution import carry_out
from renkei_search.corpus.intake.form.field_table import read_field_table, render_field_table
from renkei_search.corpus.intake.form.refusal import render_refused
from renkei_search.corpus.intake.form.report import render_report
from renkei_search.corpus.intake.plan import Destination, ImportOptions
from renkei_search.corpus.intake.row.revision import DefaultRegion
from renkei_search.corpus.intake.row.source_register import NO_DATE
from renkei_search.corpus.intake.table.heading import parse_columns
from renkei_search.corpus.intake.table.table_reader import read_table
from renkei_search.corpus.intake.writer import write_file
from renkei_search.corpus.reader import read_corpus
from renkei_search.errors import TableError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from renkei_search.corpus.intake.plan import ImportPlan
    from renkei_search.corpus.intake.table.sheet import Workbook
    from renkei_search.model.taxonomy import Taxonomy

_TABLE: Final = click.Path(path_type=Path, dir_okay=False, exists=True)


@click.command("import")
@click.argument("file", type=_TABLE)
@click.option(
    "--into",
    type=FOLDER,
    help="取り込み先のフォルダー（なければ作ります）。省くと、今いるフォルダーの own-corpus です。",
)
@click.option("--dry-run", is_flag=True, help="取り込まずに、行ごとの結果だけを示します。")
@click.option(
    "--partial", is_flag=True, help="取り込める行だけを取り込み、残りを別のファイルに書き出します。"
)
@click.option("--refused", type=FILE, help="取り込めない行を書き出すファイル（--partial のとき）。")
@click.option("--report", type=FILE, help="行ごとの結果を書き出すファイル（CSV）。")
@click.option("--sheet", help="読むシートの名前。省くと、見出しのある最初のシートです。")
@click.option("--region", default="", help="圏域の欄が空か、ないときの圏域。")
@click.option("--prefecture", default="", help="新しい圏域や団体の都道府県（表に書かれていないとき）。")
@click.option(
    "--kind", default="", help="新しい圏域の種類（連携中枢都市圏、定住自立圏）。名前から分かれば要りません。"
)
@click.option(
    "--members", default="", help="新しい圏域が一つのときの構成市町村（例：【甲市】、乙町、丙村）。"
)
@click.option(
    "--as-of", default="", help="表や資料の時点（例：令和7年4月1日）。時点の列がないときに要ります。"
)
@click.option(
    "--column",
    "columns",
    multiple=True,
    metavar="見出し=欄",
    help="知らない見出しの読み方（例：自治体名=参加市町村、備考=使わない）。何度でも書けます。",
)
@click.option(
    "--document",
    type=_TABLE,
    help="表のもとになった文書。renkei-search read で作った下書きを取り込むときに指定します。",
)
@corpus_option
def import_(  # noqa: PLR0913, PLR0917 # one argument for each option
    file: Path,
    into: Path | None,
    dry_run: bool,
    partial: bool,
    refused: Path | None,
    report: Path | None,
    sheet: str | None,
    region: str,
    prefecture: str,
    kind: str,
    members: str,
    as_of: str,
    columns: tuple[str, ...],
    document: Path | None,
    corpus: tuple[Path, ...],
) -> None:
    """表（XLSX、XLS、ODS、CSV、JSON Lines）の取組をコーパスに取り込みます。"""
    folder = (into or resources.own_corpus_folder()).resolve()
    if folder == resources.corpus_folder() and not resources.is_checkout():
        raise TableError(f"{folder} は同梱のコーパスです。--into で別のフォルダーを指定してください。")
    destination = Destination(folder, _beside(corpus, folder))
    book = read_table(file)
    taxonomy = read_corpus(
        *destination.beside, *([folder] if not destination.beside else [])
    ).catalogue.taxonomy
    explained = _field_table(file)
    confirmed = read_field_table(book, taxonomy)
    if explained.exists():
        messages.print(f"{escape(explained.name)} の対応に従います。", soft_wrap=True)
        confirmed |= read_field_table(read_table(explained), taxonomy)
    read = None
    if document is not None:
        read = read_original(document, book, destination.beside or (folder,))
        book = complete_draft(book)
    options = ImportOptions(
        slug=make_slug,
        sheet=sheet,
        region=DefaultRegion(region, prefecture, members, kind),
        as_of=as_of,
        columns=parse_columns(columns),
        fields=confirmed,
        classify=tell_families,
        document=read,
    )
    plan = carry_out(book, destination, options, write=not dry_run, partial=partial)
    if sys.stdin.isatty() and any(flaw.cause == NO_DATE for row in plan.refused for flaw in row.flaws):
        asked = click.prompt("この表（資料）の時点（例：令和7年4月1日）", err=True)
        plan = carry_out(book, destination, options._replace(as_of=asked), write=not dry_run, partial=partial)
    print_faults(plan)
    if not plan.refused or partial:
        print_rows(plan)
    print_remarks(plan)
    print_settlement(plan)
    if report is not None:
        write_file(report, render_report(plan))
    if plan.unknown_fields:
        _write_field_table(explained, plan, confirmed, taxonomy)
    if plan.refused and partial and not dry_run:
        _write_refused(book, plan, refused)
    print_outcome(plan, folder, dry_run=dry_run, partial=partial)


def _beside(corpus: tuple[Path, ...], folder: Path) -> tuple[Path, ...]:
    """The corpora that are searched along with the destination; none if the destination is complete."""
    given = [path for path in corpus if path.resolve() != folder]
    if (folder / "taxonomy.toml").is_file():
        return tuple(given)
    return resources.corpus_folders(given)


def _field_table(table: Path) -> Path:
    """The file in which a person explains the wordings of a table."""
    return table.with_name(f"{table.stem}.対応表.xlsx")


def _write_field_table(
    path: Path, plan: ImportPlan, confirmed: Mapping[str, tuple[str, ...]], taxonomy: Taxonomy
) -> None:
    write_file(path, render_field_table(plan.unknown_fields, confirmed, taxonomy))
    messages.print(
        f"分からない政策分野 {len(plan.unknown_fields)}種類を {escape(str(path))} に書き出しました。"
        "政策分野を選んで保存し、同じコマンドをもう一度実行してください。",
        soft_wrap=True,
    )


def _write_refused(book: Workbook, plan: ImportPlan, given: Path | None) -> None:
    path = given or _free_name(book)
    write_file(path, render_refused(book, plan.layout, plan.refused))
    messages.print(
        f"取り込めない {len(plan.refused)}行を {escape(str(path))} に書き出しました。直して、もう一度取り込んでください。",
        soft_wrap=True,
    )


def _free_name(book: Workbook) -> Path:
    """An unused name next to the imported file, so that a file corrected earlier is not overwritten."""
    path = book.path
    suffix = ".xlsx" if book.format in {"xls", "ods"} else path.suffix  # the format in which they are written
    number = 1
    candidate = path.with_name(f"{path.stem}.refused{suffix}")
    while candidate.exists():
        number += 1
        candidate = path.with_name(f"{path.stem}.refused-{number}{suffix}")
    return candidate
