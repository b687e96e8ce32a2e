"""A desk with a document that is read once for all tests; each test works on a copy."""

from __future__ import annotations

import shutil
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from renkei_search import resources
from renkei_search.desk.room import Desk
from renkei_search.desk.taking import DeskPlaces
from renkei_search.search.backend.registry import EngineSettings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from renkei_search.desk.session import WorkSession

FILES = Path(__file__).parents[1] / "corpus" / "documents" / "files"
DOCUMENT = FILES / "word-agreement-pdf.pdf"
"""An agreement of two pages with four initiatives; it names its core city but neither its region nor its date."""


def make_places(folder: Path) -> DeskPlaces:
    return DeskPlaces(
        own=folder / "own",
        beside=(resources.corpus_folder(),),
        index=folder / "index",
        labels=resources.labels_file(),
        engine=EngineSettings(),
    )


def put(desk: Desk, document: Path) -> str:
    with document.open("rb") as stream:
        folder, _ = desk.put(document.name, stream)
    while desk.reading(folder).stage not in {"done", "failed"}:
        time.sleep(0.02)
    return folder.id


@pytest.fixture(scope="session")
def read_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("desk")
    desk = Desk(folder / "own.desk", make_places(folder))
    desk.open()
    put(desk, DOCUMENT)
    desk.close()
    return folder


@pytest.fixture
def room(read_once: Path, tmp_path: Path) -> Iterator[Desk]:
    shutil.copytree(read_once, tmp_path, dirs_exist_ok=True)
    desk = Desk(tmp_path / "own.desk", make_places(tmp_path))
    desk.open()
    yield desk
    desk.close()


@pytest.fixture
def session(room: Desk) -> WorkSession:
    return room.session(room.works()[0])


def reopen(room: Desk) -> WorkSession:
    """The same work as another process would find it."""
    again = Desk(room.folder, room.places)
    return again.session(again.works()[0])
