"""The command line: ``renkei-search index · serve · search · check · evaluate``."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

import click
import msgspec
from rich.console import Console
from rich.markup import escape
from rich.padding import Padding
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from renkei_search import __version__, resources
from renkei_search.corpus.check import CheckReport, check_corpus
from renkei_search.corpus.reader import read_corpus
from renkei_search.errors import (
    CorpusError,
    IndexUnusableError,
    ParameterError,
    RenkeiSearchError,
    UsageError,
)
from renkei_search.search.request import FilterName, SearchRequest, Sort
from renkei_search.search.service import SearchService, build_index, rebuild_reason
from renkei_search.settings import Settings
from renkei_search.web.receipt import receipt_lines

if TYPE_CHECKING:
    from renkei_search.corpus.collection import Catalogue, Corpus
    from renkei_search.search.result import Excerpt, Hit, SearchResults

F = TypeVar("F", bound=Callable[..., Any])

_PATH = click.Path(path_type=Path, file_okay=False)
_FILE = click.Path(path_type=Path, dir_okay=False)
_output = Console(highlight=False)
_messages = Console(stderr=True, highlight=False)


def main() -> NoReturn:
    """Run the command line and exit: 0 done, 2 wrong use, 3 faulty corpus, 4 no usable index, 1 otherwise."""
    try:
        commands(standalone_mode=False)
    except click.exceptions.Exit as error:
        sys.exit(error.exit_code)
    except click.Abort:
        sys.exit(130)
    except click.UsageError as error:
        _fail(error.format_message(), error.exit_code)
    except click.ClickException as error:
        _fail(error.format_message(), error.exit_code)
    except ParameterError as error:
        _fail(f"--{error.parameter.replace('_', '-')}: {error}", error.exit_code)
    except RenkeiSearchError as error:
        _fail(str(error), error.exit_code)
    sys.exit(0)


def _fail(message: str, exit_code: int) -> NoReturn:
    _messages.print(f"[bold red]エラー:[/] {escape(message)}", soft_wrap=True)
    sys.exit(exit_code)


def _paths(command: F) -> F:
    """Add the options that every command on an index has."""
    index = click.option(
        "--index",
        type=_PATH,
        envvar="RENKEI_SEARCH_INDEX",
        help="索引のフォルダー（なければ作ります）。",
    )
    return _corpus(index(command))


def _corpus(command: F) -> F:
    return click.option(
        "--corpus",
        type=_PATH,
        envvar="RENKEI_SEARCH_CORPUS",
        help="コーパスのフォルダー。省くと同梱のものを使います。",
    )(command)


def _settings(corpus: Path | None, index: Path | None, **others: Any) -> Settings:
    return Settings(
        corpus=corpus or resources.corpus_folder(),
        index=index or resources.index_folder(),
        templates=resources.templates_folder(),
        **others,
    )


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="renkei-search")
def commands() -> None:
    """連携中枢都市圏・定住自立圏の取組を探します。"""


@commands.command()
@_paths
def index(corpus: Path | None, index: Path | None) -> None:
    """索引を作り直します。"""
    settings = _settings(corpus, index)
    _build(settings, read_corpus(settings.corpus))


@commands.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="待ち受けるアドレス。")
@click.option(
    "--port", type=click.IntRange(1, 65535), default=8000, show_default=True, help="待ち受けるポート。"
)
@_paths
def serve(host: str, port: int, corpus: Path | None, index: Path | None) -> None:
    """検索のページと JSON を配信します。索引がなければ作ります。"""
    settings = _settings(corpus, index, host=host, port=port)
    service = _ready_service(settings)
    # Imported here because the other commands do without a web server.
    from renkei_search.web.server import run_server  # noqa: PLC0415

    run_server(
        settings, service, lambda url: _messages.print(f"検索できます: [bold]{url}[/]（終了は Ctrl+C）")
    )


@commands.command()
@click.argument("words", nargs=-1)
@click.option("--field", multiple=True, help="政策分野の記号（例: ウ-A-c）。")
@click.option("--region", multiple=True, help="圏域の id（例: niigata）。")
@click.option("--prefecture", multiple=True, help="都道府県名。")
@click.option("--kind", multiple=True, help="renkei-chusu（連携中枢都市圏）か teiju-jiritsu（定住自立圏）。")
@click.option("--category", multiple=True, help="取組の区分（ア、イ、ウ）。")
@click.option("--source", multiple=True, help="資料の番号（例: 001）。")
@click.option("--municipality", multiple=True, help="市町村名。")
@click.option(
    "--sort", type=click.Choice([sort.value for sort in Sort]), default="relevance", show_default=True
)
@click.option("--page", type=int, default=1, show_default=True)
@click.option("--per-page", type=int, default=20, show_default=True)
@click.option("--exact", is_flag=True, help="言い換えや関連する取組を探さず、言葉どおりに探します。")
@click.option("--json", "as_json", is_flag=True, help="JSON で出力します（検索 API と同じ形）。")
@_paths
def search(
    words: tuple[str, ...],
    sort: str,
    page: int,
    per_page: int,
    exact: bool,
    as_json: bool,
    corpus: Path | None,
    index: Path | None,
    **filters: tuple[str, ...],
) -> None:
    """取組を検索します。言葉を省くと、すべての取組を並べます。"""
    request = SearchRequest(
        text=" ".join(words),
        filters=tuple((name, value) for name in FilterName for value in filters[name.value]),
        sort=Sort(sort),
        page=page,
        per_page=per_page,
        expand=not exact,
    )
    engine = _ready_service(_settings(corpus, index)).engine()
    results = engine.search(request)
    if as_json:
        from renkei_search.web.representation import represent_results  # noqa: PLC0415

        answer = msgspec.json.encode(represent_results(results, engine.catalogue))
        click.echo(msgspec.json.format(answer.decode(), indent=2))
    else:
        _print_results(results, engine.catalogue)


@commands.command()
@_corpus
def check(corpus: Path | None) -> None:
    """コーパスを出典と照合し、収録の割合と対象外の文字を示します。"""
    folder = corpus or resources.corpus_folder()
    report = check_corpus(read_corpus(folder))
    _print_report(report)
    if not report.sound:
        raise CorpusError(f"コーパス {folder} に {len(report.problems)} 件の誤りがあります。")
    _output.print("[bold green]誤りはありません。[/]")


@commands.command()
@click.option("--queries", type=_FILE, help="判定つきの検索語（JSON Lines）。省くと tests/relevance のもの。")
@click.option("--similar", type=_FILE, help="判定つきの取組（JSON Lines）。")
@click.option("--passages", type=_FILE, help="既知の文章を探す課題の文章（JSON Lines、gzip）。")
@click.option("--questions", type=_FILE, help="その質問（JSON Lines、gzip）。")
@click.option("--all", "all_variants", is_flag=True, help="順位づけの段階を一つずつ足して比べます。")
@click.option("--json", "as_json", is_flag=True, help="JSON で出力します。")
@click.option("--document", type=_FILE, help="表をこの Markdown 文書の目印の間に書き込みます。")
@_corpus
def evaluate(
    queries: Path | None,
    similar: Path | None,
    passages: Path | None,
    questions: Path | None,
    all_variants: bool,
    as_json: bool,
    document: Path | None,
    corpus: Path | None,
) -> None:
    """検索の良さを、判定つきの検索語で測ります（開発者向け）。"""
    # Imported here because its libraries are an extra that searching does without.
    try:
        from renkei_search.evaluation.command import Evaluation  # noqa: PLC0415
    except ModuleNotFoundError as error:
        raise UsageError(
            f"評価に使う {error.name} がありません。pip install 'renkei-search[evaluate]' で入れてください。"
        ) from error
    folder = resources.judgments_folder()
    evaluation = Evaluation(
        corpus=read_corpus(corpus or resources.corpus_folder()),
        queries=queries or folder / "queries.jsonl",
        similar=similar or folder / "similar.jsonl",
        passages=passages,
        questions=questions,
        all_variants=all_variants,
    )
    with Progress(
        TextColumn("測定"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), console=_messages
    ) as bar:
        task = bar.add_task("", total=evaluation.steps)
        rows = evaluation.run(lambda: bar.advance(task))
    if document is not None:
        evaluation.write(document, rows)
    if as_json:
        click.echo(json.dumps([asdict(row) for row in rows], ensure_ascii=False, indent=2))
    else:
        table = Table(*evaluation.headings)
        for cells in evaluation.cells(rows):
            table.add_row(*cells)
        Console(width=200, highlight=False).print(table)


def _ready_service(settings: Settings) -> SearchService:
    """A service on an index that fits the corpus; builds it if need be and says why.

    With a faulty corpus an index that is in order stays in use.
    """
    try:
        corpus = read_corpus(settings.corpus)
    except CorpusError as error:
        service = SearchService(settings.index)
        try:
            service.engine()
        except IndexUnusableError:
            raise error from None
        _messages.print(f"[yellow]注意:[/] {escape(str(error))}これまでの索引を使います。", soft_wrap=True)
        return service
    reason = rebuild_reason(settings.index, corpus)
    if reason is not None:
        _messages.print(f"{escape(reason)}索引を作ります。", soft_wrap=True)
        _build(settings, corpus)
    return SearchService(settings.index)


def _build(settings: Settings, corpus: Corpus) -> None:
    columns = (
        TextColumn("索引を作成"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=_messages) as progress:
        task = progress.add_task("", total=len(corpus.initiatives))
        generation = build_index(
            settings.index, corpus, lambda done, total: progress.update(task, completed=done, total=total)
        )
    _messages.print(
        f"取組{len(corpus.initiatives)}件の索引 {generation} を {escape(str(settings.index))} に作りました。",
        soft_wrap=True,
    )


def _print_results(results: SearchResults, catalogue: Catalogue) -> None:
    if results.receipt.ignored:
        _output.print(
            f"[yellow]「{escape('」「'.join(results.receipt.ignored))}」は検索に使っていません。[/]"
        )
    for line in receipt_lines(results.receipt):
        _output.print(f"[dim]{escape(line)}[/]", soft_wrap=True)
    if not results.total:
        _output.print("あてはまる取組は見つかりませんでした。")
    else:
        first = (results.request.page - 1) * results.request.per_page + 1
        _output.print(f"[bold]{results.total}件[/]のうち {first}〜{first + len(results.hits) - 1}件目")
        for number, hit in enumerate(results.hits, start=first):
            _print_hit(f"{number}.", hit, catalogue)
    if results.request.page < results.pages:
        _output.print(f"\n続きは --page {results.request.page + 1}")
    if results.related:
        _output.print("\n[bold]関連する取組[/]（件数には含めていません）")
        for hit in results.related:
            _print_hit("・", hit, catalogue)


def _print_hit(mark: str, hit: Hit, catalogue: Catalogue) -> None:
    initiative = hit.initiative
    title = _marked(hit.excerpt("title")) if initiative.title is not None else Text("（題名なし）")
    title.stylize("bold")
    region = catalogue.region(initiative.region).name if initiative.region is not None else "制度の例示"
    fields = "・".join(catalogue.taxonomy[field.code].label for field in initiative.fields)
    _output.print()
    _output.print(Text(f"{mark} ") + title)
    _output.print(
        Text(f"   {region}｜{fields}{'｜案' if initiative.status == 'draft' else ''}", style="cyan")
    )
    _output.print(Padding(_marked(hit.excerpt("description")), (0, 0, 0, 3), expand=False))
    _output.print(Text(f"   {initiative.id}", style="dim"))


def _marked(excerpt: Excerpt) -> Text:
    text = Text(excerpt.text.replace("\n", " "))
    for start, end in excerpt.ranges:
        text.stylize("bold yellow", start, end)
    return text


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
    _output.print(table)
    for row in report.coverage:
        _output.print(
            f"\n[bold]資料{row.source} で対象外とした文字[/]（範囲は sources/{row.source}/left-out.jsonl）"
        )
        for reason, count in row.left_out.items():
            _output.print(f"  {count:>6,}字  {escape(reason)}", soft_wrap=True)
    for problem in report.problems:
        _output.print(f"[red]×[/] {escape(str(problem))}", soft_wrap=True)


# Libraries log for their developers; what users need to know, the commands say.
logging.getLogger("waitress").setLevel(logging.WARNING)
