from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest

from tests.corpus.document.conftest import FILES
from tests.corpus.document.score import score

if TYPE_CHECKING:
    from pathlib import Path

    from renkei_search.corpus.collection import Catalogue
    from renkei_search.corpus.document.proposal.label import Labels

KEPT = sorted(path for path in FILES.iterdir() if path.suffix != ".json")


@pytest.mark.parametrize("path", KEPT, ids=lambda path: path.name)
def test_a_kept_document_is_read_as_it_says(path: Path, labels: Labels, catalogue: Catalogue) -> None:
    _hold(score(path, labels, catalogue.taxonomy))


def test_documents_that_chromium_typesets_are_read_as_they_say(
    chromium_documents: Path, labels: Labels, catalogue: Catalogue
) -> None:
    total: Counter[str] = Counter()
    for path in sorted(chromium_documents.glob("*.pdf")):
        total += score(path, labels, catalogue.taxonomy)
    assert total["expected"] > 100
    _hold(total)


def _hold(counts: Counter[str]) -> None:
    """The project's targets: initiatives found, texts exact, pages and parts right, and no character lost."""
    assert counts["characters_wrong"] == 0
    assert counts["found"] >= 0.97 * counts["expected"]
    assert counts["exact"] >= 0.95 * counts["expected"]
    assert counts["page"] == counts["found"]
    assert counts["fields"] >= 0.97 * counts["fields expected"]
    assert counts["parts"] >= 0.9 * counts["parts expected"]
    assert counts["extra"] == 0
