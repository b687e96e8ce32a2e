"""Which backends there are, and what generations they need."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from renkei_search.extra import load_extra
from renkei_search.index.generation import Store
from renkei_search.index.opensearch.settings import ClusterSettings
from renkei_search.search.backend.columns.backend import ColumnBackend
from renkei_search.search.backend.whoosh.backend import WhooshBackend

if TYPE_CHECKING:
    from types import ModuleType

    from renkei_search.index.reader import IndexReader
    from renkei_search.search.backend.protocol import Backend

_ON_CLUSTER: Final = "renkei_search.search.backend.opensearch.generation"


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
    return load_extra(_ON_CLUSTER, "OpenSearchでの検索", "opensearch")
