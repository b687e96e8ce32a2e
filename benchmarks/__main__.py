"""``python -m benchmarks``: one run, written into a document."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from benchmarks.measure import DisagreementError
from benchmarks.report import make_figures, write_document
from benchmarks.run import QUICK, Material, Plan, run
from benchmarks.sentence import read_questions, read_texts
from renkei_search import resources
from renkei_search.corpus.reader import read_corpus
from renkei_search.errors import RenkeiSearchError

if TYPE_CHECKING:
    from collections.abc import Callable

_FILE = click.Path(path_type=Path, dir_okay=False, exists=True)


def _parse_sizes(
    _context: click.Context, _option: click.Parameter, value: str | None
) -> tuple[int, ...] | None:
    if value is None:
        return None
    try:
        sizes = sorted({int(size) for size in value.split(",")})
    except ValueError as error:
        raise click.BadParameter("numbers with commas between them, such as 1000,10000") from error
    if sizes[0] < 100:
        raise click.BadParameter("fewer than 100 records have too few words to search for")
    return tuple(sizes)


@click.command()
@click.option(
    "--text", type=_FILE, help="Texts to mix in: plain, or JSON lines with text or context; gzipped or not."
)
@click.option(
    "--questions", type=_FILE, help="Real questions, JSON lines with q, instead of made-up sentences."
)
@click.option("--sizes", callback=_parse_sizes, help="Numbers of records, such as 1000,10000.")
@click.option("--queries", type=click.IntRange(min=1), help="How many of each kind.")
@click.option("--quick", is_flag=True, help="A few queries on 200 records, to see that everything works.")
@click.option(
    "--document", type=click.Path(path_type=Path, dir_okay=False), help="Write the figures between its marks."
)
@click.option(
    "--folder",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("build/bench"),
    show_default=True,
    help="Where corpora, indexes, queries and their times are kept; emptied first.",
)
def main(
    text: Path | None,
    questions: Path | None,
    sizes: tuple[int, ...] | None,
    queries: int | None,
    quick: bool,
    document: Path | None,
    folder: Path,
) -> None:
    """Measure the engines against each other."""
    plan = QUICK if quick else Plan()
    if sizes is not None:
        plan = replace(plan, sizes=sizes)
    if queries is not None:
        plan = replace(plan, queries=queries)
    corpus = resources.corpus_folder()
    try:
        material = Material(
            folder=corpus,
            corpus=read_corpus(corpus),
            texts=read_texts(text) if text else (),
            questions=read_questions(questions) if questions else (),
        )
        with _make_progress() as bars:
            result = run(plan, material, folder, partial(_begin, bars))
        if document is not None:
            write_document(result, document)
        else:
            click.echo(make_figures(result, "performance.svg"))
    except (RenkeiSearchError, DisagreementError) as error:
        raise click.ClickException(str(error)) from error


def _make_progress() -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
    )


def _begin(bars: Progress, name: str, turns: int) -> Callable[[], None]:
    return partial(bars.advance, bars.add_task(name, total=turns))


if __name__ == "__main__":
    main()
