"""The engines that take part, ours first. Without the extra ``bench`` Tantivy is missing."""

from __future__ import annotations

from importlib.util import find_spec
from typing import Final

from benchmarks.peer.own import OWN
from benchmarks.peer.sqlite_fts5 import SQLITE
from benchmarks.peer.whoosh_searcher import WHOOSH_SEARCHER

if find_spec("tantivy") is not None:
    from benchmarks.peer.tantivy_index import TANTIVY, TANTIVY_ONE_FIELD

    PEERS: Final = (OWN, TANTIVY, TANTIVY_ONE_FIELD, SQLITE, WHOOSH_SEARCHER)
else:
    PEERS: Final = (OWN, SQLITE, WHOOSH_SEARCHER)
