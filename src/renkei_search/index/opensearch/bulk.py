"""Send documents to a cluster, and retry those that it temporarily rejects."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, Final, TypeVar

import msgspec
from opensearchpy.exceptions import TransportError

from renkei_search.errors import ClusterUnusableError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from opensearchpy import OpenSearch

T = TypeVar("T")

_DOCUMENTS: Final = 500
_BYTES: Final = 8 << 20
# Two minutes in total; a cluster recovers from the loss of a node within half a minute.
_PAUSES: Final = (0.5, 1, 2, 4, 8, 15, 30, 60)
# Too busy, or a node or the cluster manager was lost. The last two are the client's: no connection, timeout.
_PASSING: Final = (429, 500, 502, 503, 504, "N/A", "TIMEOUT")


def patiently(call: Callable[[], T]) -> T:
    """Call an idempotent function, and retry while it fails because of a lost node.

    Raises:
        TransportError: it still fails after two minutes, or fails for another reason.
    """
    for pause in _PAUSES:
        try:
            return call()
        except TransportError as error:
            if error.status_code not in _PASSING:
                raise
        time.sleep(pause)
    return call()


def send(client: OpenSearch, index: str, documents: Iterable[tuple[str, Any]], seconds: float) -> None:
    """Send documents with their ids, some hundred at a time. Sending one twice does not duplicate it.

    Raises:
        ClusterUnusableError: the cluster refuses a document, or still cannot accept it after two minutes.
        TransportError: it does not answer.
    """
    for portion in _portions(documents):
        rest: Sequence[bytes] = portion
        for pause in (*_PAUSES, None):
            rest = _send(client, index, rest, seconds)
            if not rest:
                break
            if pause is None:
                raise ClusterUnusableError(
                    "OpenSearchが混み合っていて、取組を受け取れません。クラスターの状態を確かめてください。"
                )
            time.sleep(pause)


def _send(client: OpenSearch, index: str, lines: Sequence[bytes], seconds: float) -> list[bytes]:
    """Send once; returns the documents to be sent again."""
    body = b"".join(lines)
    answer = patiently(
        lambda: client.bulk(body=body, index=index, timeout="20s", request_timeout=max(seconds, 60))
    )
    results = [item["index"] for item in answer["items"]]
    for result in results:
        if result["status"] >= 300 and result["status"] not in _PASSING:
            raise ClusterUnusableError(
                f"OpenSearchが取組を受け付けません（{result['error']['type']}）。索引の設定を確かめてください。"
            )
    return [line for line, result in zip(lines, results, strict=True) if result["status"] >= 300]


def _portions(documents: Iterable[tuple[str, Any]]) -> Iterator[list[bytes]]:
    lines: list[bytes] = []
    length = 0
    for name, document in documents:
        action = msgspec.json.encode({"index": {"_id": name}})
        line = b"%s\n%s\n" % (action, msgspec.json.encode(document))
        if lines and (len(lines) == _DOCUMENTS or length + len(line) > _BYTES):
            yield lines
            lines, length = [], 0
        lines.append(line)
        length += len(line)
    if lines:
        yield lines
