"""Typeset documents: those of LibreOffice and the plain ones are in the repository, Chromium's are made for the run."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from renkei_search import resources
from renkei_search.corpus.document.proposal.label import Labels, read_labels
from renkei_search.corpus.reader import read_corpus
from tests.corpus.documents.make import specs, typeset
from tests.shared import make_once

if TYPE_CHECKING:
    from renkei_search.corpus.collection import Catalogue

FILES = Path(__file__).parents[1] / "documents" / "files"


@pytest.fixture(scope="session")
def labels() -> Labels:
    return read_labels(resources.labels_file())


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return read_corpus(resources.corpus_folder()).catalogue


@pytest.fixture(scope="session")
def chromium_documents(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the documents that Chromium typesets, each with its ground truth."""
    if shutil.which("chromium") is None or shutil.which("pdftotext") is None:
        pytest.skip("needs chromium and pdftotext")
    chosen = [spec for spec in specs() if spec.tool == "chromium"]
    return make_once(tmp_path_factory, "documents", lambda folder: typeset(chosen, folder))
