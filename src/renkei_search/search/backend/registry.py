"""Which backends there are, and what generations they need."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from renkei_search.errors import UsageError
from renkei_search.index.generation import Store
from renkei_search.index.opensearch.settings import ClusterSettings
from renkei_search.search.backend.columns.backend import ColumnBackend
from renkei_search.search.backend.whoosh.backend import WhooshBackend

if TYPE_CHECKING:
    from types import ModuleType

    from renkei_search.index.reader import IndexReader
    from renkei_search.search.backend.protocol import Backend


class Engine(StrEnum):
    """An engine for searches. Its value is that of the option ``--engine``."""

    COLUMNS = "columns"
    WHOOSH = "whoosh"
    OPENSEARCH = "opensearch"

    @property
    def store(self) -> Store:
        """The store of the generations that it searches."""
        return Store.OPENSEARCH if self is Engine.OPENSEARCH else Store.LOCAL


@dataclass(frozen=True)
class EngineSettings:
    """The engine for searches, and the settings of the cluster if it needs one."""

    engine: Engine = Engine.COLUMNS
    cluster: ClusterSettings = field(default_factory=ClusterSettings)


def open_backend(settings: EngineSettings, reader: IndexReader) -> Backend:
    """The backend for an open generation.

    Raises:
        UsageError: a package that it needs is not installed.
    """
    match settings.engine:
        case Engine.COLUMNS:
            return ColumnBackend(reader)
        case Engine.WHOOSH:
            return WhooshBackend(reader)
        case Engine.OPENSEARCH:
            backend: Backend = on_cluster().open_backend(reader, settings.cluster)
            return backend


def on_cluster() -> ModuleType:
    """The module :mod:`renkei_search.search.backend.opensearch.generation`, with the packages that only it needs.

    Raises:
        UsageError: they are not installed.
    """
    # Imported here because its client is an optional dependency that the other engines do not need.
    try:
        from renkei_search.search.backend.opensearch import generation  # noqa: PLC0415
    except ModuleNotFoundError as error:
        raise UsageError(
            f"OpenSearchでの検索に使う {error.name} がありません。"
            "pip install 'renkei-search[opensearch]' で入れてください。"
        ) from error
    return generation
