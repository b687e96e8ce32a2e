"""The Flask application."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Flask, Response

from renkei_search.web.about_page import about_pages
from renkei_search.web.api import api
from renkei_search.web.matrix_page import matrix_pages
from renkei_search.web.page import pages
from renkei_search.web.problem import register_error_handlers
from renkei_search.web.region_page import region_pages

if TYPE_CHECKING:
    from renkei_search.search.service import SearchService
    from renkei_search.settings import Settings

_CONTENT_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


def create_app(settings: Settings, service: SearchService) -> Flask:
    """Make the application. Nothing is read before the first request."""
    app = Flask("renkei_search.web", template_folder=settings.templates)
    app.extensions["search_service"] = service
    app.json.ensure_ascii = False  # type: ignore[attr-defined] # of the default provider, which we keep
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.url_map.strict_slashes = False
    app.config["MAX_CONTENT_LENGTH"] = 64 * 1024
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.register_blueprint(api)
    for blueprint in (pages, region_pages, matrix_pages, about_pages):
        app.register_blueprint(blueprint)
    register_error_handlers(app)
    app.after_request(_add_security_headers)
    return app


def _add_security_headers(response: Response) -> Response:
    response.headers["Content-Security-Policy"] = _CONTENT_POLICY
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "same-origin"
    return response
