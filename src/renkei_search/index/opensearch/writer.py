"""Put a generation onto a cluster: one index each, and an alias that names the one in use."""

from __future__ import annotations

import time
from contextlib import suppress
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

import msgspec
import numpy as np
from opensearchpy.exceptions import NotFoundError, RequestError

from renkei_search.errors import ClusterUnusableError
from renkei_search.index.opensearch.bulk import patiently, send
from renkei_search.index.opensearch.client import explained
from renkei_search.index.opensearch.encoding import EMPTY, encode_term, encode_text
from renkei_search.index.opensearch.mapping import (
    HOME,
    MAX_CLAUSES,
    NUMBER,
    RECORD,
    REGION_RANK,
    make_index_body,
)
from renkei_search.index.schema import (
    FACET_FIELDS,
    ID_FIELD,
    SIGNAL_FIELDS,
    TEXT_FIELDS,
    WRITTEN_FIELDS,
    facet_field,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from opensearchpy import OpenSearch

    from renkei_search.index.opensearch.settings import ClusterSettings
    from renkei_search.index.postings.batch import Batch, Occurrences
    from renkei_search.index.similarity import Similarity

_SECONDS_TO_FINISH: Final = 600
_SECONDS_TO_CREATE: Final = 60
_SECONDS_TO_COPY: Final = 120
_PAUSES: Final = (1, 2, 5, 10)


class ClusterWriter:
    """Writes one index. It is not read before :meth:`activate`; an abandoned one is removed.

    Args:
        client: the connection.
        settings: the names, shards and replicas.
        generation: the id of the generation.
        similarity: the scoring of terms.
        region_ranks: the rank of each region from north to south.
        home: identifies the index folder that it belongs to.
    """

    def __init__(
        self,
        client: OpenSearch,
        settings: ClusterSettings,
        generation: str,
        similarity: Similarity,
        region_ranks: Mapping[str, int],
        home: str,
    ) -> None:
        self._client = client
        self._settings = settings
        self.index = index_name(settings, generation)
        self._ranks = region_ranks
        self._size = 0
        body = make_index_body(similarity, settings.shards, settings.replicas, home)
        with explained():
            client.info()  # no retries: there may be no cluster at all
            patiently(
                lambda: client.cluster.put_settings(
                    body={"persistent": {"indices.query.bool.max_clause_count": MAX_CLAUSES}}
                )
            )
            patiently(lambda: _create(client, self.index, body))

    def add(self, batch: Batch) -> None:
        """Send the next documents in corpus order; those that the cluster temporarily rejects are sent again.

        Raises:
            ClusterUnusableError: the cluster does not accept them.
        """
        documents = (
            (str(number), {NUMBER: number, **document})
            for number, document in enumerate(_documents(batch, self._ranks), self._size)
        )
        with explained():
            send(self._client, self.index, documents, self._settings.seconds)
        self._size += batch.size

    def finish(self) -> None:
        """Make all documents searchable, in as few segments as possible, with all replicas.

        Raises:
            ClusterUnusableError: the cluster does not do so, or lacks documents.
        """
        indices = self._client.indices
        held = 0
        with explained():
            for pause in _PAUSES:
                patiently(self._await_copies)
                patiently(lambda: indices.refresh(index=self.index))
                patiently(
                    lambda: indices.forcemerge(
                        index=self.index, max_num_segments=1, request_timeout=_SECONDS_TO_FINISH
                    )
                )
                patiently(
                    lambda: indices.put_settings(index=self.index, body={"index": {"refresh_interval": "1s"}})
                )
                patiently(lambda: indices.refresh(index=self.index))
                held = patiently(lambda: self._client.count(index=self.index))["count"]
                if held == self._size:
                    return
                # A shard whose node was just lost is counted once another node has taken over.
                time.sleep(pause)
        raise ClusterUnusableError(
            f"OpenSearchの索引 {self.index} の件数（{held}件）が、送った件数（{self._size}件）と違います。"
            "作り直してください。"
        )

    def _await_copies(self) -> None:
        """Wait for the replicas if there are nodes for them, but not for ever: the cluster makes the others later."""
        health = self._client.cluster.health
        enough = health()["number_of_data_nodes"] > self._settings.replicas
        health(
            index=self.index,
            wait_for_status="green" if enough else "yellow",
            timeout=f"{_SECONDS_TO_COPY}s",
            ignore=408,
            request_timeout=_SECONDS_TO_FINISH,
        )

    def activate(self) -> None:
        """Point the alias to this index, atomically."""
        alias = self._settings.name
        actions = [
            {"remove": {"index": f"{alias}-*", "alias": alias, "must_exist": False}},
            {"add": {"index": self.index, "alias": alias}},
        ]
        with explained():
            patiently(lambda: self._client.indices.update_aliases(body={"actions": actions}))

    def abandon(self) -> None:
        """Remove the unfinished index, if the cluster can be reached."""
        with suppress(ClusterUnusableError), explained(), suppress(NotFoundError):
            self._client.indices.delete(index=self.index)


def _create(client: OpenSearch, index: str, body: dict[str, Any]) -> None:
    """Create an index. If the answer was lost, the client has asked twice and the index exists already."""
    try:
        client.indices.create(index=index, body=body, request_timeout=_SECONDS_TO_CREATE)
    except RequestError as error:
        if error.error != "resource_already_exists_exception":
            raise


def remove_old_indexes(
    client: OpenSearch, settings: ClusterSettings, home: str, keep: Callable[[str, bool], bool]
) -> None:
    """Remove the indexes of generations that no process reads, and those left by failed builds.

    Args:
        client: the connection.
        settings: the names.
        home: only those of this index folder.
        keep: whether the generation with this id (in lower case) may still be read; the second argument is whether
            the alias points to it.

    Raises:
        ClusterUnusableError: the cluster does not do so.
    """
    prefix = f"{settings.name}-"
    with explained():
        for name, index in client.indices.get(index=f"{prefix}*", expand_wildcards="open").items():
            owner = index["mappings"].get("_meta", {}).get(HOME)
            if owner == home and not keep(name.removeprefix(prefix), settings.name in index["aliases"]):
                with suppress(NotFoundError):
                    client.indices.delete(index=name)


def index_name(settings: ClusterSettings, generation: str) -> str:
    """The name of a generation's index, which must be lower case."""
    return f"{settings.name}-{generation.lower()}"


def _documents(batch: Batch, ranks: Mapping[str, int]) -> Iterator[dict[str, Any]]:
    """The documents of a batch in the form of the mapping."""
    texts = {name: _texts(batch.fields[name], batch.vocabulary) for name in TEXT_FIELDS}
    signals = {name: _values(batch.fields[name], batch.vocabulary) for name in SIGNAL_FIELDS}
    written = {name: _values(batch.fields[name], batch.vocabulary) for name in WRITTEN_FIELDS}
    facets = {name: _values(batch.fields[facet_field(name)], batch.vocabulary) for name in FACET_FIELDS}
    ids = _values(batch.fields[ID_FIELD], batch.vocabulary)
    for record in batch.records:
        values = {name: next(column) for name, column in facets.items()}
        region = values["region"][0] if values["region"] else None
        yield {
            **{name: next(column) for name, column in texts.items()},
            **{
                name: [encode_term(term) for term in next(column)] or [EMPTY]
                for name, column in signals.items()
            },
            **{name: [encode_term(word) for word in next(column)] for name, column in written.items()},
            **{facet_field(name): found for name, found in values.items()},
            ID_FIELD: next(ids)[0],
            REGION_RANK: len(ranks) if region is None else ranks[region],
            RECORD: {"initiative": msgspec.json.decode(record), "facets": values},
        }


def _texts(occurrences: Occurrences, vocabulary: list[str]) -> Iterator[str]:
    """The text of a field, document by document."""
    places = occurrences.places
    positions = np.zeros(0, np.int32) if places is None else places[:, 0]
    for span in _spans(occurrences):
        terms = [vocabulary[number] for number in occurrences.terms[span].tolist()]
        yield encode_text(zip(positions[span].tolist(), terms, strict=True))


def _values(occurrences: Occurrences, vocabulary: list[str]) -> Iterator[list[str]]:
    """The values of a field, document by document."""
    for span in _spans(occurrences):
        yield [vocabulary[number] for number in occurrences.terms[span].tolist()]


def _spans(occurrences: Occurrences) -> Iterator[slice]:
    ends = np.concatenate([[0], np.cumsum(occurrences.counts)]).tolist()
    return (slice(start, end) for start, end in pairwise(ends))
