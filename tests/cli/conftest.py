"""A document, and the draft that the command line makes of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.cli.drafting import run, vision
from tests.corpus.documents.content import pick

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def document(tmp_path: Path) -> Path:
    path = tmp_path / "ビジョン.docx"
    path.write_bytes(vision(pick(4, 8, 10)))
    return path


@pytest.fixture
def draft(document: Path) -> Path:
    path = document.with_name("下書き.xlsx")
    assert run("read", document, "-o", path).exit_code == 0
    return path
