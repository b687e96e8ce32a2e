"""``renkei-search import`` and ``template``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click
from rich.markup import escape
from rich.table import Table

from renkei_search import resources
from renkei_search.analysis.practice import tell_families
from renkei_search.analysis.reading.slug import make_slug
from renkei_search.cli.console import messages, output
from renkei_search.cli.document import read_original
from renkei_search.cli.workspace import FILE, FOLDER, corpus_option
from renkei_search.corpus.intake.writer import write_file
from renkei_search.corpus.reader import read_corpus
from renkei_search.errors import TableError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from renkei_search.corpus.intake.plan import ImportPlan
    from renkei_search.corpus.intake.table.sheet import Workbook
    from renkei_search.model.taxonomy import Taxonomy

_TEMPLATE: Final = Path("取組の記入表.xlsx")
_SHOWN_ROWS: Final = 200
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
    # Imported here because the other commands do without spreadsheets.
    from renkei_search.corpus.intake.draft.reader import complete_draft  # noqa: PLC0415
    from renkei_search.corpus.intake.execution import carry_out  # noqa: PLC0415
    from renkei_search.corpus.intake.form.field_table import read_field_table  # noqa: PLC0415
    from renkei_search.corpus.intake.form.report import render_report  # noqa: PLC0415
    from renkei_search.corpus.intake.plan import Destination, ImportOptions  # noqa: PLC0415
    from renkei_search.corpus.intake.row.revision import DefaultRegion  # noqa: PLC0415
    from renkei_search.corpus.intake.row.source_register import NO_DATE  # noqa: PLC0415
    from renkei_search.corpus.intake.table.heading import parse_columns  # noqa: PLC0415
    from renkei_search.corpus.intake.table.table_reader import read_table  # noqa: PLC0415

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
    _print_faults(plan)
    if not plan.refused or partial:
        _print_rows(plan)
    _print_remarks(plan)
    _print_settlement(plan)
    if report is not None:
        write_file(report, render_report(plan))
    if plan.unknown_fields:
        _write_field_table(explained, plan, confirmed, taxonomy)
    if plan.refused and partial and not dry_run:
        _write_refused(book, plan, refused)
    _print_outcome(plan, folder, dry_run=dry_run, partial=partial)


@click.command()
@click.argument("file", type=FILE, default=_TEMPLATE)
@click.option("--force", is_flag=True, help="同じ名前のファイルがあれば置き換えます。")
@corpus_option
def template(file: Path, force: bool, corpus: tuple[Path, ...]) -> None:
    """取り込む取組を書くための表（XLSX）を作ります。"""
    from renkei_search.corpus.intake.form.template import render_template  # noqa: PLC0415 # as above

    if file.exists() and not force:
        raise TableError(f"{file} はすでにあります。別の名前にするか、--force を付けてください。")
    write_file(file, render_template(read_corpus(*resources.corpus_folders(corpus)).catalogue))
    messages.print(f"{escape(str(file))} を作りました。シート「記入」に書いてください。", soft_wrap=True)


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
    from renkei_search.corpus.intake.form.field_table import render_field_table  # noqa: PLC0415 # as above

    write_file(path, render_field_table(plan.unknown_fields, confirmed, taxonomy))
    messages.print(
        f"分からない政策分野 {len(plan.unknown_fields)}種類を {escape(str(path))} に書き出しました。"
        "政策分野を選んで保存し、同じコマンドをもう一度実行してください。",
        soft_wrap=True,
    )


def _write_refused(book: Workbook, plan: ImportPlan, given: Path | None) -> None:
    from renkei_search.corpus.intake.form.refusal import render_refused  # noqa: PLC0415 # as above

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


def _print_faults(plan: ImportPlan) -> None:
    """Print why rows are refused: each cause with all of its rows, the contents of their cells, and the remedy."""
    # Imported here because the other commands do without spreadsheets.
    from renkei_search.corpus.intake.statement import list_faults  # noqa: PLC0415

    faults = list_faults(plan)
    if not faults:
        return
    output.print(f"取り込めない理由（{len(plan.refused)}行）", style="bold red")
    for fault in faults:
        said = f"■ {len(fault.rows)}行：{escape(fault.cause)}（{escape(fault.places)}）"
        output.print(said, soft_wrap=True)
        if fault.subjects:
            output.print(f"   {escape(fault.subjects)}", soft_wrap=True)
        for remedy in fault.remedies:
            output.print(f"   → {escape(remedy)}", soft_wrap=True)


def _print_remarks(plan: ImportPlan) -> None:
    """Print what was read in an unexpected way, and what was not read."""
    from renkei_search.corpus.intake.statement import list_remarks  # noqa: PLC0415 # as above

    remarks = list_remarks(plan)
    if not remarks:
        return
    output.print("確かめてください", style="bold yellow")
    for remark in remarks:
        output.print(escape(f"・{remark}"), soft_wrap=True)


def _print_rows(plan: ImportPlan) -> None:
    """Print the outcome of the rows that are not refused."""
    from renkei_search.corpus.intake.statement import describe_regions  # noqa: PLC0415 # as above

    table = Table("行", "結果")
    for heading in ("ID", "取組", "理由"):
        table.add_column(heading, overflow="fold")
    rows = [row for row in plan.rows if row.outcome != "refused"]
    for row in rows[:_SHOWN_ROWS]:
        colour = {"taken": "green", "changed": "yellow"}.get(row.outcome, "dim")
        cells = (row.id, row.title[:30], row.note)
        table.add_row(
            str(row.row.number), f"[{colour}]{row.outcome.label}[/]", *(escape(cell) for cell in cells)
        )
    if rows:
        output.print(table)
    if len(rows) > _SHOWN_ROWS:
        output.print(f"ほかに {len(rows) - _SHOWN_ROWS:,}行あります。すべての行は --report で書き出せます。")
    for said in describe_regions(plan):
        output.print(escape(said), soft_wrap=True)


def _print_settlement(plan: ImportPlan) -> None:
    """Print what belongs to the document, what a person changed, and what only an earlier edition contains."""
    from renkei_search.corpus.intake.statement import describe_settlement  # noqa: PLC0415 # as above

    for said in describe_settlement(plan):
        output.print(escape(said), soft_wrap=True)


def _print_outcome(plan: ImportPlan, folder: Path, *, dry_run: bool, partial: bool) -> None:
    from renkei_search.corpus.intake.statement import describe_counts  # noqa: PLC0415 # as above

    output.print(describe_counts(plan))
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
