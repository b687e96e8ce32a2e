"""Documents that a busy cluster rejects are sent again, and only those; documents that it refuses are reported."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, cast

import pytest
from opensearchpy.exceptions import AuthorizationException, ConnectionTimeout, TransportError

from renkei_search.errors import ClusterUnusableError
from renkei_search.index.opensearch import bulk
from renkei_search.index.opensearch.bulk import patiently, send
from renkei_search.index.opensearch.client import explained
from renkei_search.index.opensearch.encoding import EMPTY, FILLER, encode_term, encode_text

if TYPE_CHECKING:
    from opensearchpy import OpenSearch


class _Busy:
    """Answers each document with its next status, and with 201 when there are no more."""

    def __init__(self, statuses: list[int | TransportError]) -> None:
        self._statuses = statuses
        self.taken: list[str] = []
        self.asked = 0

    def bulk(self, body: bytes, **_options: Any) -> dict[str, Any]:
        self.asked += 1
        items = []
        for line in body.splitlines()[::2]:
            status = self._statuses.pop(0) if self._statuses else 201
            if isinstance(status, TransportError):
                raise status
            if status == 201:
                self.taken.append(json.loads(line)["index"]["_id"])
            items.append({"index": {"status": status, "error": {"type": "mapper_parsing_exception"}}})
        return {"items": items}


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "_PAUSES", (0, 0, 0))


def _send(client: _Busy, count: int) -> None:
    documents = ((str(number), {"number": number}) for number in range(count))
    send(cast("OpenSearch", client), "index", documents, 1.0)


def test_rejected_documents_are_sent_again() -> None:
    client = _Busy([201, 429, 503, 201, TransportError(503, "", {}), ConnectionTimeout("TIMEOUT", "", {})])
    _send(client, 4)
    assert sorted(client.taken) == ["0", "1", "2", "3"]


def test_portions_are_small() -> None:
    client = _Busy([])
    _send(client, 1_001)
    assert len(client.taken) == 1_001
    assert client.asked == 3


def test_a_document_rejected_forever_ends_the_build() -> None:
    with pytest.raises(ClusterUnusableError, match="混み合って"):
        _send(_Busy([429] * 100), 1)


def test_a_refused_document_is_not_sent_again() -> None:
    client = _Busy([400])
    with pytest.raises(ClusterUnusableError, match="mapper_parsing_exception"):
        _send(client, 1)
    assert client.asked == 1


def test_a_wrong_password_is_said_at_once() -> None:
    asked = []

    def ask() -> None:
        asked.append(1)
        raise AuthorizationException(403, "security_exception", {})

    with pytest.raises(ClusterUnusableError, match="パスワード"), explained():
        patiently(ask)
    assert len(asked) == 1


def test_encoded_terms_stay_separate_and_in_their_positions() -> None:
    assert encode_term("a b%c\u3000d") == "a%20;b%25;c%3000;d"
    assert encode_text([(0, "図書館"), (2, "相互")]) == f"図書館 {FILLER} 相互"
    assert encode_text([]) == EMPTY
