"""Shared by the tests of the endpoint: ask it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from flask.testing import FlaskClient

SEARCH = "/api/v1/search"


def get(client: FlaskClient, path: str, **arguments: Any) -> Any:
    answer = client.get(path, query_string=arguments)
    assert answer.status_code == 200, answer.text
    assert answer.mimetype == "application/json"
    return answer.get_json()
