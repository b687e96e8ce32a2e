"""Measure how well documents are read: ``python -m tests.corpus.document.figures [FOLDER]`` prints the table of docs/read.md.

All documents are typeset into the folder (a temporary one by default) and read with the present code. The first
results on held-out documents are in docs/read.md and cannot be reproduced.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Final

from renkei_search import resources
from renkei_search.corpus.document.proposal.label import read_labels
from renkei_search.corpus.reader import read_corpus
from tests.corpus.document.score import score
from tests.corpus.documents.held_out import held_out
from tests.corpus.documents.held_out_eighth import held_out_eighth
from tests.corpus.documents.held_out_fifth import held_out_fifth
from tests.corpus.documents.held_out_fourth import held_out_fourth
from tests.corpus.documents.held_out_last import held_out_last
from tests.corpus.documents.held_out_later import held_out_later
from tests.corpus.documents.held_out_seventh import held_out_seventh
from tests.corpus.documents.held_out_sixth import held_out_sixth
from tests.corpus.documents.make import specs, typeset

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.corpus.documents.make import Spec

SETS: Final[dict[str, Callable[[], list[Spec]]]] = {
    "作るときに見ていた文書": specs,
    "取っておいた文書 一組め": held_out,
    "同 二組め": held_out_later,
    "同 三組め": held_out_last,
    "同 四組め": held_out_fourth,
    "同 五組め": held_out_fifth,
    "同 六組め": held_out_sixth,
    "同 七組め": held_out_seventh,
    "同 八組め": held_out_eighth,
}
TOOLS: Final = ("chromium", "pdftotext", "soffice")


def measure(found: list[Spec], folder: Path) -> Counter[str]:
    """Typeset documents into a folder, read them, and add up their scores."""
    labels = read_labels(resources.labels_file())
    taxonomy = read_corpus(resources.corpus_folder()).catalogue.taxonomy
    typeset(found, folder)
    total: Counter[str] = Counter(documents=len(found))
    for path in sorted(folder.iterdir()):
        if path.suffix != ".json":
            total += score(path, labels, taxonomy)
    return total


def row(name: str, counts: Counter[str]) -> str:
    """A row of the table."""
    fields = f"{counts['fields']} / {counts['fields expected']}"
    parts = f"{counts['parts']} / {counts['parts expected']}"
    cells = (
        name, counts["documents"], counts["expected"], counts["found"], counts["exact"], counts["page"], fields, parts,
        counts["characters_wrong"], counts["extra"],
    )  # fmt: skip
    return f"| {' | '.join(map(str, cells))} |"


def main() -> None:
    """Print the table."""
    if not all(map(shutil.which, TOOLS)):
        raise SystemExit(f"needs {', '.join(TOOLS)}")
    heads = (
        "文書", "数", "取組", "見つけた", "題名と内容が一字も違わない", "ページ", "分野",
        "役割・指標・事業費など", "失われた字", "余分な行",
    )  # fmt: skip
    lines = [f"| {' | '.join(heads)} |", "|---" * len(heads) + "|"]
    total: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as scratch:
        root = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(scratch)
        for number, (name, make) in enumerate(SETS.items()):
            counts = measure(make(), root / str(number))
            total += counts
            lines.append(row(name, counts))
    sys.stdout.write("\n".join([*lines, row("すべて", total)]) + "\n")


if __name__ == "__main__":
    main()
