"""Small corpora to build indexes from, and checks of an index folder."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

from renkei_search import resources
from renkei_search.index.generation import GENERATIONS, current_generation, verify_files
from renkei_search.search.request import SearchRequest
from renkei_search.search.service import SearchService
from renkei_search.settings import Settings
from renkei_search.web.app import create_app

if TYPE_CHECKING:
    from pathlib import Path

    from flask.testing import FlaskClient

    from renkei_search.corpus.collection import Corpus

SMALL: Final = 60


class UnreliableError(Exception):
    """A condition of reliability failed."""


def demand(condition: object, message: str) -> None:
    """Raise unless a condition holds.

    Raises:
        UnreliableError: it does not hold.
    """
    if not condition:
        raise UnreliableError(message)


def take_part(corpus: Corpus, start: int, size: int = SMALL) -> Corpus:
    """A corpus of some of the initiatives."""
    return msgspec.structs.replace(
        corpus,
        initiatives=corpus.initiatives[start : start + size],
        fingerprint=f"{corpus.fingerprint} {start} {size}",
    )


def make_client(index: Path) -> FlaskClient:
    """A client of the application on an index, in this process."""
    settings = Settings(
        corpus=(resources.corpus_folder(),), index=index, templates=resources.templates_folder()
    )
    return create_app(settings, SearchService(index)).test_client()


def check_index(index: Path, wanted: dict[str, Corpus], client: FlaskClient) -> str:
    """Check that the generation in use is complete and expected, and that the service says so.

    Args:
        index: the index folder.
        wanted: the expected corpora by fingerprint.
        client: a client of an application that has been running all the time.

    Returns:
        The fingerprint of the corpus in use.

    Raises:
        UnreliableError: a check fails.
    """
    generation = current_generation(index)
    verify_files(generation)
    corpus = wanted.get(generation.manifest.corpus)
    demand(corpus is not None, f"generation {generation.id} is neither the old nor the new one")
    assert corpus is not None  # noqa: S101 # for the type checker
    engine = SearchService(index).engine()
    found = engine.records(0, engine.initiative_count)
    demand(found == corpus.initiatives, f"generation {generation.id} does not hold its corpus")
    demand(engine.search(SearchRequest("住民 OR 連携 OR 事業")).total > 0, "a search finds nothing")
    ready = client.get("/readyz")
    demand(ready.status_code == 200, f"/readyz says {ready.status_code}")
    demand(ready.get_json()["generation"] == generation.id, "/readyz names another generation")
    return corpus.fingerprint


def generations_in(index: Path) -> list[str]:
    """The ids of all generations on the disk, complete or not."""
    return sorted(path.name for path in (index / GENERATIONS).iterdir())
