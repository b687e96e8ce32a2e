"""All pages, and the context of their templates."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

import msgspec
from flask import g, request

from renkei_search.corpus.era import day_text, japanese_date, today
from renkei_search.errors import IndexUnusableError
from renkei_search.export.comparison import MAX_COMPARED
from renkei_search.search.language.vocabulary.suggest import KIND_LABELS
from renkei_search.web.http.engine import get_engine
from renkei_search.web.page.about.about import about_page
from renkei_search.web.page.about.accessibility import accessibility_page
from renkei_search.web.page.about.help import help_page
from renkei_search.web.page.display import PLAIN, compare_url
from renkei_search.web.page.home import home_page
from renkei_search.web.page.initiative.compare import compare_page
from renkei_search.web.page.initiative.initiative import initiative_page
from renkei_search.web.page.initiative.original import original_page
from renkei_search.web.page.initiative.paper import paper_page
from renkei_search.web.page.initiative.similar import similar_page
from renkei_search.web.page.json_ld import SITE_NAME
from renkei_search.web.page.own import own_page, own_url
from renkei_search.web.page.own_link import carry_own
from renkei_search.web.page.own_region import OWN, find_own, keep_apart
from renkei_search.web.page.practice import practice_page
from renkei_search.web.page.region.matrix import matrix_page
from renkei_search.web.page.region.region import region_page
from renkei_search.web.page.region.regions import regions_page
from renkei_search.web.page.search.filters import filters_page
from renkei_search.web.page.search.search import search_page

if TYPE_CHECKING:
    from flask import Flask

    from renkei_search.settings import Settings
    from renkei_search.web.page.own_region import OwnRegion

_PAGES: Final = (
    home_page,
    search_page,
    filters_page,
    initiative_page,
    original_page,
    similar_page,
    compare_page,
    paper_page,
    practice_page,
    regions_page,
    region_page,
    matrix_page,
    help_page,
    about_page,
    accessibility_page,
    own_page,
)


def register_pages(app: Flask, settings: Settings) -> None:
    """Add all pages to the application, with the common context of their templates."""
    for page in _PAGES:
        app.register_blueprint(page)
    # A global, because the macros of templates do not see the context.
    app.jinja_env.globals["suggestion_kinds"] = msgspec.json.encode(KIND_LABELS).decode()
    app.context_processor(partial(_describe_site, settings))
    app.after_request(carry_own)
    app.after_request(keep_apart)


def _describe_site(settings: Settings) -> dict[str, Any]:
    """The context that all templates share."""
    return {
        "own": _own(),
        "own_url": own_url,
        "operator": settings.operator,
        "contact_url": partial(_contact_url, settings.contact) if settings.contact else None,
        "data_day": _data_day,
        "site_name": SITE_NAME,
        "today": day_text(today()),
        "display": PLAIN,
        "compare_url": compare_url,
        "max_compared": MAX_COMPARED,
    }


def _own() -> OwnRegion | None:
    """The reader's own region, also on pages that do not use it otherwise."""
    if OWN not in g:
        try:
            find_own(get_engine())
        except IndexUnusableError:
            return None
    found: OwnRegion | None = g.own
    return found


def _contact_url(contact: str) -> str:
    """The link for reporting an error: a page, or a mail whose text names the current page."""
    if "://" in contact:
        return contact
    subject, body = quote(f"{SITE_NAME}：誤りのお知らせ"), quote(f"ページ：{request.url}\n誤りの内容：\n")
    return f"mailto:{quote(contact, safe='@')}?subject={subject}&body={body}"


def _data_day() -> str:
    """The day on which the data were last updated; empty without an index."""
    try:
        return day_text(japanese_date(get_engine().created))
    except IndexUnusableError:
        return ""
