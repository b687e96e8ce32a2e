"""``renkei-search import`` and ``template``."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click
from rich.markup import escape
from rich.table import Table

from renkei_search import resources
from renkei_search.analysis.slug import make_slug
from renkei_search.cli.console import messages, output
from renkei_search.cli.workspace import FILE, FOLDER, corpus_option
from renkei_search.corpus.folder import COMMITTED
from renkei_search.corpus.intake.writer import locked, write_file, write_together
from renkei_search.corpus.reader import read_corpus
from renkei_search.errors import TableError

if TYPE_CHECKING:
    from renkei_search.corpus.intake.importer import Destination, ImportPlan, Manner
    from renkei_search.corpus.intake.sheet import Workbook

_JAPAN: Final = timezone(timedelta(hours=9), "JST")
_SHOWN_ROWS: Final = 200
_TEMPLATE: Final = Path("取組の記入表.xlsx")
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
    corpus: tuple[Path, ...],
) -> None:
    """表（XLSX、CSV、JSON Lines）の取組をコーパスに取り込みます。"""
    # Imported here because the other commands do without spreadsheets.
    from renkei_search.corpus.intake.importer import Destination, Manner  # noqa: PLC0415
    from renkei_search.corpus.intake.report import render_report  # noqa: PLC0415
    from renkei_search.corpus.intake.table_reader import read_table  # noqa: PLC0415

    folder = (into or resources.own_corpus_folder()).resolve()
    if folder == resources.corpus_folder() and not resources.is_checkout():
        raise TableError(f"{folder} は同梱のコーパスです。--into で別のフォルダーを指定してください。")
    destination = Destination(folder, _beside(corpus, folder))
    manner = Manner(datetime.now(UTC).astimezone(_JAPAN).date(), make_slug, sheet, region)
    book = read_table(file)
    plan = _carry_out(book, destination, manner, write=not dry_run, partial=partial)
    _print_plan(plan)
    if report is not None:
        write_file(report, render_report(plan))
    if plan.refused and partial and not dry_run:
        _write_refused(book, plan, refused)
    _print_outcome(plan, folder, dry_run=dry_run, partial=partial)


@click.command()
@click.argument("file", type=FILE, default=_TEMPLATE)
@click.option("--force", is_flag=True, help="同じ名前のファイルがあれば置き換えます。")
@corpus_option
def template(file: Path, force: bool, corpus: tuple[Path, ...]) -> None:
    """取り込む取組を書くための表（XLSX）を作ります。"""
    from renkei_search.corpus.intake.template import render_template  # noqa: PLC0415 # as above

    if file.exists() and not force:
        raise TableError(f"{file} はすでにあります。別の名前にするか、--force を付けてください。")
    write_file(file, render_template(read_corpus(*resources.corpus_folders(corpus)).catalogue))
    messages.print(f"{escape(str(file))} を作りました。シート「記入」に書いてください。", soft_wrap=True)


def _beside(corpus: tuple[Path, ...], folder: Path) -> tuple[Path, ...]:
    """The corpora that stand beside the one imported into; none if that one is complete."""
    given = [path for path in corpus if path.resolve() != folder]
    if (folder / "taxonomy.toml").is_file():
        return tuple(given)
    return resources.corpus_folders(given)


def _carry_out(
    book: Workbook, destination: Destination, manner: Manner, *, write: bool, partial: bool
) -> ImportPlan:
    """Plan, and write what may be written. If someone else wrote meanwhile, plan again."""
    from renkei_search.corpus.intake.importer import is_current, plan_import  # noqa: PLC0415 # as above

    if write and (destination.folder / COMMITTED).exists():
        with locked(destination.folder):
            pass  # finishes what a crash left
    plan = plan_import(book, destination, manner)
    if not write or not plan.files or (plan.refused and not partial):
        return plan
    with locked(destination.folder):
        if not is_current(plan, destination.folder):
            plan = plan_import(book, destination, manner)
        if partial or not plan.refused:
            write_together(destination.folder, plan.files)
    return plan


def _write_refused(book: Workbook, plan: ImportPlan, given: Path | None) -> None:
    from renkei_search.corpus.intake.refusal import render_refused  # noqa: PLC0415 # as above

    path = given or _free_name(book.path)
    write_file(path, render_refused(book, plan.layout, plan.refused))
    messages.print(
        f"取り込めない {len(plan.refused)}行を {escape(str(path))} に書き出しました。直して、もう一度取り込んでください。",
        soft_wrap=True,
    )


def _free_name(path: Path) -> Path:
    """A name beside the imported file that is not taken: what someone repaired earlier stays."""
    number = 1
    candidate = path.with_name(f"{path.stem}.refused{path.suffix}")
    while candidate.exists():
        number += 1
        candidate = path.with_name(f"{path.stem}.refused-{number}{path.suffix}")
    return candidate


def _print_plan(plan: ImportPlan) -> None:
    table = Table("行", "結果", "セル")
    for heading in ("ID", "取組", "理由"):
        table.add_column(heading, overflow="fold")
    rows = sorted(plan.rows, key=lambda row: row.outcome != "refused")[:_SHOWN_ROWS]
    for row in sorted(rows, key=lambda row: row.row.number):
        colour = {"refused": "red", "taken": "green", "changed": "yellow"}.get(row.outcome, "dim")
        cells = (row.cell, row.id, row.title[:30], row.message)
        table.add_row(
            str(row.row.number), f"[{colour}]{row.outcome.label}[/]", *(escape(cell) for cell in cells)
        )
    output.print(table)
    if len(plan.rows) > _SHOWN_ROWS:
        output.print(
            f"ほかに {len(plan.rows) - _SHOWN_ROWS:,}行あります。すべての行は --report で書き出せます。"
        )
    for region in plan.regions:
        output.print(f"新しい圏域: {escape(region.name)}（{region.id}）")
    if plan.layout.unused:
        output.print(f"使わなかった列: {escape('、'.join(plan.layout.unused))}", soft_wrap=True)


def _print_outcome(plan: ImportPlan, folder: Path, *, dry_run: bool, partial: bool) -> None:
    from renkei_search.corpus.intake.importer import Outcome  # noqa: PLC0415 # as above

    counts = "、".join(f"{outcome.label} {plan.counts.get(outcome, 0)}行" for outcome in Outcome)
    output.print(counts)
    if plan.refused and not partial:
        raise TableError(
            f"取り込めない行が {len(plan.refused)}行あるので、何も取り込みませんでした。"
            "表を直すか、--partial を付けて残りの行だけを取り込んでください。"
        )
    if dry_run:
        messages.print("確かめただけで、取り込んでいません。")
    elif plan.files:
        messages.print(
            f"{escape(str(folder))} に取り込みました。検索するには renkei-search serve --corpus {escape(str(folder))}",
            soft_wrap=True,
        )
