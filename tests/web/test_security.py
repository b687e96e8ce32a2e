from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from flask.testing import FlaskClient

PATHS = [
    *("/", "/search", "/search?page=0", "/none", "/static/style.css", "/api/v1/search", "/api/v1/none"),
    *("/search.csv", "/search.xlsx", "/search.atom", "/sitemap.xml", "/healthz", "/openapi.json"),
]


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_tells_browsers_to_be_strict(client: FlaskClient, path: str) -> None:
    with client.get(path.replace("/static", client.application.static_url_path or "")) as answer:
        headers = answer.headers
    policy = headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none';")
    assert "unsafe" not in policy
    assert "*" not in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"


@pytest.mark.parametrize("path", PATHS)
def test_no_answer_sets_a_cookie(client: FlaskClient, path: str) -> None:
    path = path.replace("/static", client.application.static_url_path or "")
    with client.get(path, headers={"Cookie": "session=x"}) as answer:
        assert "Set-Cookie" not in answer.headers
        # A page shows the reader's own region, which a cookie of the browser keeps.
        assert ("Cookie" in answer.headers.get("Vary", "")) == (answer.mimetype == "text/html")


def test_no_page_has_inline_script_or_style(client: FlaskClient) -> None:
    for path in (
        "/",
        "/search?q=図書館",
        "/initiatives/001-bingo-denim-project",
        "/matrix",
        "/regions/bingo",
    ):
        page = client.get(path).text
        assert "<style" not in page
        assert not re.search(r"<[^>]+\sstyle=", page)
        assert not re.search(r"<script(?![^>]*\s(src=|type=\"application/ld\+json\"))", page)


def test_the_application_keeps_no_secret_and_does_not_debug(client: FlaskClient) -> None:
    assert client.application.secret_key is None
    assert not client.application.debug
    assert client.application.jinja_env.autoescape
