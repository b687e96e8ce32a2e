"""Compare variants over all judgments, as rows for a table, JSON or a document."""

from __future__ import annotations

import platform
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import packages_distributions, version
from typing import TYPE_CHECKING

from renkei_search.errors import UsageError
from renkei_search.evaluation.measure import (
    MEASURES,
    PRECISION,
    measure_queries,
    measure_questions,
    measure_similar,
    p_value,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from renkei_search.evaluation.judgment import JudgedInitiative, JudgedQuery
    from renkei_search.evaluation.measure import QueryOutcomes
    from renkei_search.search.engine import SearchEngine

KINDS = ("keyword", "variant", "synonym", "sentence", "name", "pair")


@dataclass(frozen=True)
class ReportRow:
    """A variant's figures: the means over all queries, the means for each kind, and those of the other tasks.

    ``p_value`` compares nDCG@10 with the row before. ``similar`` is nDCG@10 of comparable practice, ``questions``
    MRR@10 of known passages; none where not measured.
    """

    variant: str
    ndcg: float
    mrr: float
    recall: float
    answer_recall: float
    precision: float
    kinds: dict[str, dict[str, float]]
    p_value: float | None
    similar: float | None
    questions: float | None


def compare_variants(
    engines: Mapping[str, Callable[[], SearchEngine]],
    queries: Sequence[JudgedQuery],
    cases: Sequence[JudgedInitiative],
    question_engines: Mapping[str, Callable[[], SearchEngine]],
    questions: Sequence[JudgedQuery],
    progress: Callable[[], None],
) -> list[ReportRow]:
    """Measure each variant; questions only with variants that have an engine for them."""
    rows: list[ReportRow] = []
    before: QueryOutcomes | None = None
    for variant, open_engine in engines.items():
        engine = open_engine()
        outcome = measure_queries(engine, queries, progress)
        similar = measure_similar(engine, cases).mean("nDCG@10") if cases else None
        asked = None
        if variant in question_engines and questions:
            asked = measure_questions(question_engines[variant](), questions, progress).mean("RR@10")
        rows.append(
            ReportRow(
                variant=variant,
                ndcg=outcome.mean("nDCG@10"),
                mrr=outcome.mean("RR@10"),
                recall=outcome.mean("R@20"),
                answer_recall=outcome.mean("R(rel=2)@20"),
                precision=outcome.mean(PRECISION),
                kinds={
                    kind: {measure: outcome.mean(measure, kind) for measure in (*MEASURES, PRECISION)}
                    for kind in KINDS
                    if kind in outcome.kinds.values()
                },
                p_value=None if before is None else p_value(before, outcome, "nDCG@10"),
                similar=similar,
                questions=asked,
            )
        )
        before = outcome
    return rows


def cells(row: ReportRow) -> list[str]:
    """A row's figures as text, for :func:`headings`."""
    return [
        row.variant,
        f"{row.ndcg:.3f}",
        "" if row.p_value is None else f"{row.p_value:.3f}",
        f"{row.mrr:.3f}",
        f"{row.recall:.3f}",
        f"{row.answer_recall:.3f}",
        f"{row.precision:.3f}",
        *(f"{means['nDCG@10']:.3f} / {means['R@20']:.2f}" for means in row.kinds.values()),
        "" if row.similar is None else f"{row.similar:.3f}",
        "" if row.questions is None else f"{row.questions:.4f}",
    ]


def headings(rows: Sequence[ReportRow]) -> list[str]:
    """The headings for :func:`cells`, with a column for each kind of query that occurs."""
    figures = ("nDCG@10", "p", "MRR@10", "recall@20", "recall@20 (2)", "precision")
    return ["variant", *figures, *(rows[0].kinds if rows else ()), "similar", "JSQuAD"]


def markdown_table(rows: Sequence[ReportRow]) -> str:
    """The rows as a Markdown table, the kinds of the last row as another, with machine, versions and date below."""
    measures = (*MEASURES, PRECISION)
    kinds = [
        [kind, *(f"{means[measure]:.3f}" for measure in measures)] for kind, means in rows[-1].kinds.items()
    ]
    tables = [
        make_table(headings(rows), list(map(cells, rows))),
        make_table(("kind (last row above)", *measures), kinds),
    ]
    return "\n\n".join([*tables, describe_run()])


def describe_run() -> str:
    """Today's date, the machine and the versions that figures depend on."""
    # The distribution is Whoosh or its fork.
    names = [packages_distributions()["whoosh"][0], "sudachipy", "sudachidict-core"]
    libraries = ", ".join(f"{name} {version(name)}" for name in names)
    day = datetime.now(UTC).date().isoformat()
    return f"{day}, {platform.machine()}, Python {platform.python_version()}, {libraries}."


def write_marked(document: Path, mark: str, text: str) -> None:
    """Replace what is between the document's marks of this name.

    Raises:
        UsageError: the document has no such marks.
    """
    whole = document.read_text(encoding="utf-8") if document.exists() else ""
    first, last = f"<!-- {mark}: begin -->", f"<!-- {mark}: end -->"
    before, begin, rest = whole.partition(first)
    _, end, after = rest.partition(last)
    if not begin or not end:
        raise UsageError(f"{document} に目印 {first} と {last} がありません。")
    document.write_text(f"{before}{begin}\n\n{text}\n\n{end}{after}", encoding="utf-8")


def make_table(headings: Sequence[str], lines: Sequence[Sequence[str]]) -> str:
    """A Markdown table."""
    return "\n".join(f"| {' | '.join(line)} |" for line in [headings, ("---",) * len(headings), *lines])
