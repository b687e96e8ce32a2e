"""The requirements on every page: one heading, balanced tags, nothing that the content security policy forbids."""

from __future__ import annotations

import html
import re
from html.parser import HTMLParser
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask.testing import FlaskClient

_VOID = frozenset({"meta", "link", "input", "br", "img", "hr"})


class _Balance(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.references: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        assert "style" not in given
        assert not any(name.startswith("on") for name in given)
        self.ids += [value for name, value in attrs if name == "id" and value]
        for name in ("aria-labelledby", "aria-describedby", "for"):
            self.references += (given.get(name) or "").split()
        href = given.get("href") or ""
        self.references += [href[1:]] if href.startswith("#") else []
        if tag not in _VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def read(client: FlaskClient, path: str, status: int = 200) -> str:
    """The page at a path, which must meet these requirements."""
    answer = client.get(path)
    assert answer.status_code == status, answer.text
    assert answer.mimetype == "text/html"
    page = answer.text
    balance = _Balance()
    balance.feed(page)
    assert not balance.open
    assert len(balance.ids) == len(set(balance.ids))
    assert set(balance.references) <= set(balance.ids)
    assert page.count("<h1") == 1
    assert "<style" not in page
    levels = [int(level) for level in re.findall(r"<h([1-6])", page)]
    assert all(after - before <= 1 for before, after in pairwise(levels))
    return page


def links_of(page: str) -> list[str]:
    """Every address that a page links to, repeated as on the page."""
    return [html.unescape(link) for link in re.findall(r'href="([^"]+)"', page)]


def count_of(client: FlaskClient, link: str) -> int:
    """The count of a link to a search page according to the endpoint, which has all parameters but ``own``."""
    # Not unescaped twice: the beginning of &region would become a sign.
    plain = re.sub(r"([?&])own=[^&]*&?", r"\1", link.replace("&amp;", "&")).rstrip("&?")
    answer = client.get(f"/api/v1{plain}")
    assert answer.status_code == 200, link
    total: int = answer.get_json()["total"]
    return total
