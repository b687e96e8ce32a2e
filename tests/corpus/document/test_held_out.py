"""Held-out documents, unknown while the reader was developed. docs/read.md has their first results."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from tests.corpus.document.figures import SETS, TOOLS, measure
from tests.corpus.documents.make import specs

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.slow
def test_the_documents_held_out_are_read_as_they_say(tmp_path: Path) -> None:
    if not all(map(shutil.which, TOOLS)):
        pytest.skip("needs chromium, pdftotext and soffice")
    total = measure([spec for make in SETS.values() if make is not specs for spec in make()], tmp_path)
    assert total["characters_wrong"] == 0
    assert total["found"] >= 0.97 * total["expected"]
    assert total["exact"] >= 0.95 * total["expected"]
    assert total["page"] == total["found"]
    assert total["fields"] >= 0.97 * total["fields expected"]
    assert total["parts"] >= 0.9 * total["parts expected"]
