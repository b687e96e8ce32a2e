"""What commands work on: the folders of corpus and index, and a service on an index that fits the corpus."""

from __future__ import annotations

from collections.abc import Callable
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
from renkei_search.corpus.folder import describe_state
from renkei_search.corpus.reader import read_corpus
from renkei_search.errors import CorpusError, IndexUnusableError
from renkei_search.index.generation import is_from, note_origin
from renkei_search.search.service import SearchService, build_index, rebuild_reason
from renkei_search.settings import Settings

if TYPE_CHECKING:
    from rich.progress import Task

    from renkei_search.corpus.collection import Corpus

F = TypeVar("F", bound=Callable[..., Any])

FOLDER: Final = click.Path(path_type=Path, file_okay=False)
FILE: Final = click.Path(path_type=Path, dir_okay=False)


def path_options(command: F) -> F:
    """Add the options that every command on an index has."""
    index = click.option(
        "--index",
        type=FOLDER,
        envvar="RENKEI_SEARCH_INDEX",
        help="索引のフォルダー（なければ作ります）。",
    )
    return corpus_option(index(command))


def corpus_option(command: F) -> F:
    """Add the option that every command on the corpus has."""
    return click.option(
        "--corpus",
        type=FOLDER,
        multiple=True,
        envvar="RENKEI_SEARCH_CORPUS",
        help="コーパスのフォルダー。何度でも書けます。取り込んだだけのもの（taxonomy.toml がないもの）は同梱のものに加えます。",
    )(command)


def make_settings(corpus: tuple[Path, ...], index: Path | None) -> Settings:
    """The settings of a command; folders that were not given are the bundled corpus and the usual index."""
    return Settings(
        corpus=resources.corpus_folders(corpus),
        index=index or resources.index_folder(),
        templates=resources.templates_folder(),
    )


class _RateColumn(ProgressColumn):
    """How many initiatives a second."""

    def render(self, task: Task) -> Text:
        """The rate, once it is known."""
        speed = task.finished_speed or task.speed
        return Text("" if speed is None else f"{speed:,.0f}件/秒", style="progress.data.speed")


def ready_service(settings: Settings) -> SearchService:
    """A service on an index that fits the corpus; builds it if need be and says why.

    With a faulty corpus, or where the index cannot be built, one that is in order stays in use.

    Raises:
        CorpusError: the corpus is faulty, and there is no index.
        IndexUnusableError: there is no index, and none can be built.
    """
    state = describe_state(settings.corpus)
    if is_from(settings.index, state) and rebuild_reason(settings.index, None) is None:
        return SearchService(settings.index)
    try:
        corpus = read_corpus(*settings.corpus)
        reason = rebuild_reason(settings.index, corpus)
        if reason is not None:
            messages.print(f"{escape(reason)}索引を作ります。", soft_wrap=True)
            build(settings, corpus)
        note_origin(settings.index, state)
    except (CorpusError, IndexUnusableError) as error:
        if not _is_searchable(settings.index):
            raise
        messages.print(f"[yellow]注意:[/] {escape(str(error))}これまでの索引を使います。", soft_wrap=True)
    return SearchService(settings.index)


def _is_searchable(index: Path) -> bool:
    """Whether there is an index that opens. It is not kept: worker processes open it themselves."""
    try:
        SearchService(index).engine()
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
            settings.index, corpus, lambda done, total: progress.update(task, completed=done, total=total)
        )
    messages.print(
        f"取組{len(corpus.initiatives)}件の索引 {generation} を {escape(str(settings.index))} に作りました。",
        soft_wrap=True,
    )
