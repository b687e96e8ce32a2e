"""The workspace of commands: the folders of corpus and index, and a service with an up-to-date index."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click
from rich.markup import escape
from rich.progress import (
    BarColumn,
    Progress,
    ProgressColumn,
    TaskProgressColumn,
    TextColumn,
    TimeRemainingColumn,
)
from rich.text import Text

from renkei_search import resources
from renkei_search.cli.console import messages
from renkei_search.cli.engine import engine_options, take_engine
from renkei_search.corpus.folder import describe_state
from renkei_search.corpus.reader import read_corpus
from renkei_search.errors import CorpusError, IndexBusyError, IndexUnusableError
from renkei_search.index.generation import is_from, note_origin
from renkei_search.index.writer import await_build
from renkei_search.search.service import SearchService, build_index, rebuild_reason
from renkei_search.settings import Settings

if TYPE_CHECKING:
    from rich.progress import Task

    from renkei_search.corpus.collection import Corpus
    from renkei_search.search.backend.registry import EngineSettings

SEMANTIC: Final = "RENKEI_SEARCH_SEMANTIC"
"""The environment variable that switches ranking by word vectors off if it is 0."""

F = TypeVar("F", bound=Callable[..., Any])

FOLDER: Final = click.Path(path_type=Path, file_okay=False)
FILE: Final = click.Path(path_type=Path, dir_okay=False)


def workspace_options(command: Callable[..., None]) -> Callable[..., None]:
    """Add the options of every command that uses an index; the command receives them as ``settings``."""

    @wraps(command)
    def run(*args: Any, corpus: tuple[Path, ...], index: Path | None, **options: Any) -> None:
        engine = take_engine(options)
        command(*args, settings=make_settings(corpus, index, engine), **options)

    option = click.option(
        "--index",
        type=FOLDER,
        envvar="RENKEI_SEARCH_INDEX",
        help="索引のフォルダー（なければ作ります）。",
    )
    return corpus_option(option(engine_options(run)))


def corpus_option(command: F) -> F:
    """Add the option of every command that uses the corpus."""
    return click.option(
        "--corpus",
        type=FOLDER,
        multiple=True,
        envvar="RENKEI_SEARCH_CORPUS",
        help="コーパスのフォルダー。何度でも書けます。取り込んだだけのもの（taxonomy.toml がないもの）は同梱のものに加えます。",
    )(command)


def make_settings(corpus: tuple[Path, ...], index: Path | None, engine: EngineSettings) -> Settings:
    """The settings of a command; the defaults are the bundled corpus and the usual index folder."""
    return Settings(
        corpus=resources.corpus_folders(corpus),
        index=index or resources.index_folder(),
        templates=resources.templates_folder(),
        semantic=os.environ.get(SEMANTIC, "1") != "0",
        engine=engine,
    )


class _RateColumn(ProgressColumn):
    """A progress column with the number of initiatives per second."""

    def render(self, task: Task) -> Text:
        """Render the rate, once it is known."""
        speed = task.finished_speed or task.speed
        return Text("" if speed is None else f"{speed:,.0f}件/秒", style="progress.data.speed")


def ready_service(settings: Settings) -> SearchService:
    """A service with an index that is up to date; builds it if necessary and says why.

    If the corpus is faulty or the index cannot be built, an existing index stays in use.

    Raises:
        CorpusError: the corpus is faulty, and there is no index.
        IndexUnusableError: there is no index and it cannot be built.
    """
    state = describe_state(settings.corpus)
    try:
        if is_from(settings.index, state) and rebuild_reason(settings.index, None, settings.engine) is None:
            return _open_service(settings)
        corpus = read_corpus(*settings.corpus)
        while (reason := rebuild_reason(settings.index, corpus, settings.engine)) is not None:
            messages.print(f"{escape(reason)}索引を作ります。", soft_wrap=True)
            try:
                build(settings, corpus)
            except IndexBusyError:
                if _is_searchable(settings):
                    raise
                messages.print("ほかのプログラムが索引を作っています。終わるまで待ちます。", soft_wrap=True)
                await_build(settings.index)
        note_origin(settings.index, state)
    except (CorpusError, IndexUnusableError) as error:
        if not _is_searchable(settings):
            raise
        messages.print(f"[yellow]注意:[/] {escape(str(error))}これまでの索引を使います。", soft_wrap=True)
    return _open_service(settings)


def _open_service(settings: Settings) -> SearchService:
    return SearchService(
        settings.index, settings.engine, semantic=settings.semantic, remembered=settings.remembered
    )


def _is_searchable(settings: Settings) -> bool:
    """Whether there is an index that can be opened. It is closed again, because worker processes open it themselves."""
    try:
        SearchService(settings.index, settings.engine).engine()
    except IndexUnusableError:
        return False
    return True


def build(settings: Settings, corpus: Corpus) -> None:
    """Build the index anew, showing progress.

    Raises:
        IndexUnusableError: the folder cannot be written or another build runs.
    """
    columns = (
        TextColumn("索引を作成"),
        BarColumn(),
        TaskProgressColumn(),
        _RateColumn(),
        TimeRemainingColumn(elapsed_when_finished=True),
    )
    with Progress(*columns, console=messages) as progress:
        task = progress.add_task("", total=len(corpus.initiatives))
        generation = build_index(
            settings.index,
            corpus,
            lambda done, total: progress.update(task, completed=done, total=total),
            settings.engine,
        )
    messages.print(
        f"取組{len(corpus.initiatives)}件の索引 {generation} を {escape(str(settings.index))} に作りました。",
        soft_wrap=True,
    )
