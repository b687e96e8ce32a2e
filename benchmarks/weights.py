"""Cross-validation of the weights that ranking depends on: ``python -m benchmarks.weights --document docs/relevance.md``.

The queries of all development sets are divided into folds. For each fold, each weight gets the value (lower, default or
higher) that does best on the other folds while the other weights have their defaults. These settings are then measured on
the fold. If they do worse there than the defaults, a choice made with these queries does not generalise.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import mean
from typing import TYPE_CHECKING, Any, Final

import click
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from renkei_search import resources
from renkei_search.cli.console import messages
from renkei_search.corpus.reader import read_corpus
from renkei_search.evaluation.judgment import read_queries
from renkei_search.evaluation.measure import measure_queries
from renkei_search.evaluation.report import describe_run, make_table, write_marked
from renkei_search.search.engine import SearchEngine
from renkei_search.search.tuning import DEFAULT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from renkei_search.evaluation.judgment import JudgedQuery
    from renkei_search.search.tuning import Tuning

    Settings = Mapping[str, float]
    Values = dict[str, float]

MARK: Final = "weights"
"""The name of the marks in the document between which the table is written."""

OTHERS: Final[Mapping[str, tuple[float, float]]] = {
    "synonym": (0.3, 0.5),
    "coverage": (0.25, 1.0),
    "sentence_share": (0.75, 0.95),
    "sentence_whole": (0.35, 0.45),
    "feedback_weight": (0.1, 0.3),
    "practice": (7.0, 14.0),
    "family": (10.0, 18.0),
    "near": (0.1, 0.3),
    "meaning": (0.1, 0.3),
    "meaning_alone": (0.3, 0.6),
    "meaning_words": (0.1, 0.2),
    "meaning_sentence_words": (0.4, 0.6),
    "meaning_least": (0.35, 0.5),
    "meaning_near": (0.6, 0.8),
    "meaning_sentence_least": (0.2, 0.3),
    "meaning_sentence_margin": (0.05, 0.15),
    "meaning_sentence_near": (0.5, 0.9),
    "meaning_practice": (7.0, 14.0),
    "meaning_sentence": (3.0, 5.0),
    "near_document": (0.5, 1.0),
    "near_document_closeness": (0.5, 0.7),
    "kindred": (0.7, 1.5),
    "kindred_known": (0.0, 0.3),
    "kindred_near": (0.5, 0.7),
}
"""A lower and a higher value of each weight."""

_MEASURE: Final = "nDCG@10"


@dataclass(frozen=True)
class Fold:
    """One fold: the weights chosen on the other folds, and nDCG@10 on this one with them and with the defaults."""

    chosen: Settings
    fitted: float
    default: float


def choose(values: Mapping[tuple[str, float], Values], default: Values, queries: Sequence[str]) -> Values:
    """For each weight the value with the best mean over some queries; the default where none is better.

    Args:
        values: each query's measure with one weight changed.
        default: the same with the defaults.
        queries: those that count.
    """
    chosen: dict[str, tuple[float, float]] = {}
    base = mean(default[query] for query in queries)
    for (name, value), measured in values.items():
        gained = mean(measured[query] for query in queries)
        if gained > max(base, chosen.get(name, (base, 0.0))[0]):
            chosen[name] = (gained, value)
    return {name: value for name, (_, value) in chosen.items()}


def cross_validate(
    measure: Callable[[Settings, Sequence[str] | None], Values], folds: int, progress: Callable[[], None]
) -> Iterator[Fold]:
    """Choose on all folds but one, and measure on that one.

    Args:
        measure: each query's nDCG@10 with some weights changed, for some queries or for all.
        folds: their number; every one has queries of all sets and kinds.
        progress: called after each measurement.
    """
    default = measure({}, None)
    progress()
    values = {}
    for name, others in OTHERS.items():
        for value in others:
            values[name, value] = measure({name: value}, None)
            progress()
    queries = list(default)
    for fold in range(folds):
        own = queries[fold::folds]
        chosen = choose(values, default, [query for query in queries if query not in set(own)])
        measured = measure(chosen, own)
        progress()
        yield Fold(chosen, mean(measured[query] for query in own), mean(default[query] for query in own))


class Sets:
    """The sets for development: each with its queries and an index of the corpus it was judged over."""

    def __init__(self, sets: Sequence[tuple[Sequence[JudgedQuery], Path]]) -> None:
        self._sets = sets

    def measure(self, settings: Settings, queries: Sequence[str] | None) -> Values:
        """nDCG@10 of some queries or of all, by their ids."""
        changes: dict[str, Any] = dict(settings)
        tuning: Tuning = replace(DEFAULT, **changes)
        found: Values = {}
        for judged, root in self._sets:
            asked = [query for query in judged if queries is None or query.id in queries]
            if asked:
                found |= measure_queries(SearchEngine.open(root, tuning), asked).values[_MEASURE]
        return found


@click.command()
@click.option("--folds", default=5, show_default=True)
@click.option(
    "--records", type=(str, click.Path(path_type=Path)), multiple=True, help="A set and its records' folder."
)
@click.option("--document", type=click.Path(path_type=Path), help="Where to write the table.")
def main(folds: int, records: tuple[tuple[str, Path], ...], document: Path | None) -> None:
    """Cross-validate, print each fold and write the table."""
    judgments = resources.judgments_folder()
    bundled = resources.corpus_folders(())
    parts = [
        (("queries.jsonl", "held-out-queries.jsonl"), bundled),
        *(((f"{name}-queries.jsonl",), (*bundled, folder)) for name, folder in records),
    ]
    with tempfile.TemporaryDirectory() as temporary:
        sets = []
        for number, (files, folders) in enumerate(parts):
            root = Path(temporary, str(number))
            SearchEngine.build(read_corpus(*folders), root)
            sets.append(([query for name in files for query in read_queries(judgments / name)], root))
        total = 1 + sum(map(len, OTHERS.values())) + folds
        with Progress(
            TextColumn("measuring"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), console=messages
        ) as bar:
            task = bar.add_task("", total=total)
            found = list(cross_validate(Sets(sets).measure, folds, lambda: bar.advance(task)))
    text = _report(found)
    click.echo(text)
    if document is not None:
        write_marked(document, MARK, text)


def _report(folds: Sequence[Fold]) -> str:
    lines = [
        [
            str(number),
            f"{fold.default:.3f}",
            f"{fold.fitted:.3f}",
            ", ".join(f"{name} {value:g}" for name, value in fold.chosen.items()) or "the defaults",
        ]
        for number, fold in enumerate(folds, 1)
    ]
    lines.append(
        [
            "mean",
            f"{mean(fold.default for fold in folds):.3f}",
            f"{mean(fold.fitted for fold in folds):.3f}",
            "",
        ]
    )
    always = [
        name
        for name, count in Counter(n for fold in folds for n in fold.chosen).items()
        if count == len(folds)
    ]
    table = make_table(("fold", "defaults", "chosen on the other folds", "chosen"), lines)
    return f"{table}\n\nChosen in every fold: {', '.join(always) or 'none'}. {describe_run()}"


if __name__ == "__main__":
    main()
