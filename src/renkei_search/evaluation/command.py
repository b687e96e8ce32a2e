"""The implementation of ``renkei-search evaluate``: build the indexes, measure the variants, write the table."""

from __future__ import annotations

import tempfile
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from renkei_search.evaluation.judgment import read_initiatives, read_passages, read_queries, read_questions
from renkei_search.evaluation.report import (
    ReportRow,
    cells,
    compare_variants,
    headings,
    markdown_table,
    write_marked,
)
from renkei_search.evaluation.variant import VARIANTS
from renkei_search.index.generation import Store
from renkei_search.search.backend.registry import EngineSettings, on_cluster
from renkei_search.search.engine import SearchEngine

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from renkei_search.corpus.collection import Corpus


@dataclass(frozen=True)
class Evaluation:
    """One run. Without ``all_variants`` only the default settings are measured.

    Raises:
        UsageError: by :meth:`run`, when a file is missing or malformed.
    """

    corpus: Corpus
    queries: Path
    similar: Path
    passages: Path | None
    questions: Path | None
    all_variants: bool
    engine: EngineSettings = field(default_factory=EngineSettings)

    @property
    def steps(self) -> int:
        """How often progress will be reported."""
        questions = len(read_questions(self.questions)) if self.questions else 0
        return len(self._variants) * (len(read_queries(self.queries)) + questions)

    def run(self, progress: Callable[[], None]) -> list[ReportRow]:
        """Measure on temporary indexes."""
        with tempfile.TemporaryDirectory() as folder, self._cleared(Path(folder)):
            engines = self._engines(self.corpus, Path(folder, "corpus"))
            passages = read_passages(self.passages) if self.passages is not None else None
            return compare_variants(
                engines,
                read_queries(self.queries),
                read_initiatives(self.similar),
                self._engines(passages, Path(folder, "passages")) if passages is not None else {},
                read_questions(self.questions) if self.questions else [],
                progress,
            )

    def _engines(self, corpus: Corpus, folder: Path) -> dict[str, Callable[[], SearchEngine]]:
        """The engines of the variants, with one index for each setting of BM25."""
        variants = {name: VARIANTS[name] for name in self._variants}
        roots = {(tuning.k1, tuning.b): folder / f"{tuning.k1}-{tuning.b}" for tuning in variants.values()}
        for name, tuning in variants.items():
            root = roots[tuning.k1, tuning.b]
            if not root.exists():
                SearchEngine.build(corpus, root, tuning=VARIANTS[name], engine=self._engine)
        return {
            name: partial(SearchEngine.open, roots[tuning.k1, tuning.b], tuning, self._engine)
            for name, tuning in variants.items()
        }

    @property
    def _engine(self) -> EngineSettings:
        """The engine; on a cluster under a different name than the index in use."""
        cluster = replace(self.engine.cluster, name=f"{self.engine.cluster.name}-evaluate")
        return replace(self.engine, cluster=cluster)

    @contextmanager
    def _cleared(self, folder: Path) -> Iterator[None]:
        """Remove temporary indexes from the cluster at the end."""
        try:
            yield
        finally:
            if self.engine.engine.store is Store.OPENSEARCH:
                for part in ("corpus", "passages"):
                    for root in (folder / part).glob("*"):
                        on_cluster().remove_all_indexes(self._engine.cluster, root)

    def headings(self, rows: Sequence[ReportRow]) -> list[str]:
        """The column headings of :meth:`cells`."""
        return headings(rows)

    def cells(self, rows: Sequence[ReportRow]) -> list[list[str]]:
        """The rows as text."""
        return [cells(row) for row in rows]

    def write(self, document: Path, rows: Sequence[ReportRow], mark: str = "figures") -> None:
        """Replace the table between the document's marks of this name.

        Raises:
            UsageError: the document has no such marks.
        """
        write_marked(document, mark, markdown_table(rows))

    @property
    def _variants(self) -> list[str]:
        names = list(VARIANTS)
        return names if self.all_variants else names[-1:]
