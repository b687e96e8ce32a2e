"""Add the reader's own region to all links of a page, for browsers that store no cookie.

There are links in templates, cards, pictures and filters. So the region is added to the finished page in one place, and
no code that makes links has to know about it.
"""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING, Final
from urllib.parse import quote, urlsplit

from flask import g

from renkei_search.web.page.own_region import OWN

if TYPE_CHECKING:
    from flask import Response

    from renkei_search.web.page.own_region import OwnRegion

_TAG: Final = re.compile(r'<(?P<name>a|form)\b(?P<attributes>(?:[^<>"]|"[^"]*")*)>')
_TARGET: Final = re.compile(r'\b(?P<attribute>href|action)="(?P<url>/[^"]*)"')
_FILES: Final = ("/static/", "/api/", "/healthz", "/readyz")
_BOOKMARK: Final = ' rel="bookmark"'


def carry_own(response: Response) -> Response:
    """Add the region to all links and forms that lead to other pages, unless the browser stores it."""
    own: OwnRegion | None = g.get(OWN)
    if own is None or not own.carried or response.mimetype != "text/html" or response.is_streamed:
        return response
    response.set_data(add_own(response.get_data(as_text=True), own.region.id))
    return response


def add_own(page: str, region: str) -> str:
    """A page's markup with the region in its links and forms.

    It is not added to addresses that are meant to be shared (``rel="bookmark"``) and to those of files.
    """

    def change(tag: re.Match[str]) -> str:
        target = _TARGET.search(tag["attributes"])
        if target is None or _BOOKMARK in tag["attributes"] or not _is_page(target["url"]):
            return tag[0]
        if tag["name"] == "form" and 'method="post"' not in tag["attributes"]:
            # On submission, the browser replaces the query string of such a form by its fields.
            fields = page[tag.end() : page.find("</form>", tag.end())]
            if f'name="{OWN}"' in fields:
                return tag[0]
            return f'{tag[0]}<input type="hidden" name="{OWN}" value="{escape(region)}">'
        start, end = target.span("url")
        return tag[0].replace(tag["attributes"][start:end], _with_own(target["url"], region), 1)

    return _TAG.sub(change, page)


def _with_own(url: str, region: str) -> str:
    """An address, escaped as in an attribute, with the region added."""
    if re.search(rf"[?;&]{OWN}=", url):
        return url
    rest, hash_, fragment = url.partition("#")
    return f"{rest}{'&amp;' if '?' in rest else '?'}{OWN}={quote(region)}{hash_}{fragment}"


def _is_page(url: str) -> bool:
    """Whether an address of this site is a page, not a file, a feed or an answer for programs."""
    path = urlsplit(url).path
    return not path.startswith(_FILES) and "." not in path.rpartition("/")[2]
