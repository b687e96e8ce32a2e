"""The engines that take part, ours first. Without the extra ``bench`` Tantivy is missing."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING, Final

from benchmarks.peer.own import OWN
from benchmarks.peer.sqlite_fts5 import SQLITE
from benchmarks.peer.whoosh_searcher import WHOOSH_SEARCHER

if TYPE_CHECKING:
    from benchmarks.peer.protocol import Peer

_EXTRA: tuple[Peer, ...] = ()
if find_spec("tantivy") is not None:
    from benchmarks.peer.tantivy_index import TANTIVY, TANTIVY_ONE_FIELD

    _EXTRA = (TANTIVY, TANTIVY_ONE_FIELD)

PEERS: Final[tuple[Peer, ...]] = (OWN, *_EXTRA, SQLITE, WHOOSH_SEARCHER)
