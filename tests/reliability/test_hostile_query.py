"""Hostile queries, sent to every route of the real application."""

from __future__ import annotations

import time
from functools import partial
from typing import TYPE_CHECKING, TypeVar

import pytest

from reliability.fuzz import fuzz
from reliability.hostile import QUERIES, RAW, all_addresses, list_paths
from renkei_search.search.request import SearchRequest

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

    from renkei_search.search.engine import SearchEngine

Answer = TypeVar("Answer")

# Seconds, a thousand times what such an answer takes: `make fuzz` measures on a quiet machine, a test does not.
_LIMIT = 20.0


def _timed(ask: Callable[[], Answer]) -> tuple[Answer, float]:
    """An answer, and the processor seconds that this process spent on it."""
    start = time.process_time()
    answer = ask()
    return answer, time.process_time() - start


def _get(client: FlaskClient, address: str) -> tuple[TestResponse, float]:
    def ask() -> TestResponse:
        answer = client.get(address)
        answer.close()
        return answer

    return _timed(ask)


@pytest.mark.parametrize("name", [*QUERIES, *RAW])
def test_a_hostile_query_is_refused_or_answered_in_time_on_every_route(
    client: FlaskClient, name: str
) -> None:
    for label, address in all_addresses(list_paths(client)):
        if label.partition(" ")[2] != name:
            continue
        answer, taken = _get(client, address)
        assert answer.status_code < 500, address[:200]
        assert taken < _LIMIT, (address[:200], taken)


@pytest.mark.parametrize(
    "name", ["long", "long ASCII", "operators", "nested", "NUL", "controls", "surrogate"]
)
def test_what_is_over_the_limits_is_refused(client: FlaskClient, name: str) -> None:
    for path in ("/api/v1/search", "/search", "/search.csv"):
        query = {"q": QUERIES[name].encode("utf-8", "surrogatepass")}
        assert client.get(path, query_string=query).status_code == 422


@pytest.mark.parametrize(
    "path",
    [
        "/static/../app.py",
        "/static/%2e%2e/app.py",
        "/static/..%2fapp.py",
        "/static/%2e%2e%2f%2e%2e%2f%2e%2e%2fpyproject.toml",
        "/static//etc/passwd",
        "/static/%2fetc%2fpasswd",
        "/static/..\\app.py",
        "/static/style.css%00.js",
        "/static/",
        "/static/.",
        "/initiatives/..%2f..%2fetc%2fpasswd",
        "/regions/..%2f..%2fregions.jsonl",
        "/api/v1/initiatives/%2e%2e%2fCURRENT",
        "/corpus.jsonl/../../pyproject.toml",
        "/templates/base.html",
        "/index/CURRENT",
        "/manifest.json",
    ],
)
def test_no_path_leads_to_the_file_system(client: FlaskClient, path: str) -> None:
    files = f"{client.application.static_url_path}/"
    for address in {path, path.replace("/static/", files, 1)}:
        with client.get(address, follow_redirects=True) as answer:
            assert answer.status_code == 404


def test_a_draft_that_repeats_one_word_is_compared_in_time(engine: SearchEngine) -> None:
    assert _timed(lambda: engine.similar_to_text("子育て" * 1_600))[1] < _LIMIT


def test_many_words_of_the_thesaurus_are_searched_in_time(engine: SearchEngine) -> None:
    words = [group.words[0] for group in engine.catalogue.thesaurus.groups][::9]
    for first in range(0, 64, 8):
        request = SearchRequest(" ".join(words[first : first + 32])[:256])
        assert _timed(partial(engine.search, request))[1] < _LIMIT, request.text


def test_random_input_is_answered_or_refused(engine: SearchEngine, client: FlaskClient) -> None:
    figures = fuzz(engine, client, seed=7, inputs=2_500, limit=_LIMIT)
    assert sum(figures.parts[name].inputs for name in ("grammar", "engine", "routes")) == 2_500
    assert {"200", "422"} == set(figures.parts["runs"].outcomes)
    assert {"answered", "refused"} <= set(figures.parts["grammar"].outcomes)
    assert {"200", "404", "422"} <= set(figures.parts["routes"].outcomes)
